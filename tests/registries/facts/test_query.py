"""Every fact of every basis can be read; scopes agree; dates, ids and gaps are handled as promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from registries.facts import catalogue
from registries.facts.model import FactType
from registries.facts.query import Scope, bases_of, rows
from registries.models import Person
from tests.factories import registries as make

from .conftest import ON, Ask, fetch

PYTHON = {
    FactType.BOOLEAN: bool,
    FactType.INTEGER: int,
    FactType.MONEY: Decimal,
    FactType.DATE: date,
    FactType.CODE: str,
}


def all_names(basis: str, *roles: str) -> list[str]:
    """Each fact of the basis once for each role, and the fields of the record."""
    definition = catalogue.bases[basis]
    named = list(definition.fields)
    return named + [f"{role}.{name}" for role in (roles or definition.roles) for name in catalogue.facts]


def test_a_person_without_records_is_worth_what_is_absent(ask: Ask) -> None:
    person = make.PersonFactory()
    (row,) = ask("person", *catalogue.facts, scope=Scope.persons([person.pk]))
    for name, fact in catalogue.facts.items():
        if fact.source not in {"person", "district"}:
            assert row[name] == fact.absent, name
            assert type(row[name]) is type(fact.absent) or fact.type is FactType.MONEY, name


def test_some_person_of_the_town_knows_every_fact(ask: Ask, town: SimpleNamespace) -> None:
    found = ask("person", *catalogue.facts)
    later = ask("person", *catalogue.facts, on=date(2026, 8, 15))
    for name, fact in catalogue.facts.items():
        values = {row[name] for row in found + later} - {None}
        assert values, name
        for value in values:
            assert type(value) is PYTHON[fact.type], name
        if fact.type is FactType.CODE:
            assert values <= set(fact.codes), name


@pytest.mark.parametrize("basis", catalogue.bases)
def test_every_basis_has_rows_in_the_town_and_scopes_agree(ask: Ask, town: SimpleNamespace, basis: str) -> None:
    names = all_names(basis)
    everyone = sorted(ask(basis, *names), key=lambda row: row["record_id"])
    assert everyone
    assert len({row["key"] for row in everyone}) == len(everyone)
    people = sorted(Person.objects.values_list("id", flat=True))
    assert _union(ask(basis, *names, scope=Scope.persons([person])) for person in people) == everyone
    assert _union([ask(basis, *names, scope=Scope.persons(people))]) == everyone
    middle, last = people[len(people) // 2], people[-1] + 1
    ranges = [Scope.id_range(people[0], middle), Scope.id_range(middle, last)]
    assert _union(ask(basis, *names, scope=scope) for scope in ranges) == everyone
    assert sum(len(ask(basis, scope=scope)) for scope in ranges) == len(everyone)
    records = [row["record_id"] for row in everyone]
    assert _union(ask(basis, *names, scope=Scope.records([record])) for record in records) == everyone
    assert _union([ask(basis, *names, explained=True)], only=everyone[0].keys()) == everyone


def _union(answers: Any, only: Any = None) -> list[dict[str, Any]]:
    """The rows of several answers, each record once; the same record must say the same each time."""
    found: dict[int, dict[str, Any]] = {}
    for answer in answers:
        for row in answer:
            kept = {name: row[name] for name in only} if only else row
            assert found.setdefault(row["record_id"], kept) == kept
    return [found[record] for record in sorted(found)]


@pytest.mark.parametrize("basis", catalogue.bases)
def test_a_row_for_nobody_in_the_scope_is_left_out(ask: Ask, town: SimpleNamespace, basis: str) -> None:
    names = all_names(basis, "subject")[:20]
    stranger = make.PersonFactory(birth_date=date(1990, 1, 1))
    found = ask(basis, *names, scope=Scope.persons([stranger.pk]))
    assert len(found) == (1 if basis == "person" else 0)
    assert ask(basis, *names, scope=Scope.persons([])) == []
    assert ask(basis, *names, scope=Scope.records([])) == []


def test_persons_finds_rows_by_subject_and_by_whom_they_are_about(ask: Ask, town: SimpleNamespace) -> None:
    by_mother = ask("birth", scope=Scope.persons([town.mother.pk]))
    by_child = ask("birth", scope=Scope.persons([town.infant.pk]))
    assert by_mother == by_child
    assert [row["key"] for row in by_child] == [town.infant.fin]
    assert ask("birth", scope=Scope.persons([town.father.pk])) == []


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


def test_bases_of_names_the_bases_that_may_have_rows(town: SimpleNamespace, ask: Ask) -> None:
    for person in Person.objects.all():
        named = {row["basis"] for row in fetch(bases_of([person.pk]))}
        having = {basis for basis in catalogue.bases if ask(basis, scope=Scope.persons([person.pk]))}
        assert having <= named
    stranger = make.PersonFactory(birth_date=date(1990, 1, 1))
    assert {row["basis"] for row in fetch(bases_of([stranger.pk]))} == {"person", "child"}
