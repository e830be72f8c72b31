"""What one decision makes payable at once: the sum, or the months that are due and have no order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dost.cases.models import Entitlement
from dost.cases.paid_at_once import paid_at_once
from tests.factories.cases import CaseFactory, DecisionFactory, EntitlementFactory
from tests.factories.payments import PaymentOrderFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

JUNE = date(2026, 6, 10)


def right(period: str = "monthly", **given: Any) -> Entitlement:
    """A right to 600.00 AZN from March on."""
    case = CaseFactory(version=VersionFactory(changes={"period": period}), to_clerk=True)
    DecisionFactory(case=case, letter=None)
    values = {"period": period, "amount": Decimal(600), "starts": date(2026, 3, 3), **given}
    found: Entitlement = EntitlementFactory(case=case, **values)
    return found


@pytest.mark.parametrize("on", [date(2026, 3, 3), JUNE], ids=["at once", "later"])
def test_of_what_is_given_once_it_is_the_sum(on: date) -> None:
    assert paid_at_once(right("once"), on=on) == Decimal(600)


def test_what_is_not_money_is_nothing() -> None:
    assert paid_at_once(right("none", amount=None), on=JUNE) == 0


def test_of_a_monthly_right_it_is_every_month_due_without_an_order() -> None:
    made = right()
    assert paid_at_once(made, on=JUNE) == Decimal(2400)
    PaymentOrderFactory(entitlement=made, period=date(2026, 3, 1), amount=Decimal(600))
    assert paid_at_once(made, on=JUNE) == Decimal(1800)


def test_before_anything_is_due_it_is_the_first_month() -> None:
    assert paid_at_once(right(starts=date(2026, 7, 1)), on=JUNE) == Decimal(600)


def test_of_an_ended_right_it_is_what_lies_before_its_end() -> None:
    assert paid_at_once(right(ended_on=date(2026, 4, 2)), on=JUNE) == Decimal(1200)
    assert paid_at_once(right(until=date(2026, 3, 31)), on=JUNE) == Decimal(600)


def test_where_everything_is_ordered_it_is_nothing() -> None:
    made = right()
    for month in (3, 4, 5, 6):
        PaymentOrderFactory(entitlement=made, period=date(2026, month, 1), amount=Decimal(600))
    assert paid_at_once(made, on=JUNE) == 0
