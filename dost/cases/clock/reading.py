"""The clock of a case, of its timeline: the same lines give the same clock, whenever they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dost.cases.codes import EntryKind, reason_code
from dost.common.dates import local_day
from services_catalog.time_limits import TimeLimit

from .kinds import ASKS_THE_PERSON, GOES_ON, PAUSES, STILL_MISSING, STOPS
from .reckon import Clock, Pause, reckoned


@dataclass(frozen=True, slots=True)
class Line:
    """What the clock reads of a line of the timeline; `place` tells lines of one moment apart (their order)."""

    at: datetime
    place: int
    what: str
    details: Mapping[str, Any]


def clock_of(
    *, started_on: date, lines: Iterable[Line], limit: TimeLimit, on: date, decided_on: date | None = None
) -> Clock:
    """Return the clock as of a day; lines may come in any order.

    `started_on` is the day of the application or of the event; `decided_on` what the case itself says of its end, where
    no line has told of it.
    """
    pauses: list[Pause] = []
    running: dict[str, datetime] = {}
    stopped_on: date | None = None
    for line in sorted(lines, key=lambda one: (one.at, one.place)):
        for why in _ended(line, running):
            pauses.append(Pause(running.pop(why), line.at, why))
        if line.what in STOPS:
            stopped_on = local_day(line.at)
            break
        if _begins(line):
            running.setdefault(line.what, line.at)
    pauses += [Pause(since, None, why) for why, since in running.items()]
    return reckoned(
        limit,
        started_on=started_on,
        on=on,
        pauses=sorted(pauses, key=lambda pause: (pause.since, pause.why)),
        stopped_on=stopped_on or decided_on,
    )


def _begins(line: Line) -> bool:
    return line.what in PAUSES or (line.what == EntryKind.WAITING and reason_code(line.details) in ASKS_THE_PERSON)


def _ended(line: Line, running: Mapping[str, datetime]) -> list[str]:
    """The pauses that a line ends."""
    if line.what == EntryKind.WAITING and _begins(line):
        return []
    if line.what in GOES_ON or line.what in STOPS:
        return list(running)
    if line.what == EntryKind.ANSWERED and line.details.get(STILL_MISSING):
        return []
    # A case that was asked once more in other words waits for the same answer.
    return [why for why in running if line.what in PAUSES.get(EntryKind(why), PAUSES[EntryKind.ASKED])]
