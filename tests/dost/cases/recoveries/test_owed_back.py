"""How much of what was paid back is owed to its person: reckoned from the rows, whatever came first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dost.cases import handlers
from dost.cases.handlers.recovery_anew import set_aside
from dost.cases.models import GivenBack, Recovery, Ruling
from dost.cases.recoveries.limits import open_amount
from dost.cases.recoveries.lists import overpayments_to_see
from dost.cases.recoveries.owed_back import overpayments_owed_back, owed_back
from dost.payments.models import Overpayment
from tests.factories.recoveries import NOW, REASONS, instalments, member, oneself, proposed

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def plan() -> Recovery:
    """180 AZN are asked back, 20 a month; 60 have come in."""
    one = proposed()
    handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), agrees=True, words="Good.", now=NOW)
    handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=instalments(20), reasons=REASONS, now=NOW)
    one.refresh_from_db()
    came(one, 60)
    return one


def came(one: Recovery, amount: int, reference: str = "M-1") -> None:
    handlers.record_repayment(
        recovery_id=one.pk, actor=member(), amount=Decimal(amount), received_on=DAY, reference=reference, now=NOW
    )


def waits(one: Recovery) -> bool:
    return overpayments_to_see(DAY).filter(pk=one.overpayment_id).exists()


def test_of_a_plan_that_stands_nothing_is_owed(plan: Recovery) -> None:
    assert owed_back(plan.overpayment) == 0
    assert not waits(plan)


def test_more_than_was_in_excess_is_owed(plan: Recovery) -> None:
    came(plan, 150, "M-2")
    assert owed_back(plan.overpayment) == 30
    assert waits(plan)


def test_what_was_owed_after_all_is_owed_back_whole(plan: Recovery) -> None:
    Overpayment.objects.update(state=Overpayment.State.CANCELLED)
    assert owed_back(plan.overpayment) == 60
    assert waits(plan)


@pytest.mark.parametrize(("ruling", "owed", "left"), [(Ruling.CHANGED, 60, 0), (Ruling.SENT_BACK, 0, 120)])
def test_after_an_appeal(plan: Recovery, ruling: Ruling, owed: int, left: int) -> None:
    """Sent back, what has come in counts when it is proposed anew; changed, it was asked for nothing."""
    set_aside(plan.case, ruling=ruling, number="A-1", actor=member(), now=NOW)
    assert owed_back(plan.overpayment) == owed
    assert open_amount(Overpayment.objects.get()) == left


def test_what_was_given_back_is_owed_no_more(plan: Recovery) -> None:
    set_aside(plan.case, ruling=Ruling.CHANGED, number="A-1", actor=member(), now=NOW)
    row = GivenBack(overpayment=plan.overpayment, amount=Decimal(45), paid_on=DAY, reference="B-1", at=NOW)
    row.signed(member()).save()
    assert owed_back(plan.overpayment) == 15
    assert [(one.pk, one.owed) for one in overpayments_owed_back()] == [(plan.overpayment_id, 15)]  # type: ignore[attr-defined]
    came(plan, 20, "M-9")  # money that was already on its way
    assert owed_back(plan.overpayment) == 35
