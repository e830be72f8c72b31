"""The keys under which a refused order is sent again, of months and of differences; the road is in tests/dost/road."""

from __future__ import annotations

from datetime import date

import pytest

from dost.cases.remedies import needs_another_account, next_key
from dost.common.delivery import DeliveryState
from dost.payments.models import PaymentAccount, PaymentOrder, order_key
from tests.factories.cases import CaseFactory
from tests.factories.payments import PaymentAccountFactory


@pytest.mark.parametrize(
    ("part", "keys"),
    [
        (0, ["E5-202610", "E5-202610-2", "E5-202610-3"]),
        (1, ["E5-202610-D1", "E5-202610-D1-2", "E5-202610-D1-3"]),
        (12, ["E5-202610-D12", "E5-202610-D12-2", "E5-202610-D12-3"]),
    ],
)
def test_each_key_follows_from_the_one_before(part: int, keys: list[str]) -> None:
    order = PaymentOrder(entitlement_id=5, period=date(2026, 10, 1), part=part)
    order.key = order_key(5, order.period, part)
    assert order.key == keys[0]
    for key in keys[1:]:
        order.key = next_key(order)
        assert order.key == key


@pytest.mark.django_db
def test_months_that_wait_for_an_account_let_a_clerk_ask_for_one() -> None:
    case = CaseFactory(granted_and_paid=True)
    right = case.entitlement
    assert not needs_another_account(case)
    right.review = {"unpaid": ["2026-04"]}
    right.save()
    account = PaymentAccountFactory(person=case.person)
    assert not needs_another_account(case)
    PaymentAccount.objects.filter(pk=account.pk).update(state=DeliveryState.REFUSED)
    assert needs_another_account(case)
