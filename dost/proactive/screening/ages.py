"""Ages and days by law, as the registries reckon them in SQL: full years; 1 March for whoever is born on a leap day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=4096)
def add_months(day: date, months: int) -> date:
    """Return the same day some months later or earlier; the last of the month where there is no such day.

    As PostgreSQL adds an interval of months.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def birthday(birth: date, years: int) -> date:
    """Return the day on which an age is reached; 1 March for 29 February in ordinary years."""
    reached = add_months(birth, 12 * years)
    return reached if reached.day == birth.day else reached + timedelta(days=1)


def years_between(first: date, last: date) -> int:
    """Return the full years from one day to another; negative when the other is earlier by a year or more."""
    if last < first:
        return -years_between(last, first)
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def months_between(first: date, last: date) -> int:
    """Return the full months from one day to a later one, as PostgreSQL's `age` counts them."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def younger_than(birth: date, years: int, on: date) -> bool:
    """Whether an age has not been reached on a day: the register's own condition."""
    return birth > add_months(on, -12 * years)
