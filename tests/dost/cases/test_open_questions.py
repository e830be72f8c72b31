"""What a person is asked and has not answered, and what they have chosen between before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from dost.accounts.actors import Oneself
from dost.cases.handlers import record_choice
from dost.cases.models import Case
from dost.cases.open_questions import chosen_between, open_questions
from registries.models import Person
from tests.factories.cases import CaseFactory
from tests.factories.registries import BenefitFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _institution() -> None:
    InstitutionFactory(code="DSMF")


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(birth_date=date(1950, 1, 1))
    return made


def question(person: Person, code: str, *, trait: str = "asked", hours: int = 1, sensitive: bool = False) -> Case:
    VersionFactory(service=ServiceFactory(code="90-9"))
    version = VersionFactory(
        service=ServiceFactory(code=code, sensitive=sensitive), changes={"excludes": ["90-9"], "period": "monthly"}
    )
    made: Case = CaseFactory(
        version=version, person=person, on=NOW.date(), opened_at=NOW - timedelta(hours=hours), **{trait: True}
    )
    return made


def holds_another(person: Person) -> None:
    BenefitFactory(person=person, service_code="90-9", amount=Decimal(220), valid_from=date(2020, 1, 1))


def test_the_newest_question_comes_first_and_nobody_elses(person: Person) -> None:
    old, new = question(person, "90-1", hours=9), question(person, "90-2", hours=2)
    foreign = question(PersonFactory(), "90-1")
    CaseFactory(version=old.version, person=person, to_clerk=True, basis_key="else")

    found = open_questions(person_id=person.pk, now=NOW)

    assert [one.case_id for one in found] == [new.pk, old.pk]
    assert [one.offer.gain.amount for one in found] == [Decimal(600), Decimal(600)]
    assert found[0].since == new.waiting_since
    assert open_questions(person_id=person.pk, now=NOW, case_id=foreign.pk) == ()
    assert [one.case_id for one in open_questions(person_id=person.pk, now=NOW, case_id=old.pk)] == [old.pk]


def test_sensitive_question_says_that_it_is_one(person: Person) -> None:
    question(person, "90-1", sensitive=True)
    (one,) = open_questions(person_id=person.pk, now=NOW)
    assert one.is_sensitive


@pytest.mark.parametrize("wanted", [True, False])
def test_what_was_chosen_between_can_be_told_afterwards(person: Person, wanted: bool) -> None:
    holds_another(person)
    case = question(person, "90-1", trait="exclusive")
    (before,) = open_questions(person_id=person.pk, now=NOW)

    record_choice(case_id=case.pk, actor=Oneself(person.pk, "s"), wanted=wanted, now=NOW)

    (made,) = chosen_between(person_id=person.pk)
    assert (made.case_id, made.at, made.wanted) == (case.pk, NOW, wanted)
    assert made.offer == before.offer
    assert [side.amount for side in made.offer.ends] == [Decimal(220)]
    assert chosen_between(person_id=PersonFactory().pk) == ()


def test_a_question_that_excluded_nothing_was_no_choice_between_rights(person: Person) -> None:
    case = question(person, "90-1")
    record_choice(case_id=case.pk, actor=Oneself(person.pk, "s"), wanted=True, now=NOW)
    assert chosen_between(person_id=person.pk) == ()


def test_a_choice_with_a_sensitive_right_is_not_listed(person: Person) -> None:
    holds_another(person)
    case = question(person, "90-1", trait="exclusive", sensitive=True)
    record_choice(case_id=case.pk, actor=Oneself(person.pk, "s"), wanted=False, now=NOW)
    assert chosen_between(person_id=person.pk) == ()


@pytest.mark.parametrize("questions", [1, 3])
def test_queries_do_not_grow_with_the_questions(
    person: Person, questions: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    version = question(person, "90-1").version
    for number in range(questions - 1):
        CaseFactory(version=version, person=person, basis_key=f"{number}", on=NOW.date(), asked=True)
    open_questions(person_id=person.pk, now=NOW)
    with django_assert_max_num_queries(12):
        assert len(open_questions(person_id=person.pk, now=NOW)) == questions
