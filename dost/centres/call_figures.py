"""The figures of a day of 142, from its calls and its promises alone: no counter is kept anywhere.

A call lasts from being taken to its end. One that nobody ended on its day has no end that tells anything: it is
counted, and left out of how long calls last. A call back is of the day on which it was due; it is kept when it was
called, or seen to, by its moment, whether anybody answered or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Min, Q
from django.utils import timezone

from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.common.dates import local_day

from .figures import SERVICE_NORM, Figures, Group, Served, by_clerk, figures_of, grouped
from .models import CallBack, Visit

LENGTH_NORM: Final = SERVICE_NORM
"""What the centres publish of a service. For calls nothing is published: they are measured by the same (assumed)."""
KEPT_NORM: Final = 100
"""How many of 100 calls back are made by their moment: a promise is one (the house's own measure)."""


@dataclass(frozen=True, slots=True)
class Promises:
    """Calls back that were due on a day: how many, how many by their moment, late, and how many still wait after it.

    Those whose moment has not come are in `due` alone. `unreached`: given up after the last try.
    """

    due: int
    kept: int
    late: int
    waiting: int
    unreached: int

    @property
    def share(self) -> float | None:
        """How many of 100 were kept, of those whose moment has come; None of none."""
        over = self.kept + self.late + self.waiting
        return 100 * self.kept / over if over else None


@dataclass(frozen=True, slots=True)
class CallDay:
    """A day of 142. `outward` are the calls that were made to call back; `unended` those nobody ended on the day.

    Hours are those of Baku in which a call began.
    """

    calls: int
    outward: int
    unended: int
    whole: Figures
    longest: timedelta | None
    outcomes: tuple[tuple[Visit.Outcome, int], ...]
    by_hour: tuple[Group[int], ...]
    by_operator: tuple[Group[User], ...]
    promises: Promises


def kept_by(reader: Staff, *, at: str = "centre") -> Q:
    """Which calls a supervisor keeps: those of 142, which has no centre, and those taken at their own.

    `at` is how the queried rows name the centre of the call.
    """
    return Q(**{f"{at}__isnull": True}) | Q(**{at: reader.centre})


def call_day(reader: Staff, on: date, *, now: datetime) -> CallDay:
    """The figures of a day of the calls that a supervisor keeps. Two queries."""
    rows = list(
        Visit.objects.filter(kept_by(reader), channel=Visit.Channel.TELEPHONE, began_at__date=on)
        .select_related("clerk", "calls_back")
        .order_by("began_at", "pk")
    )
    ended = [
        Served(one.began_at, one.ended_at - one.began_at, one.clerk, "", None)
        for one in rows
        if one.ended_at is not None and local_day(one.ended_at) == on
    ]
    said = Counter(one.outcome for one in rows if one.outcome)
    return CallDay(
        calls=len(rows),
        outward=sum(hasattr(one, "calls_back") for one in rows),
        unended=len(rows) - len(ended),
        whole=figures_of([], ended),
        longest=max((one.took for one in ended), default=None),
        outcomes=tuple((outcome, said[outcome]) for outcome in Visit.Outcome if said[outcome]),
        by_hour=grouped([], ended, lambda one: timezone.localtime(one.at).hour),
        by_operator=by_clerk(ended),
        promises=_promises(
            CallBack.objects.filter(kept_by(reader, at="visit__centre"), due_at__date=on).annotate(
                first_try=Min("tries__visit__began_at")
            ),
            now=now,
        ),
    )


def _promises(rows: Iterable[CallBack], *, now: datetime) -> Promises:
    found = list(rows)
    seen_to = [(row.due_at, _seen_to(row)) for row in found]
    return Promises(
        due=len(found),
        kept=sum(at is not None and at <= due for due, at in seen_to),
        late=sum(at is not None and at > due for due, at in seen_to),
        waiting=sum(at is None and due <= now for due, at in seen_to),
        unreached=sum(row.closed_as == CallBack.Closed.MISSED for row in found),
    )


def _seen_to(row: CallBack) -> datetime | None:
    """When a promise was first called, or closed by hand; None while neither was done."""
    tried: datetime | None = getattr(row, "first_try", None)
    return min((at for at in (tried, row.closed_at) if at is not None), default=None)
