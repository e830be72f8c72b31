"""Which lines of a timeline stop the clock, let it go on, and end it.

It stands still only while the person must act. Whoever adds a way of asking the person adds its line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dost.cases.codes import EntryKind, WaitingReason

PAUSES: Final[Mapping[EntryKind, frozenset[EntryKind]]] = {
    EntryKind.ASKED: frozenset({EntryKind.ANSWERED, EntryKind.ACCEPTED, EntryKind.DECLINED}),
    EntryKind.MORE_ASKED: frozenset({EntryKind.MORE_GIVEN, EntryKind.MORE_LAPSED, EntryKind.MORE_TAKEN_BACK}),
}
"""Lines that begin a pause, each with those that end it. Several may run at once: the clock goes on after the last."""

ASKS_THE_PERSON: Final = frozenset({WaitingReason.ASK_FIRST, WaitingReason.EXCLUSIVE, WaitingReason.QUESTIONS})
"""Reasons of a line `waiting` that wait for the person: it begins a pause, as the line `asked` does."""

GOES_ON: Final = frozenset({EntryKind.WAITING, EntryKind.RIVAL, EntryKind.SENT_BACK})
"""Lines by which the case is seen to have gone on: whatever the person was asked, nothing waits for them any more.

A case waits for one thing at a time: a line that it waits for somebody else says that it no longer waits for them.
"""

STOPS: Final = frozenset(
    {
        EntryKind.GRANTED,
        EntryKind.REFUSED,
        EntryKind.NO_RIGHT,
        EntryKind.HELD,
        EntryKind.RECORD_GONE,
        EntryKind.DECLINED,
        EntryKind.GIVEN_UP,
    }
)
"""Lines with which it is decided, one way or another."""

TURNS: Final = frozenset(
    {*PAUSES, *(end for ends in PAUSES.values() for end in ends), EntryKind.RIVAL, EntryKind.SENT_BACK}
)
"""Lines after which the stored clock is written anew, wherever the case then stands; new waits are seen by themselves.

What every case passes that waits for nobody is not among them: such a case has no stored clock."""

KINDS: Final = TURNS | GOES_ON | STOPS
"""All lines that the clock reads."""

STILL_MISSING: Final = "missing"
"""In the details of a line `answered`: what has not been answered yet, so that the pause goes on."""
