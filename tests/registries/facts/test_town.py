"""In a town with a record of every kind: every fact of every basis can be read, and scopes agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from registries.facts import catalogue
from registries.facts.model import FactType
from registries.facts.query import Scope, bases_of
from registries.models import Person
from tests.factories import registries as make

from .conftest import Ask, fetch

PYTHON = {
    FactType.BOOLEAN: bool,
    FactType.INTEGER: int,
    FactType.MONEY: Decimal,
    FactType.DATE: date,
    FactType.CODE: str,
}


def names_of(basis: str, *roles: str) -> list[str]:
    """The fields of the record, and a fact of every source about each role."""
    one_each = {fact.source: fact.name for fact in catalogue.facts.values()}.values()
    return list(catalogue.bases[basis].fields) + [f"{role}.{name}" for role in roles for name in one_each]


def test_some_person_of_the_town_knows_every_fact(ask: Ask, town: SimpleNamespace) -> None:
    found = ask("person", *catalogue.facts)
    later = ask("person", *catalogue.facts, on=date(2026, 8, 15))
    seen = {name: {row[name] for row in found + later} - {None} for name in catalogue.facts}
    never = [name for name, values in seen.items() if not values]
    assert not never, ", ".join(never)
    for name, values in seen.items():
        fact = catalogue.facts[name]
        for value in values:
            assert type(value) is PYTHON[fact.type], name
        if fact.type is FactType.CODE:
            assert values <= set(fact.codes), name


@pytest.mark.parametrize("basis", catalogue.bases)
def test_every_basis_has_rows_in_the_town_and_scopes_agree(ask: Ask, town: SimpleNamespace, basis: str) -> None:
    names = names_of(basis, *catalogue.bases[basis].roles)
    everyone = sorted(ask(basis, *names), key=lambda row: row["record_id"])
    assert everyone
    assert len({row["key"] for row in everyone}) == len(everyone)
    people = sorted(Person.objects.values_list("id", flat=True))
    middle, last = people[len(people) // 2], people[-1] + 1
    ranges = [Scope.id_range(people[0], middle), Scope.id_range(middle, last)]
    assert sum(len(ask(basis, scope=scope)) for scope in ranges) == len(everyone)
    assert _union(ask(basis, *names, scope=scope) for scope in ranges) == everyone
    assert _union([ask(basis, *names, scope=Scope.persons(people))]) == everyone
    assert _union([ask(basis, *names, scope=Scope.records([row["record_id"] for row in everyone]))]) == everyone
    assert _union([ask(basis, *names, explained=True)], only=everyone[0]) == everyone


@pytest.mark.parametrize("basis", catalogue.bases)
def test_what_everyone_is_told_is_what_each_is_told_alone(ask: Ask, town: SimpleNamespace, basis: str) -> None:
    names = names_of(basis, "subject")[-40:]
    everyone = sorted(ask(basis, *names), key=lambda row: row["record_id"])
    people = Person.objects.values_list("id", flat=True)
    assert _union(ask(basis, *names, scope=Scope.persons([person])) for person in people) == everyone
    records = [row["record_id"] for row in everyone]
    assert _union(ask(basis, *names, scope=Scope.records([record])) for record in records) == everyone


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
    names = names_of(basis, "subject")[:20]
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


def test_bases_of_names_the_bases_that_may_have_rows(town: SimpleNamespace, ask: Ask) -> None:
    for person in Person.objects.all():
        named = {row["basis"] for row in fetch(bases_of([person.pk]))}
        having = {basis for basis in catalogue.bases if ask(basis, scope=Scope.persons([person.pk]))}
        assert having <= named
    stranger = make.PersonFactory(birth_date=date(1990, 1, 1))
    assert {row["basis"] for row in fetch(bases_of([stranger.pk]))} == {"person", "child"}
