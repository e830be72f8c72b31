"""When a centre is open: its hours on working days (`working_days` says which those are)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dost.common.working_days import is_working_day, next_working_day


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


def opening(hours: Hours, at: datetime, closed: Container[date] = ()) -> Opening:
    """Return whether a centre of these hours is open at a moment, and until when.

    It is open from the first moment of its hours until, not at, the last; not on the days it is `closed`, though they
    are working days.
    """
    now = timezone.localtime(at)
    if is_working_day(now.date()) and now.date() not in closed and hours.opens <= now.time() < hours.closes:
        return OpenUntil(_moment(now.date(), hours.closes))
    day = next_working_day(now.date() if now.time() < hours.opens else now.date() + timedelta(days=1))
    while day in closed:
        day = next_working_day(day + timedelta(days=1))
    return ClosedUntil(_moment(day, hours.opens))


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())
