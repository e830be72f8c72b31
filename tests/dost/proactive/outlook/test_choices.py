"""A right that will begin names what the person would have to give up for it; what follows what is no choice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dost.proactive.models import OutlookLine
from dost.proactive.outlook.queries import coming
from dost.proactive.outlook.reckon import reckon
from registries.models import Person
from tests.factories.registries import BenefitFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


def publish(code: str, require: str, excludes: str, **changes: Any) -> None:
    criteria = [{"id": "condition", "require": require, "text": texts("It holds"), "law": "Law, art. 1"}]
    VersionFactory(
        service=ServiceFactory(code=code, name=texts(f"Right {code}")),
        changes={"criteria": criteria, "period": "monthly", "excludes": [excludes], **changes},
    )


def holds(person: Person, code: str, **changes: Any) -> None:
    BenefitFactory(person=person, service_code=code, amount=Decimal(220), valid_from=date(2020, 1, 1), **changes)


def beside(person: Person) -> dict[str, str]:
    """What each right that begins would stand in the place of, by code."""
    reckon(person.pk, now=NOW)
    rows = OutlookLine.objects.filter(person=person, standing=OutlookLine.Standing.BEGINS)
    return dict(rows.values_list("service_id", "instead_of"))


@pytest.fixture
def person() -> Person:
    """Somebody who turns 65 on 1 March 2027 and 66 a year later."""
    made: Person = PersonFactory(birth_date=date(1962, 3, 1))
    return made


def test_what_is_held_is_named_beside_what_begins(person: Person) -> None:
    publish("90-01", "person.age >= 65", "90-02")
    publish("90-02", "person.alive", "90-01")
    holds(person, "90-02")
    assert beside(person) == {"90-01": "90-02"}
    [begins] = coming(person.pk, now=NOW)
    assert begins.instead_of is not None
    assert begins.instead_of.code == "90-02"


def test_what_ends_as_the_other_begins_is_no_choice(person: Person) -> None:
    publish("90-01", "person.age >= 65", "90-02")
    publish("90-02", "person.age < 65", "90-01")
    holds(person, "90-02")
    assert beside(person) == {"90-01": ""}


def test_what_has_its_last_day_before_is_no_choice(person: Person) -> None:
    publish("90-01", "person.age >= 65", "90-02")
    publish("90-02", "person.alive", "90-01")
    holds(person, "90-02", valid_until=date(2027, 2, 28))
    assert beside(person) == {"90-01": ""}


def test_what_nobody_has_claimed_is_named_too(person: Person) -> None:
    publish("90-01", "person.age >= 65", "90-02")
    publish("90-02", "person.alive", "90-01")
    assert beside(person) == {"90-01": "90-02"}


def test_of_two_that_begin_the_earlier_one_is_named_beside_the_later(person: Person) -> None:
    publish("90-01", "person.age >= 66", "90-02")
    publish("90-02", "person.age >= 65", "90-01")
    assert beside(person) == {"90-01": "90-02", "90-02": ""}


def test_what_somebody_else_has_is_nobody_elses_choice(person: Person) -> None:
    publish("90-01", "person.age >= 65", "90-02")
    publish("90-02", "person.age >= 90", "90-01")
    holds(PersonFactory(), "90-02")
    assert beside(person) == {"90-01": ""}


def test_what_does_not_exclude_it_stands_beside_it(person: Person) -> None:
    publish("90-01", "person.age >= 65", "90-03")
    publish("90-02", "person.alive", "90-03")
    holds(person, "90-02")
    assert beside(person) == {"90-01": ""}
