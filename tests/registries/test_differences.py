"""What two sources say differently is found, and nothing where they agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from registries.holdings.differences import Kind, differences_of
from registries.models import Person
from tests.factories.registries import (
    BirthActFactory,
    ContractFactory,
    DeathActFactory,
    DistrictFactory,
    EmployedFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    JobseekerFactory,
    KinshipFactory,
    PensionFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 3)
SINCE = date(2025, 1, 1)


def kinds(person: Person) -> list[Kind]:
    """What differs, as of the day."""
    return [one.kind for one in differences_of(person, on=ON)]


def works_and_seeks(person: Person, until: date | None) -> None:
    ContractFactory(person=person, valid_from=SINCE, valid_until=until)
    JobseekerFactory(person=person, valid_from=SINCE, valid_until=None)


def counted_as_hired(person: Person, until: date | None) -> None:
    EmployedFactory(person=person, category="hired", valid_from=SINCE, valid_until=until)


def married_to_the_dead(person: Person, until: date | None) -> None:
    spouse = PersonFactory(birth_date=date(1980, 1, 1), died_on=date(2025, 6, 1))
    KinshipFactory(person=person, relative=spouse, kind="spouse", valid_from=SINCE, valid_until=until)


def lives_elsewhere(person: Person, until: date | None) -> None:
    household = HouseholdFactory(district=DistrictFactory(code="gence", name="Gəncə"))
    HouseholdMemberFactory(person=person, household=household, valid_from=SINCE, valid_until=until)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (works_and_seeks, Kind.WORKS_AND_SEEKS),
        (counted_as_hired, Kind.WORKS_WITHOUT_CONTRACT),
        (married_to_the_dead, Kind.MARRIED_TO_THE_DEAD),
        (lives_elsewhere, Kind.PLACE),
    ],
    ids=["works and seeks", "hired without contract", "married to the dead", "place"],
)
def test_found_while_both_stand_and_not_once_one_has_ended(make: Callable[[Any, Any], None], kind: Kind) -> None:
    still, before = (PersonFactory(birth_date=date(1980, 1, 1), district=DistrictFactory(code="baki")) for _n in "ab")
    make(still, None)
    make(before, ON - timedelta(days=1))
    assert kinds(still) == [kind]
    assert kinds(before) == []


def test_a_day_of_birth_or_death_that_is_not_the_same_everywhere() -> None:
    born = PersonFactory(birth_date=date(2020, 1, 2))
    BirthActFactory(person=born, valid_from=date(2020, 1, 2))
    assert kinds(born) == []
    other = PersonFactory(birth_date=date(2020, 1, 2))
    BirthActFactory(person=other, valid_from=date(2020, 1, 3))
    assert kinds(other) == [Kind.BIRTH_DAY]
    dead = PersonFactory(birth_date=date(1940, 1, 1), died_on=date(2026, 1, 1))
    assert kinds(dead) == [Kind.DEATH]
    DeathActFactory(person=dead, valid_from=date(2026, 1, 1))
    assert kinds(dead) == []
    PensionFactory(person=dead, valid_from=SINCE, valid_until=None)
    assert kinds(dead) == [Kind.PAID_AFTER_DEATH]
