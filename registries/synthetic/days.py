"""Days as whole numbers (`date.toordinal()`), which are quick to draw and to compare, and their text."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


class _Texts(dict[int, str]):
    """ISO dates by ordinal, made when first asked for."""

    def __missing__(self, ordinal: int) -> str:
        text = date.fromordinal(ordinal).isoformat()
        self[ordinal] = text
        return text


ISO = _Texts()


@lru_cache(maxsize=65_536)
def anniversary(day: int, years: int) -> int:
    """The same calendar day `years` later; 29 February becomes 1 March, when the year is full by law."""
    start = date.fromordinal(day)
    try:
        return start.replace(year=start.year + years).toordinal()
    except ValueError:
        return date(start.year + years, 3, 1).toordinal()


def add_months(day: int, months: int) -> int:
    """The same day of the month `months` later, or the last day of a shorter month."""
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day_of_month in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, day_of_month).toordinal()
        except ValueError:
            continue
    raise AssertionError("every month has a 28th day")


def months_full(day: int, months: int) -> int:
    """The day on which `months` from a day are full: the next day where the calendar lacks it, as for an age."""
    moved = add_months(day, months)
    return moved if date.fromordinal(moved).day == date.fromordinal(day).day else moved + 1


def end_of_month(day: int) -> int:
    """The last day of the month."""
    start = date.fromordinal(day)
    return add_months(start.replace(day=1).toordinal(), 1) - 1


@lru_cache(maxsize=65_536)
def year_of(day: int) -> int:
    """The calendar year of a day."""
    return date.fromordinal(day).year


def age_on(born: int, day: int) -> int:
    """Completed years of life on a day."""
    years = year_of(day) - year_of(born)
    return years if anniversary(born, years) <= day else years - 1
