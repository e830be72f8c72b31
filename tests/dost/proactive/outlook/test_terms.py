"""The terms of rules are read from their text."""

from __future__ import annotations

from typing import Any

import pytest

from dost.proactive.outlook.terms import OF_FACTS, Term, terms_of
from services_catalog.models import ServiceVersion
from services_catalog.queries import compiled
from tests.factories.services_catalog import VersionFactory, texts

pytestmark = pytest.mark.django_db


def terms(require: str, **changes: Any) -> set[Term]:
    criteria = [{"id": "condition", "require": require, "text": texts("A condition"), "law": "Law, art. 1"}]
    version: ServiceVersion = VersionFactory(changes={"criteria": criteria, **changes})
    of_facts = {Term(unit, length, from_birth=False) for unit, length in OF_FACTS}
    return set(terms_of([compiled(version).rule]) - of_facts)


@pytest.mark.parametrize(
    ("require", "found"),
    [
        ("person.age >= 65", {("years", 65, True)}),
        ("person.age BETWEEN 3 AND 18", {("years", 3, True), ("years", 18, True)}),
        ("months_between(person.birth_date, today) < 18", {("months", 18, True)}),
        ("today <= birthday(person.birth_date, 23)", {("years", 23, True)}),
        ("days_between(today, disability.until) BETWEEN 0 AND 45", {("days", 45, False)}),
        ("disability.since > add_days(today, -90)", {("days", 90, False)}),
        ("person.alive", set()),
        ("children.count >= 5", set()),
    ],
)
def test_terms(require: str, found: set[tuple[str, int, bool]]) -> None:
    assert {(one.unit, one.length, one.from_birth) for one in terms(require)} == found


def test_amounts_and_days_have_terms_too() -> None:
    by_age = "CASE WHEN person.age < 70 THEN parameter.test_benefit ELSE parameter.test_benefit * 2 END"
    assert ("years", 70) in {(one.unit, one.length) for one in terms("person.alive", amount=by_age)}


def test_every_rule_has_the_terms_of_facts() -> None:
    assert terms_of([]) == {Term(unit, length, from_birth=False) for unit, length in OF_FACTS}
