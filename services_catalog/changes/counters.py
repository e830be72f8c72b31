"""Who counts what a change set means for months already paid (`arrears`): named by path, so that starting is quick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

_paths: list[str] = []


def count_with(path: str) -> None:
    """Register who counts, by the path of a function that is an `arrears.Count`; again changes nothing."""
    if path not in _paths:
        _paths.append(path)


def counters() -> list[Callable[..., Any]]:
    """Those who count."""
    return [import_string(path) for path in _paths]
