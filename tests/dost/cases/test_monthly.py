"""Every month of a running right is ordered; what cannot be is put before a clerk, and paid once it can."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dost.cases.codes import EntryKind, ReviewCause
from dost.cases.models import Entitlement
from dost.cases.monthly import order_due_months
from dost.cases.review import causes
from dost.payments.models import PaymentOrder
from tests.dost.road.house import publish
from tests.factories.rights import HERO, morning, paid_up_to, running_right, set_parameter

pytestmark = pytest.mark.django_db

CREDITED = {
    "person.alive": True,
    "person.resident": True,
    "person.citizen": True,
    "person.sex": "M",
    "person.birth_date": "1961-03-14",
    "insurance.months": 12,
    "insurance.worked_2006_2018": True,
    "insurance.pension_capital": "9000.00",
    "insurance.total_capital": "9000.00",
}
"""A year of record since 2006; in 2026 the credit for earlier work makes it 25 years, in 2027 one year less."""
OF_MEANS = {**CREDITED, "insurance.pension_capital": "46080.00", "insurance.total_capital": "46080.00"}
"""The capital is exactly enough for the minimum pension of 2026, and nothing else is."""


def months(right: Entitlement) -> dict[date, Decimal]:
    return dict(PaymentOrder.objects.filter(entitlement=right).order_by("period").values_list("period", "amount"))


def test_who_was_granted_through_the_credit_is_paid_when_the_credit_falls() -> None:
    """The credit is what the right was granted on, not what its months are worth."""
    publish("05-01")
    right = running_right("05-01", facts=CREDITED, on=date(2026, 10, 14))
    paid_up_to(date(2026, 12, 5))
    order_due_months(now=morning(date(2027, 1, 2)))
    assert list(months(right).values()) == [320] * 4
    right.refresh_from_db()
    assert right.review is None


def test_who_was_granted_by_capital_is_paid_when_a_decree_raises_what_is_needed() -> None:
    publish("05-01")
    right = running_right("05-01", facts={**OF_MEANS, "insurance.worked_2006_2018": False}, on=date(2026, 10, 14))
    set_parameter("minimum_pension", since=date(2027, 1, 1), value=400)
    paid_up_to(date(2027, 1, 2))
    assert months(right)[date(2026, 12, 1)] == 320
    assert months(right)[date(2027, 1, 1)] == 400


def test_a_right_that_a_clerk_let_go_on_is_paid_on() -> None:
    publish("05-01")
    right = running_right("05-01", facts=CREDITED, on=date(2026, 10, 14))
    right.kept = ["pension_right"]
    right.save(update_fields=["kept"])
    paid_up_to(date(2027, 3, 2))
    assert len(months(right)) == 6


def test_a_month_without_an_amount_goes_to_a_clerk_and_is_paid_once_there_is_one() -> None:
    publish("07-01")
    right = running_right("07-01", facts=HERO, on=date(2026, 10, 14))
    set_parameter("patriotic_war_hero_stipend", since=date(2026, 12, 1), value=0)
    order_due_months(now=morning(date(2027, 1, 2)))
    right.refresh_from_db()
    assert list(months(right)) == [date(2026, 10, 1), date(2026, 11, 1)]
    assert causes(right.review) == (ReviewCause.NO_AMOUNT,)
    line = right.case.entries.get(what=EntryKind.NO_AMOUNT)
    assert line.details == {"months": ["2026-12", "2027-01"]}

    order_due_months(now=morning(date(2027, 1, 3)))
    assert right.case.entries.filter(what=EntryKind.NO_AMOUNT).count() == 1

    set_parameter("patriotic_war_hero_stipend", since=date(2026, 12, 1), value=None)
    order_due_months(now=morning(date(2027, 1, 4)))
    right.refresh_from_db()
    assert len(months(right)) == 4
    assert right.review is None
