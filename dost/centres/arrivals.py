"""Somebody comes to a centre: who they are, if they say so, how soon they are called, and the ticket with its wait.

The same for a kiosk and for a greeter. A FİN that nobody has is answered exactly as one that somebody has: the same is
read, the same is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from dost.accounts.access import Purpose, at_the_door, log_access
from dost.accounts.actors import SYSTEM, Staff
from dost.common.dates import local_day
from registries.models import Person

from .call_next import Rank, Waiting
from .models import Appointment, Device, Klass, Ticket
from .priority import REGISTRIES, Cause, causes_in, held_of, klass_of
from .queue import Wish, take
from .waits import line_of, wait_of_newcomer

_NEWCOMER = 1_000_000
"""The number of who has none yet: after everybody's."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What somebody said at the door: `fin` is empty of whom nobody asked, `cause` None where none was named."""

    wish: Wish = field(default_factory=Wish)
    language: str = "az"
    fin: str = ""
    cause: Cause | None = None
    appointment: Appointment | None = None


def arrive(
    arrival: Arrival, *, centre: str, now: datetime, device: Device | None = None, by: Staff | None = None
) -> Ticket:
    """Give whoever has come a ticket; `device` is the kiosk, or `by` the member of staff who asked for it."""
    said = klass_of([arrival.cause] if arrival.cause else [])
    with transaction.atomic():
        person_id = _person_of(arrival)
        asked = bool(arrival.fin) or arrival.appointment is not None
        klass = _klass(arrival, person_id, centre=centre, now=now, by=by) if asked else said
        wait = wait_of_newcomer(line_of(centre, now=now), _newcomer(arrival, Rank(said), now))
        return take(
            centre=centre,
            wish=_wish(arrival),
            now=now,
            klass=klass,
            language=arrival.language,
            person_id=person_id,
            appointment=arrival.appointment,
            device=device,
            taken_by=by,
            told=(wait.least, wait.most, str(said)) if wait else None,
        )


def _wish(arrival: Arrival) -> Wish:
    """What they come for: what was said at the door, else what the appointment was booked for."""
    said, appointment = arrival.wish, arrival.appointment
    if appointment is None or said.service or said.event:
        return said
    return replace(said, service=appointment.service_id or "", event=appointment.event)


def _person_of(arrival: Arrival) -> int | None:
    if arrival.appointment is not None:
        return int(arrival.appointment.person_id)
    if not arrival.fin:
        return None
    return Person.objects.filter(fin=arrival.fin).values_list("pk", flat=True).first()


def _klass(arrival: Arrival, person_id: int | None, *, centre: str, now: datetime, by: Staff | None) -> Klass:
    """The class by what was said and by what the registries hold; the look stands in the person's record."""
    causes = causes_in(held_of(person_id, on=local_day(now)), on=local_day(now))
    if person_id is not None:
        log_access(
            actor=by or SYSTEM,
            people=[person_id],
            purpose=Purpose.VISIT,
            reason=at_the_door(centre),
            registries=REGISTRIES,
            now=now,
        )
    return klass_of(causes | ({arrival.cause} if arrival.cause else set()))


def _newcomer(arrival: Arrival, said: Rank, now: datetime) -> Waiting:
    appointment = arrival.appointment
    return Waiting(
        number=_NEWCOMER,
        arrived_at=now,
        rank=said,
        appointed_at=appointment.starts_at if appointment else None,
        area=_wish(arrival).service[:2],
    )
