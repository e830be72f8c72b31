"""How long somebody will wait, as a range: what the desks would do from now on, if all goes as in the last hours.

The queue is played on: each desk at work calls by the policy of `call_next` when it gets free, everybody is served in
the time that visits took lately, and those who cannot wait easily keep coming as often as in the last hour. That gives
a moment for each who waits; the range around it is as wide as service times scatter (`REACH`, measured by the simulated
morning of `tests/dost/centres/test_waits.py`). Pure but for `line_of`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from statistics import mean, pstdev
from typing import Final

from django.db.models import Count
from django.utils import timezone

from dost.common.dates import local_day

from .call_next import AtDesk, Numbers, Rank, Waiting, is_overloaded, next_of
from .models import Appointment, CentreDay, Klass, Sitting, Ticket
from .numbers import numbers_of
from .queue import OPEN, at_desk, waiting_of
from .service_times import FEWEST, USUAL, recent_services

BETWEEN: Final = timedelta(seconds=45)
"""From calling somebody until they sit at the desk. Assumed."""
USUAL_SPREAD: Final = 0.6
"""How much service times scatter (standard deviation over mean), until a centre has figures of its own. Assumed."""
REACH: Final = 1.2
"""How many standard deviations of the service times the range reaches to each side."""
DOUBT: Final = 0.25
"""And of the wait itself: who else will come, and how many of them cannot wait, nobody knows."""
LEAST_LEFT: Final = 0.35
"""Of the usual time, what is left of a visit that has taken longer than that already."""
LOOKS_AHEAD: Final = timedelta(hours=4)
"""Beyond this no wait is told."""
ARRIVALS_OF: Final = timedelta(hours=1)
PRECISE_UNTIL: Final = 10
"""Minutes up to which a range is told to the minute; beyond in steps of five."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly people are served: the mean, and how much it scatters (standard deviation over mean)."""

    service: timedelta = USUAL
    spread: float = USUAL_SPREAD

    @classmethod
    def of(cls, services: Sequence[timedelta]) -> Pace:
        """The pace of the last visits; the usual one where too few have ended."""
        seconds = [one.total_seconds() for one in services]
        if len(seconds) < FEWEST or not sum(seconds):
            return cls()
        middle = mean(seconds)
        return cls(timedelta(seconds=middle), min(max(pstdev(seconds) / middle, 0.3), 1.2))


@dataclass(frozen=True, slots=True)
class AtWork:
    """A desk that calls people: `began_at` is when it called whom it has now, None when it has nobody."""

    at: AtDesk
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A centre at a moment: who waits, which desks work, and who is expected to come (`coming`, in order of time).

    `said` is, by number, the class of those to whom a registry gave another one than they named themselves.
    """

    now: datetime
    numbers: Numbers
    waiting: tuple[Waiting, ...]
    desks: tuple[AtWork, ...]
    pace: Pace = Pace()
    law_called: bool = False
    coming: tuple[Waiting, ...] = ()
    said: Mapping[int, Rank] | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """What is told: how many are called before, and the wait in whole minutes, from now on."""

    before: int
    least: int
    most: int


def waits(line: Line) -> dict[int, Wait]:
    """Return the wait of everybody who waits, by number; who is served by no desk at work is missing.

    Somebody whom a registry lets go first is told what they would be told without it: a wait says nothing of anybody.
    """
    found = _played(line)
    for number, rank in (line.said or {}).items():
        as_said = tuple(replace(one, rank=rank) if one.number == number else one for one in line.waiting)
        own = _played(replace(line, waiting=as_said))
        if number in own:
            found[number] = own[number]
        else:
            found.pop(number, None)
    return found


def wait_of_newcomer(line: Line, newcomer: Waiting) -> Wait | None:
    """Return what somebody who comes now would wait; None when no desk at work serves them."""
    return _played(replace(line, waiting=(*line.waiting, newcomer), said=None)).get(newcomer.number)


def _played(line: Line) -> dict[int, Wait]:
    """Play the queue on; the waits of those who wait now."""
    step = line.pace.service + BETWEEN
    free = [(_free_at(one, line), place) for place, one in enumerate(line.desks)]
    heapify(free)
    pool, coming = list(line.waiting), list(reversed(line.coming))
    mine = {one.number for one in line.waiting}
    found: dict[int, Wait] = {}
    law_called, called = line.law_called, 0
    while free and mine:
        now, place = heappop(free)
        if now - line.now > LOOKS_AHEAD:
            break
        while coming and coming[-1].arrived_at <= now:
            pool.append(coming.pop())
        one = next_of(
            pool,
            line.desks[place].at,
            now=now,
            numbers=line.numbers,
            law_called=law_called,
            overload=is_overloaded(len(pool), desks=len(line.desks), service=step, numbers=line.numbers),
        )
        if one is None:
            if coming:
                heappush(free, (max(coming[-1].arrived_at, now), place))
            continue
        pool.remove(one)
        law_called = one.rank is Rank.LAW
        if one.number in mine:
            mine.remove(one.number)
            found[one.number] = _range(now - line.now, before=len(found), served=called, line=line)
        called += 1
        heappush(free, (now + step, place))
    return found


def _free_at(one: AtWork, line: Line) -> datetime:
    """When a desk can call next, as visits usually go."""
    if one.began_at is None:
        return line.now
    step = line.pace.service + BETWEEN
    return line.now + max(step - (line.now - one.began_at), step * LEAST_LEFT)


def _range(middle: timedelta, *, before: int, served: int, line: Line) -> Wait:
    """The range around an expected wait: visits before it, those going on now included, scatter independently."""
    minutes = middle.total_seconds() / 60
    service = line.pace.service.total_seconds() / 60
    desks = max(len(line.desks), 1)
    busy = sum(one.began_at is not None for one in line.desks)
    visits = (served + busy) / desks
    scatter = REACH * service * line.pace.spread * math.sqrt(visits / desks + (0.25 if minutes else 0.0))
    reach = math.hypot(scatter, DOUBT * minutes)
    least, most = max(minutes - reach, 0.0), minutes + max(reach, 2.0)
    return Wait(before, _down(least), _up(most))


def _down(minutes: float) -> int:
    return math.floor(minutes) if minutes < PRECISE_UNTIL else math.floor(minutes / 5) * 5


def _up(minutes: float) -> int:
    return max(math.ceil(minutes), 2) if minutes <= PRECISE_UNTIL else math.ceil(minutes / 5) * 5


# -- what is asked of the tables -----------------------------------------------------------------------------------


def line_of(centre: str, *, now: datetime) -> Line:
    """Return a centre as it is at a moment; seven queries, however many wait."""
    on = local_day(now)
    day = CentreDay.objects.filter(centre=centre, day=on).first()
    open_now = list(Ticket.objects.filter(day=day, state__in=OPEN)) if day else []
    began = {one.desk_id: one.called_at for one in open_now if one.state != Ticket.State.WAITING}
    sitting = Sitting.objects.select_related("desk").filter(
        desk__centre=centre, desk__retired_at=None, until=None, paused_at=None
    )
    waiting = [one for one in open_now if one.state == Ticket.State.WAITING]
    return Line(
        now=now,
        numbers=numbers_of(centre),
        waiting=tuple(waiting_of(one) for one in waiting),
        desks=tuple(AtWork(at_desk(one.desk), began.get(one.desk_id)) for one in sitting),
        pace=Pace.of(recent_services(centre, now=now)),
        law_called=day.law_called if day else False,
        coming=_coming(day, now) if day else (),
        said={one.number: said_by(one) for one in waiting if said_by(one) != one.klass},
    )


def said_by(ticket: Ticket) -> Rank:
    """The class that the wait on a ticket is reckoned with: what its holder named, and nothing from a registry."""
    return Rank(ticket.told[2]) if ticket.told and len(ticket.told) > 2 else Rank.NONE


def _coming(day: CentreDay, now: datetime) -> tuple[Waiting, ...]:
    """Who is expected: those with classes as often as in the last hour, and who has booked. They have no number."""
    counted = (
        Ticket.objects.filter(day=day, arrived_at__gt=now - ARRIVALS_OF, arrived_at__lte=now, appointment=None)
        .exclude(klass=Klass.NONE)
        .values_list("klass")
        .annotate(n=Count("pk"))
    )
    expected: list[Waiting] = []
    for klass, often in counted:
        every = ARRIVALS_OF / often
        for turn in range(round(LOOKS_AHEAD / every)):
            expected.append(Waiting(number=0, arrived_at=now + every * (turn + 0.5), rank=Rank(klass)))
    booked = Appointment.objects.filter(
        day=day, state=Appointment.State.BOOKED, starts_at__gt=now, starts_at__lte=now + LOOKS_AHEAD
    ).values_list("starts_at", flat=True)
    expected += [Waiting(number=0, arrived_at=timezone.localtime(at), appointed_at=at) for at in booked]
    ordered = sorted(expected, key=lambda one: one.arrived_at)
    return tuple(replace(one, number=-place) for place, one in enumerate(ordered, start=1))
