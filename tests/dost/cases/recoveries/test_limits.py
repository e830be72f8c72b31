"""What may be asked of somebody at most: a share of what they are paid, never below the floor, over all plans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dost.cases import handlers
from dost.cases.acts import NotPossible
from dost.cases.models import Recovery, RecoveryInstalment
from dost.cases.recoveries.limits import limits_of, open_amount, paid_by_the_month, planned
from registries.data.recovery_terms import RecoveryTerm, recovery_value
from registries.models import Person
from tests.factories.payments import PaymentOrderFactory
from tests.factories.recoveries import (
    NOW,
    REASONS,
    instalments,
    member,
    oneself,
    overpaid_right,
    overpayment,
    proposed,
    running_payment,
)
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


def test_what_runs_counts_as_it_was_ordered_last_and_what_ended_does_not(person: Person) -> None:
    overpaid_right(person=person)
    right = running_payment(person, amount=700)
    assert paid_by_the_month(person.pk, on=ON) == 700
    PaymentOrderFactory(entitlement=right, period=date(2026, 10, 1), amount=Decimal(720), paid=True)
    assert paid_by_the_month(person.pk, on=ON) == 720


@pytest.mark.parametrize(
    ("running", "most"),
    [(0, "30"), (200, "0"), (300, "0"), (310, "10"), (375, "75"), (400, "80"), (1000, "200")],
    ids=str,
)
def test_the_most_a_month(person: Person, running: int, most: str) -> None:
    if running:
        running_payment(person, amount=running)
    assert limits_of(person.pk, on=ON).most == Decimal(most)


def test_the_floor_is_that_of_the_day() -> None:
    assert recovery_value(RecoveryTerm.FLOOR, on=date(2025, 6, 1)).value == 285
    assert recovery_value(RecoveryTerm.FLOOR, on=ON).value == 300
    assert recovery_value(RecoveryTerm.FLOOR, on=date(2001, 1, 1)).value == 285


MONTHLY = st.lists(st.decimals(min_value=1, max_value=200, places=2), min_size=1, max_size=3)


@given(running=st.integers(min_value=0, max_value=1500), monthly=MONTHLY)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_month_of_all_plans_asks_more_than_may_be_asked(running: int, monthly: list[Decimal]) -> None:
    """However many proposals are made and decided: no month is above the most, none leaves less than the floor."""
    with transaction.atomic():
        person, actor = PersonFactory(), member()
        if running:
            running_payment(person, amount=running)
        for number, amount in enumerate(monthly):
            right = overpaid_right(person=person, each=120, basis_key=f"excess {number}")
            noted = overpayment(right)
            try:
                one = proposed(noted, actor=actor, terms=instalments(amount))
            except NotPossible:
                continue
            handlers.say_recovery(recovery_id=one.pk, actor=oneself(person), agrees=True, words="Good.", now=NOW)
            try:
                handlers.decide_recovery(
                    recovery_id=one.pk, actor=actor, terms=instalments(amount), reasons=REASONS, now=NOW
                )
            except NotPossible:
                continue
        limits = limits_of(person.pk, on=ON)
        for asked in planned(person.pk).values():
            assert 0 < asked <= limits.most
            assert not running or running - asked >= limits.floor
        for one in Recovery.objects.filter(state=Recovery.State.DECIDED):
            parts = RecoveryInstalment.objects.filter(recovery=one).values_list("amount", flat=True)
            assert sum(parts) == one.amount
        transaction.set_rollback(True)


def test_what_is_open_is_what_nothing_is_decided_of() -> None:
    noted = overpayment()
    assert open_amount(noted) == 180
    one = proposed(noted)
    assert open_amount(noted) == 180
    handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), agrees=True, words="Good.", now=NOW)
    handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=instalments(), reasons=REASONS, now=NOW)
    assert open_amount(noted) == 0
