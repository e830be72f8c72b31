"""Contracts, leave, employment, search for work, loss of work, accidents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import registries as make

Fact = Callable[..., Any]


@pytest.mark.parametrize(
    ("on", "active"),
    [
        (date(2025, 2, 28), False),
        (date(2025, 3, 1), True),
        (date(2026, 2, 28), True),
        (date(2026, 3, 1), False),
    ],
)
def test_a_contract_lasts_from_its_first_to_its_last_day(fact: Fact, on: date, active: bool) -> None:
    person = make.ContractFactory(valid_from=date(2025, 3, 1), valid_until=date(2026, 2, 28)).person
    assert fact("employment.active", person, on) is active
    assert fact("employment.last_ended_on", person, on) == (date(2026, 2, 28) if on == date(2026, 3, 1) else None)
    assert fact("employment.ever", person, on) is (on >= date(2025, 3, 1))


def test_several_contracts_together(fact: Fact) -> None:
    liberated = make.DistrictFactory(code="susa", name="Şuşa", liberated=True)
    person = make.ContractFactory(monthly_pay=Decimal("500.00")).person
    make.ContractFactory(
        person=person,
        fixed=True,
        additional=True,
        working_time="half",
        suspended=True,
        monthly_pay=Decimal("250.50"),
        workplace_district=liberated,
        valid_from=date(2025, 9, 1),
    )
    assert fact("employment.contracts", person) == 2
    assert fact("employment.monthly_pay", person) == Decimal("750.50")
    assert fact("employment.since", person) == date(2020, 1, 1)
    assert (fact("employment.fixed_term", person), fact("employment.term_months", person)) == (True, 12)
    assert (fact("employment.suspended", person), fact("employment.full_time", person)) == (False, True)
    assert fact("employment.in_liberated_district", person) is True
    assert fact("employment.in_liberated_district", person, date(2025, 8, 31)) is False


def test_an_additional_job_is_not_the_main_one(fact: Fact) -> None:
    person = make.ContractFactory(additional=True, suspended=True).person
    assert (fact("employment.active", person), fact("employment.main_active", person)) == (True, False)
    assert fact("employment.suspended", person) is True


def test_a_corrected_contract_counts_as_corrected(fact: Fact) -> None:
    contract = make.ContractFactory(monthly_pay=Decimal("85.00"))
    make.correct(contract, monthly_pay=Decimal("850.00"))
    assert fact("employment.contracts", contract.person) == 1
    assert fact("employment.monthly_pay", contract.person) == Decimal("850.00")


@pytest.mark.parametrize("kind", ["child_care", "maternity", "sick"])
def test_on_leave(fact: Fact, kind: str) -> None:
    person = make.LeaveFactory(**({} if kind == "sick" else {kind: True})).person
    on = date(2026, 2, 10)
    found = {name: fact(f"employment.on_{name}_leave", person, on) for name in ("child_care", "maternity", "sick")}
    assert found == {name: name == kind for name in found}
    assert fact(f"employment.on_{kind}_leave", person, date(2026, 2, 1)) is False


def test_counted_as_employed(fact: Fact) -> None:
    person = make.EmployedFactory(valid_from=date(2024, 1, 1)).person
    make.EmployedFactory(
        person=person, category="land_owner", monthly_income=Decimal("40.00"), valid_from=date(2015, 1, 1)
    )
    assert (fact("msr.employed", person), fact("msr.category", person)) == (True, "entrepreneur")
    assert (fact("msr.entrepreneur", person), fact("msr.land_owner", person)) == (True, True)
    assert fact("msr.monthly_income", person) == Decimal("660.00")
    assert fact("msr.monthly_expenses", person) is None
    assert fact("msr.since", person) == date(2015, 1, 1)
    nobody = make.PersonFactory()
    assert (fact("msr.category", nobody), fact("msr.monthly_income", nobody)) == ("none", 0)


@pytest.mark.parametrize(
    ("on", "months"),
    [(date(2000, 4, 30), 0), (date(2010, 5, 1), 120), (date(2020, 4, 30), 239), (date(2020, 5, 1), 240)],
)
def test_service_in_the_army_counts_after_it_is_over(fact: Fact, on: date, months: int) -> None:
    person = make.PersonFactory(birth_date=date(1979, 2, 3))
    make.EmployedFactory(person=person, category="military", valid_from=date(2000, 5, 1), valid_until=date(2020, 4, 30))
    make.EmployedFactory(person=person, category="entrepreneur", valid_from=date(2021, 1, 1))

    assert fact("msr.military_months", person, on) == months
    assert fact("msr.military_months", person, date(2026, 1, 1)) == 240


def test_unemployed_outweighs_jobseeker(fact: Fact) -> None:
    person = make.JobseekerFactory(valid_from=date(2026, 1, 10), experience_years=9).person
    make.JobseekerFactory(person=person, status="jobseeker", valid_from=date(2026, 2, 1))
    assert (fact("jobseeker.status", person), fact("jobseeker.since", person)) == ("unemployed", date(2026, 1, 10))
    assert (fact("jobseeker.registered", person), fact("jobseeker.unemployed", person)) == (True, True)
    assert fact("jobseeker.experience_years", person) == 9
    assert fact("jobseeker.status", make.PersonFactory()) == "none"


def test_training(fact: Fact) -> None:
    person = make.TrainingFactory(attends=False).person
    assert (fact("training.active", person), fact("training.attending", person)) == (True, False)


def test_the_last_loss_of_work_within_three_years(fact: Fact) -> None:
    person = make.UnemploymentEventFactory().person
    make.UnemploymentEventFactory(person=person, valid_from=date(2024, 1, 1), ground="liquidation")
    assert (fact("unemployment.ground", person), fact("unemployment.event_on", person)) == (
        "redundancy",
        date(2026, 1, 31),
    )
    assert fact("unemployment.ground", person, date(2026, 1, 30)) == "liquidation"
    assert fact("unemployment.ground", person, date(2029, 1, 31)) == "none"
    assert fact("unemployment.insured_months_of_24", person, date(2029, 1, 30)) == 22


@pytest.mark.parametrize(
    ("on", "months", "paid"),
    [
        (date(2026, 1, 31), 0, False),
        (date(2026, 3, 1), 1, True),
        (date(2026, 7, 31), 6, True),
        (date(2026, 12, 1), 6, False),
        (date(2027, 3, 31), 4, False),
        (date(2027, 8, 1), 0, False),
    ],
)
def test_months_of_the_unemployment_payment_in_the_last_twelve(fact: Fact, on: date, months: int, paid: bool) -> None:
    person = make.UnemploymentPaymentFactory().person
    assert fact("unemployment.paid_months_of_12", person, on) == months
    assert fact("unemployment.paid", person, on) is paid


def test_an_accident_at_work(fact: Fact) -> None:
    person = make.WorkAccidentFactory(valid_from=date(2025, 5, 6), former_state_enterprise=True).person
    assert (fact("accident.any", person), fact("accident.severity", person)) == (True, "severe")
    assert (fact("accident.happened_on", person), fact("accident.former_state_enterprise", person)) == (
        date(2025, 5, 6),
        True,
    )
    assert fact("accident.severity", make.PersonFactory()) == "none"


@pytest.mark.parametrize(
    ("category", "works"),
    [("civil_contract", True), ("entrepreneur", True), ("land_owner", True), ("military", True), ("student", False)],
)
def test_who_works_by_what_the_tax_service_knows(fact: Fact, category: str, works: bool) -> None:
    person = make.EmployedFactory(category=category).person
    assert (fact("msr.employed", person), fact("msr.works", person)) == (True, works)
    assert fact("msr.works", make.PersonFactory()) is False


def test_a_conscript_does_not_work(fact: Fact) -> None:
    person = make.EmployedFactory(category="military", valid_from=date(2025, 1, 1)).person
    make.ConscriptionFactory(person=person, valid_from=date(2026, 2, 1))
    assert (fact("msr.works", person), fact("msr.works", person, date(2026, 1, 31))) == (False, True)
