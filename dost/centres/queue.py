"""The queue of a centre's day: tickets taken, called, called again, handed on, put back, and ended.

Each change locks the day (`days.locked_day`), changes the ticket and writes a line of the log; two desks never call the
same ticket, and what has happened to one can be read from its lines alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.common.dates import local_day

from .call_next import AtDesk, Numbers, Rank, Waiting, in_order, is_overloaded, next_of
from .changes import change, log
from .days import day_of, locked_day
from .desks import Seated, has_somebody, seated_at, sitters, sitting_of
from .models import Appointment, CentreDay, Desk, Device, Klass, Sitting, Ticket, TicketEvent
from .numbers import numbers_of
from .problems import BusyError, MovedOnError, NoDeskError, QueueError
from .service_times import service_time

Kind = TicketEvent.Kind
State = Ticket.State

OPEN: Final = (State.WAITING, State.CALLED, State.SERVING)
COMES_BACK: Final = timedelta(minutes=15)
"""So long after they did not come, somebody may be put back with the place they had."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody comes for: a service, or a life event, or nothing in particular; `is_quick`: two minutes."""

    service: str = ""
    event: str = ""
    is_quick: bool = False


def take(
    *,
    centre: str,
    wish: Wish,
    now: datetime,
    klass: Klass = Klass.NONE,
    language: str = "az",
    person_id: int | None = None,
    appointment: Appointment | None = None,
    device: Device | None = None,
    taken_by: Staff | None = None,
    told: tuple[int, int, str] | None = None,
) -> Ticket:
    """Give out a ticket; `told` is the wait that is told with it, in minutes from and to, and the class it rests on.

    With an appointment (checked in by the caller, `appointments.check_in`) waiting counts from the appointed time.
    """
    numbers = numbers_of(centre)
    place = Waiting(
        number=0, arrived_at=now, rank=Rank(klass), appointed_at=appointment.starts_at if appointment else None
    )
    with locked_day(centre, local_day(now)) as day:
        day.last_number += 1
        ticket: Ticket = Ticket.objects.create(
            day=day,
            number=day.last_number,
            code=secrets.token_urlsafe(16),
            klass=klass,
            language=language,
            person_id=person_id,
            service_id=wish.service or None,
            event=wish.event,
            area=wish.service[:2],
            is_quick=wish.is_quick,
            appointment=appointment,
            appointed_at=place.appointed_at,
            arrived_at=now,
            queued_at=place.queued_at(numbers),
            device=device,
            taken_by_id=taken_by.user_id if taken_by else None,
            told=list(told) if told else None,
        )
        log(ticket, Kind.TAKEN, now, user_id=ticket.taken_by_id)
    return ticket


def call_next(*, actor: Staff, now: datetime) -> Ticket | None:
    """Call whoever is next for the actor's desk; None when nobody waits whom it serves.

    Raises:
        NoDeskError: the actor sits at no desk of their centre, or has a break.
        BusyError: somebody is at the desk, or has been called to it.
    """
    _at_work(actor, now)
    numbers = numbers_of(actor.centre)
    served_in = service_time(actor.centre, now=now)
    with locked_day(actor.centre, local_day(now)) as day:
        sitting = _at_work(actor, now)  # again: nobody stands up or pauses from here on
        if has_somebody(sitting.desk):
            raise BusyError
        line = _line(day, now=now, numbers=numbers, served_in=served_in)
        found = line.next(sitting.desk)
        if found is None:
            return None
        day.law_called = found.rank is Rank.LAW
        ticket = line.tickets[found.number]
        change(
            ticket,
            state=State.CALLED,
            desk=sitting.desk,
            clerk_id=actor.user_id,
            called_at=now,
            calls=ticket.calls + 1,
            to_desk=None,
        )
        log(ticket, Kind.CALLED, now, desk=sitting.desk, user_id=actor.user_id)
    return ticket


def call_again(*, ticket_id: int, actor: Staff, now: datetime) -> Ticket:
    """Call once more whoever has not come yet. Raises MovedOnError."""
    with own_ticket(ticket_id, actor, State.CALLED) as ticket:
        change(ticket, called_at=now, calls=ticket.calls + 1)
        log(ticket, Kind.RECALLED, now, desk=ticket.desk, user_id=actor.user_id)
    return ticket


def did_not_come(*, ticket_id: int, actor: Staff, now: datetime) -> Ticket:
    """Say that whoever was called did not come. Raises MovedOnError."""
    with own_ticket(ticket_id, actor, State.CALLED) as ticket:
        change(ticket, state=State.NO_SHOW, ended_at=now)
        log(ticket, Kind.NO_SHOW, now, desk=ticket.desk, user_id=actor.user_id)
    return ticket


def put_back(*, ticket_id: int, actor: Staff, now: datetime) -> Ticket:
    """Put a called ticket back, or one whose holder came after all; it keeps its arrival and class.

    Raises:
        MovedOnError: it is neither called by the actor nor missed a short while ago at their centre.
    """
    with _locked(ticket_id) as ticket:
        if ticket.day.centre_id != actor.centre or ticket.day.day != local_day(now):
            raise MovedOnError
        came_after_all = (
            ticket.state == State.NO_SHOW and ticket.ended_at is not None and now - ticket.ended_at <= COMES_BACK
        )
        if not came_after_all and not (ticket.state == State.CALLED and ticket.clerk_id == actor.user_id):
            raise MovedOnError
        change(ticket, state=State.WAITING, desk=None, clerk_id=None, called_at=None, ended_at=None)
        log(ticket, Kind.BACK, now, user_id=actor.user_id)
    return ticket


def hand_on(*, ticket: Ticket, actor: Staff, now: datetime, note: str, desk_id: int | None, area: str) -> None:
    """Hand a ticket at the actor's desk on: to one desk, or to whichever serves an area; in the day's lock.

    Arrival, class and appointment stay. Called by `visiting.hand_on`, which ends the visit.

    Raises:
        QueueError: the desk is none of the centre at which somebody sits, or is the actor's own; or no desk serves
            the area.
    """
    if desk_id is None and not any(serves(desk, area) for desk in desks_of(actor.centre)):
        raise QueueError(_("No desk of your centre serves that. Choose another."))
    if desk_id is not None:
        there = sitters(actor.centre, now=now).get(desk_id)
        if there is None or there.pk == actor.user_id:
            raise QueueError(_("Nobody sits at that desk now. Choose another, or what the desk has to serve."))
    log(ticket, Kind.TRANSFERRED, now, desk=ticket.desk, user_id=actor.user_id, note=note)
    change(
        ticket,
        state=State.WAITING,
        desk=None,
        clerk_id=None,
        called_at=None,
        to_desk_id=desk_id,
        area=area if desk_id is None else ticket.area,
    )


def leave(*, code: str, now: datetime) -> Ticket:
    """Give a ticket back by its own address: whoever holds it does not wait any longer.

    Raises:
        MovedOnError: it is not waiting any more.
    """
    ticket = Ticket.objects.select_related("day").get(code=code)
    with locked_day(ticket.day.centre_id, ticket.day.day):
        ticket.refresh_from_db()
        if ticket.state != State.WAITING:
            raise MovedOnError
        change(ticket, state=State.LEFT, ended_at=now)
        log(ticket, Kind.LEFT, now)
    return ticket


# -- what waits --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """Those who wait in a day at a moment, and what the rules of calling ask about the centre besides."""

    now: datetime
    tickets: Mapping[int, Ticket]
    waiting: tuple[Waiting, ...]
    numbers: Numbers
    law_called: bool
    overload: bool

    def next(self, desk: Desk) -> Waiting | None:
        """Whom a desk calls."""
        return next_of(
            self.waiting,
            at_desk(desk),
            now=self.now,
            numbers=self.numbers,
            law_called=self.law_called,
            overload=self.overload,
        )

    def order(self, desk: Desk, *, most: int) -> list[Ticket]:
        """Whom a desk would call now, one after the other, if nobody else came or called."""
        found = in_order(
            self.waiting,
            at_desk(desk),
            now=self.now,
            numbers=self.numbers,
            law_called=self.law_called,
            overload=self.overload,
            most=most,
        )
        return [self.tickets[one.number] for one in found]

    def served_by(self, desk: Desk) -> int:
        """How many of them a desk serves."""
        return sum(at_desk(desk).serves(one) for one in self.waiting)


def line_at(centre: str, *, now: datetime) -> Line:
    """Those who wait at a centre now. Five queries."""
    return _line(
        day_of(centre, local_day(now)),
        now=now,
        numbers=numbers_of(centre),
        served_in=service_time(centre, now=now),
    )


def _line(day: CentreDay, *, now: datetime, numbers: Numbers, served_in: timedelta) -> Line:
    tickets = {ticket.number: ticket for ticket in waiting_in(day).select_related("service")}
    seated = seated_at(day.centre_id, now=now)
    waiting = tuple(waiting_of(ticket, seated) for ticket in tickets.values())
    ahead = sum(one.counts(now, numbers) for one in waiting)
    return Line(
        now=now,
        tickets=tickets,
        waiting=waiting,
        numbers=numbers,
        law_called=day.law_called,
        overload=is_overloaded(ahead, desks=seated.at_work, service=served_in, numbers=numbers),
    )


def waiting_in(day: CentreDay) -> QuerySet[Ticket]:
    """Those who wait in a day, the longest first."""
    return Ticket.objects.filter(day=day, state=State.WAITING).order_by("queued_at", "arrived_at", "number")


def waiting_at(centre: str, on: date) -> Sequence[Ticket]:
    """Those who wait at a centre on a day, the longest first."""
    return list(waiting_in(day_of(centre, on)))


def waiting_of(ticket: Ticket, seated: Seated | None = None) -> Waiting:
    """What the rules of calling ask of a ticket.

    With `seated`: what no desk that somebody sits at would call may be called by any; nobody waits for an empty desk.
    """
    to_desk, area = ticket.to_desk_id, ticket.area
    if seated is not None:
        to_desk = to_desk if to_desk in seated.desks else None
        area = area if seated.covers(area) else ""
    return Waiting(
        number=ticket.number,
        arrived_at=ticket.arrived_at,
        rank=Rank(ticket.klass),
        appointed_at=ticket.appointed_at,
        booked=ticket.appointment_id or 0,
        area=area,
        to_desk=to_desk,
    )


def desks_of(centre: str) -> QuerySet[Desk]:
    """The desks of a centre, by number."""
    return Desk.objects.filter(centre=centre, retired_at=None).order_by("number")


def serves(desk: Desk, area: str) -> bool:
    """Whether a desk calls the tickets of an area."""
    return not desk.areas or not area or area in desk.areas


def at_desk(desk: Desk) -> AtDesk:
    """What the rules of calling ask of a desk."""
    return AtDesk(desk.pk, frozenset(desk.areas))


# -- in the day's lock -------------------------------------------------------------------------------------------


@contextmanager
def _locked(ticket_id: int) -> Iterator[Ticket]:
    """A ticket in the lock of its day. Raises MovedOnError where there is none of this id."""
    day = CentreDay.objects.filter(tickets=ticket_id).first()
    if day is None:
        raise MovedOnError
    with locked_day(day.centre_id, day.day):
        yield Ticket.objects.select_related("desk", "day").get(pk=ticket_id)


@contextmanager
def own_ticket(ticket_id: int, actor: Staff, state: str) -> Iterator[Ticket]:
    """A ticket that stands so at the actor's own desk, in the day's lock.

    Raises:
        MovedOnError: it does not, or not any more.
    """
    with _locked(ticket_id) as ticket:
        if ticket.state != state or ticket.clerk_id != actor.user_id:
            raise MovedOnError
        yield ticket


def _at_work(actor: Staff, now: datetime) -> Sitting:
    sitting = sitting_of(actor, now=now)
    if sitting is None or sitting.paused_at is not None:
        raise NoDeskError
    return sitting
