"""What the floors above tell this one about messages of theirs: which come too late, and which replies are theirs.

The applications register when they start (`register_taker`, `register_outdated`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .models import Notice, TextReading


@dataclass(frozen=True, slots=True)
class Written:
    """A text message of somebody whose number a code has confirmed: who it can be from, and what stands in it.

    `text_id` is the id of its row; `asked_at` is when the newest question about a right went to this number, None when
    none did.
    """

    text_id: int
    people: frozenset[int]
    text: str
    sent_at: datetime
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a message was taken for; `person_id` is whose matter it was about, where that is known."""

    finding: TextReading.Finding
    person_id: int | None = None


Taker = Callable[[Written, datetime], Taken | None]
"""Takes a message for an answer to something of its own, or leaves it (None)."""
Outdated = Callable[[Sequence[Notice]], set[int]]
"""Of notices that are to leave, the ids of those that come too late."""

_takers: list[Taker] = []
_outdated: list[Outdated] = []


def register_taker(taker: Taker) -> None:
    """Let this be asked about every message that somebody known writes."""
    if taker not in _takers:
        _takers.append(taker)


def register_outdated(asked: Outdated) -> None:
    """Let this be asked about every notice, before it leaves."""
    if asked not in _outdated:
        _outdated.append(asked)


def taken(written: Written, *, now: datetime) -> Taken | None:
    """Who takes the message, the first of those registered; None when it is nobody's."""
    return next((found for taker in _takers if (found := taker(written, now)) is not None), None)


def outdated(rows: Sequence[Notice]) -> set[int]:
    """The ids of notices that come too late."""
    return set().union(*(asked(rows) for asked in _outdated))
