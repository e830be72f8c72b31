"""Absent is not unknown: what a gap in a registry makes of a fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from registries.models import Kinship
from tests.factories import registries as make

from .conftest import Ask

Fact = Callable[..., Any]


@pytest.mark.parametrize(
    ("name", "registry"),
    [
        ("employment.active", "EMAS"),
        ("employment.contracts", "EMAS"),
        ("disability.band", "TSERAS"),
        ("insurance.pension_capital", "UCOT"),
        ("person.imprisoned", "POPULATION"),
        ("children.under_18", "POPULATION"),
        ("tsa.active", "VEMTAS"),
        ("honour.martyr_family", "ZEFER"),
    ],
)
def test_without_a_record_a_gap_is_unknown(fact: Fact, name: str, registry: str) -> None:
    whole, broken = make.PersonFactory(), make.PersonFactory()
    make.GapFactory(person=broken, registry=registry)
    assert fact(name, whole) is not None
    assert fact(name, broken) is None


def test_a_gap_in_another_registry_changes_nothing(fact: Fact) -> None:
    person = make.PersonFactory()
    make.GapFactory(person=person, registry="PENS")
    assert fact("employment.active", person) is False


def test_a_record_found_stays_true_but_what_could_change_is_unknown(fact: Fact) -> None:
    person = make.PersonFactory()
    make.ContractFactory(person=person)
    make.GapFactory(person=person, registry="EMAS")
    assert fact("employment.active", person) is True
    assert fact("employment.main_active", person) is True
    assert fact("employment.fixed_term", person) is None
    assert fact("employment.contracts", person) is None
    assert fact("employment.monthly_pay", person) is None
    assert fact("employment.suspended", person) is None


def test_the_latest_record_is_known_in_spite_of_a_gap(fact: Fact) -> None:
    person = make.PersonFactory()
    make.DisabilityFactory(person=person)
    make.GapFactory(person=person, registry="TSERAS")
    assert fact("disability.band", person) == "81-100"


@pytest.mark.parametrize(
    ("since", "until", "on", "known"),
    [
        (date(2026, 1, 1), None, date(2025, 12, 31), True),
        (date(2026, 1, 1), None, date(2026, 1, 1), False),
        (date(2026, 1, 1), date(2026, 1, 31), date(2026, 1, 31), False),
        (date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1), True),
    ],
)
def test_a_gap_lasts_from_its_first_to_its_last_day(
    fact: Fact, since: date, until: date | None, on: date, known: bool
) -> None:
    person = make.PersonFactory()
    make.GapFactory(person=person, registry="EMAS", since=since, until=until)
    assert (fact("employment.active", person, on) is False) is known


def test_a_gap_closed_since_hides_nothing_of_an_event_within_it(ask: Ask) -> None:
    mother = make.PersonFactory(birth_date=date(1995, 1, 1))
    make.BirthActFactory(mother=mother)
    make.GapFactory(person=mother, registry="EMAS", since=date(2026, 2, 1), until=date(2026, 2, 20))
    (during,) = ask("birth", "mother.employment.active", on=date(2026, 2, 15))
    (after,) = ask("birth", "mother.employment.active", on=date(2026, 3, 1))
    assert during["mother.employment.active"] is None
    assert after["mother.employment.active"] is False


def test_a_gap_of_a_role_is_that_persons(ask: Ask) -> None:
    mother, father = make.PersonFactory(), make.PersonFactory(male=True)
    make.BirthActFactory(mother=mother, father=father)
    make.GapFactory(person=father, registry="EMAS")
    (row,) = ask("birth", "mother.employment.active", "father.employment.active")
    assert row["mother.employment.active"] is False
    assert row["father.employment.active"] is None


def test_a_role_nobody_holds_has_no_records_and_no_gaps(ask: Ask) -> None:
    make.BirthActFactory(mother=make.PersonFactory())
    (row,) = ask(
        "birth", "father.exists", "father.alive", "father.employment.active", "father.age", "father.msr.employed"
    )
    assert row["father_id"] is None
    assert (row["father.exists"], row["father.alive"], row["father.employment.active"]) == (False, False, False)
    assert row["father.age"] is None
    assert row["father.msr.employed"] is False


def test_a_record_with_an_empty_field_is_unknown(fact: Fact) -> None:
    person = make.PersonFactory()
    make.AccountFactory(person=person, pension_capital=None)
    make.DisabilityFactory(person=person, band=None)
    make.ContractFactory(person=person, monthly_pay=Decimal("500.00"))
    make.ContractFactory(person=person, monthly_pay=None, additional=True)
    assert fact("insurance.pension_capital", person) is None
    assert fact("insurance.total_capital", person) is None
    assert fact("insurance.months", person) == 312
    assert fact("disability.band", person) is None
    assert fact("disability.active", person) is True
    assert fact("employment.monthly_pay", person) is None


def test_children_of_a_broken_register_are_unknown_even_when_some_are_found(fact: Fact) -> None:
    mother = make.PersonFactory()
    make.KinshipFactory(person=make.PersonFactory(schoolchild=True), relative=mother, kind=Kinship.Kind.MOTHER)
    make.GapFactory(person=mother, registry="POPULATION")
    assert fact("children.under_18", mother) is None
    assert fact("children.all_alive", mother) is None
