"""What a change would do, before it is made, is what the road notes when it comes; and looking changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dost.cases.codes import EndReason
from dost.cases.differences import EVER, reckon
from dost.cases.endings import end
from dost.cases.models import CorrectedFacts, Decision, Entitlement, Letter
from dost.cases.overpaid import MonthPaid, note_overpayment, noted_of
from dost.cases.reaching_back import Corrected, Ends, Follows, Lowered, Simulation, simulate
from dost.cases.rules import decided_facts
from dost.common.delivery import DeliveryState
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import OverpaidMonth, Overpayment, PaymentOrder
from services_catalog.rules import RuleError
from tests.factories.cases import CaseFactory
from tests.factories.payments import PaymentOrderFactory
from tests.factories.recoveries import NOW, overpaid_right
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
DECREE = Ground(GroundKind.PARAMETER, "minimum_pension:2026-08-01", "Fərman 88")
TABLES = ("payments", "cases", "notifications")


@pytest.fixture
def right() -> Entitlement:
    made = overpaid_right(each=300)
    made.ended_on, made.end_reason = None, ""
    made.save()
    return made


def with_case(right: Entitlement) -> Entitlement:
    return Entitlement.objects.select_related("case__person", "case__version", "person").get(pk=right.pk)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    models = [model for label in TABLES for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in models}


def noted(cause: Overpayment.Cause) -> dict[date, Decimal]:
    """What stands as noted for a cause, by month."""
    rows = OverpaidMonth.objects.filter(overpayment__cause=cause).values_list("period", "paid", "due")
    return {period: paid - due for period, paid, due in rows}


def added(found: Simulation) -> dict[date, Decimal]:
    return {month.period: month.added for month in found.months if month.added}


def finish(right: Entitlement, last_day: date, reason: EndReason, *, now: datetime = NOW) -> None:
    """End a right as the road does."""
    right = with_case(right)
    right.ended_on, right.end_reason = max(last_day, right.starts), reason
    end([right], now=now)


# -- an end ------------------------------------------------------------------------------------------------------------

REASONS = st.sampled_from([EndReason.DEATH, EndReason.CLERK, EndReason.CHOSE_ANOTHER])
DAYS = st.dates(date(2026, 3, 1), date(2026, 11, 20))
STATES = st.lists(
    st.sampled_from([DeliveryState.DONE, DeliveryState.DOUBTFUL, DeliveryState.READY, DeliveryState.REFUSED]),
    min_size=6,
    max_size=6,
)


@given(day=DAYS, reason=REASONS, states=STATES, before=st.none() | st.decimals(min_value=0, max_value=299, places=2))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_end_notes_what_was_simulated(
    right: Entitlement, day: date, reason: EndReason, states: list[DeliveryState], before: Decimal | None
) -> None:
    """Whatever was paid, on its way or refused, and whatever was noted before for another cause."""
    with transaction.atomic():
        for order, state in zip(right.orders.order_by("period"), states, strict=True):
            PaymentOrder.objects.filter(pk=order.pk).update(state=state)
        if before is not None:
            lowered = [MonthPaid(date(2026, 8, 1), Decimal(300), before)]
            note_overpayment(right, months=lowered, cause=Overpayment.Cause.LOWERED, because=DECREE, now=NOW)
        found = simulate(with_case(right), Ends(day, reason), now=NOW)
        finish(right, day, reason)
        assert noted(found.cause) == added(found)
        kept_back = PaymentOrder.objects.filter(state=DeliveryState.WITHHELD).values_list("amount", flat=True)
        said = [one.amount for one in found.follows if one.what is Follows.KEPT_BACK]
        assert sum(kept_back) == sum(amount or 0 for amount in said)
        transaction.set_rollback(True)


def test_looking_changes_nothing(right: Entitlement) -> None:
    before = everything()
    for change in (Ends(date(2026, 6, 17), EndReason.DEATH), Lowered(date(2026, 6, 1), Decimal(100))):
        simulate(with_case(right), change, now=NOW)
    assert everything() == before


def test_a_death_says_what_follows(right: Entitlement) -> None:
    PaymentOrderFactory(entitlement=right, period=date(2026, 10, 1), state=DeliveryState.READY)
    found = simulate(with_case(right), Ends(date(2026, 6, 17), EndReason.DEATH), now=NOW)
    assert (found.cause, found.excess, found.owed) == (Overpayment.Cause.DEATH, Decimal(900), Decimal(0))
    said = {one.what: one for one in found.follows}
    assert said[Follows.ENDS].day == date(2026, 6, 17)
    assert said[Follows.KEPT_BACK].amount == 300
    assert said[Follows.NOTED].amount == 900
    assert Follows.NOBODY_TOLD in said
    assert Follows.LETTER not in said


def test_a_ward_that_died_leaves_somebody_who_is_told() -> None:
    right = overpaid_right(about=PersonFactory())
    found = simulate(with_case(right), Ends(date(2026, 6, 17), EndReason.DEATH), now=NOW)
    said = {one.what for one in found.follows}
    assert Follows.LETTER in said
    assert Follows.NOBODY_TOLD not in said


def test_what_waits_behind_a_right_goes_on(right: Entitlement) -> None:
    CaseFactory(
        person=right.person,
        exclusive=True,
        reason={"code": "exclusive", "service": right.service_id},
        basis_key="behind",
    )
    found = simulate(with_case(right), Ends(date(2026, 6, 17)), now=NOW)
    assert Follows.BEGINS in {one.what for one in found.follows}


def test_what_is_noted_already_is_not_noted_anew(right: Entitlement) -> None:
    finish(right, date(2026, 6, 17), EndReason.DEATH)
    found = simulate(with_case(right), Ends(date(2026, 6, 17), EndReason.DEATH), now=NOW)
    assert (found.excess, found.added) == (Decimal(900), Decimal(0))
    assert Follows.NOTED not in {one.what for one in found.follows}


# -- a lower amount ----------------------------------------------------------------------------------------------------


@given(day=DAYS, amount=st.decimals(min_value=0, max_value=400, places=2))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_lower_amount_notes_what_was_simulated(right: Entitlement, day: date, amount: Decimal) -> None:
    """The road notes, of each month from that of the day on, what was paid above the amount."""
    with transaction.atomic():
        found = simulate(with_case(right), Lowered(day, amount), now=NOW)
        assert all(month.due <= month.paid for month in found.months)
        months = [
            MonthPaid(order.period, order.amount, min(amount, order.amount))
            for order in right.orders.filter(period__gte=day.replace(day=1))
        ]
        note_overpayment(right, months=months, cause=Overpayment.Cause.LOWERED, because=DECREE, now=NOW)
        assert noted(Overpayment.Cause.LOWERED) == added(found)
        transaction.set_rollback(True)


# -- a corrected fact --------------------------------------------------------------------------------------------------


@pytest.fixture
def by_rule() -> Callable[..., Entitlement]:
    """A right whose amount follows from a fact: its months were paid by what the decision had of it."""
    from tests.factories.services_catalog import VersionFactory

    def make() -> Entitlement:
        version = VersionFactory(
            changes={"period": "monthly", "amount": "parameter.test_benefit * (person.age - 50) / 60"}
        )
        made = overpaid_right(each=170, version=version)
        made.ended_on, made.end_reason = None, ""
        made.save()
        return made

    return make


@pytest.mark.parametrize("age", [62, 67, 70], ids=["lower", "the same", "higher"])
def test_a_corrected_fact_does_what_was_simulated(by_rule: Callable[..., Entitlement], age: int) -> None:
    right = by_rule()
    decision = Decision.objects.get(case=right.case_id)
    assert decision.facts["person.age"]["value"] == 67
    found = simulate(with_case(right), Corrected({"person.age": age}), now=NOW)

    facts = {**decided_facts([decision])[decision.pk]}
    facts["person.age"] = {**facts["person.age"], "value": age}
    from tests.factories.corrections import CorrectionFactory

    CorrectedFacts.objects.create(
        decision=decision, correction=CorrectionFactory(person=right.person), facts=facts, at=NOW
    )
    before = PaymentOrder.objects.count()
    with transaction.atomic():
        locked = Entitlement.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=right.pk)
        came = reckon([locked], window=EVER, because=DECREE, now=NOW)
    assert noted(Overpayment.Cause.LOWERED) == added(found)
    assert came.lowered_total == found.excess
    assert came.total == found.owed
    assert PaymentOrder.objects.count() - before == sum(month.difference < 0 for month in found.months)


def test_a_fact_that_the_rule_does_not_read_is_refused(by_rule: Callable[..., Entitlement]) -> None:
    with pytest.raises(RuleError):
        simulate(with_case(by_rule()), Corrected({"person.shoe_size": 44}), now=NOW)


def test_looking_at_another_fact_changes_nothing(by_rule: Callable[..., Entitlement]) -> None:
    right = by_rule()
    before = everything()
    simulate(with_case(right), Corrected({"person.age": 61}), now=NOW + timedelta(days=1))
    assert everything() == before
    assert not Letter.objects.filter(kind=Letter.Kind.AMOUNT_CHANGED).exists()
    assert not noted_of([right.pk])[right.pk]
