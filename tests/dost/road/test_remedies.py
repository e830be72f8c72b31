"""When the bank says no: another account, the refused orders once more, and doubtful ones settled by a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import handlers, remedies
from dost.cases.acts import Act, NotPossible
from dost.cases.models import Case, Entitlement
from dost.cases.monthly import order_due_months
from dost.cases.stages import Outcome, Stage, State, WaitingOn
from dost.cases.text.timeline import particulars
from dost.common.delivery import DeliveryState, _settle
from dost.payments import accounts, orders
from dost.payments.models import PaymentAccount, PaymentOrder
from dost.proactive.sweep import start, work_chunk
from registries.bridge.client import Answer
from registries.bridge.simulator.models import ClosedAccount, LedgerLine
from registries.models import Person
from tests.dost.road.house import NOW, birth, decided, publish, send, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import PersonFactory

NOTE = "The bank closed the account; agreed with the person"


@pytest.fixture(autouse=True)
def _services(settings: Any) -> None:
    publish("05-40", "05-21")
    settings.PARTNER_BANKS = ["ABB", "KAPITAL"]


@pytest.fixture
def user() -> User:
    made: User = UserFactory()
    return made


def close(account: PaymentAccount) -> None:
    ClosedAccount.objects.create(iban=account.iban, closed_at=NOW)


def deadlines_pass() -> None:
    """Long enough ago that no copy of a request can take effect."""
    PaymentOrder.objects.update(deadline=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def stuck(mother: Person) -> Case:
    """A case whose payment was refused, because the bank closed the account after an earlier one."""
    send(birth(mother))
    work()
    close(PaymentAccount.objects.get())
    send(birth(mother, fin="8AAAAA2", number="B-2", born="2026-11-19"))
    work()
    deadlines_pass()
    return Case.objects.get(basis_key="8AAAAA2")


def press(act: Callable[..., Any], case: Case, user: User) -> Case:
    act(case_id=case.pk, actor=staff_actor(user), note=NOTE, now=timezone.now())
    case.refresh_from_db()
    return case


def paid(case: Case) -> list[str]:
    """The keys under which money has moved for a case."""
    stem = f"E{case.entitlement.pk}-"
    return list(LedgerLine.objects.filter(end_to_end_id__startswith=stem).values_list("end_to_end_id", flat=True))


# -- another account ---------------------------------------------------------------------------------------------


def test_a_refused_payment_goes_once_through_another_account(stuck: Case, mother: Person, user: User) -> None:
    token = stuck.token
    old = PaymentOrder.objects.get(entitlement__case=stuck)

    press(handlers.new_account, stuck, user)

    assert (stuck.stage, stuck.state, stuck.waiting_on) == (Stage.PAY, State.WAITING, WaitingOn.BANK)
    assert (stuck.reason, stuck.token) == ({"code": "account"}, token + 1)
    new = PaymentAccount.objects.get(person=mother, current=True)
    assert new.key == f"A{mother.pk}-2"
    assert new.bank != old.account.bank
    old.refresh_from_db()
    assert (old.state, old.account_id == new.pk) == ("refused", False)

    work()

    stuck.refresh_from_db()
    assert (stuck.stage, stuck.outcome) == (Stage.CLOSED, Outcome.GRANTED)
    order = PaymentOrder.objects.get(entitlement__case=stuck)
    assert (order.pk, order.key, order.account, order.state) == (old.pk, f"{old.key}-2", new, "done")
    assert paid(stuck) == [order.key]
    pressed = stuck.entries.get(what="account_anew")
    assert (pressed.details, pressed.by) == ({"note": NOTE}, user)
    again = stuck.entries.get(what="sent_again")
    assert again.details["orders"][0] | {"file": ""} == {
        "key": old.key, "now": order.key, "account": old.account_id, "file": "", "reference": old.receiver_reference,
        "problem": "AC04",
    }  # fmt: skip
    assert particulars("sent_again", again.details, say_reason=str) == f"{old.period:%m.%Y} (AC04)"


def test_pressing_twice_asks_for_one_account(stuck: Case, user: User) -> None:
    press(handlers.new_account, stuck, user)

    with pytest.raises(NotPossible):
        press(handlers.new_account, stuck, user)

    assert PaymentAccount.objects.count() == 2
    work()
    assert len(paid(stuck)) == 1


def test_refused_orders_wait_while_the_new_account_is_opened(stuck: Case, user: User) -> None:
    """The case is looked at after a pause too; that must not send it back to the clerk."""
    from dost.cases.batch import run_batch
    from dost.cases.steps import WORK

    press(handlers.new_account, stuck, user)
    Case.objects.filter(pk=stuck.pk).update(not_before=timezone.now())
    run_batch(Stage.PAY, WORK)

    stuck.refresh_from_db()
    assert (stuck.waiting_on, stuck.reason) == (WaitingOn.BANK, {"code": "account"})
    assert PaymentOrder.objects.get(entitlement__case=stuck).state == DeliveryState.REFUSED


def test_a_second_case_of_the_person_uses_the_account_already_asked_for(
    stuck: Case, mother: Person, user: User
) -> None:
    send(birth(mother, fin="8AAAAA3", number="B-3", born="2026-11-19"))
    work()
    deadlines_pass()
    other = Case.objects.get(basis_key="8AAAAA3")
    press(handlers.new_account, stuck, user)

    press(handlers.new_account, other, user)

    assert PaymentAccount.objects.count() == 2
    work()
    assert len(paid(stuck)) == len(paid(other)) == 1
    assert set(Case.objects.values_list("stage", flat=True)) == {Stage.CLOSED}


def test_a_payment_refused_by_the_old_account_goes_at_once_through_the_open_one(stuck: Case, user: User) -> None:
    """A worker ordered through the old account what another member of staff's press no longer saw."""
    PaymentAccount.objects.update(current=False)
    accounts.request([stuck.person_id], now=timezone.now())
    PaymentAccount.objects.filter(current=True).update(
        state=DeliveryState.DONE, iban="AZ21NABZ00000000137010001944", settled_at=NOW
    )

    press(handlers.new_account, stuck, user)

    assert stuck.reason == {"code": "orders"}
    assert PaymentAccount.objects.count() == 2
    work()
    assert len(paid(stuck)) == 1


def test_an_account_refused_again_can_be_replaced_again(stuck: Case, mother: Person, user: User) -> None:
    press(handlers.new_account, stuck, user)
    PaymentAccount.objects.filter(current=True).update(state=DeliveryState.REFUSED, problem="the account is closed")
    Case.objects.filter(pk=stuck.pk).update(state=State.READY, waiting_on="", not_before=timezone.now())
    work()
    stuck.refresh_from_db()
    assert stuck.waiting_on == WaitingOn.CLERK

    press(handlers.new_account, stuck, user)
    work()

    assert list(PaymentAccount.objects.order_by("pk").values_list("key", flat=True)) == [
        f"A{mother.pk}", f"A{mother.pk}-2", f"A{mother.pk}-3",
    ]  # fmt: skip
    assert len(paid(stuck)) == 1


def test_a_first_account_that_was_refused_is_replaced(mother: Person, user: User) -> None:
    send(birth(mother))
    from dost.proactive.detect import detect

    while detect():
        pass
    accounts.request([mother.pk], now=NOW)
    PaymentAccount.objects.update(state=DeliveryState.REFUSED, problem="the account is closed")
    work()
    case = Case.objects.get()
    assert case.reason == {"code": "account_refused", "problem": "the account is closed"}

    press(handlers.new_account, case, user)
    work()

    assert Case.objects.get().stage == Stage.CLOSED
    assert len(paid(case)) == 1


def test_nothing_is_sent_again_before_the_deadline_of_the_last_request(stuck: Case, user: User, settings: Any) -> None:
    deadline = timezone.now() + timedelta(hours=1)
    PaymentOrder.objects.update(deadline=deadline)
    press(handlers.new_account, stuck, user)
    work()

    order = PaymentOrder.objects.get(entitlement__case=stuck)
    assert order.state == DeliveryState.READY
    assert order.not_before == deadline + timedelta(seconds=settings.DELIVERY_MARGIN_SECONDS)
    assert paid(stuck) == []


def test_an_answer_to_the_old_key_does_not_settle_the_new_one(stuck: Case, user: User) -> None:
    """A worker asked about the old key, slept, and wakes when the order is at the bank under the next one."""
    asleep = PaymentOrder.objects.get(entitlement__case=stuck)
    PaymentOrder.objects.filter(pk=asleep.pk).update(key=f"{asleep.key}-2", state=DeliveryState.SENDING)
    data = {"status": "RJCT", "reason": "AC04", "message_id": "DOST1", "times": 0}

    answer = Answer(key=asleep.key, found=True, data=data, answered_at=NOW)
    _settle(orders.channel(lambda rows: None), [asleep], [answer])

    asleep.refresh_from_db()
    assert asleep.state == DeliveryState.SENDING


def test_the_dead_get_no_new_account(stuck: Case, mother: Person, user: User) -> None:
    Person.objects.filter(pk=mother.pk).update(died_on=date(2026, 11, 19))

    with pytest.raises(NotPossible):
        press(handlers.new_account, stuck, user)
    assert PaymentAccount.objects.count() == 1


@pytest.mark.parametrize("role", [User.Role.AUDITOR, User.Role.CLERK, User.Role.EDITOR])
@pytest.mark.parametrize("act", [handlers.new_account, handlers.paid_once])
def test_remedies_are_for_those_who_work_on_cases(stuck: Case, role: str, act: Any) -> None:
    PaymentOrder.objects.filter(entitlement__case=stuck).update(state=DeliveryState.DOUBTFUL)

    with pytest.raises(NotPossible):
        press(act, stuck, UserFactory(role=role))
    assert decided(stuck, staff_actor(UserFactory(role=role))) == ()


# -- doubtful payments -------------------------------------------------------------------------------------------


@pytest.fixture
def doubtful(stuck: Case) -> Case:
    PaymentOrder.objects.filter(entitlement__case=stuck).update(state=DeliveryState.DOUBTFUL, problem="")
    return stuck


def test_a_doubtful_payment_is_settled_by_a_person_and_never_sent_again(doubtful: Case, user: User) -> None:
    assert decided(doubtful, staff_actor(user)) == (Act.PAID_ONCE, Act.ASSIGN)
    with pytest.raises(NotPossible):
        press(handlers.new_account, doubtful, user)

    press(handlers.paid_once, doubtful, user)

    assert doubtful.stage == Stage.NOTIFY
    line = doubtful.entries.get(what="paid_once")
    assert (line.details["note"], line.by) == (NOTE, user)
    with pytest.raises(NotPossible):
        press(handlers.paid_once, doubtful, user)
    work()
    order = PaymentOrder.objects.get(entitlement__case=doubtful)
    assert (order.state, order.key) == (DeliveryState.DONE, f"E{order.entitlement_id}-{order.period:%Y%m}")
    assert Case.objects.get(pk=doubtful.pk).stage == Stage.CLOSED
    assert paid(doubtful) == []


# -- running rights ----------------------------------------------------------------------------------------------


@pytest.fixture
def running() -> Entitlement:
    """A monthly right whose case is closed, and whose second month the bank has refused."""
    PersonFactory(birth_date=date(1955, 3, 3))
    run = start(on=date(2026, 11, 20), now=NOW, services=["05-21"])
    while work_chunk(run) is not None:
        pass
    work()
    close(PaymentAccount.objects.get())
    assert order_due_months(now=datetime(2027, 1, 5, 9, tzinfo=UTC)) > 0
    PaymentOrder.objects.update(not_before=timezone.now())
    work()
    remedies.mark(PaymentOrder.objects.all(), now=timezone.now())
    deadlines_pass()
    return Entitlement.objects.select_related("case").get()


def test_a_refused_month_of_a_running_right_is_marked(running: Entitlement) -> None:
    refused = PaymentOrder.objects.filter(state=DeliveryState.REFUSED).earliest("period")
    assert running.review == {"code": "order_refused", "period": refused.period.isoformat()}
    line = running.case.entries.filter(what="order_refused").latest("pk")
    assert f"{refused.period:%m.%Y} (AC04)" in str(particulars("order_refused", line.details, say_reason=str))


def test_a_mark_of_another_kind_is_kept(running: Entitlement, user: User) -> None:
    Entitlement.objects.update(review={"criteria": ["no_job"], "since": "2026-12-01"})
    remedies.mark(PaymentOrder.objects.all(), now=timezone.now())
    running.refresh_from_db()
    assert running.review is not None
    assert (running.review["code"], running.review["criteria"]) == ("order_refused", ["no_job"])

    press(handlers.new_account, running.case, user)
    work()

    running.refresh_from_db()
    assert running.review == {"criteria": ["no_job"], "since": "2026-12-01"}


def test_a_refused_month_goes_through_another_account_though_the_case_is_closed(
    running: Entitlement, user: User
) -> None:
    case = running.case
    months = PaymentOrder.objects.count()
    assert decided(case, staff_actor(user)) == (Act.NEW_ACCOUNT,)

    press(handlers.new_account, case, user)
    assert decided(Case.objects.get(pk=case.pk), staff_actor(user)) == ()
    with pytest.raises(NotPossible):
        press(handlers.new_account, case, user)
    work()

    running.refresh_from_db()
    assert running.review is None
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED
    assert set(PaymentOrder.objects.values_list("state", flat=True)) == {"done"}
    assert len(paid(case)) == PaymentOrder.objects.count() == months
    assert sum(LedgerLine.objects.values_list("amount", flat=True), Decimal()) == sum(
        PaymentOrder.objects.values_list("amount", flat=True), Decimal()
    )


def test_months_after_the_end_of_a_right_are_not_sent_again(running: Entitlement, user: User) -> None:
    Entitlement.objects.update(ended_on=date(2026, 12, 10))
    late = PaymentOrder.objects.get(period=date(2027, 1, 1))
    press(handlers.new_account, running.case, user)
    work()

    late.refresh_from_db()
    assert (late.state, late.key) == (DeliveryState.REFUSED, f"E{running.pk}-202701")
    assert PaymentOrder.objects.get(period=date(2026, 12, 1)).state == DeliveryState.DONE


def test_a_doubtful_month_of_a_running_right_is_settled(running: Entitlement, user: User) -> None:
    PaymentOrder.objects.filter(state=DeliveryState.REFUSED).update(state=DeliveryState.DOUBTFUL)
    assert decided(running.case, staff_actor(user)) == (Act.PAID_ONCE,)

    press(handlers.paid_once, running.case, user)

    running.refresh_from_db()
    assert running.review is None
    assert set(PaymentOrder.objects.values_list("state", flat=True)) == {"done"}
    assert running.case.stage == Stage.CLOSED
    assert running.case.entries.filter(what="paid_once", by=user).exists()
