"""Centres with their desks, people who wait, and visits.

`seat(number=2)` is a clerk who sits at a desk of a centre; `waiting(...)` is a ticket taken a while ago;
`on_the_phone(person)` an operator of 142 with a call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import User
from dost.centres.call_backs import promise
from dost.centres.caller_questions import Question
from dost.centres.calls import take_call
from dost.centres.days import day_of
from dost.centres.desks import sit_down
from dost.centres.models import (
    Appointment,
    CallBack,
    CallerCheck,
    CentreDay,
    Desk,
    Device,
    Klass,
    Ticket,
    Visit,
)
from dost.centres.queue import Wish, call_next, take
from dost.centres.visiting import begin, identify
from registries.models import Centre, Person

from .accounts import UserFactory
from .registries import PersonFactory

CODE: Final = "BAKI-1"
MORNING: Final = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
"""Ten o'clock in Baku, on a Tuesday."""


class CentreFactory(DjangoModelFactory):
    """An open centre, from nine to six."""

    class Meta:
        model = Centre
        django_get_or_create = ("code",)

    code = CODE
    name_az = "1 saylı Bakı DOST Mərkəzi"
    name_en = "Baku DOST Centre No. 1"
    name_ru = "Бакинский центр DOST № 1"
    status = Centre.Status.OPEN
    opens = time(9)
    closes = time(18)


class DeskFactory(DjangoModelFactory):
    """A desk that serves everything."""

    class Meta:
        model = Desk

    centre = factory.SubFactory(CentreFactory)
    number = factory.Sequence(lambda n: n % 99 + 1)


class DeviceFactory(DjangoModelFactory):
    """A kiosk that waits to be paired; `board=True`: a display board."""

    class Meta:
        model = Device

    class Params:
        board = factory.Trait(kind=Device.Kind.BOARD)

    centre = factory.SubFactory(CentreFactory)
    kind = Device.Kind.KIOSK
    place = "Giriş"
    made_by = factory.SubFactory(UserFactory, supervisor=True, centre=CODE)
    made_at = factory.LazyFunction(timezone.now)


@dataclass(frozen=True, slots=True)
class Seat:
    """A clerk at a desk."""

    user: User
    desk: Desk
    actor: Staff


def seat(
    number: int = 1, *, centre: str = CODE, areas: tuple[str, ...] = (), since: datetime = MORNING, **user: Any
) -> Seat:
    """A clerk who sits at a desk of this number, which serves these areas (none: all)."""
    desk = DeskFactory(centre=CentreFactory(code=centre), number=number, areas=list(areas))
    clerk = UserFactory(**{"clerk": True, "centre": centre, **user})
    actor = staff_actor(clerk)
    sit_down(desk_id=desk.pk, actor=actor, now=since)
    return Seat(clerk, desk, actor)


def waiting(
    *, centre: str = CODE, at: datetime = MORNING, klass: Klass = Klass.NONE, service: str = "", **more: Any
) -> Ticket:
    """Somebody who has taken a ticket at a moment."""
    CentreFactory(code=centre)
    return take(centre=centre, wish=Wish(service=service), now=at, klass=klass, **more)


def booked(*, starts_at: datetime, person: Person | None = None, centre: str = CODE, minutes: int = 15) -> Appointment:
    """An appointment somebody has booked for themselves."""
    CentreFactory(code=centre)
    day: CentreDay = day_of(centre, timezone.localtime(starts_at).date())
    somebody = person or PersonFactory()
    made: Appointment = Appointment.objects.create(
        day=day,
        starts_at=starts_at,
        minutes=minutes,
        person=somebody,
        code=f"code-{somebody.pk}-{starts_at:%d%H%M}",
        by_person=somebody,
        by_subject=f"subject-{somebody.pk}",
        booked_at=starts_at - timedelta(days=3),
    )
    return made


def visit_of(person: Person | None, seated: Seat, *, at: datetime = MORNING) -> Visit:
    """An open visit at a desk, of a person who was identified (or of nobody yet)."""
    waiting(centre=seated.desk.centre_id, at=at)
    ticket = call_next(actor=seated.actor, now=at)
    assert ticket is not None
    visit = begin(ticket_id=ticket.pk, actor=seated.actor, now=at)
    if person is None:
        return visit
    return identify(visit_id=visit.pk, actor=seated.actor, person_id=person.pk, how=Visit.Identified.CARD, now=at)


@dataclass(frozen=True, slots=True)
class OnThePhone:
    """An operator of 142 with an open call."""

    user: User
    actor: Staff
    visit: Visit


def on_the_phone(person: Person | None = None, *, at: datetime = MORNING, user: User | None = None) -> OnThePhone:
    """A call of somebody who has answered the questions (or of nobody yet), taken by this operator or another."""
    operator = user or UserFactory(role=User.Role.OPERATOR)
    actor = staff_actor(operator)
    visit = take_call(actor=actor, now=at)
    if person is not None:
        asked = [Question.DOCUMENT, Question.DISTRICT, Question.WORK]
        CallerCheck.objects.create(visit=visit, person=person, asked=asked, asked_at=at, passed=True, answered_at=at)
        visit = identify(visit_id=visit.pk, actor=actor, person_id=person.pk, how=Visit.Identified.QUESTIONS, now=at)
    return OnThePhone(operator, actor, visit)


def promised(
    *,
    at: datetime = MORNING,
    hours: float = 2,
    person: Person | None = None,
    user: User | None = None,
    by_another: bool = False,
) -> CallBack:
    """A call back that was promised in a call of somebody known (or not), due so many hours later."""
    call = on_the_phone(person, at=at, user=user)
    return promise(
        visit_id=call.visit.pk,
        actor=call.actor,
        phone="050 123 45 67",
        about="Her pension",
        due_at=at + timedelta(hours=hours),
        by_another=by_another,
        now=at,
    )
