"""Dataclasses to JSON and back: what processes of the bench tell each other, and what a run leaves in a file."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class JsonError(ValueError):
    """A text is not the JSON of the dataclass that was asked for; the message says where."""


def dumped(value: Any, *, indent: int | None = None) -> str:
    """The JSON of a dataclass."""
    return json.dumps(asdict(value), ensure_ascii=False, indent=indent)


def loaded(kind: type[T], text: str) -> T:
    """A dataclass of what `dumped` wrote; ValueError where something else stands, as JsonError it says where."""
    made: T = _made(kind, json.loads(text), kind.__name__)
    return made


def _made(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind):
        return _dataclass(kind, value, where)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise JsonError(f"{where}: {value!r} is no list")
        return tuple(_made(inner[0], one, f"{where}[{number}]") for number, one in enumerate(value))
    if origin in {Union, types.UnionType}:
        return None if value is None else _made(next(one for one in inner if one is not types.NoneType), value, where)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise JsonError(f"{where}: {value!r} is no {kind.__name__}")
    return value


def _dataclass(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise JsonError(f"{where}: {value!r} is no object")
    hints = get_type_hints(kind)
    names = {one.name for one in fields(kind)}
    if names != set(value):
        raise JsonError(f"{where}: {', '.join(sorted(names ^ set(value)))} there or not there")
    return kind(**{name: _made(hints[name], value[name], f"{where}.{name}") for name in names})
