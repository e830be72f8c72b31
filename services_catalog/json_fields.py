"""Reading typed values out of stored JSON: every error names the field it was found in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import InvalidOperation
from typing import Any, TypeVar

_T = TypeVar("_T")


class FieldError(ValueError):
    """A stored value is not of its form; `where` names the field: `criteria[2].require`."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where


class Fields:
    """The fields of one JSON object, which stands at `where` (empty: the document itself).

    The `read` functions make a value from what JSON has; what they raise (ValueError, TypeError) becomes `FieldError`.
    """

    def __init__(self, value: Any, where: str = "") -> None:
        if not isinstance(value, Mapping):
            raise FieldError(where or "document", f"an object is expected, not {value!r}")
        self.row = value
        self.where = where

    def place(self, key: str) -> str:
        """How an error names a field."""
        return f"{self.where}.{key}" if self.where else key

    def optional(self, key: str, read: Callable[[Any], _T]) -> _T | None:
        """Return the value of a field; None when it is absent or null."""
        value = self.row.get(key)
        if value is None:
            return None
        try:
            return read(value)
        except FieldError:
            raise
        except (ValueError, TypeError, InvalidOperation) as error:
            raise FieldError(self.place(key), f"{value!r} is not right here ({error})") from error

    def required(self, key: str, read: Callable[[Any], _T]) -> _T:
        """Return the value of a field that must be there."""
        found = self.optional(key, read)
        if found is None:
            raise FieldError(self.place(key), "is missing")
        return found

    def rows(self, key: str, read: Callable[[Fields], _T], *, required: bool = False) -> tuple[_T, ...]:
        """Return what is read of each object of a list; an absent list that need not be there has none."""
        rows = self.required(key, as_list) if required else self.optional(key, as_list) or []
        return tuple(read(Fields(row, f"{self.place(key)}[{number}]")) for number, row in enumerate(rows))


def as_text(value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value


def as_whole(value: Any) -> int:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number is expected")
    return value


def as_day(value: Any) -> date:
    """A date, from `2026-07-01`."""
    return date.fromisoformat(as_text(value))


def as_list(value: Any) -> list[Any]:
    """A list of anything."""
    if not isinstance(value, list | tuple):
        raise TypeError("a list is expected")
    return list(value)


def as_several_texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(map(as_text, as_list(value)))


def as_mapping(value: Any) -> Mapping[str, Any]:
    """An object whose keys are not known beforehand."""
    if not isinstance(value, Mapping):
        raise TypeError("an object is expected")
    return value


def as_texts(value: Any) -> dict[str, str]:
    """An object of texts."""
    return {key: as_text(item) for key, item in as_mapping(value).items()}
