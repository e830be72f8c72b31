"""A day of 142 as the supervisors who keep it see it: calls beside the norms, what came of them, promises kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.centres.call_figures import KEPT_NORM, LENGTH_NORM, CallDay, Promises, call_day
from dost.common.dates import local_day

from .now_page import Norm, Row, minutes, row_of, share, within


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something there were, as a line of a table."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class CallsPage:
    """The page. `most` is the longest bar of the hours; `longest` in minutes and seconds, empty without calls."""

    on: date
    is_today: bool
    calls: int
    outward: int
    unended: int
    longest: str
    norms: tuple[Norm, ...]
    promises: Promises
    outcomes: tuple[Count, ...]
    hours: tuple[Row, ...]
    operators: tuple[Row, ...]
    most: int
    before: date
    after: date | None


def calls_figures(reader: Staff, *, on: date, now: datetime) -> CallsPage:
    """The page of a day of the calls that a supervisor keeps."""
    found, today = call_day(reader, on, now=now), local_day(now)
    hours = tuple(row_of(f"{one.key:02}:00", one.figures) for one in found.by_hour)
    return CallsPage(
        on=on,
        is_today=on == today,
        calls=found.calls,
        outward=found.outward,
        unended=found.unended,
        longest=minutes(found.longest),
        norms=_norms(found),
        promises=found.promises,
        outcomes=tuple(Count(str(outcome.label), number) for outcome, number in found.outcomes),
        hours=hours,
        operators=tuple(
            row_of(one.key.get_full_name() or one.key.get_username(), one.figures) for one in found.by_operator
        ),
        most=max((row.served for row in hours), default=0),
        before=on - timedelta(days=1),
        after=on + timedelta(days=1) if on < today else None,
    )


def _norms(found: CallDay) -> tuple[Norm, ...]:
    length, kept = found.whole.service, found.promises.share
    return (
        Norm(_("Mean length of a call"), minutes(length), minutes(LENGTH_NORM), within(length, LENGTH_NORM)),
        Norm(_("Called back in time"), share(kept), share(KEPT_NORM), None if kept is None else kept >= KEPT_NORM),
    )
