"""For whom somebody acts on a day: as the register says, or by a mandate; each ends by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.employers import acts_for_employer, employer_of, employers_of, heads_of, is_legal_person
from registries.models import Person
from tests.factories.accounts import MandateFactory
from tests.factories.registries import PersonFactory, RepresentativeFactory

pytestmark = pytest.mark.django_db

VOEN = "1000000011"
TODAY = date(2026, 11, 30)


@pytest.fixture
def head() -> Person:
    made: Person = PersonFactory(birth_date=date(1980, 1, 1))
    return made


def given(agent: Person, **changes: Any) -> Any:
    """A mandate of the employer to somebody, which stands today."""
    return MandateFactory(grantor=None, grantor_voen=VOEN, agent=agent, by_person=agent, starts=TODAY, **changes)


@pytest.mark.parametrize(
    ("voen", "found"),
    [(VOEN, True), ("1000000012", False), ("100000001", False), ("10000000011", False), ("", False), ("abc", False)],
)
def test_a_legal_person_has_ten_digits_and_ends_in_one(voen: str, found: bool) -> None:
    assert is_legal_person(voen) is found


def test_a_registered_head_acts_for_it(head: Person) -> None:
    RepresentativeFactory(person=head, valid_until=TODAY)
    found = acts_for_employer(head, VOEN, on=TODAY)
    assert found is not None
    assert (found.employer.name, found.position, found.until, found.mandate) == (
        "“Nümunə” MMC",
        "direktor",
        TODAY,
        None,
    )
    assert employers_of(head, on=TODAY) == (found,)


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_until": TODAY - timedelta(days=1)},
        {"valid_from": TODAY + timedelta(days=1)},
        {"superseded_at": timezone.now()},
        {"employer_voen": "1000000021"},
    ],
    ids=["over", "to come", "corrected", "another"],
)
def test_who_is_not_registered_today_does_not(head: Person, changes: dict[str, Any]) -> None:
    RepresentativeFactory(person=head, **changes)
    assert acts_for_employer(head, VOEN, on=TODAY) is None


def test_who_does_business_themselves_is_no_employer_to_act_for(head: Person) -> None:
    RepresentativeFactory(person=head, employer_voen="1000000012")
    assert employers_of(head, on=TODAY) == ()
    assert acts_for_employer(head, "1000000012", on=TODAY) is None


def test_a_child_and_the_dead_act_for_none() -> None:
    child = PersonFactory(birth_date=date(2015, 1, 1))
    dead = PersonFactory(birth_date=date(1950, 1, 1), died_on=date(2026, 1, 1))
    for one in (child, dead):
        RepresentativeFactory(person=one)
        assert employers_of(one, on=TODAY) == ()


def test_a_mandate_of_the_employer_suffices_where_the_register_does_not_name_one(head: Person) -> None:
    agent = PersonFactory(birth_date=date(1990, 1, 1))
    RepresentativeFactory(person=head)
    mandate = given(agent)
    found = acts_for_employer(agent, VOEN, on=TODAY)
    assert found is not None
    assert (found.mandate, found.until, found.employer.name) == (mandate, mandate.until, "“Nümunə” MMC")
    assert acts_for_employer(agent, VOEN, on=mandate.until + timedelta(days=1)) is None


def test_one_that_waits_or_has_ended_does_not(head: Person) -> None:
    given(head, waiting=True)
    assert acts_for_employer(head, VOEN, on=TODAY) is None


def test_the_register_counts_before_a_mandate(head: Person) -> None:
    RepresentativeFactory(person=head)
    given(head)
    (found,) = employers_of(head, on=TODAY)
    assert found.mandate is None


def test_a_mandate_between_people_is_none_of_an_employer(head: Person) -> None:
    MandateFactory(agent=head, starts=TODAY)
    assert employers_of(head, on=TODAY) == ()


def test_its_name_is_the_last_one_registered() -> None:
    RepresentativeFactory(employer_name="Köhnə", valid_from=date(2015, 1, 1))
    RepresentativeFactory(employer_name="Təzə", valid_from=date(2024, 1, 1))
    assert str(employer_of(VOEN)) == "Təzə (VÖEN 1000000011)"
    assert str(employer_of("9999999991")) == "VÖEN 9999999991"
    assert heads_of(VOEN, on=date(2016, 1, 1)).count() == 1
