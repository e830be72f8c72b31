"""Insurance record, pensions, benefits, stipends, personal insurance, honour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import registries as make

from .conftest import Ask

Fact = Callable[..., Any]


def test_the_insurance_account(fact: Fact) -> None:
    person = make.AccountFactory(initial_capital=Decimal("120.50")).person
    assert (fact("insurance.insured", person), fact("insurance.months", person)) == (True, 312)
    assert fact("insurance.months_before_2006", person) == 144
    assert fact("insurance.pension_capital", person) == Decimal("51000.00")
    assert fact("insurance.total_capital", person) == Decimal("51120.50")
    assert fact("insurance.average_monthly_income", person) == Decimal("800.00")
    assert fact("insurance.worked_2006_2018", person) is True
    assert fact("insurance.opened_on", person) == date(2006, 1, 1)


def test_a_corrected_account_replaces_the_old_one(fact: Fact, ask: Ask) -> None:
    account = make.AccountFactory()
    make.correct(account, insurance_months=313)
    assert fact("insurance.months", account.person) == 313
    assert len(ask("person", "insurance.months")) == 1


@pytest.mark.parametrize("kind", ["age", "disability", "survivor"])
def test_the_kind_of_pension(fact: Fact, kind: str) -> None:
    person = make.PensionFactory(**({} if kind == "age" else {kind: True})).person
    assert (fact("pension.active", person), fact("pension.kind", person)) == (True, kind)
    found = {name: fact(f"pension.{name}_pension", person) for name in ("age", "disability", "survivor", "service")}
    assert found == {name: name == kind for name in found}


def test_two_pensions_and_a_suspended_one(fact: Fact) -> None:
    person = make.PensionFactory(valid_from=date(2024, 1, 1), supplements=Decimal("40.00")).person
    make.PensionFactory(person=person, survivor=True, amount=Decimal("100.24"), suspended=True)
    assert fact("pension.amount", person) == Decimal("450.00")
    assert (fact("pension.suspended", person), fact("pension.kind", person)) == (False, "age")
    assert (fact("pension.since", person), fact("pension.supplements", person)) == (date(2020, 1, 1), 40)
    assert fact("pension.suspended", make.PensionFactory(suspended=True).person) is True


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("05-21", "age"),
        ("05-23", "disability"),
        ("05-25", "disability"),
        ("05-26", "survivor"),
        ("05-28", "guardian"),
        ("05-30", "many_children"),
        ("05-33", "placement"),
        ("05-37", "child_care"),
        ("05-20", "civil_servant"),
    ],
)
def test_which_monthly_benefit_is_received(fact: Fact, service: str, name: str) -> None:
    person = make.BenefitFactory(service_code=service, valid_until=date(2026, 3, 1)).person
    assert (fact(f"benefit.receives_{name}", person), fact("benefit.active", person)) == (True, True)
    assert fact(f"benefit.receives_{name}", person, date(2026, 3, 2)) is False
    others = {"age", "disability", "survivor", "guardian", "many_children", "placement", "child_care", "civil_servant"}
    assert not any(fact(f"benefit.receives_{other}", person) for other in others - {name})


def test_a_lump_sum_is_not_a_monthly_benefit(fact: Fact) -> None:
    child = make.PersonFactory(infant=True)
    mother = make.BenefitFactory(lump_sum=True, basis_key=child.fin, valid_from=date(2026, 2, 20)).person
    assert (fact("benefit.active", mother), fact("benefit.amount", mother)) == (False, 0)
    assert (fact("benefit.lump_sums_12m", mother), fact("benefit.lump_sums_12m", mother, date(2027, 2, 20))) == (1, 0)
    assert (fact("benefit.paid_for_birth", child), fact("benefit.paid_for_birth", mother)) == (True, False)
    assert fact("benefit.paid_for_birth", child, date(2026, 2, 19)) is False


def test_lump_sums_paid_once(fact: Fact) -> None:
    person = make.BenefitFactory(lump_sum=True, service_code="05-46", valid_from=date(2024, 9, 1)).person
    make.BenefitFactory(person=person, lump_sum=True, service_code="05-53")
    assert fact("benefit.settling_in_paid_on", person) == date(2024, 9, 1)
    assert fact("benefit.karabakh_lump_sum_paid", person) is True


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("07-02", "hero"),
        ("07-04", "martyr_family"),
        ("07-06-3", "war_disabled"),
        ("07-08", "disability"),
        ("07-10", "carer"),
    ],
)
def test_which_stipend_is_received(fact: Fact, service: str, name: str) -> None:
    person = make.StipendFactory(service_code=service).person
    assert (fact(f"stipend.receives_{name}", person), fact("stipend.amount", person)) == (True, 350)


def test_orders_and_personal_insurance(fact: Fact) -> None:
    person = make.StipendOrderFactory().person
    assert (fact("stipend.personal_order", person), fact("stipend.honorary_title", person)) == (True, False)
    insured = make.PersonalInsuranceEventFactory().person
    make.PersonalInsuranceEventFactory(person=insured, death=True, valid_from=date(2026, 2, 1), confirmed=False)
    assert (fact("personal_insurance.event", insured), fact("personal_insurance.paid", insured)) == (
        "disability",
        False,
    )
    make.PersonalInsurancePaymentFactory(person=insured)
    assert fact("personal_insurance.paid", insured) is True


def test_honoured_statuses(fact: Fact) -> None:
    parent = make.HonourFactory(housing_queue_no=12).person
    veteran = make.HonourFactory(war_disabled=True, car_given_on=date(2026, 3, 1)).person
    assert (fact("honour.martyr_family", parent), fact("honour.war_disabled", parent)) == (True, False)
    assert (fact("honour.relation_to_martyr", parent), fact("honour.housing_queued", parent)) == ("parent", True)
    assert (fact("honour.relation_to_martyr", veteran), fact("honour.injured_on", veteran)) == (
        "none",
        date(1993, 7, 23),
    )
    assert (fact("honour.car_given", veteran), fact("honour.car_given", veteran, date(2026, 2, 28))) == (True, False)


@pytest.fixture
def martyrs_family(db: None) -> dict[str, Any]:
    """Those left by a martyr, by relation; the grown-up son no longer shares."""
    martyr = make.PersonFactory(male=True, dead=True)
    born = {
        "spouse": date(1990, 1, 1),
        "parent": date(1960, 1, 1),
        "infant": date(2016, 1, 1),
        "student": date(2005, 1, 1),
        "disabled": date(1996, 1, 1),
        "grown": date(2004, 1, 1),
    }
    family: dict[str, Any] = {name: make.PersonFactory(birth_date=day) for name, day in born.items()}
    for name, person in family.items():
        relation = name if name in {"spouse", "parent"} else "child"
        make.HonourFactory(person=person, martyr=martyr, relation=relation)
    make.HonourFactory(person=make.PersonFactory(dead=True), martyr=martyr)
    make.HonourFactory()
    make.StudyFactory(person=family["student"])
    make.DisabilityFactory(person=family["disabled"], of_childhood=True)
    return family


def test_who_shares_a_martyrs_stipend(fact: Fact, ask: Ask, martyrs_family: dict[str, Any]) -> None:
    for name, person in martyrs_family.items():
        assert fact("honour.family_eligible_members", person) == 5, name
    rows = {row["subject_id"]: row for row in ask("honour", "honour.family_eligible_members", "honour.shares_stipend")}
    for name, person in martyrs_family.items():
        assert rows[person.pk]["honour.family_eligible_members"] == 5, name
        assert rows[person.pk]["honour.shares_stipend"] is (name != "grown"), name
    assert fact("honour.family_eligible_members", martyrs_family["spouse"], date(2025, 12, 30)) == 6
