"""JSON as institutions send it: read item by item and within bounds, before anything is converted.

Numbers stay exact (`Decimal`); one that is not finite, or longer than anybody counts with, becomes `Unreadable`, and
an object that gives a field twice a `Doubled`, so that only the event they are in is refused (`fault`). When a list as
a whole is not JSON, it is taken apart at its commas, and each event that can be read is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from .problems import RowError

DEEPEST: Final = 20
MOST_VALUES: Final = 2_000
LONGEST_TEXT: Final = 20_000
LONGEST_NUMBER: Final = 30
"""Characters of a number, and the power of ten beyond which nobody counts."""

_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that was sent and cannot be used: what is wrong with it, and how it began."""

    problem: str
    beginning: str

    def __str__(self) -> str:
        return self.beginning


class Doubled(dict[str, Any]):
    """An object in which a field stands twice; the last counts, as far as anything does."""

    field = ""


def parse(text: str) -> Any:
    """The value of a JSON text; raises ValueError or RecursionError when it is none."""
    return json.loads(text, parse_int=_whole, parse_float=_decimal, parse_constant=_constant, object_pairs_hook=_object)


def parse_items(text: str) -> list[Any]:
    """The items of a list, or the only item; those of a list that are not JSON are `Unreadable`.

    Raises ValueError or RecursionError when nothing can be read.
    """
    try:
        sent = parse(text)
    except (ValueError, RecursionError):
        pieces = _pieces(text.strip())
        if pieces is None:
            raise
        return [_piece(piece) for piece in pieces]
    return sent if isinstance(sent, list) else [sent]


def fault(sent: object) -> RowError | None:
    """What keeps an event from being read at all: nesting, size, a field given twice, a number nobody counts with."""
    left: list[tuple[object, str, int]] = [(sent, "", 0)]
    for seen in range(1, MOST_VALUES + 1):
        if not left:
            return None
        value, field, depth = left.pop()
        problem = _fault_of(value, field, depth)
        if problem is not None:
            return problem
        if isinstance(value, Mapping):
            left += [(inner, str(name)[:40], depth + 1) for name, inner in value.items()]
        elif isinstance(value, list):
            left += [(inner, field, depth + 1) for inner in value]
        if len(left) + seen > MOST_VALUES:
            break
    return RowError("", "has too many values", f"at most {MOST_VALUES} in one event") if left else None


def _fault_of(value: object, field: str, depth: int) -> RowError | None:
    if depth > DEEPEST:
        return RowError(field, "is nested too deeply", f"at most {DEEPEST} levels")
    if isinstance(value, Unreadable):
        return RowError(field, value.problem, "send what is meant as a text, or leave it out")
    if isinstance(value, Doubled):
        return RowError(value.field[:40], "is given twice", "give it once")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return RowError(field, f"has {len(value)} characters", f"at most {LONGEST_TEXT} fit")
    if isinstance(value, int) and abs(value) >= 10**LONGEST_NUMBER:
        return RowError(field, "is not a number anybody counts with", "check its digits")
    return None


def _whole(digits: str) -> int | Unreadable:
    return int(digits) if len(digits) <= LONGEST_NUMBER else _too_large(digits)


def _decimal(text: str) -> Decimal | Unreadable:
    if len(text) > LONGEST_NUMBER:
        return _too_large(text)
    number = Decimal(text)
    return number if abs(number.adjusted()) <= LONGEST_NUMBER else _too_large(text)


def _too_large(text: str) -> Unreadable:
    return Unreadable("is not a number anybody counts with", text[:40])


def _constant(name: str) -> Unreadable:
    return Unreadable(f"{name} is not a number", name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) == len(pairs):
        return read
    doubled = Doubled(read)
    seen: set[str] = set()
    doubled.field = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return doubled


def _piece(text: str) -> Any:
    try:
        return parse(text)
    except RecursionError:
        return Unreadable("is nested too deeply", text[:40])
    except ValueError as error:
        return Unreadable(f"is not JSON: {str(error)[:120]}", text[:40])


def _pieces(text: str) -> list[str] | None:
    """The texts of a list's items; None when it is no list with its brackets in order."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    open_brackets: list[str] = []
    pieces: list[str] = []
    start = 1
    for found in _TOKEN.finditer(text):
        sign = found.group()
        if sign in "[{":
            open_brackets.append(sign)
        elif sign in "]}":
            if not open_brackets or open_brackets.pop() != {"]": "[", "}": "{"}[sign]:
                return None
            if not open_brackets:
                pieces.append(text[start : found.start()])
                return pieces if found.end() == len(text) else None
        elif sign == "," and len(open_brackets) == 1:
            pieces.append(text[start : found.start()])
            start = found.end()
    return None
