"""The days of work and of rest that the Cabinet of Ministers has moved: the table `moved_days.csv`.

A row is one move: `off` is a working day that became a day off, `works` the day off that is worked instead. Either may
be empty: an election gives a day off for nothing. A row is added when a decision is published, with the act, where it
was read and how sure it is; it wins over every calendar that does not know it yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from registries.data import read

CONFIDENCES: Final = ("verified", "recalled", "assumed")


@dataclass(frozen=True, slots=True)
class MovedDay:
    """One move; `off` or `works` is None where there is no such day."""

    off: date | None
    works: date | None
    act: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class MovedDays:
    """All moves as two sets of days."""

    off: frozenset[date]
    worked: frozenset[date]


def moved_from_rows(rows: Iterable[Mapping[str, str]]) -> tuple[MovedDay, ...]:
    """Read rows of the table; raises ValueError naming the row and the column, and what would be right."""
    return tuple(_moved(row, f"moved_days.csv, row {number}") for number, row in enumerate(rows, start=2))


def _moved(row: Mapping[str, str], where: str) -> MovedDay:
    off, works = (_day(row[column], f"{where}, {column}") for column in ("off", "works"))
    if off is None and works is None:
        raise ValueError(f"{where}: off or works is expected, a day such as 2025-03-27")
    for column in ("act", "source"):
        if not row[column].strip():
            raise ValueError(f"{where}, {column}: is empty; name the decision and where it was read")
    if row["confidence"] not in CONFIDENCES:
        raise ValueError(f"{where}, confidence: {row['confidence']!r} is none of {', '.join(CONFIDENCES)}")
    return MovedDay(off, works, row["act"], row["source"], row["confidence"])


def _day(text: str, where: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{where}: {text!r} is no day such as 2025-03-27") from error


def as_sets(moves: Iterable[MovedDay]) -> MovedDays:
    """Return the days off and the days worked; of two decisions about one day the later row counts."""
    off: set[date] = set()
    worked: set[date] = set()
    for move in moves:
        if move.off is not None:
            off.add(move.off)
            worked.discard(move.off)
        if move.works is not None:
            worked.add(move.works)
            off.discard(move.works)
    return MovedDays(frozenset(off), frozenset(worked))


@cache
def moved_days() -> MovedDays:
    """The moves of the table."""
    return as_sets(moved_from_rows(read("moved_days")))
