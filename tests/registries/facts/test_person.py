"""Identity, residence, life, prison, army, study, civil service – as of a date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import registries as make

from .conftest import ON

Fact = Callable[..., Any]


@pytest.mark.parametrize(
    ("on", "alive", "died_on"),
    [
        (date(2025, 12, 30), True, None),
        (date(2025, 12, 31), False, date(2025, 12, 31)),
        (date(2026, 3, 1), False, date(2025, 12, 31)),
    ],
)
def test_a_person_is_alive_until_the_day_of_death(fact: Fact, on: date, alive: bool, died_on: date | None) -> None:
    person = make.PersonFactory(dead=True)
    assert fact("person.alive", person, on) is alive
    assert fact("person.died_on", person, on) == died_on


@pytest.mark.parametrize(("on", "missing"), [(date(2025, 5, 31), False), (date(2025, 6, 1), True)])
def test_a_person_is_missing_from_the_day_of_the_court(fact: Fact, on: date, missing: bool) -> None:
    person = make.PersonFactory(missing=True)
    assert fact("person.missing", person, on) is missing
    assert (fact("person.missing_since", person, on) is not None) is missing


@pytest.mark.parametrize(
    ("citizenship", "residence", "expected"),
    [
        ("citizen", "permanent", (True, True, True)),
        ("citizen", "abroad", (True, False, False)),
        ("foreigner", "temporary", (False, True, False)),
        ("stateless", "permanent", (False, True, True)),
    ],
)
def test_citizen_resident_and_permanent(
    fact: Fact, citizenship: str, residence: str, expected: tuple[bool, bool, bool]
) -> None:
    person = make.PersonFactory(citizenship=citizenship, residence=residence)
    assert (
        fact("person.citizen", person),
        fact("person.resident", person),
        fact("person.permanent", person),
    ) == expected
    assert (fact("person.citizenship", person), fact("person.residence", person)) == (citizenship, residence)


def test_documents_telephone_and_district(fact: Fact) -> None:
    shusha = make.DistrictFactory(code="susa", name="Şuşa", liberated=True)
    person = make.PersonFactory(document_until=date(2026, 3, 1), district=shusha, language="ru")
    other = make.PersonFactory(phone="", district=None)
    assert fact("person.document_valid", person) is True
    assert fact("person.document_valid", person, date(2026, 3, 2)) is False
    assert fact("person.document_valid", other) is None
    assert (fact("person.has_phone", person), fact("person.has_phone", other)) == (True, False)
    assert (fact("person.district_liberated", person), fact("person.district_liberated", other)) == (True, None)
    assert fact("person.language", person) == "ru"


@pytest.mark.parametrize(
    ("on", "imprisoned", "released_on"),
    [
        (date(2019, 12, 31), False, None),
        (date(2020, 1, 1), True, None),
        (date(2026, 1, 14), True, None),
        (date(2026, 1, 15), False, date(2026, 1, 15)),
    ],
)
def test_a_prison_term_ends_the_day_before_release(
    fact: Fact, on: date, imprisoned: bool, released_on: date | None
) -> None:
    person = make.ImprisonmentFactory(released=True).person
    assert fact("person.imprisoned", person, on) is imprisoned
    assert fact("person.released_on", person, on) == released_on


def test_a_superseded_record_does_not_count(fact: Fact) -> None:
    record = make.ImprisonmentFactory()
    make.correct(record, valid_until=date(2021, 1, 1))
    assert fact("person.imprisoned", record.person) is False
    assert fact("person.imprisoned", record.person, date(2020, 12, 31)) is True


def test_a_conscript(fact: Fact) -> None:
    person = make.ConscriptionFactory(valid_from=date(2026, 1, 10), valid_until=date(2027, 7, 9)).person
    assert fact("person.conscript", person, date(2026, 1, 9)) is False
    assert fact("person.conscript", person, date(2027, 7, 9)) is True
    assert fact("person.conscript_since", person) == date(2026, 1, 10)
    assert fact("person.conscript_until", person) == date(2027, 7, 9)


def test_study_full_time_and_at_school(fact: Fact) -> None:
    pupil = make.StudyFactory(level="school").person
    evening = make.StudyFactory(full_time=False).person
    both = make.StudyFactory(full_time=False).person
    make.StudyFactory(person=both, level="college", valid_from=date(2025, 9, 15), valid_until=date(2027, 6, 30))
    assert (fact("person.full_time_student", pupil), fact("person.school_pupil", pupil)) == (True, True)
    assert (fact("person.full_time_student", evening), fact("study.active", evening)) == (False, True)
    assert (fact("person.full_time_student", both), fact("person.school_pupil", both)) == (True, False)
    assert (fact("study.level", both), fact("study.until", both)) == ("college", date(2027, 6, 30))


def test_civil_service_past_and_present(fact: Fact) -> None:
    retired = make.CivilServiceFactory(valid_from=date(1995, 1, 1), valid_until=date(2025, 6, 30)).person
    serving = make.CivilServiceFactory().person
    assert (fact("civil_service.active", retired), fact("civil_service.active", serving)) == (False, True)
    assert fact("civil_service.months", retired) == 312
    assert fact("civil_service.average_pay", retired) == Decimal("1840.00")
    assert fact("civil_service.ended_on", retired) == date(2025, 6, 30)
    assert fact("civil_service.ended_on", serving) is None
    assert fact("civil_service.months", make.PersonFactory(), ON) == 0
