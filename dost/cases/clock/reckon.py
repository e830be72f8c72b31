"""Counting a time limit: from a day, over pauses, in calendar days, working days or months.

1. The day on which it starts does not count; the limit ends with its last day.
2. A day counts unless the clock stands still at its end: whoever is asked and answers on one day costs no day, and the
   day of the answer counts.
3. A limit in months ends on the same day of a later month (or the last there is); stood still, it is so much longer.
4. The state's own limits end on their last day, whatever day that is; what a person must do by a day off, they may do
   on the next working day (`person_by`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from dost.common.dates import local_day, months_later
from dost.common.working_days import is_working_day, next_working_day
from services_catalog.time_limits import TimeLimit, Unit

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """When the clock stands still because the person must act; `until` None while it does. `why` is the line's code."""

    since: datetime
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that runs, as of the day `on`.

    `due_on` is the last day; None while it stands still and has not run out, for then nobody can know it. `used` are
    the days that have counted, `remaining` those that are left: 0 on the last day, less than none afterwards – in the
    limit's own days (those of a limit in months are calendar days). `stopped_on` is the day it was decided.
    """

    limit: TimeLimit
    started_on: date
    on: date
    due_on: date | None
    used: int
    remaining: int
    pauses: tuple[Pause, ...] = ()
    stopped_on: date | None = None

    @property
    def paused(self) -> Pause | None:
        """The pause it is in; of several the first that began."""
        if self.stopped_on is not None:
            return None
        return next((pause for pause in self.pauses if pause.until is None), None)

    @property
    def overdue(self) -> bool:
        """Whether the limit has passed without a decision, or was passed when it came."""
        return self.due_on is not None and (self.stopped_on or self.on) > self.due_on


def reckoned(
    limit: TimeLimit,
    *,
    started_on: date,
    on: date,
    pauses: Sequence[Pause] = (),
    stopped_on: date | None = None,
) -> Clock:
    """Return the clock of a limit that started on a day."""
    still = tuple((local_day(one.since), local_day(one.until) if one.until else None) for one in pauses)
    length = _length(limit, started_on)
    end = stopped_on if stopped_on is not None else on
    used = _counted(limit, started_on, end, still)
    due_on = _due(limit, started_on, length, still)
    return Clock(
        limit=limit,
        started_on=started_on,
        on=on,
        due_on=due_on,
        used=used,
        remaining=length - used,
        pauses=tuple(pauses),
        stopped_on=stopped_on,
    )


def last_day(limit: TimeLimit, *, started_on: date) -> date:
    """The last day of a limit that nothing stops."""
    due_on = _due(limit, started_on, _length(limit, started_on), ())
    assert due_on is not None  # nothing stops it
    return due_on


def person_by(limit: TimeLimit, *, started_on: date) -> date:
    """The last day for what a person must do: a day off gives way to the next working day."""
    return next_working_day(last_day(limit, started_on=started_on))


Still = Iterable[tuple[date, date | None]]


def _length(limit: TimeLimit, started_on: date) -> int:
    """How many days a limit has, in its own days."""
    if limit.unit is Unit.MONTHS:
        return (months_later(started_on, limit.count) - started_on).days
    return limit.count


def _due(limit: TimeLimit, started_on: date, length: int, still: Still) -> date | None:
    """The day on which as many days have counted; None where the clock stands still for good before."""
    held = list(still)
    if not held and not limit.working:
        return started_on + length * DAY
    day, left = started_on, length
    ends = max((until for _since, until in held if until is not None), default=started_on)
    open_since = min((since for since, until in held if until is None), default=None)
    while left:
        day += DAY
        if open_since is not None and day >= open_since:
            return None
        if not held or day > ends or not _stands(day, held):
            left -= not limit.working or is_working_day(day)
    return day


def _counted(limit: TimeLimit, started_on: date, end: date, still: Still) -> int:
    """How many days have counted from the start to the end of a day."""
    held = list(still)
    days = (started_on + ahead * DAY for ahead in range(1, (end - started_on).days + 1))
    return sum(not _stands(day, held) and (not limit.working or is_working_day(day)) for day in days)


def _stands(day: date, still: Still) -> bool:
    """Whether the clock stands still at the end of a day."""
    return any(since <= day and (until is None or day < until) for since, until in still)
