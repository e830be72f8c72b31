"""The figures of a centre's day, from the log of tickets and from visits alone: no counter is kept anywhere.

A wait goes from when waiting counts to the first call; a service from the beginning of a visit to its end. Visits that
nobody ended on their day (`closing`) have no end that tells anything, and are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Generic, TypeVar

from django.db.models import Min, Q
from django.utils import timezone

from dost.accounts.models import User
from dost.common.dates import local_day
from services_catalog.sensitive import HIDDEN

from .models import Ticket, TicketEvent, Visit

SERVICE_NORM: Final = timedelta(minutes=7, seconds=5)
WAIT_NORM: Final = timedelta(minutes=2, seconds=57)
SATISFIED_NORM: Final = 98.7
"""What the centres publish of themselves: mean service, mean wait, and how many of 100 are content."""
CONTENT: Final = 4
"""The lowest rating that counts as content."""

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Waited:
    """A ticket that was called: when it was, how long it had waited, and what for."""

    at: datetime
    wait: timedelta
    service: str


@dataclass(frozen=True, slots=True)
class Served:
    """A visit that has ended: when it began, how long it took, by whom, what for, and how it was rated."""

    at: datetime
    took: timedelta
    clerk: User
    service: str
    rating: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some of a day: how many waited and were served, for how long on average, and how many of 100 are content.

    What nothing is known of is None. `longest` is the longest wait.
    """

    called: int
    served: int
    wait: timedelta | None
    longest: timedelta | None
    service: timedelta | None
    satisfied: float | None
    rated: int


@dataclass(frozen=True, slots=True)
class Group(Generic[_Key]):
    """The figures of an hour, a clerk or a service."""

    key: _Key
    figures: Figures


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A centre's day. Hours are those of Baku in which something happened, from the first on; services are codes, the
    sensitive ones together `HIDDEN`.
    """

    taken: int
    missed: int
    left: int
    whole: Figures
    by_hour: tuple[Group[int], ...]
    by_clerk: tuple[Group[User], ...]
    by_service: tuple[Group[str], ...]


def day_figures(centre: str, on: date) -> DayFigures:
    """The figures of a centre on a day. Three queries."""
    tickets = list(
        Ticket.objects.filter(day__centre=centre, day__day=on)
        .select_related("service")
        .annotate(first_call=Min("events__at", filter=Q(events__kind=TicketEvent.Kind.CALLED)))
        .order_by("number")
    )
    waits = [
        Waited(one.first_call, max(one.first_call - one.queued_at, timedelta()), _code(one))
        for one in tickets
        if one.first_call is not None
    ]
    visits = [
        Served(one.began_at, one.ended_at - one.began_at, one.clerk, _code(one.ticket), one.rating)
        for one in Visit.objects.filter(ticket__day__centre=centre, ticket__day__day=on, ended_at__isnull=False)
        .select_related("clerk", "ticket__service")
        .order_by("began_at", "pk")
        if one.ended_at is not None and local_day(one.ended_at) == on
    ]
    return DayFigures(
        taken=len(tickets),
        missed=sum(one.state == Ticket.State.NO_SHOW for one in tickets),
        left=sum(one.state == Ticket.State.LEFT for one in tickets),
        whole=figures_of(waits, visits),
        by_hour=grouped(waits, visits, lambda one: timezone.localtime(one.at).hour),
        by_clerk=by_clerk(visits),
        by_service=grouped(waits, visits, lambda one: one.service),
    )


def figures_of(waits: Sequence[Waited], visits: Sequence[Served]) -> Figures:
    """The figures of these."""
    ratings = [one.rating for one in visits if one.rating is not None]
    return Figures(
        called=len(waits),
        served=len(visits),
        wait=mean_of([one.wait for one in waits]),
        longest=max((one.wait for one in waits), default=None),
        service=mean_of([one.took for one in visits]),
        satisfied=100 * sum(rating >= CONTENT for rating in ratings) / len(ratings) if ratings else None,
        rated=len(ratings),
    )


def _code(ticket: Ticket | None) -> str:
    """The service of a ticket, empty where none is named; the sensitive ones are one."""
    service = ticket.service if ticket else None
    if service is None:
        return ""
    return HIDDEN if service.sensitive else str(service.pk)


def by_clerk(visits: Iterable[Served]) -> tuple[Group[User], ...]:
    """The figures of each clerk, who has served most first."""
    found: dict[User, list[Served]] = defaultdict(list)
    for one in visits:
        found[one.clerk].append(one)
    ordered = sorted(found, key=lambda user: (-len(found[user]), user.pk))
    return tuple(Group(user, figures_of([], found[user])) for user in ordered)


def grouped(
    waits: Iterable[Waited], visits: Iterable[Served], by: Callable[[Waited | Served], _Key]
) -> tuple[Group[_Key], ...]:
    """The figures of each key that is there, in the order of the keys."""
    waited: dict[_Key, list[Waited]] = defaultdict(list)
    served: dict[_Key, list[Served]] = defaultdict(list)
    for wait in waits:
        waited[by(wait)].append(wait)
    for visit in visits:
        served[by(visit)].append(visit)
    keys = sorted({*waited, *served})  # type: ignore[type-var]
    return tuple(Group(key, figures_of(waited[key], served[key])) for key in keys)


def mean_of(spans: Sequence[timedelta]) -> timedelta | None:
    """The mean; None of nothing."""
    return sum(spans, timedelta()) / len(spans) if spans else None
