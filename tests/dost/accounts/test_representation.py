"""Whom a citizen may act for on a day, and that it ends by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.accounts.actors import Capacity
from dost.accounts.representation import comes_of_age_on, represented_by, represents
from registries.models import ChildPlacement, Kinship, Person
from tests.factories.registries import KinshipFactory, PersonFactory, PlacementFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 7, 1)
Kind = Kinship.Kind


@pytest.fixture
def mother() -> Person:
    return PersonFactory(birth_date=date(1990, 5, 5))


@pytest.fixture
def child() -> Person:
    return PersonFactory(birth_date=date(2015, 3, 10), given_name="Ayan")


def tie(child: Person, relative: Person, kind: str = Kind.MOTHER, **more: Any) -> Kinship:
    return KinshipFactory(person=child, relative=relative, kind=kind, **more)


def place(child: Person, carer: Person, kind: str, **more: Any) -> ChildPlacement:
    return PlacementFactory(person=child, carer=carer, kind=kind, **more)


def capacity(person: Person, other: Person, on: date = TODAY) -> Capacity | None:
    found = represents(person, other.pk, on=on)
    listed = {one.person.pk: one.capacity for one in represented_by(person, on=on)}
    assert listed.get(other.pk) == (found.capacity if found else None)  # the list and the question agree
    return found.capacity if found else None


@pytest.mark.parametrize("kind", [Kind.MOTHER, Kind.FATHER])
def test_a_parent_acts_for_their_child(mother: Person, child: Person, kind: str) -> None:
    tie(child, mother, kind)

    found = represents(mother, child.pk, on=TODAY)

    assert found is not None
    assert (found.person, found.capacity, found.until) == (child, Capacity.PARENT, date(2033, 3, 9))


def test_nobody_acts_for_a_stranger_or_a_parent_or_themselves(mother: Person, child: Person) -> None:
    tie(child, mother)

    assert capacity(mother, PersonFactory()) is None
    assert capacity(child, mother) is None
    assert capacity(mother, mother) is None


def test_a_spouse_is_not_represented(mother: Person) -> None:
    husband = PersonFactory(male=True)
    tie(mother, husband, Kind.SPOUSE)

    assert capacity(husband, mother) is None


def test_it_ends_on_the_eighteenth_birthday(mother: Person, child: Person) -> None:
    tie(child, mother)
    birthday = date(2033, 3, 10)

    assert capacity(mother, child, birthday - timedelta(days=1)) == Capacity.PARENT
    assert capacity(mother, child, birthday) is None


def test_it_ends_with_parental_rights(mother: Person, child: Person) -> None:
    tie(child, mother, rights_removed=True)

    assert capacity(mother, child) is None


@pytest.mark.parametrize("who", ["parent", "child"])
def test_it_ends_with_a_death(mother: Person, child: Person, who: str) -> None:
    tie(child, mother)
    dead = mother if who == "parent" else child
    dead.died_on = date(2026, 6, 1)
    dead.save()

    assert capacity(mother, child) is None


def test_it_ends_with_the_childs_marriage(mother: Person) -> None:
    young = PersonFactory(birth_date=date(2009, 1, 1))
    tie(young, mother, valid_from=date(2009, 1, 1))
    marriage = tie(young, PersonFactory(), Kind.SPOUSE, valid_from=date(2026, 6, 1))

    assert capacity(mother, young, date(2026, 5, 31)) == Capacity.PARENT
    assert capacity(mother, young, marriage.valid_from) is None


def test_a_record_that_was_replaced_counts_no_more(mother: Person, child: Person) -> None:
    from django.utils import timezone

    row = tie(child, mother)
    row.superseded_at = timezone.now()
    row.save()

    assert capacity(mother, child) is None


def test_a_parent_who_is_a_child_themselves_does_not_act() -> None:
    young, baby = PersonFactory(birth_date=date(2009, 8, 1)), PersonFactory(birth_date=date(2026, 1, 1))
    tie(baby, young, valid_from=date(2026, 1, 1))

    assert capacity(young, baby) is None
    tie(young, PersonFactory(male=True), Kind.SPOUSE, valid_from=date(2026, 6, 1))
    assert capacity(young, baby) == Capacity.PARENT


def test_a_guardian_acts_until_the_guardianship_ends(child: Person) -> None:
    guardian = PersonFactory()
    place(child, guardian, "guardianship", valid_until=date(2026, 7, 31))

    assert capacity(guardian, child, date(2026, 7, 31)) == Capacity.GUARDIAN
    assert capacity(guardian, child, date(2026, 8, 1)) is None


def test_a_foster_parent_acts_as_a_guardian_does(child: Person) -> None:
    carer = PersonFactory()
    place(child, carer, "foster")

    assert capacity(carer, child) == Capacity.GUARDIAN


def test_a_guardian_of_a_grown_ward_acts_without_an_age() -> None:
    guardian, ward = PersonFactory(), PersonFactory(birth_date=date(1980, 1, 1))
    tie(ward, guardian, Kind.GUARDIAN, valid_from=date(2020, 1, 1))

    found = represents(guardian, ward.pk, on=TODAY)

    assert found is not None
    assert (found.capacity, found.until) == (Capacity.GUARDIAN, None)


def test_a_guardianship_of_a_child_does_not_outlive_childhood() -> None:
    guardian, ward = PersonFactory(), PersonFactory(birth_date=date(2008, 7, 1))
    tie(ward, guardian, Kind.GUARDIAN, valid_from=date(2020, 1, 1))

    assert capacity(guardian, ward, date(2026, 6, 30)) == Capacity.GUARDIAN
    assert capacity(guardian, ward, date(2026, 7, 1)) is None


def test_an_adopter_is_the_parent_and_the_natural_one_none_any_more(mother: Person, child: Person) -> None:
    tie(child, mother)
    adopter = PersonFactory()
    place(child, adopter, "adoption")

    assert capacity(adopter, child) == Capacity.PARENT
    assert capacity(mother, child) is None


def test_a_stepfather_who_adopts_leaves_the_mother_her_child(mother: Person, child: Person) -> None:
    tie(child, mother)
    husband = PersonFactory(male=True)
    tie(mother, husband, Kind.SPOUSE)
    place(child, husband, "adoption")

    assert capacity(husband, child) == Capacity.PARENT
    assert capacity(mother, child) == Capacity.PARENT


def test_who_is_parent_and_guardian_is_listed_once_as_parent(mother: Person, child: Person) -> None:
    tie(child, mother, Kind.GUARDIAN)
    tie(child, mother)
    place(child, mother, "guardianship")

    assert [one.capacity for one in represented_by(mother, on=TODAY)] == [Capacity.PARENT]
    assert capacity(mother, child) == Capacity.PARENT


@pytest.mark.parametrize("children", [1, 3])
def test_the_queries_do_not_grow(mother: Person, children: int, django_assert_num_queries: Any) -> None:
    for number in range(children):
        tie(PersonFactory(birth_date=date(2015 + number, 1, 1)), mother)

    with django_assert_num_queries(3):
        assert len(represented_by(mother, on=TODAY)) == children


@given(born=st.dates(date(1930, 1, 1), date(2026, 12, 31)))
def test_age_of_full_capacity(born: date) -> None:
    grown = comes_of_age_on(born)

    assert grown.year == born.year + 18
    assert (grown.month, grown.day) == (
        (3, 1) if (born.month, born.day) == (2, 29) and grown.day == 1 else (born.month, born.day)
    )
    assert grown >= date(born.year + 18, born.month, min(born.day, 28))
