"""Who calls and is not known: kept as they said it, and removed when it is of no more use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from dost.accounts.actors import staff_actor
from dost.centres import call_backs
from dost.centres.at_window import LASTS
from dost.centres.callers import KEPT, CallerError, forget, register
from dost.centres.models import CallBack, Caller
from dost.centres.problems import MovedOnError, QueueError
from dost.centres.visiting import close_visit
from tests.factories.accounts import UserFactory
from tests.factories.centres import MORNING, OnThePhone, on_the_phone
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def registered(call: OnThePhone, name: str = "Aygün Əliyeva", phone: str = "050 123 45 67") -> Caller:
    return register(visit_id=call.visit.pk, actor=call.actor, name=name, phone=phone, now=MORNING)


def test_what_they_say_is_written_down_and_said_again_it_is_corrected() -> None:
    call = on_the_phone()
    one = registered(call, "  Aygün   Əliyeva ")
    assert (one.name, one.phone) == ("Aygün Əliyeva", "+994501234567")
    again = registered(call, "Aygün Quliyeva", "")
    assert (again.pk, again.name, again.phone) == (one.pk, "Aygün Quliyeva", "")


@pytest.mark.parametrize(
    ("name", "phone", "field"), [(" ", "", "name"), ("Aygün", "12", "phone")], ids=["name", "phone"]
)
def test_what_is_missing_is_said_beside_its_field(name: str, phone: str, field: str) -> None:
    with pytest.raises(CallerError) as why:
        registered(on_the_phone(), name, phone)
    assert why.value.field == field


def test_nobody_is_registered_in_the_call_of_another_after_its_end_or_once_it_is_known_who_calls() -> None:
    call = on_the_phone()
    with pytest.raises(MovedOnError):
        register(visit_id=call.visit.pk, actor=on_the_phone().actor, name="A", phone="", now=MORNING)
    close_visit(call.visit.pk, call.actor, now=MORNING, outcome="advised", note="")
    with pytest.raises(MovedOnError):
        registered(call)
    with pytest.raises(QueueError):
        registered(on_the_phone(PersonFactory()))


def test_without_a_promise_they_are_forgotten_in_the_night_after_the_call() -> None:
    call = on_the_phone()
    registered(call)
    assert forget(now=MORNING + MINUTE) == 0  # the call is not over
    close_visit(call.visit.pk, call.actor, now=MORNING, outcome="advised", note="")
    assert forget(now=MORNING + MINUTE) == 0
    assert forget(now=MORNING + DAY) == 1
    assert not Caller.objects.exists()


def test_of_a_call_that_nobody_has_ended_they_are_forgotten_once_it_lasts_no_more() -> None:
    call = on_the_phone()
    registered(call)
    assert forget(now=MORNING + LASTS - MINUTE) == 0
    assert forget(now=MORNING + LASTS) == 1
    assert not Caller.objects.exists()


def test_with_a_promise_they_are_forgotten_with_it_and_the_promise_says_nothing_more() -> None:
    call = on_the_phone()
    registered(call)
    row = call_backs.promise(
        visit_id=call.visit.pk,
        actor=call.actor,
        phone="0501234567",
        about="Her pension",
        due_at=MORNING + DAY,
        now=MORNING,
    )
    assert forget(now=MORNING + 30 * DAY) == 0  # nobody has called
    supervisor = UserFactory(supervisor=True)
    closed = MORNING + DAY
    call_backs.close(
        call_back_id=row.pk,
        actor=staff_actor(supervisor),
        how="done",
        note="I have called.",
        now=closed,
    )
    assert forget(now=closed + KEPT - MINUTE) == 0
    assert Caller.objects.exists()
    assert forget(now=closed + KEPT) == 2
    assert forget(now=closed + KEPT) == 0
    row = CallBack.objects.get()
    assert (row.phone, row.about, row.note, row.closed_as) == ("", "", "", "done")
    assert not Caller.objects.exists()
