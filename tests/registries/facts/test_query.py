"""What is absent, what is asked for, what is explained, and how ages count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from registries.facts import catalogue
from registries.facts.model import FactType
from registries.facts.query import Scope, rows
from tests.factories import registries as make

from .conftest import ON, Ask


def test_a_person_without_records_is_worth_what_is_absent(ask: Ask) -> None:
    person = make.PersonFactory()
    (row,) = ask("person", *catalogue.facts, scope=Scope.persons([person.pk]))
    for name, fact in catalogue.facts.items():
        if fact.source not in {"person", "district"}:
            assert row[name] == fact.absent, name
            assert type(row[name]) is type(fact.absent) or fact.type is FactType.MONEY, name


@pytest.mark.parametrize("bad", ["1", 1.0, True, None])
def test_ids_are_whole_numbers(bad: Any) -> None:
    with pytest.raises(TypeError):
        Scope.persons([bad])


@pytest.mark.parametrize("bad", ["2026-01-01", datetime(2026, 1, 1), None])
def test_the_date_is_a_date(bad: Any) -> None:
    with pytest.raises(TypeError):
        rows("person", [], scope=Scope.everyone(), on=bad)


def test_a_basis_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        rows("wedding", [], scope=Scope.everyone(), on=ON)


def test_only_sources_of_the_facts_asked_for_are_joined() -> None:
    vocabulary = catalogue.vocabulary("person")
    query = rows("person", [vocabulary.resolve("person.age")], scope=Scope.everyone(), on=ON).as_string(None)
    assert "JOIN" not in query
    query = rows("person", [vocabulary.resolve("employment.active")], scope=Scope.everyone(), on=ON).as_string(None)
    assert query.count("LEFT JOIN") == 2  # the contracts and the gaps
    assert "registries_employmentcontract" in query


def test_explained_names_source_registry_and_the_day_the_record_came(ask: Ask, db: None) -> None:
    person = make.PersonFactory()
    make.ContractFactory(person=person, recorded_at=datetime.fromisoformat("2026-02-10T21:30:00+00:00"))
    (row,) = ask("person", "employment.active", "pension.active", "person.alive", explained=True)
    assert {name: row[name] for name in row if "#" in name} == {
        "employment.active#source": "DVX",
        "employment.active#registry": "EMAS",
        "employment.active#recorded": date(2026, 2, 11),  # past midnight in Baku
        "pension.active#source": "DSMF",
        "pension.active#registry": "PENS",
        "pension.active#recorded": None,
        "person.alive#source": "EDLIYYE",
        "person.alive#registry": "POPULATION",
        "person.alive#recorded": date(2026, 1, 1),
    }


@pytest.mark.parametrize(
    ("born", "on", "age", "months"),
    [
        (date(2004, 2, 29), date(2022, 2, 28), 17, 215),
        (date(2004, 2, 29), date(2022, 3, 1), 18, 216),
        (date(2004, 2, 29), date(2024, 2, 29), 20, 240),
        (date(2004, 2, 29), date(2024, 2, 28), 19, 239),
        (date(2006, 3, 1), date(2024, 2, 29), 17, 215),
        (date(2006, 3, 1), date(2024, 3, 1), 18, 216),
        (date(2026, 1, 31), date(2026, 2, 28), 0, 0),
        (date(2026, 1, 31), date(2026, 3, 1), 0, 1),
        (date(1961, 3, 14), date(2026, 3, 13), 64, 779),
        (date(1961, 3, 14), date(2026, 3, 14), 65, 780),
    ],
)
def test_ages_count_from_the_birthday(
    ask: Ask, fact: Callable[..., Any], born: date, on: date, age: int, months: int
) -> None:
    person = make.PersonFactory(birth_date=born)
    assert fact("person.age", person, on) == age
    assert fact("person.age_months", person, on) == months
    in_child = ask("child", "child.age", on=on)
    assert [row["child.age"] for row in in_child] == ([age] if 18 <= age < 23 else [])
