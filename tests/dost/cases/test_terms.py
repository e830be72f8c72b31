"""With what a right would be granted: its amount and its days; and the decision that keeps them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dost.accounts.actors import SYSTEM, staff_actor
from dost.cases.models import Case, Decision
from dost.cases.prior_awards import NOTHING, PriorAwards
from dost.cases.rules import evaluate
from dost.cases.stages import Outcome
from dost.cases.terms import Terms, frozen_decision, terms_of
from services_catalog.rules import Explanation
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory, LeaveFactory
from tests.factories.services_catalog import ParameterFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def _institution() -> None:
    InstitutionFactory(code="DSMF")


def found(*, on: date = TODAY, **changes: Any) -> tuple[Case, Explanation]:
    """A case, and what its rule has found."""
    case: Case = CaseFactory(version=VersionFactory(changes=changes), on=on)
    return case, evaluate([case])[case.pk]


def terms(*, on: date = TODAY, earlier: PriorAwards = NOTHING, **changes: Any) -> Terms:
    case, explained = found(on=on, **changes)
    decision = frozen_decision(case, explained, Outcome.GRANTED, now=NOW)
    return terms_of(case, explained, decision, earlier=earlier, today=TODAY)


@pytest.mark.parametrize("period", ["monthly", "once"])
def test_a_right_that_names_no_day_begins_with_that_of_its_case(period: str) -> None:
    assert terms(period=period) == Terms(amount=Decimal(600), begins=TODAY, starts=TODAY, until=None)


@pytest.mark.parametrize(
    ("paid_until", "starts"),
    [
        (None, date(2026, 3, 3)),
        (date(2026, 2, 28), date(2026, 3, 3)),
        (date(2026, 3, 3), date(2026, 4, 1)),
        (date(2026, 3, 31), date(2026, 4, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_right_found_again_begins_with_the_month_after_the_last_paid(paid_until: date | None, starts: date) -> None:
    assert terms(period="monthly", earlier=PriorAwards(paid_until=paid_until)).starts == starts


def test_a_lump_sum_does_not_wait_for_the_months_of_another() -> None:
    assert terms(period="once", earlier=PriorAwards(paid_until=date(2026, 12, 31))).starts == TODAY


@pytest.mark.parametrize(
    ("right", "on", "starts"),
    [
        ("2023-03-02", date(2026, 3, 3), date(2023, 3, 3)),
        ("2023-03-04", date(2026, 3, 3), date(2023, 3, 4)),
        ("2020-01-01", date(2024, 2, 29), date(2021, 2, 28)),
        ("2020-01-01", date(2026, 3, 31), date(2023, 3, 28)),
    ],
)
def test_a_right_is_paid_three_years_back_at_most(right: str, on: date, starts: date) -> None:
    begun = terms(on=on, period="monthly", starts=f"DATE '{right}'")
    assert (begun.begins, begun.starts) == (starts, starts)


@pytest.mark.parametrize(("period", "starts"), [("monthly", date(2025, 7, 1)), ("once", date(2024, 3, 1))])
def test_only_months_wait_for_the_first_amount(period: str, starts: date) -> None:
    ParameterFactory(name="late_stipend", values=[(date(2025, 7, 1), 350)])
    late = terms(period=period, amount="parameter.late_stipend", starts="DATE '2024-03-01'")
    assert (late.amount, late.begins, late.starts) == (Decimal(350), date(2024, 3, 1), starts)


@pytest.mark.parametrize(
    ("until", "last"),
    [("2026-12-31", date(2026, 12, 31)), ("2026-04-01", date(2026, 4, 1)), ("2026-03-20", date(2026, 4, 1))],
)
def test_a_right_that_would_end_before_it_is_paid_begins_and_ends_on_one_day(until: str, last: date) -> None:
    """It has begun to be paid again with April."""
    again = terms(period="monthly", until=f"DATE '{until}'", earlier=PriorAwards(paid_until=date(2026, 3, 31)))
    assert (again.starts, again.until) == (date(2026, 4, 1), last)


def test_a_right_that_was_over_before_its_first_amount_begins_and_ends_with_that_amount() -> None:
    ParameterFactory(name="late_stipend", values=[(date(2025, 7, 1), 350)])
    over, amount = "DATE '2024-12-31'", "parameter.late_stipend"
    late = terms(period="monthly", amount=amount, starts="DATE '2024-03-01'", until=over)
    assert (late.starts, late.until) == (date(2025, 7, 1), date(2025, 7, 1))


@pytest.mark.parametrize(("period", "amount"), [("monthly", Decimal(600)), ("once", Decimal(200))])
def test_of_leave_that_began_last_year_months_have_the_amount_of_today(period: str, amount: Decimal) -> None:
    leave = LeaveFactory(child_care=True, valid_from=date(2025, 4, 10), valid_until=date(2028, 2, 9))
    rule = {"basis": "leave", "criteria": [], "period": period, "starts": "leave.since"}
    known = {"basis": "leave", "basis_key": f"{leave.source_id}:{leave.reference}", "record_id": leave.pk}
    case = CaseFactory(version=VersionFactory(changes=rule), person=leave.person, on=leave.valid_from, **known)
    explained = evaluate([case])[case.pk]
    decision = frozen_decision(case, explained, Outcome.GRANTED, now=NOW)
    assert decision.amount == Decimal(200)
    assert terms_of(case, explained, decision, earlier=NOTHING, today=TODAY).amount == amount


# -- the decision ------------------------------------------------------------------------------------------------


def test_a_decision_keeps_everything_it_was_made_of() -> None:
    case, explained = found(starts="DATE '2026-02-01'", until="DATE '2027-01-31'")
    user = UserFactory()
    made = frozen_decision(case, explained, Outcome.GRANTED, now=NOW, actor=staff_actor(user), note="Seen the extract")
    assert not Decision.objects.exists()
    made.save()
    kept = Decision.objects.get(case=case)
    assert (kept.version, kept.content_hash, kept.on) == (case.version, case.version.content_hash, TODAY)
    assert (kept.amount, kept.starts, kept.until) == (Decimal(600), date(2026, 2, 1), date(2027, 1, 31))
    assert (kept.facts["person.alive"]["value"], set(kept.facts)) == (True, {"person.alive", "person.age"})
    assert {name: Decimal(value) for name, value in kept.parameters.items()} == {"test_benefit": Decimal(600)}
    assert kept.explanation == [
        {"id": "alive", "met": True, "facts": ["person.alive"]},
        {"id": "age", "met": True, "facts": ["person.age"]},
    ]
    assert (kept.outcome, kept.decided_at, kept.note) == (Outcome.GRANTED, NOW, "Seen the extract")
    assert (kept.decided_by, kept.actor) == (user, staff_actor(user))


def test_a_decision_of_nobody_is_the_system_s_and_a_refusal_says_what_was_not_met() -> None:
    ancient = {"id": "old", "require": "person.age > 200", "text": texts("Is over 200"), "law": "Law, art. 2"}
    case, explained = found(criteria=[ancient])
    made = frozen_decision(case, explained, Outcome.REFUSED, now=NOW)
    assert (made.actor, made.decided_by, made.note) == (SYSTEM, None, "")
    assert (made.outcome, made.amount, made.starts, made.until) == (Outcome.REFUSED, None, None, None)
    assert made.explanation == [{"id": "old", "met": False, "facts": ["person.age"]}]
