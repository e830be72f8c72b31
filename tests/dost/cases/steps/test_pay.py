"""Payment orders: an account first, then every period due, and what the bank's answers lead to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from dost.cases.batch import Move
from dost.cases.models import Case, Entitlement
from dost.cases.stages import Stage, State, WaitingOn
from dost.cases.steps import pay
from dost.common.delivery import DeliveryState
from dost.payments.models import PaymentAccount, PaymentOrder
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.payments import PaymentAccountFactory, PaymentOrderFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


def case_to_pay(**more: Any) -> Case:
    made: Case = CaseFactory(decided=True, **more)
    return made


def step(case: Case) -> Move:
    (move,) = pay.work([case], timezone.now())
    return move


def test_without_an_account_one_is_asked_for() -> None:
    case = case_to_pay()
    move = step(case)
    assert (move.waiting_on, move.reason) == (WaitingOn.BANK, {"code": "account"})
    assert PaymentAccount.objects.get(person=case.person).state == DeliveryState.READY
    assert step(case).waiting_on == WaitingOn.BANK
    assert PaymentAccount.objects.count() == 1


def test_with_an_open_account_what_is_due_is_ordered() -> None:
    case = case_to_pay()
    PaymentAccountFactory(person=case.person)
    move = step(case)
    (order,) = [row for row in move.rows if isinstance(row, PaymentOrder)]
    assert (order.amount, order.period, move.reason) == (Decimal(600), case.on.replace(day=1), {"code": "orders"})


def test_what_begins_later_is_announced_before_it_is_paid() -> None:
    case = case_to_pay(entitlement=None)
    later = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    EntitlementFactory(case=case, period=Entitlement.Period.MONTHLY, starts=later)
    PaymentAccountFactory(person=case.person)
    assert step(case).stage == Stage.NOTIFY


def test_nobody_who_died_is_paid() -> None:
    case = case_to_pay(person=PersonFactory(dead=True))
    move = step(case)
    assert (move.waiting_on, move.reason) == (WaitingOn.CLERK, {"code": "no_payee"})
    assert not PaymentAccount.objects.exists()


@pytest.mark.parametrize(
    ("trait", "stage", "state", "waiting_on"),
    [
        ({"paid": True}, Stage.NOTIFY, State.READY, ""),
        ({"refused": True}, Stage.PAY, State.WAITING, WaitingOn.CLERK),
        ({}, Stage.PAY, State.WAITING, WaitingOn.BANK),
    ],
)
def test_orders_are_not_made_again_and_their_answers_move_the_case(
    trait: dict[str, bool], stage: Stage, state: State, waiting_on: str
) -> None:
    case = case_to_pay()
    PaymentOrderFactory(entitlement=case.entitlement, **trait)
    move = step(case)
    assert (move.stage, move.state, move.waiting_on) == (stage, state, waiting_on)
    assert not [row for row in move.rows if isinstance(row, PaymentOrder)]
