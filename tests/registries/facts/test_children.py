"""Children: own, adopted, in guardianship; counted by age, raised to 8, with a disability."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from registries.models import Kinship, Person
from tests.factories import registries as make

Fact = Callable[..., Any]
MOTHER, FATHER = Kinship.Kind.MOTHER, Kinship.Kind.FATHER


def child_of(mother: Person, born: date, **more: Any) -> Person:
    """A child with this mother."""
    child = make.PersonFactory(birth_date=born, **more)
    make.KinshipFactory(person=child, relative=mother, kind=MOTHER, valid_from=born)
    return child


def placed(carer: Person, born: date, **more: Any) -> Person:
    """A child in the guardianship of the carer since a year after birth."""
    child = make.PersonFactory(birth_date=born)
    make.PlacementFactory(person=child, carer=carer, valid_from=date(born.year + 1, 1, 1), **more)
    return child


def test_children_by_age(fact: Fact) -> None:
    mother = make.PersonFactory()
    for born in (date(2025, 3, 2), date(2024, 6, 1), date(2020, 6, 1), date(2011, 6, 1), date(2009, 6, 1)):
        child_of(mother, born)
    child_of(mother, date(2000, 6, 1))
    child_of(mother, date(2022, 1, 1), died_on=date(2024, 1, 1))
    counts = {
        name: fact(f"children.{name}", mother) for name in ("under_1", "under_3", "under_8", "under_16", "under_18")
    }
    assert counts == {"under_1": 1, "under_3": 2, "under_8": 3, "under_16": 4, "under_18": 5}
    assert (fact("children.count", mother), fact("children.born", mother), fact("children.alive_count", mother)) == (
        6,
        7,
        6,
    )
    assert fact("children.all_alive", mother) is False
    assert fact("children.youngest_birth_date", mother) == date(2025, 3, 2)
    assert fact("children.under_1", mother, date(2026, 3, 2)) == 0


def test_a_missing_child_is_not_brought_up(fact: Fact) -> None:
    mother = make.PersonFactory()
    child = make.PersonFactory(birth_date=date(2016, 2, 10), missing_since=date(2026, 2, 20))
    make.KinshipFactory(person=child, relative=mother, kind="mother")
    counted = ("children.count", "children.under_18", "children.born")
    assert [fact(name, mother, date(2026, 2, 19)) for name in counted] == [1, 1, 1]
    assert [fact(name, mother, date(2026, 2, 20)) for name in counted] == [0, 0, 1]


@pytest.mark.parametrize(("on", "under"), [(date(2026, 2, 28), 1), (date(2026, 3, 1), 0), (date(2028, 2, 29), 0)])
def test_born_on_29_february_a_child_is_8_or_18_on_1_march(fact: Fact, on: date, under: int) -> None:
    mother = make.PersonFactory()
    child_of(mother, date(2008, 2, 29))
    assert fact("children.under_18", mother, on) == under


@pytest.mark.parametrize(
    ("died_on", "raised"), [(None, 1), (date(2026, 2, 28), 0), (date(2026, 3, 1), 1), (date(2020, 1, 1), 0)]
)
def test_a_child_is_raised_to_8_if_alive_at_8(fact: Fact, died_on: date | None, raised: int) -> None:
    mother = make.PersonFactory()
    child_of(mother, date(2018, 3, 1), died_on=died_on)
    assert fact("children.raised_to_8", mother, date(2026, 2, 28)) == 0
    assert fact("children.raised_to_8", mother, date(2026, 3, 1)) == raised


def test_adopted_children_and_wards_count_once(fact: Fact) -> None:
    carer = make.PersonFactory()
    placed(carer, date(2012, 5, 5), adoption=True)
    ward = placed(carer, date(2010, 5, 5), valid_until=date(2025, 12, 31))
    both = placed(carer, date(2013, 5, 5))
    make.KinshipFactory(person=both, relative=carer, kind=MOTHER, valid_from=date(2013, 5, 5))
    placed(carer, date(2014, 5, 5), foster=True)
    assert fact("children.raised_to_8", carer) == 3
    assert fact("children.placed_raised_to_8", carer) == 2
    assert (fact("children.count", carer), fact("children.count", carer, date(2025, 12, 31))) == (2, 3)
    assert fact("children.born", carer) == 1
    assert (fact("children.adopted", carer), fact("children.fostered", carer), fact("children.wards", carer)) == (
        1,
        1,
        1,
    )
    assert fact("custody.placed", ward) is False
    assert (fact("custody.placed", ward, date(2025, 12, 31)), fact("custody.kind", both)) == (True, "guardianship")


def test_who_was_deprived_of_rights_raised_nobody(fact: Fact) -> None:
    mother = make.PersonFactory()
    child = make.PersonFactory(birth_date=date(2012, 1, 1))
    make.KinshipFactory(person=child, relative=mother, kind=MOTHER, rights_removed=True)
    assert (fact("children.raised_to_8", mother), fact("children.under_18", mother), fact("children.born", mother)) == (
        0,
        0,
        1,
    )


def test_children_with_a_disability(fact: Fact) -> None:
    mother = make.PersonFactory()
    small, big, late = (child_of(mother, born) for born in (date(2020, 1, 1), date(2014, 1, 1), date(2000, 1, 1)))
    make.DisabilityFactory(person=small, of_childhood=True)
    make.DisabilityFactory(person=big, of_childhood=True, valid_until=date(2024, 12, 31))
    make.DisabilityFactory(person=big, of_childhood=True, valid_from=date(2025, 6, 1))
    make.DisabilityFactory(person=late, valid_from=date(2019, 1, 1))
    assert fact("children.disabled_under_18", mother) == 2
    assert fact("children.disabled_under_18", mother, date(2025, 3, 1)) == 1
    assert fact("children.disabled_raised_to_8", mother) == 1


@pytest.mark.parametrize(
    ("died_on", "rights_removed", "alone"),
    [
        (date(2015, 1, 1), False, 1),
        (date(2020, 1, 1), False, 0),
        (None, True, 1),
        (None, False, 0),
    ],
)
def test_a_father_raised_alone_whose_mother_was_gone_before_8(
    fact: Fact, died_on: date | None, rights_removed: bool, alone: int
) -> None:
    father, mother = make.PersonFactory(male=True), make.PersonFactory(died_on=died_on)
    child = make.PersonFactory(birth_date=date(2010, 6, 1))
    make.DisabilityFactory(person=child, of_childhood=True)
    make.KinshipFactory(person=child, relative=father, kind=FATHER)
    make.KinshipFactory(person=child, relative=mother, kind=MOTHER, rights_removed=rights_removed)
    assert fact("children.raised_alone_to_8", father) == alone
    assert fact("children.disabled_raised_alone_to_8", father) == alone
    assert fact("children.raised_alone_to_8", mother) == 0


def test_orphaned_children_under_8(fact: Fact) -> None:
    widow, husband = make.PersonFactory(), make.PersonFactory(male=True, dead=True)
    for born in (date(2020, 1, 1), date(2012, 1, 1)):
        child = child_of(widow, born)
        make.KinshipFactory(person=child, relative=husband, kind=FATHER)
    assert fact("children.orphaned_under_8", widow) == 1
    assert fact("children.orphaned_under_8", widow, date(2025, 12, 30)) == 0


def test_the_sixth_living_child_turns_one(fact: Fact) -> None:
    mother, of_five = make.PersonFactory(), make.PersonFactory()
    for year in range(2010, 2016):
        child_of(mother, date(year, 4, 4))
    child_of(mother, date(2016, 4, 4), died_on=date(2016, 4, 5))
    child_of(mother, date(2024, 2, 29))
    for year in range(2010, 2015):
        child_of(of_five, date(year, 4, 4))
    assert fact("children.sixth_turned_1_on", mother) == date(2016, 4, 4)
    assert fact("children.sixth_turned_1_on", mother, date(2015, 4, 3)) is None
    assert fact("children.sixth_turned_1_on", mother, date(2015, 4, 4)) == date(2016, 4, 4)
    assert fact("children.sixth_turned_1_on", of_five) is None


def test_the_first_birthday_of_a_leap_day_child_is_1_march(fact: Fact) -> None:
    mother = make.PersonFactory()
    for year in range(2010, 2015):
        child_of(mother, date(year, 4, 4))
    child_of(mother, date(2024, 2, 29))
    assert fact("children.sixth_turned_1_on", mother) == date(2025, 3, 1)


def test_children_who_study(fact: Fact) -> None:
    mother = make.PersonFactory()
    for born, full_time in (
        (date(2005, 1, 1), True),
        (date(2005, 1, 1), False),
        (date(2002, 1, 1), True),
        (date(2010, 1, 1), True),
    ):
        make.StudyFactory(person=child_of(mother, born), full_time=full_time)
    assert fact("children.students_18_to_22", mother) == 1
