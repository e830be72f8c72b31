"""When a centre is open: its hours on working days, and which days those are.

A working day is Monday to Friday unless it is a public holiday of Azerbaijan or the day off given instead of one that
fell on a weekend. The `holidays` library keeps the list, the moving feasts among them: those of years for which no
day has been announced are its estimate. Days that a decree moves later are not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final

import holidays
from django.utils import timezone

_SATURDAY: Final = 5
_MOST_CLOSED_DAYS: Final = 31
"""No run of holidays and weekends is as long as this."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when a centre is open on a working day, in Baku's time."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"{self.opens} is not before {self.closes}")


@dataclass(frozen=True, slots=True)
class OpenUntil:
    """It is open, until the moment named."""

    closes: datetime


@dataclass(frozen=True, slots=True)
class ClosedUntil:
    """It is closed, until the moment named."""

    opens: datetime


Opening = OpenUntil | ClosedUntil


def opening(hours: Hours, at: datetime) -> Opening:
    """Return whether a centre of these hours is open at a moment, and until when.

    It is open from the first moment of its hours until, not at, the last.
    """
    now = timezone.localtime(at)
    if is_working_day(now.date()) and hours.opens <= now.time() < hours.closes:
        return OpenUntil(_moment(now.date(), hours.closes))
    day = now.date() if now.time() < hours.opens else now.date() + timedelta(days=1)
    return ClosedUntil(_moment(next_working_day(day), hours.opens))


def is_working_day(day: date) -> bool:
    """Whether centres work on a day."""
    return day.weekday() < _SATURDAY and day not in _days_off(day.year)


def next_working_day(day: date) -> date:
    """Return the day itself if it is a working day, else the first one after it."""
    for ahead in range(_MOST_CLOSED_DAYS):
        later = day + timedelta(days=ahead)
        if is_working_day(later):
            return later
    raise ValueError(f"no working day within {_MOST_CLOSED_DAYS} days of {day}")


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


@cache
def _days_off(year: int) -> frozenset[date]:
    # A holiday late in December can give a day off in the next year, and Sacrifice Day two in one year.
    calendar = holidays.country_holidays("AZ", years=[year - 1, year, year + 1], observed=True)
    return frozenset(day for day in calendar if day.year == year)
