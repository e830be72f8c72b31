"""Money that was paid back is recorded once, by who may, and taken out again where it was recorded wrongly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dost.cases import handlers
from dost.cases.acts import MovedOn, NotAllowed, NotPossible
from dost.cases.models import Recovery, Repayment
from dost.cases.recoveries.limits import received_of
from dost.cases.recoveries.lists import plans_behind
from tests.factories.recoveries import NOW, REASONS, instalments, member, oneself, proposed

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def plan() -> Recovery:
    one = proposed()
    handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), agrees=True, words="Good.", now=NOW)
    handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=instalments(20), reasons=REASONS, now=NOW)
    one.refresh_from_db()
    return one


def came(plan: Recovery, amount: int = 20, reference: str = "M-1", **more: object) -> Repayment:
    given = {"actor": member(), "received_on": DAY, "now": NOW, **more}
    return handlers.record_repayment(recovery_id=plan.pk, amount=Decimal(amount), reference=reference, **given)  # type: ignore[arg-type]


def test_recorded_twice_under_one_reference_it_is_one(plan: Recovery) -> None:
    assert came(plan) == came(plan)
    assert received_of(plan) == 20
    with pytest.raises(NotPossible):
        came(plan, 30)


def test_what_was_recorded_wrongly_is_taken_out_and_both_rows_stay(plan: Recovery) -> None:
    wrong = came(plan)
    handlers.take_out_repayment(repayment_id=wrong.pk, actor=member(), note="Another person's money.", now=NOW)
    assert (received_of(plan), Repayment.objects.count()) == (Decimal(0), 2)
    with pytest.raises(MovedOn):
        handlers.take_out_repayment(repayment_id=wrong.pk, actor=member(), note="Once more.", now=NOW)


@pytest.mark.parametrize(
    ("amount", "day"), [(0, DAY), (-5, DAY), (20, date(2026, 11, 21)), (20, date(2026, 11, 1))], ids=str
)
def test_what_cannot_be_right_is_not_recorded(plan: Recovery, amount: int, day: date) -> None:
    with pytest.raises(NotPossible):
        came(plan, amount, received_on=day)


def test_neither_the_person_nor_a_clerk_records_money(plan: Recovery) -> None:
    for actor in (oneself(plan.person), member("clerk")):
        with pytest.raises(NotAllowed):
            came(plan, actor=actor)


def test_nothing_is_recorded_where_nothing_was_asked_back() -> None:
    with pytest.raises(MovedOn):
        came(proposed())


def test_a_plan_is_behind_when_less_came_than_was_expected(plan: Recovery) -> None:
    assert not plans_behind(date(2027, 1, 31)).exists()
    assert plans_behind(date(2027, 2, 1)).get() == plan
    came(plan)
    assert not plans_behind(date(2027, 2, 28)).exists()
    assert plans_behind(date(2027, 3, 1)).exists()


def test_an_appeal_suspends_the_plan(plan: Recovery) -> None:
    me = oneself(plan.person)
    handlers.begin_appeal(case_id=plan.case_id, actor=me, grounds="I cannot pay.", now=NOW)
    assert plans_behind(date(2027, 3, 1)).exists()  # a draft is nobody's
    handlers.send_appeal(case_id=plan.case_id, actor=me, now=NOW)
    assert not plans_behind(date(2027, 3, 1)).exists()
