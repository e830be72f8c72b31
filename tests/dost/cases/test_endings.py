"""The end of a right: what was paid for months after it is noted as excess, also what was on its way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dost.cases.codes import EndReason
from dost.cases.endings import end, note_paid_after_end
from dost.cases.models import Entitlement
from dost.cases.wake import orders_settled
from dost.common.delivery import DeliveryState
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import Overpayment, PaymentOrder
from tests.dost.road.house import publish
from tests.factories.rights import HERO, morning, paid_up_to, running_right

pytestmark = pytest.mark.django_db

NOW = morning(date(2027, 1, 5))


@pytest.fixture
def right() -> Entitlement:
    publish("07-01")
    right = running_right("07-01", facts=HERO, on=date(2026, 10, 14))
    paid_up_to(date(2027, 1, 2))
    return right


def ended(right: Entitlement, day: date, reason: EndReason = EndReason.CLERK) -> None:
    right.ended_on, right.end_reason = day, reason
    end([right], now=NOW)


@pytest.mark.parametrize(
    ("reason", "cause"),
    [(EndReason.CLERK, "ended"), (EndReason.DEATH, "death"), (EndReason.CHOSE_ANOTHER, "replaced")],
)
def test_months_after_the_end_are_excess_by_why_it_ended(right: Entitlement, reason: EndReason, cause: str) -> None:
    ended(right, date(2026, 11, 20), reason)
    noted = Overpayment.objects.get()
    assert (noted.cause, noted.total) == (cause, Decimal(4400))
    assert [month.period for month in noted.months.all()] == [date(2026, 12, 1), date(2027, 1, 1)]
    assert noted.because == Ground(GroundKind.CASE, str(right.case_id))


def test_a_right_that_ends_today_leaves_no_excess(right: Entitlement) -> None:
    ended(right, date(2027, 1, 5))
    assert not Overpayment.objects.exists()


def test_what_was_on_its_way_is_noted_when_the_bank_has_paid_it(right: Entitlement) -> None:
    last = PaymentOrder.objects.get(period=date(2027, 1, 1))
    PaymentOrder.objects.filter(pk=last.pk).update(state=DeliveryState.SENDING)
    ended(right, date(2026, 12, 20))
    assert not Overpayment.objects.exists()
    last.state = DeliveryState.DONE
    last.save()
    orders_settled([last])
    assert Overpayment.objects.get().total == Decimal(2200)


def test_a_ground_that_is_known_better_is_kept(right: Entitlement) -> None:
    right.ended_on, right.end_reason = date(2026, 12, 20), EndReason.DEATH
    right.save()
    because = Ground(GroundKind.RECORD, "registries_deathact:5", "Death act 5")
    note_paid_after_end([right], now=NOW, because=because)
    ended(right, date(2026, 12, 20), EndReason.DEATH)
    assert Overpayment.objects.get().because == because
