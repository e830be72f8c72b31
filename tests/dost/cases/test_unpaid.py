"""A month that is due and has no order is found, whatever the cause, wherever it lies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dost.cases.models import Entitlement
from dost.cases.monthly import order_due_months, order_gaps
from dost.cases.unpaid import Why, unpaid_months
from dost.common.delivery import DeliveryState
from dost.payments.models import PaidElsewhere, PaymentAccount, PaymentOrder
from tests.dost.road.house import publish
from tests.factories.cases import CaseFactory
from tests.factories.rights import HERO, morning, paid_up_to, running_right, set_parameter

pytestmark = pytest.mark.django_db

ON = date(2027, 1, 2)
OCTOBER, NOVEMBER, DECEMBER, JANUARY = (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))


@pytest.fixture
def right() -> Entitlement:
    publish("07-01")
    right = running_right("07-01", facts=HERO, on=date(2026, 10, 14))
    paid_up_to(ON)
    return right


def found(on: date = ON) -> list[tuple[date, Why]]:
    return [(row.period, row.why) for row in unpaid_months(on=on)]


def drop(right: Entitlement, *months: date) -> None:
    PaymentOrder.objects.filter(entitlement=right, period__in=months).delete()


def test_nothing_is_found_where_every_month_has_its_order(right: Entitlement) -> None:
    assert found() == []


def test_a_gap_in_the_middle_is_found_and_made_up_for(right: Entitlement) -> None:
    drop(right, NOVEMBER)
    assert found() == [(NOVEMBER, Why.SKIPPED)]
    assert order_due_months(now=morning(ON)) == 0  # the hour's look asks only for the last month
    assert order_gaps(now=morning(ON)) == 1
    assert found() == []
    order = PaymentOrder.objects.get(entitlement=right, period=NOVEMBER)
    assert (order.amount, order.part, order.key) == (Decimal(2200), 0, f"E{right.pk}-202611")


def test_a_right_that_ended_long_ago_is_asked_too(right: Entitlement) -> None:
    drop(right, DECEMBER, JANUARY)
    Entitlement.objects.update(ended_on=date(2026, 12, 20))
    later = date(2028, 6, 1)
    assert found(later) == [(DECEMBER, Why.SKIPPED)]
    assert order_gaps(now=morning(later)) == 1


def test_nothing_is_due_ahead_nor_after_the_end(right: Entitlement) -> None:
    PaymentOrder.objects.all().delete()
    Entitlement.objects.update(until=date(2026, 11, 3))
    assert [month for month, _ in found()] == [OCTOBER, NOVEMBER]
    assert found(date(2026, 10, 13)) == []


def test_why_a_month_is_not_paid_is_told(right: Entitlement) -> None:
    drop(right, JANUARY)
    PaymentAccount.objects.update(state=DeliveryState.REFUSED)
    assert found() == [(JANUARY, Why.NO_ACCOUNT)]
    set_parameter("patriotic_war_hero_stipend", since=JANUARY, value=0)
    order_due_months(now=morning(ON))
    assert found() == [(JANUARY, Why.NO_AMOUNT)]
    right.person.died_on = date(2027, 1, 1)
    right.person.save()
    assert found() == [(JANUARY, Why.NO_PAYEE)]
    assert order_gaps(now=morning(ON)) == 0


def test_a_payment_beside_the_month_s_own_does_not_settle_it(right: Entitlement) -> None:
    PaymentOrder.objects.filter(period=NOVEMBER).update(part=1, ground="parameter", reference="x")
    assert found() == [(NOVEMBER, Why.SKIPPED)]


def test_a_month_that_another_right_paid_in_full_is_settled(right: Entitlement) -> None:
    drop(right, NOVEMBER)
    other = PaidElsewhere.objects.create(
        entitlement=right,
        period=NOVEMBER,
        amount=2200,
        covered=True,
        noted_at=morning(ON),
        ground="case",
        reference="1",
    )
    assert found() == []
    other.covered = False
    other.save()
    assert found() == [(NOVEMBER, Why.SKIPPED)]


def test_the_months_of_an_open_case_are_its_own_step_s() -> None:
    right = CaseFactory(at_bank=True).entitlement
    Entitlement.objects.filter(pk=right.pk).update(period=Entitlement.Period.MONTHLY)
    PaymentOrder.objects.all().delete()
    assert found() == []


def test_what_is_given_once_and_was_never_ordered_is_found() -> None:
    right = CaseFactory(granted_and_paid=True).entitlement
    assert found() == []
    PaymentOrder.objects.all().delete()
    assert found() == [(right.starts.replace(day=1), Why.SKIPPED)]


def test_who_has_no_account_gets_one_asked_for(right: Entitlement) -> None:
    drop(right, JANUARY)
    PaymentOrder.objects.all().delete()
    PaymentAccount.objects.all().delete()
    assert order_due_months(now=morning(ON)) == 0
    assert PaymentAccount.objects.get().state == DeliveryState.READY


def test_one_statement_finds_them_however_many_there_are(right: Entitlement, django_assert_num_queries: Any) -> None:
    for _ in range(2):
        running_right("07-01", facts=HERO, on=date(2026, 12, 14))
    with django_assert_num_queries(1):
        assert len(unpaid_months(on=ON)) == 8


def test_what_cannot_be_ordered_is_marked_for_a_clerk_until_it_is_paid(right: Entitlement) -> None:
    drop(right, NOVEMBER, JANUARY)
    PaymentAccount.objects.update(state=DeliveryState.REFUSED)
    assert order_gaps(now=morning(ON)) == 0
    right.refresh_from_db()
    assert right.review == {"unpaid": ["2026-11", "2027-01"]}
    assert right.case.entries.get(what="unpaid").details == {"months": ["2026-11", "2027-01"]}
    order_gaps(now=morning(ON))
    assert right.case.entries.filter(what="unpaid").count() == 1
    PaymentAccount.objects.update(state=DeliveryState.DONE)
    assert order_gaps(now=morning(ON)) == 2
    right.refresh_from_db()
    assert right.review is None
