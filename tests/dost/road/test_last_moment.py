"""Whatever has not been taken by a receiver asks once more whether the person lives and the right runs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import acts, handlers, remedies, road
from dost.cases.acts import Act
from dost.cases.models import Case, Entitlement
from dost.cases.monthly import order_due_months
from dost.cases.stages import Outcome, Stage, WaitingOn
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.payments.models import PaymentAccount, PaymentOrder
from dost.proactive.detect import detect
from dost.proactive.sweep import start, work_chunk
from registries.bridge.simulator.models import Fault, LedgerLine, TextMessage
from registries.models import Person
from tests.dost.road.house import NOW, birth, break_down, publish, send, try_again, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import KinshipFactory, PensionFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOTE = "Spoke with the family"


@pytest.fixture(autouse=True)
def _services(settings: Any) -> None:
    publish("05-40", "05-21", "05-43")
    settings.PARTNER_BANKS = ["ABB"]


@pytest.fixture
def user() -> User:
    made: User = UserFactory()
    return made


def as_far_as(piece: str) -> None:
    """Work the road until a piece would be next."""
    while detect():
        pass
    for name in road.PIECES:
        if name == piece:
            return
        while road.work_once(name):
            pass
        if name == "accounts":
            while road.work_once("pay"):
                pass


def death(person: Person, *, on: str = "2026-11-19", **record: Any) -> dict[str, Any]:
    return {
        "institution": "EDLIYYE",
        "id": f"D-{person.fin}",
        "kind": "death",
        "happened_on": on,
        "record": {"fin": person.fin, "act_no": f"D-{person.fin}", "registered_on": on, **record},
    }


def test_an_order_that_has_not_left_does_not_leave_for_the_dead(mother: Person, user: User) -> None:
    living = PersonFactory(birth_date=date(1996, 1, 1), phone="+994501234599")
    send(birth(mother), birth(living, fin="8AAAAA2", number="B-2"))
    as_far_as("orders")
    assert set(PaymentOrder.objects.values_list("state", flat=True)) == {"ready"}

    assert send(death(mother)) == ["applied"]
    work()

    order = PaymentOrder.objects.get(entitlement__person=mother)
    assert (order.state, order.problem, order.message_id) == (DeliveryState.WITHHELD, "payee_died", "")
    assert list(LedgerLine.objects.values_list("end_to_end_id", flat=True)) == [
        PaymentOrder.objects.get(entitlement__person=living).key
    ]
    assert not TextMessage.objects.filter(to=mother.phone).exists()
    case = Case.objects.get(person=mother, service="05-40")
    assert (case.stage, case.waiting_on, case.reason) == (Stage.PAY, WaitingOn.CLERK, {"code": "no_payee"})

    actor = staff_actor(user)
    assert acts.actions(case, actor)[0] == Act.SEEN_TO
    handlers.seen_to(case_id=case.pk, actor=actor, note=NOTE, now=timezone.now())
    work()
    case.refresh_from_db()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.GRANTED)
    assert case.entries.filter(what="not_told").exists()
    assert not TextMessage.objects.filter(to=mother.phone).exists()


def test_no_account_is_opened_for_the_dead(mother: Person) -> None:
    send(birth(mother))
    as_far_as("accounts")
    assert PaymentAccount.objects.get().state == DeliveryState.READY
    Person.objects.filter(pk=mother.pk).update(died_on=date(2026, 11, 19))
    work()
    assert (PaymentAccount.objects.get().state, PaymentOrder.objects.count()) == (DeliveryState.WITHHELD, 0)
    assert Case.objects.get().reason == {"code": "no_payee"}


def test_no_message_goes_to_who_has_died_since_it_was_written(mother: Person) -> None:
    send(birth(mother))
    as_far_as("notices")
    assert Notice.objects.get().state == DeliveryState.READY
    Person.objects.filter(pk=mother.pk).update(died_on=date(2026, 11, 19))
    work()
    notice = Notice.objects.get()
    assert (notice.state, notice.problem) == (DeliveryState.WITHHELD, "recipient_died")
    assert TextMessage.objects.count() == 0
    case = Case.objects.get()
    assert case.stage == Stage.CLOSED
    assert case.entries.get(what="not_told").details == {"problem": "recipient_died"}


def test_nobody_is_told_of_money_that_did_not_go(mother: Person) -> None:
    send(birth(mother))
    as_far_as("notices")
    PaymentOrder.objects.update(state=DeliveryState.RETURNED)
    work()
    assert (Notice.objects.get().state, Notice.objects.get().problem) == (DeliveryState.WITHHELD, "not_paid")
    assert TextMessage.objects.count() == 0


def test_between_a_file_sent_and_its_answer_the_truth_is_what_the_bank_says(mother: Person) -> None:
    send(birth(mother))
    as_far_as("orders")
    fault = break_down("ABB", Fault.Kind.ANSWER_LOST)
    road.work_once("orders")
    assert PaymentOrder.objects.get().state == DeliveryState.SENDING
    fault.delete()
    Person.objects.filter(pk=mother.pk).update(died_on=date(2026, 11, 19))
    try_again()
    PaymentOrder.objects.update(not_before=timezone.now())
    work()
    assert PaymentOrder.objects.get().state == DeliveryState.DONE
    assert TextMessage.objects.count() == 0


def test_a_death_that_is_taken_back_lets_the_payment_go_under_its_own_key(mother: Person) -> None:
    send(birth(mother))
    as_far_as("orders")
    key = PaymentOrder.objects.get().key
    Person.objects.filter(pk=mother.pk).update(died_on=date(2026, 11, 19))
    work()
    assert remedies.release(now=timezone.now()) == 0
    Person.objects.filter(pk=mother.pk).update(died_on=None)
    assert remedies.release(now=timezone.now()) == 1
    work()
    order = PaymentOrder.objects.get()
    assert (order.key, order.state) == (key, DeliveryState.DONE)
    assert list(LedgerLine.objects.values_list("end_to_end_id", flat=True)) == [key]
    assert Case.objects.get().stage == Stage.CLOSED
    assert TextMessage.objects.count() == 1


def test_months_before_the_death_are_marked_for_the_heirs_and_later_ones_are_owed_to_nobody() -> None:
    old = PersonFactory(birth_date=date(1955, 3, 3), sex="M", phone="+994501234577")
    run = start(on=date(2026, 9, 20), now=NOW, services=["05-21"])
    while work_chunk(run) is not None:
        pass
    work()
    assert order_due_months(now=NOW.replace(month=12)) == 1
    not_yet = PaymentOrder.objects.filter(period__gte=date(2026, 11, 1))
    not_yet.update(state=DeliveryState.READY, not_before=timezone.now(), settled_at=None, message_id="")
    paid = TextMessage.objects.count()

    assert send(death(old, on="2026-11-19")) == ["applied"]
    work()

    right = Entitlement.objects.get()
    assert right.ended_on == date(2026, 11, 19)
    assert [(order.period.month, order.state, order.problem) for order in not_yet.order_by("period")] == [
        (11, "withheld", "payee_died"),
        (12, "withheld", "right_ended"),
    ]
    assert right.review == {"code": "order_withheld", "period": "2026-11-01"}
    line = right.case.entries.get(what="order_withheld")
    assert [one["key"] for one in line.details["orders"]] == [f"E{right.pk}-202611"]
    assert TextMessage.objects.count() == paid


def test_the_heirs_services_are_found_by_the_death() -> None:
    pensioner = PersonFactory(birth_date=date(1950, 5, 1), phone="+994501234555")
    husband = PersonFactory(birth_date=date(1949, 5, 1), sex="M", phone="+994501234566")
    KinshipFactory(person=pensioner, relative=husband, spouse=True)
    PensionFactory(person=pensioner)
    send(death(pensioner, buried_by_fin=husband.fin))
    work()
    assert Case.objects.get(service="05-43").person == husband
    assert set(TextMessage.objects.values_list("to", flat=True)) == {husband.phone}
