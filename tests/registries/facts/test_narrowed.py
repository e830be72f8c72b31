"""A source narrowed by what its rows say of themselves has the same rows, with the same facts, less the others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from psycopg import sql

from registries.facts import catalogue
from registries.facts.query import Scope, of_row, rows
from registries.models import Person

from .conftest import ON, fetch
from .test_town import names_of


@pytest.mark.parametrize("basis", catalogue.bases)
def test_narrowed_rows_are_those_that_fulfil_the_condition(town: SimpleNamespace, basis: str) -> None:
    vocabulary = catalogue.vocabulary(basis)
    facts = [vocabulary.resolve(name) for name in names_of(basis, *catalogue.bases[basis].roles)]
    people = sorted(Person.objects.values_list("id", flat=True))
    only = sql.SQL('(f.subject_id % 2 = 0) AND f."on" IS NOT NULL')
    for scope in (Scope.everyone(), Scope.id_range(people[0], people[-1] + 1), Scope.persons(people)):
        everyone = fetch(rows(basis, facts, scope=scope, on=ON))
        narrowed = fetch(rows(basis, facts, scope=scope, on=ON, only=only))
        assert _sorted(narrowed) == _sorted(row for row in everyone if row["subject_id"] % 2 == 0)


def test_a_condition_reads_facts_of_the_row_as_they_are_named(town: SimpleNamespace) -> None:
    vocabulary = catalogue.vocabulary("child")
    facts = [vocabulary.resolve(name) for name in ("child.age", "mother.employment.active")]
    assert [of_row("child", bound) for bound in facts] == [True, False]
    only = sql.SQL('f."child.age" < 5')

    everyone = fetch(rows("child", facts, scope=Scope.everyone(), on=ON))
    narrowed = fetch(rows("child", facts, scope=Scope.everyone(), on=ON, only=only))

    assert narrowed
    assert _sorted(narrowed) == _sorted(row for row in everyone if row["child.age"] < 5)


def test_fields_of_a_record_are_of_the_row_and_facts_about_people_are_not() -> None:
    vocabulary = catalogue.vocabulary("disability")
    assert of_row("disability", vocabulary.resolve("disability.band"))
    assert not of_row("disability", vocabulary.resolve("disabled.age"))
    assert of_row("person", catalogue.vocabulary("person").resolve("person.age"))


def _sorted(found: Any) -> list[dict[str, Any]]:
    return sorted(found, key=lambda row: row["record_id"])
