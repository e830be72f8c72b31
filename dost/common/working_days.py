"""Which days are working days in Azerbaijan, and counting them.

A working day is Monday to Friday unless it is a public holiday or the day off given instead of one that fell on a
weekend. The `holidays` library keeps that list, the moving feasts and the moves of past years among them; feasts of
years for which no day has been announced are its estimate. What the Cabinet of Ministers moves besides is data:
`registries/data/moved_days.csv`, and it wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

from registries.data.moved_days import moved_days

_SATURDAY: Final = 5
MOST_DAYS_OFF: Final = 31
"""No run of holidays and weekends is as long as this."""


def is_working_day(day: date) -> bool:
    """Whether a day is worked."""
    moved = moved_days()
    if day in moved.worked:
        return True
    if day in moved.off:
        return False
    year = _year(day.year)
    return day in year.worked or (day.weekday() < _SATURDAY and day not in year.off)


def next_working_day(day: date) -> date:
    """Return the day itself if it is a working day, else the first one after it."""
    for ahead in range(MOST_DAYS_OFF):
        later = day + timedelta(days=ahead)
        if is_working_day(later):
            return later
    raise ValueError(f"no working day within {MOST_DAYS_OFF} days of {day}")


def working_days_later(day: date, count: int) -> date:
    """Return the day on which `count` working days have passed since a day, which does not count itself.

    No working days later is the day itself, whatever it is. Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"{count} working days: a count is 0 or more")
    for _passed in range(count):
        day = next_working_day(day + timedelta(days=1))
    return day


def working_days_between(first: date, last: date) -> int:
    """Return how many working days lie after the first day, up to the last; 0 where the last is not later."""
    return sum(is_working_day(first + timedelta(days=ahead)) for ahead in range(1, (last - first).days + 1))


@dataclass(frozen=True, slots=True)
class _Year:
    off: frozenset[date]
    worked: frozenset[date]


@cache
def _year(year: int) -> _Year:
    # A holiday late in December can give a day off in the next year, and Sacrifice Day two in one year. A day that is
    # worked in one year for a day off in the next is told with the next.
    calendar = holidays.country_holidays("AZ", years=[year - 1, year, year + 1], observed=True)
    return _Year(
        off=frozenset(day for day in calendar if day.year == year),
        worked=frozenset(day for day in calendar.weekend_workdays if day.year == year),
    )
