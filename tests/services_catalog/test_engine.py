"""The catalogue is an engine: it knows no page, no request and no address."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import services_catalog

PAGES: Final = ("django.http", "django.shortcuts", "django.template", "django.urls", "django.views", "django_htmx")
ROOT: Final = Path(services_catalog.__path__[0])


def imports(source: str) -> Iterator[str]:
    """Every module a file imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_nothing_in_the_catalogue_knows_a_request_or_a_page() -> None:
    files = sorted(ROOT.rglob("*.py"))
    found = [
        (str(path.relative_to(ROOT)), name)
        for path in files
        for name in imports(path.read_text(encoding="utf-8"))
        if name.startswith(PAGES) or "templatetags" in name
    ]

    assert len(files) > 50
    assert found == []


def test_there_are_no_templates_among_it() -> None:
    assert list(ROOT.rglob("*.html")) == []
