"""Coming to a centre: the class that acts, the wait that is told, and the look that is written down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog
from dost.centres.arrivals import Arrival, arrive
from dost.centres.models import Klass
from dost.centres.priority import Cause
from dost.centres.queue import Wish
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, CentreFactory, DeskFactory, booked, seat, waiting
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_without_a_desk_at_work_no_wait_is_told() -> None:
    CentreFactory()
    assert arrive(Arrival(), centre=CODE, now=MORNING).told is None


def test_the_wait_is_told_by_what_was_said_and_the_class_acts_by_all_that_is_known() -> None:
    seat(1)
    for _ in range(6):
        waiting()
    old = PersonFactory(birth_date=date(1940, 1, 1))
    silent = arrive(Arrival(fin=old.fin), centre=CODE, now=MORNING)
    plain = arrive(Arrival(fin="9ZZZZZ9"), centre=CODE, now=MORNING)
    said = arrive(Arrival(cause=Cause.AGE), centre=CODE, now=MORNING)
    assert (silent.klass, plain.klass, said.klass) == (Klass.NEED, Klass.NONE, Klass.NEED)
    assert silent.told is not None
    assert silent.told[2] == "none"
    assert said.told is not None
    assert said.told[2] == "need"
    assert said.told[1] <= silent.told[1]


def test_who_says_more_than_a_registry_knows_is_believed() -> None:
    seat(1)
    old = PersonFactory(birth_date=date(1940, 1, 1))
    ticket = arrive(Arrival(fin=old.fin, cause=Cause.VETERAN), centre=CODE, now=MORNING)
    assert (ticket.klass, ticket.person) == (Klass.LAW, old)


def test_the_look_says_who_asked() -> None:
    CentreFactory()
    person, greeter = PersonFactory(), UserFactory(role="greeter", centre=CODE)
    arrive(Arrival(fin=person.fin), centre=CODE, now=MORNING, by=staff_actor(greeter))
    look = AccessLog.objects.get(person=person)
    assert (look.user, look.reason) == (greeter, f"door:{CODE}")


def test_without_a_fin_nobody_is_looked_at() -> None:
    CentreFactory()
    arrive(Arrival(wish=Wish(is_quick=True), cause=Cause.CHILD), centre=CODE, now=MORNING)
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("said", [Wish(), Wish(is_quick=True)], ids=["nothing", "two minutes"])
def test_who_comes_to_an_appointment_comes_for_what_it_was_booked_for(said: Wish) -> None:
    """What it is for was lost at the door: the desk read nothing, and a desk for other areas could call."""
    DeskFactory(centre=CentreFactory(), number=1)
    service = ServiceFactory(code="05-41")
    for number, (booked_for, event) in enumerate(((service, ""), (None, "child_born"))):
        appointment = booked(starts_at=MORNING + (20 + 20 * number) * MINUTE)
        appointment.service, appointment.event = booked_for, event
        appointment.save()
        ticket = arrive(Arrival(wish=said, appointment=appointment), centre=CODE, now=MORNING)
        assert (ticket.service, ticket.event, ticket.is_quick) == (booked_for, event, said.is_quick)
        assert ticket.area == ("05" if booked_for else "")


def test_what_is_said_at_the_door_counts_before_what_was_booked() -> None:
    DeskFactory(centre=CentreFactory(), number=1)
    appointment = booked(starts_at=MORNING + 20 * MINUTE)
    appointment.event = "child_born"
    appointment.save()
    ticket = arrive(Arrival(wish=Wish(event="housing"), appointment=appointment), centre=CODE, now=MORNING)
    assert ticket.event == "housing"


def test_an_appointment_keeps_its_time_and_its_person() -> None:
    seat(1)
    appointment = booked(starts_at=MORNING + 20 * MINUTE)
    ticket = arrive(Arrival(appointment=appointment), centre=CODE, now=MORNING)
    assert (ticket.queued_at, ticket.person) == (appointment.starts_at, appointment.person)
