"""Spouses and parents, from civil-status acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from registries.models import Kinship, Person
from tests.factories import registries as make

from .conftest import Ask

Fact = Callable[..., Any]
MOTHER, FATHER = Kinship.Kind.MOTHER, Kinship.Kind.FATHER


def married(*, since: date = date(2010, 5, 1), **husband: Any) -> tuple[Person, Person]:
    """A couple whose marriage is recorded from the man's side only."""
    woman, man = make.PersonFactory(), make.PersonFactory(male=True, **husband)
    make.KinshipFactory(person=man, relative=woman, spouse=True, valid_from=since)
    return woman, man


def test_a_marriage_is_seen_from_both_sides(fact: Fact) -> None:
    woman, man = married(birth_date=date(1966, 3, 2))
    for person in (woman, man):
        assert fact("spouse.alive", person) is True
        assert fact("spouse.alive", person, date(2010, 4, 30)) is False
        assert fact("spouse.married_since", person) == date(2010, 5, 1)
        assert (fact("spouse.widowed", person), fact("spouse.divorced", person)) == (False, False)
    assert (fact("spouse.age", woman), fact("spouse.age", woman, date(2026, 3, 2))) == (59, 60)


def test_recorded_from_both_sides_it_is_still_one_marriage(ask: Ask, fact: Fact) -> None:
    woman, man = married()
    make.KinshipFactory(person=woman, relative=man, spouse=True, valid_from=date(2010, 5, 1))
    assert fact("spouse.alive", woman) is True
    assert len(ask("person", "spouse.alive")) == 2


def test_widowed_until_remarried(fact: Fact) -> None:
    woman, _man = married(died_on=date(2025, 12, 31))
    assert fact("spouse.widowed", woman, date(2025, 12, 30)) is False
    assert fact("spouse.alive", woman) is False
    assert fact("spouse.widowed", woman) is True
    assert fact("spouse.deceased_on", woman) == date(2025, 12, 31)
    second = make.PersonFactory(male=True)
    make.KinshipFactory(person=woman, relative=second, spouse=True, valid_from=date(2026, 2, 14))
    assert fact("spouse.widowed", woman, date(2026, 2, 13)) is True
    assert fact("spouse.widowed", woman) is False
    assert fact("spouse.alive", woman) is True


def test_who_divorced_first_is_no_widow(fact: Fact) -> None:
    woman, man = make.PersonFactory(), make.PersonFactory(male=True, died_on=date(2025, 12, 31))
    make.KinshipFactory(person=woman, relative=man, divorced=True)
    assert fact("spouse.divorced", woman) is True
    assert (fact("spouse.widowed", woman), fact("spouse.deceased_on", woman)) == (False, None)


def test_what_a_deceased_spouse_leaves(fact: Fact) -> None:
    woman, man = married(died_on=date(2025, 12, 31))
    make.AccountFactory(person=man, insurance_months=214)
    make.PensionFactory(person=man, valid_until=date(2025, 12, 31))
    assert fact("spouse.deceased_insured_months", woman) == 214
    assert fact("spouse.deceased_pensioner", woman) is True
    assert fact("spouse.deceased_insured_months", woman, date(2025, 12, 30)) == 0
    assert fact("spouse.deceased_pensioner", man) is False


def test_a_missing_spouse_and_a_conscript(fact: Fact) -> None:
    woman, _missing = married(missing=True)
    other, conscript = married()
    make.ConscriptionFactory(person=conscript)
    assert (fact("spouse.missing", woman), fact("spouse.missing", other)) == (True, False)
    assert (fact("spouse.conscript", woman), fact("spouse.conscript", other)) == (False, True)


@pytest.fixture
def orphan(db: None) -> Person:
    """A child whose father, a pensioner and martyr, died at the end of 2025."""
    child = make.PersonFactory(schoolchild=True)
    father = make.PersonFactory(male=True, dead=True)
    make.KinshipFactory(person=child, relative=make.PersonFactory(), kind=MOTHER)
    make.KinshipFactory(person=child, relative=father, kind=FATHER)
    make.AccountFactory(person=father, insurance_months=176)
    make.PensionFactory(person=father)
    make.HonourFactory(person=father, status="martyr", relation="self", martyr=None)
    return child


def test_the_parents_of_a_half_orphan(fact: Fact, orphan: Person) -> None:
    before = date(2025, 12, 30)
    assert (fact("parents.known", orphan), fact("parents.alive_count", orphan)) == (2, 1)
    assert (fact("parents.deceased", orphan), fact("parents.deceased", orphan, before)) == (True, False)
    assert fact("parents.both_deceased", orphan) is False
    assert fact("parents.deceased_on", orphan) == date(2025, 12, 31)
    assert (fact("parents.deceased_insured_months", orphan), fact("parents.deceased_pensioner", orphan)) == (176, True)
    assert fact("parents.deceased_insured_months", orphan, before) == 0
    assert (fact("parents.martyr", orphan), fact("parents.war_disabled", orphan)) == (True, False)


def test_both_parents_deceased_or_none_known(fact: Fact) -> None:
    orphan, foundling = make.PersonFactory(), make.PersonFactory()
    make.KinshipFactory(person=orphan, relative=make.PersonFactory(dead=True), kind=MOTHER)
    assert (fact("parents.both_deceased", orphan), fact("parents.both_deceased", foundling)) == (True, False)
    assert (fact("parents.known", orphan), fact("parents.known", foundling)) == (1, 0)


def test_troubles_of_parents(fact: Fact) -> None:
    child, father = make.PersonFactory(schoolchild=True), make.PersonFactory(male=True, missing=True)
    mother = make.ImprisonmentFactory().person
    make.KinshipFactory(person=child, relative=mother, kind=MOTHER, rights_removed=True)
    make.KinshipFactory(person=child, relative=father, kind=FATHER)
    make.ConscriptionFactory(person=father)
    for name in ("missing", "imprisoned", "rights_removed", "conscript"):
        assert fact(f"parents.{name}", child) is True, name
        assert fact(f"parents.{name}", mother) is False, name
