"""What stands out in the record of looks, rule by rule, at the edge of each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dost.accounts.access import IN_A_LIST, IN_A_SEARCH
from dost.accounts.models import AccessLog, User
from dost.cases import unusual_looks as rules
from dost.cases.unusual_looks import Finding, Unusual, unusual_looks
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.cases import BAKU, CaseFactory
from tests.factories.complaints import complaint
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=BAKU)  # a Tuesday
DAY = NOON.date()


@pytest.fixture
def reader() -> User:
    user: User = UserFactory()
    return user


def look(by: User, at: Person, *, when: datetime = NOON, reason: str = "", purpose: str = "case") -> None:
    AccessLog.objects.create(user=by, by_role=by.role, person=at, purpose=purpose, reason=reason, at=when)


def served() -> Person:
    """Somebody who has a case, from long ago."""
    person: Person = CaseFactory(opened_at=NOON - timedelta(days=30)).person
    return person


def findings(**more: Any) -> list[Finding]:
    return unusual_looks(DAY, DAY, **more)


def test_ordinary_work_does_not_stand_out(reader: User) -> None:
    for minute in range(rules.REPEATED - 1):
        look(reader, served(), when=NOON + timedelta(minutes=minute))

    assert findings() == []


def test_many_records_opened_in_a_day(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MANY_OPENED", 2)
    people = [served() for _time in range(3)]
    for person in people[:2]:
        look(reader, person)
        look(reader, person, when=NOON + timedelta(minutes=5))
    look(reader, people[2], reason=IN_A_LIST)
    assert findings() == []

    look(reader, people[2])

    assert findings() == [Finding(Unusual.MANY_OPENED, reader.pk, DAY, 3)]
    assert findings(user_id=UserFactory().pk) == []
    assert unusual_looks(DAY + timedelta(days=1), DAY + timedelta(days=1)) == []


def test_many_names_listed_in_a_day(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MANY_LISTED", 1)
    look(reader, PersonFactory(), reason=IN_A_LIST)
    assert findings() == []

    look(reader, PersonFactory(), reason=IN_A_SEARCH)

    assert findings() == [Finding(Unusual.MANY_LISTED, reader.pk, DAY, 2)]


def test_record_opened_of_somebody_without_a_case(reader: User) -> None:
    child = PersonFactory()
    CaseFactory(about=child, opened_at=NOON - timedelta(days=1))
    later = CaseFactory(opened_at=NOON + timedelta(hours=1)).person
    look(reader, child)
    look(reader, PersonFactory(), reason=IN_A_SEARCH)
    look(reader, PersonFactory(), purpose="preview")
    assert findings() == []

    look(reader, later)

    assert findings() == [Finding(Unusual.WITHOUT_CASE, reader.pk, DAY, 1)]


def test_who_works_on_what_somebody_wrote_has_a_reason_without_a_case(reader: User) -> None:
    look(reader, complaint(now=NOON - timedelta(days=1)).person)
    assert findings() == []


@pytest.mark.parametrize(
    ("when", "stands_out"),
    [
        (datetime(2026, 3, 3, 6, 59, tzinfo=BAKU), True),
        (datetime(2026, 3, 3, 7, 0, tzinfo=BAKU), False),
        (datetime(2026, 3, 3, 19, 59, tzinfo=BAKU), False),
        (datetime(2026, 3, 3, 20, 0, tzinfo=BAKU), True),
        (datetime(2026, 3, 7, 12, 0, tzinfo=BAKU), False),
        (datetime(2026, 3, 8, 12, 0, tzinfo=BAKU), True),
    ],
)
def test_looks_at_night_and_on_sundays(reader: User, when: datetime, stands_out: bool) -> None:
    look(reader, served(), when=when)

    found = unusual_looks(when.date(), when.date())

    assert found == ([Finding(Unusual.OUT_OF_HOURS, reader.pk, when.date(), 1)] if stands_out else [])


def test_repeated_looks_at_one_person(reader: User) -> None:
    person = served()
    for minute in range(rules.REPEATED):
        look(reader, person, when=NOON + timedelta(minutes=minute))

    assert findings() == [Finding(Unusual.REPEATED, reader.pk, DAY, rules.REPEATED, person.pk)]


def test_looks_of_the_system_and_of_people_themselves_do_not_count() -> None:
    night = datetime(2026, 3, 3, 3, 0, tzinfo=BAKU)
    person = PersonFactory()
    AccessLog.objects.create(person=person, purpose="automatic", at=night)
    AccessLog.objects.create(person=person, purpose="own", at=night, by_person=person, by_subject="x")

    assert findings() == []


def test_period_is_no_longer_than_can_be_asked_at_once(reader: User) -> None:
    look(reader, PersonFactory(), when=datetime(2020, 3, 3, 12, 0, tzinfo=BAKU))

    assert unusual_looks(date(2020, 1, 1), DAY) == []


@pytest.mark.parametrize("times", [1, 3])
def test_one_query_for_each_rule(times: int, reader: User, django_assert_num_queries: Any) -> None:
    for _time in range(times):
        look(reader, PersonFactory())
    with django_assert_num_queries(len(Unusual)):
        findings()
