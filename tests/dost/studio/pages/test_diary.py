from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from dost.studio.pages.diary import changes_in_words
from dost.studio.wording import words
from services_catalog.changes.paths import difference
from tests.factories.services_catalog import ParameterFactory, texts


def told(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    with translation.override("en"):
        return [(change.place, change.before, change.after) for change in changes_in_words(difference(before, after))]


def people(**facts: Any) -> dict[str, Any]:
    return {"examples": [{"name": "Aysel", "facts": {f"person.{name}": value for name, value in facts.items()}}]}


def criteria(*names: str) -> dict[str, Any]:
    return {"criteria": [{"id": name, "require": f"person.{name}"} for name in names]}


def test_a_fact_is_called_by_its_name_and_its_code_by_its_word() -> None:
    assert told(people(sex="M", imprisoned=False), people(sex="F", imprisoned=True)) == [
        ("Example “Aysel”, facts, Sex", "Male", "Female"),
        ("Example “Aysel”, facts, Is in prison", "no", "yes"),
    ]


def test_a_fact_that_becomes_unknown_is_told_and_one_that_was_not_there_is_not() -> None:
    assert told(people(age=64), people(age=None, sex="F")) == [
        ("Example “Aysel”, facts, Age", "64", "not known"),
        ("Example “Aysel”, facts, Sex", "", "Female"),
    ]


def test_a_fact_that_nobody_knows_keeps_its_own_name() -> None:
    with translation.override("en"):
        assert words.value({"person.sex": "M", "answer.own_words": "red", "person.age": None}, "facts") == (
            "Sex: Male; answer.own_words: red; Age: not known"
        )


def test_an_order_is_told_only_when_something_moved() -> None:
    assert [
        place for place, *_rest in told(criteria("alive", "resident"), criteria("alive", "resident", "citizen"))
    ] == [
        "Criterion “citizen”, short name",
        "Criterion “citizen”, condition",
    ]
    assert told(criteria("alive", "resident"), criteria("resident", "alive")) == [
        ("Criterion, order", "alive, resident", "resident, alive")
    ]


def test_days_of_a_version_are_written_as_days_are() -> None:
    assert words.value("2020-01-01 … 2026-12-01", "versions[2].valid") == "01.01.2020 … 01.12.2026"


@pytest.mark.django_db
def test_an_amount_that_changes_is_told_by_what_its_parameter_is_called(django_assert_num_queries: Any) -> None:
    ParameterFactory(name="birth_benefit", label=texts("Birth benefit"))
    changes = difference({"amount": "600.50"}, {"amount": "parameter.birth_benefit"})
    with translation.override("en"), django_assert_num_queries(1):
        [change] = changes_in_words(changes)
    assert (change.before, change.after) == ("600.50", "“Birth benefit”")
