"""What was paid in excess is noted once, with its reckoning, and taken back by nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dost.cases.codes import EntryKind
from dost.cases.models import Entitlement
from dost.cases.overpaid import (
    MonthPaid,
    cancel_overpayment,
    note_overpayment,
    note_overpayments,
    paid_after,
    paid_by_month,
)
from dost.common.delivery import DeliveryState
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import OverpaidMonth, Overpayment, PaymentOrder
from tests.factories.cases import CaseFactory
from tests.factories.payments import PaymentOrderFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DEATH = Ground(GroundKind.EVENT, "17", "Ölüm aktı 12")
DECREE = Ground(GroundKind.PARAMETER, "minimum_pension:2026-08-01", "Fərman 88")
Cause = Overpayment.Cause


def month(number: int) -> date:
    return date(2026, number, 1)


@pytest.fixture
def right() -> Entitlement:
    right: Entitlement = CaseFactory(granted_and_paid=True).entitlement
    right.orders.all().delete()
    right.period, right.starts, right.amount = Entitlement.Period.MONTHLY, month(5), Decimal(300)
    right.save()
    for number in (5, 6, 7, 8):
        PaymentOrderFactory(entitlement=right, period=month(number), paid=True)
    return right


def test_what_was_paid_after_the_end_is_noted_with_its_reckoning(right: Entitlement) -> None:
    noted = note_overpayment(
        right, months=paid_after(right, date(2026, 6, 17)), cause=Cause.DEATH, because=DEATH, now=NOW
    )
    assert noted is not None
    assert (noted.total, noted.state, noted.learnt_on) == (Decimal(600), Overpayment.State.OPEN, date(2026, 11, 20))
    assert noted.because == DEATH
    rows = noted.months.values_list("period", "paid", "due")
    assert list(rows) == [(month(7), Decimal(300), Decimal(0)), (month(8), Decimal(300), Decimal(0))]
    line = right.case.entries.get(what=EntryKind.OVERPAID)
    assert line.details == {
        "cause": "death",
        "total": "600.00",
        "months": ["2026-07", "2026-08"],
        "title": "Ölüm aktı 12",
    }


def test_noting_again_adds_nothing(right: Entitlement) -> None:
    months = paid_after(right, date(2026, 6, 17))
    assert note_overpayment(right, months=months, cause=Cause.DEATH, because=DEATH, now=NOW)
    assert note_overpayment(right, months=months, cause=Cause.DEATH, because=DEATH, now=NOW) is None
    assert Overpayment.objects.get().total == 600
    assert right.case.entries.filter(what=EntryKind.OVERPAID).count() == 1


def test_a_month_that_is_paid_later_is_added_and_put_before_a_clerk_again(right: Entitlement) -> None:
    note_overpayment(right, months=paid_after(right, date(2026, 6, 17)), cause=Cause.DEATH, because=DEATH, now=NOW)
    Overpayment.objects.update(state=Overpayment.State.LOOKED_AT)
    PaymentOrderFactory(entitlement=right, period=month(9), paid=True)
    PaymentOrderFactory(entitlement=right, period=month(10))  # on its way: no money has moved
    note_overpayment(right, months=paid_after(right, date(2026, 6, 17)), cause=Cause.DEATH, because=DEATH, now=NOW)
    noted = Overpayment.objects.get()
    assert (noted.total, noted.state) == (Decimal(900), Overpayment.State.OPEN)
    assert noted.months.count() == 3


def test_another_reason_tells_only_what_it_adds(right: Entitlement) -> None:
    lowered = [MonthPaid(month(7), Decimal(300), Decimal(270)), MonthPaid(month(5), Decimal(300), Decimal(300))]
    note_overpayment(right, months=lowered, cause=Cause.LOWERED, because=DECREE, now=NOW)
    note_overpayment(right, months=paid_after(right, date(2026, 6, 17)), cause=Cause.DEATH, because=DEATH, now=NOW)
    assert {row.cause: row.total for row in Overpayment.objects.all()} == {"lowered": 30, "death": 570}
    assert OverpaidMonth.objects.get(overpayment__cause="death", period=month(7)).paid == 270


def test_what_was_owed_after_all_counts_no_more_and_can_be_noted_again(right: Entitlement) -> None:
    months = paid_after(right, date(2026, 6, 17))
    note_overpayment(right, months=months, cause=Cause.DEATH, because=DEATH, now=NOW)
    assert cancel_overpayment(right, cause=Cause.DEATH, because=DEATH, now=NOW)
    assert not cancel_overpayment(right, cause=Cause.DEATH, because=DEATH, now=NOW)
    later = paid_after(right, date(2026, 7, 17))
    note_overpayment(right, months=later, cause=Cause.DEATH, because=DEATH, now=NOW)
    noted = Overpayment.objects.get()
    assert (noted.total, noted.state) == (Decimal(300), Overpayment.State.OPEN)


def test_differences_count_among_what_was_paid_for_a_month_and_refused_orders_do_not(right: Entitlement) -> None:
    owed = {"ground": GroundKind.PARAMETER, "reference": "x:2026-07-01"}
    PaymentOrderFactory(entitlement=right, period=month(7), part=1, amount=Decimal(30), paid=True, **owed)
    PaymentOrder.objects.filter(period=month(8)).update(state=DeliveryState.REFUSED)
    assert paid_by_month([right.pk])[right.pk] == {month(5): 300, month(6): 300, month(7): 330}


def test_a_payment_beside_the_month_s_own_has_a_ground(right: Entitlement) -> None:
    with pytest.raises(IntegrityError, match="payment_part_has_ground"), transaction.atomic():
        PaymentOrderFactory(entitlement=right, period=month(7), part=1)


def test_many_rights_are_noted_at_once(right: Entitlement) -> None:
    others = [CaseFactory(granted_and_paid=True).entitlement for _ in range(3)]
    excess = {one: [MonthPaid(month(3), Decimal(600), Decimal(100))] for one in (right, *others)}
    noted = note_overpayments(excess, cause=Cause.LOWERED, because=DECREE, now=NOW)
    assert [row.total for row in noted] == [500] * 4


CAUSES = st.sampled_from([Cause.DEATH, Cause.LOWERED, Cause.ENDED])
DUES = st.decimals(min_value=0, max_value=400, places=2)


@given(paid=DUES, dues=st.lists(st.tuples(CAUSES, DUES), max_size=6))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_month_is_never_counted_twice(
    right: Entitlement, paid: Decimal, dues: list[tuple[Overpayment.Cause, Decimal]]
) -> None:
    """Whatever is learnt in whatever order: all that is noted of a month is what was paid, less the least owed."""
    with transaction.atomic():
        for number, (cause, due) in enumerate(dues):
            because = Ground(GroundKind.EVENT, str(number % 2))
            note_overpayment(right, months=[MonthPaid(month(5), paid, due)], cause=cause, because=because, now=NOW)
        noted = sum((row.total for row in Overpayment.objects.all()), Decimal(0))
        rows = sum((row.paid - row.due for row in OverpaidMonth.objects.all()), Decimal(0))
        assert noted == rows == max([paid - due for _, due in dues if due < paid], default=Decimal(0))
        transaction.set_rollback(True)
