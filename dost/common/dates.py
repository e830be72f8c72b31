"""The calendar day in Baku, and months of the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import TypeVar

from django.utils import timezone

Day = TypeVar("Day", bound=date)
"""A day or a moment."""


def local_day(moment: datetime) -> date:
    """The day in the project's time zone (Asia/Baku) at a moment."""
    return timezone.localtime(moment).date()


def months_later(moment: Day, months: int) -> Day:
    """The same day or time some months later; on the last day of a month that is too short for it."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def to_the_minute(moment: datetime) -> str:
    """What names the minute of a moment, for what changes no oftener."""
    return moment.replace(second=0, microsecond=0).isoformat()
