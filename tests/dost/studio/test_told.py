"""Differences and versions as the pages tell them: facts by what they are called, no noise, names of people."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from dost.studio.pages.diary import changes_in_words
from dost.studio.pages.service import service_page
from dost.studio.wording import words
from services_catalog.changes.paths import difference
from services_catalog.models import Service, ServiceVersion
from tests.factories.services_catalog import VersionFactory
from tests.factories.studio import TODAY


def told(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    with translation.override("en"):
        return [(change.place, change.before, change.after) for change in changes_in_words(difference(before, after))]


def people(**facts: Any) -> dict[str, Any]:
    return {"examples": [{"name": "Aysel", "facts": {f"person.{name}": value for name, value in facts.items()}}]}


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


def criteria(*names: str) -> dict[str, Any]:
    return {"criteria": [{"id": name, "require": f"person.{name}"} for name in names]}


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


@pytest.fixture
def service(small_catalogue: Path) -> Service:
    """A service whose second version was published by somebody, ahead."""
    first = ServiceVersion.objects.get(service="05-98")
    ServiceVersion.objects.filter(pk=first.pk).update(valid=DateRange(date(2019, 4, 1), date(2027, 1, 1)))
    VersionFactory(service=first.service, number=2, valid=DateRange(date(2027, 1, 1), None), published_by="rena")
    return first.service


def test_whoever_published_a_version_is_named(service: Service, editor: Any, publisher: Any) -> None:
    publisher.first_name, publisher.last_name = "Rəna", "Həsənova"
    publisher.save()
    lines = service_page(service, number=None, by=editor, today=TODAY).versions
    assert [line.published_by for line in lines] == ["Rəna Həsənova", "catalogue"]


def test_nobody_goes_back_to_what_is_to_come(service: Service, editor: Any) -> None:
    before = service_page(service, number=None, by=editor, today=TODAY).versions
    later = service_page(service, number=None, by=editor, today=date(2027, 1, 1)).versions
    assert [line.can_return for line in before] == [False, False]
    assert [line.can_return for line in later] == [False, True]


def test_a_rule_is_read_with_its_formulas_by_name(service: Service, editor: Any) -> None:
    with translation.override("en"):
        page = service_page(service, number=1, by=editor, today=TODAY)
    assert [(said.says, said.full) for said in page.rule[0].criteria] == [
        ("Is alive: yes", ""),
        ("Is old enough: yes", "Age: at least 65"),
    ]
