"""The household, its income, who could work, and targeted assistance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from registries.models import Household, Person
from tests.factories import registries as make

Fact = Callable[..., Any]


def join(household: Household, relation: str = "child", **person: Any) -> Person:
    """A new member of the household."""
    member = make.PersonFactory(**person)
    make.HouseholdMemberFactory(person=member, household=household, relation=relation)
    return member


@pytest.fixture
def home(db: None) -> Household:
    """A home without gas."""
    return make.HouseholdFactory(gas_supplied=False)


def test_members_and_their_ages(fact: Fact, home: Household) -> None:
    head = join(home, "representative", birth_date=date(1990, 1, 1))
    join(home, birth_date=date(2025, 6, 1))
    join(home, birth_date=date(2020, 6, 1))
    join(home, "parent", birth_date=date(1950, 1, 1))
    join(home, "other", died_on=date(2025, 12, 31), birth_date=date(1980, 1, 1))
    moved = make.PersonFactory()
    make.HouseholdMemberFactory(person=moved, household=home, relation="sibling", valid_until=date(2026, 2, 28))
    assert fact("household.members", head) == 4
    assert fact("household.members", head, date(2026, 2, 28)) == 5
    assert fact("household.members", head, date(2025, 12, 30)) == 6
    assert (fact("household.children_under_1", head), fact("household.children_under_8", head)) == (1, 2)
    assert (fact("household.children_under_18", head), fact("household.working_age", head)) == (2, 1)
    assert (fact("household.representative", head), fact("household.relation", head)) == (True, "representative")
    assert (fact("household.known", moved), fact("household.relation", moved)) == (False, "none")
    assert fact("household.gas_supplied", head) is False
    assert fact("household.member_died_12m", head) is True
    assert fact("household.member_died_12m", head, date(2025, 12, 30)) is False


def test_nobody_without_a_household_has_an_income_per_head(fact: Fact) -> None:
    person = make.PersonFactory()
    assert fact("household.known", person) is False
    assert fact("household.members", person) == 0
    assert (fact("household.total_income", person), fact("household.income_per_head", person)) == (None, None)
    assert fact("household.gas_supplied", person) is None


def test_the_income_is_everything_but_lump_sums_and_assistance(fact: Fact, home: Household) -> None:
    head, wife, father = join(home, "representative"), join(home, "spouse"), join(home, "parent")
    join(home)
    assert (fact("household.total_income", head), fact("household.income_per_head", head)) == (0, 0)
    make.ContractFactory(person=head, monthly_pay=Decimal("500.00"))
    make.EmployedFactory(person=head, category="hired", monthly_income=Decimal("500.00"))
    make.EmployedFactory(person=wife, monthly_income=Decimal("100.10"))
    make.PensionFactory(person=father, amount=Decimal("349.76"))
    make.BenefitFactory(person=wife, amount=Decimal("140.00"))
    make.BenefitFactory(person=wife, lump_sum=True)
    make.StipendFactory(person=father, amount=Decimal("350.00"))
    make.UnemploymentPaymentFactory(person=wife, amount=Decimal("50.00"), valid_until=date(2026, 2, 28))
    make.AssistanceFactory(person=head, household=home)
    assert fact("household.total_income", head) == Decimal("1439.86")
    assert fact("household.income_per_head", wife) == Decimal("359.97")
    assert fact("household.total_income", head, date(2026, 2, 28)) == Decimal("1489.86")


def test_an_income_without_an_amount_makes_the_sum_unknown(fact: Fact, home: Household) -> None:
    head, son = join(home, "representative"), join(home)
    make.ContractFactory(person=son, monthly_pay=None)
    assert fact("household.total_income", head) is None


def test_an_income_of_the_dead_does_not_count(fact: Fact, home: Household) -> None:
    head, dead = join(home, "representative"), join(home, "spouse", dead=True)
    assert fact("household.members", head) == 1
    make.PensionFactory(person=dead, valid_until=date(2025, 12, 31))
    assert fact("household.total_income", head) == 0


def test_only_members_who_live_here_count_with_what_they_are_paid(fact: Fact, home: Household) -> None:
    head = join(home, "representative")
    make.ContractFactory(person=head, monthly_pay=Decimal("400.00"))
    dead, missing = join(home, "spouse", dead=True), join(home, "parent", missing_since=date(2025, 8, 1))
    moved = make.PersonFactory()
    make.HouseholdMemberFactory(person=moved, household=home, relation="sibling", valid_until=date(2026, 2, 28))
    for member in (dead, missing, moved):
        make.PensionFactory(person=member, amount=Decimal("349.76"))
        make.ContractFactory(person=member, monthly_pay=Decimal("500.00"))
        make.EmployedFactory(person=member, monthly_income=Decimal("100.00"))
        make.BenefitFactory(person=member)
        make.StipendFactory(person=member)
        make.UnemploymentPaymentFactory(person=member)
    assert (fact("household.members", head), fact("household.total_income", head)) == (1, Decimal("400.00"))
    assert fact("household.income_per_head", head) == Decimal("400.00")
    assert (fact("household.employed", head), fact("household.pensioners", head)) == (1, 0)
    assert fact("household.member_missing", head) is True


def test_whoever_goes_missing_later_still_counts_before(fact: Fact, home: Household) -> None:
    head = join(home, "representative", birth_date=date(1990, 1, 1))
    join(home, "parent", missing_since=date(2025, 8, 1), birth_date=date(1980, 1, 1))
    assert (fact("household.members", head), fact("household.members", head, date(2025, 7, 31))) == (1, 2)
    idle = "household.idle_able_bodied"
    assert (fact(idle, head), fact(idle, head, date(2025, 7, 31))) == (1, 2)
    assert fact("household.member_missing", head, date(2025, 7, 31)) is False


def test_members_with_a_disability_work_or_a_pension(fact: Fact, home: Household) -> None:
    head, child = join(home, "representative"), join(home, birth_date=date(2018, 1, 1))
    make.DisabilityFactory(person=head, band="61-80")
    make.DisabilityFactory(person=child, of_childhood=True)
    make.ContractFactory(person=head)
    make.ContractFactory(person=head, additional=True)
    make.PensionFactory(person=head)
    values = {
        name: fact(f"household.{name}", child)
        for name in ("disabled", "severely_disabled", "disabled_children", "employed", "pensioners")
    }
    assert values == {"disabled": 2, "severely_disabled": 1, "disabled_children": 1, "employed": 1, "pensioners": 1}


@pytest.mark.parametrize(
    ("reason", "idle"),
    [
        (lambda person: None, 1),
        (lambda person: make.ContractFactory(person=person), 0),
        (lambda person: make.EmployedFactory(person=person), 0),
        (lambda person: make.PensionFactory(person=person), 0),
        (lambda person: make.DisabilityFactory(person=person, band="61-80"), 0),
        (lambda person: make.DisabilityFactory(person=person, band="31-60"), 1),
        (lambda person: make.StudyFactory(person=person), 0),
        (lambda person: make.StudyFactory(person=person, full_time=False), 1),
        (lambda person: make.JobseekerFactory(person=person), 0),
        (lambda person: make.JobseekerFactory(person=person, status="jobseeker"), 1),
        (lambda person: make.ConscriptionFactory(person=person), 0),
        (lambda person: make.ImprisonmentFactory(person=person), 0),
        (lambda person: make.CareFactory(carer=person), 0),
    ],
)
def test_who_could_work_and_has_no_reason_not_to(
    fact: Fact, home: Household, reason: Callable[[Person], Any], idle: int
) -> None:
    head = join(home, "representative", birth_date=date(2004, 1, 1))
    join(home, "parent", birth_date=date(1950, 1, 1))
    join(home, birth_date=date(2010, 1, 1))
    reason(head)
    assert fact("household.idle_able_bodied", head) == idle


def test_a_member_in_prison_or_missing(fact: Fact, home: Household) -> None:
    head, son = join(home, "representative"), join(home)
    assert fact("household.member_imprisoned", head) is False
    make.ImprisonmentFactory(person=son)
    join(home, missing=True)
    assert (fact("household.member_imprisoned", head), fact("household.member_missing", head)) == (True, True)


def test_assistance_is_the_whole_familys(fact: Fact, home: Household) -> None:
    head, child, stranger = join(home, "representative"), join(home), make.PersonFactory()
    make.AssistanceFactory(person=head, household=home)
    for person in (head, child):
        assert fact("tsa.active", person) is True
        assert fact("tsa.active", person, date(2027, 2, 1)) is False
        assert (fact("tsa.since", person), fact("tsa.until", person)) == (date(2026, 2, 1), date(2027, 1, 31))
        assert (fact("tsa.amount", person), fact("tsa.members", person)) == (Decimal("700.00"), 4)
        assert fact("tsa.average_income", person) == Decimal("500.00")
    assert (fact("tsa.active", stranger), fact("tsa.amount", stranger)) == (False, 0)


@pytest.mark.parametrize(
    ("change", "decision"), [({"decision": "refused"}, "refused"), ({"suspended": True}, "granted")]
)
def test_assistance_refused_or_suspended_is_not_active(
    fact: Fact, home: Household, change: dict[str, Any], decision: str
) -> None:
    head = join(home, "representative")
    make.AssistanceFactory(person=head, household=home, **change)
    assert fact("tsa.active", head) is False
    assert (fact("tsa.applied", head), fact("tsa.decision", head)) == (True, decision)
    assert fact("tsa.decision", head, date(2027, 1, 12)) == "none"
