"""By which day a person can be asked to give something: a working day, far enough away, and not too far."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from dost.common.working_days import is_working_day, next_working_day, working_days_later

FEWEST: Final = 5
"""Working days a person has at least: a paper may have to be fetched from an office."""
USUAL: Final = 10
"""Working days proposed."""
MOST: Final = timedelta(days=92)
"""Nobody's case is left waiting for longer on one word."""
REMINDED_BEFORE: Final = 2
"""Working days before the last day on which a person is reminded."""


def first_day(today: date) -> date:
    """The first day that can be the last for giving something."""
    return working_days_later(today, FEWEST)


def usual_day(today: date) -> date:
    """The day that is proposed."""
    return working_days_later(today, USUAL)


def is_day_to_give(day: date, *, today: date) -> bool:
    """Whether a day can be the last for giving something asked for today."""
    return is_working_day(day) and first_day(today) <= day <= today + MOST


def remind_until(today: date) -> date:
    """The latest last day of which a person is reminded today."""
    return working_days_later(next_working_day(today), REMINDED_BEFORE)
