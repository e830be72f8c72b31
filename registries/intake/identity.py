"""Whether a row under a FİN that is taken can still be about the same person (decision 16).

A surname changes with a marriage, a letter is put right, a single point is corrected. But given name, sex and date of
birth do not change two at a time: then the FİN was mistyped, and the row is about somebody else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from .problems import RowError, fold

POINTS: Final = ("given_name", "sex", "birth_date")
_LETTERS = 2  # that may differ in a name that is only spelt in another way


def check_same_person(old: Mapping[str, Any], new: Mapping[str, Any], changed: Collection[str]) -> None:
    """Raise RowError when a row's changed fields say that it is about somebody else than the person known."""
    others = [name for name in POINTS if name in changed and _is_other(name, old[name], new[name])]
    if len(others) < 2:
        return
    raise RowError(
        "fin",
        f"somebody else is registered under this FİN: {' and '.join(_WORDS[name] for name in others)} differ",
        "check the FİN; if it is the same person, the birth act is corrected and these follow",
    )


_WORDS: Final = {"given_name": "given name", "sex": "sex", "birth_date": "date of birth"}


def _is_other(name: str, old: Any, new: Any) -> bool:
    if name == "given_name":
        return not _same_name(str(old), str(new))
    if name == "birth_date":
        return not _same_day(old, new)
    return bool(old != new)


def _same_day(one: date, other: date) -> bool:
    """Whether a day is the other mistyped: day and month changed places, or one of the three parts is another."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return sum((one.year != other.year, one.month != other.month, one.day != other.day)) <= 1


def _same_name(one: str, other: str) -> bool:
    """Whether a name is the other, spelt in another way or with a letter put right."""
    one, other = fold(one), fold(other)
    return _distance(one, other) <= min(_LETTERS, max(len(one), len(other)) // 4)


def _distance(one: str, other: str) -> int:
    """How many letters must be changed, added or left out (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        above, row = row, [number]
        for place, another in enumerate(other, start=1):
            row.append(min(above[place] + 1, row[place - 1] + 1, above[place - 1] + (letter != another)))
    return row[-1]
