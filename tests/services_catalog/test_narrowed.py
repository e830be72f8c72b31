"""Narrowed to those who may have a right, a town says the same under every rule of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from registries.facts import catalogue
from registries.facts.query import Scope, rows
from services_catalog.checks import compile_definition
from services_catalog.files import read_catalogue
from services_catalog.rules import CompiledRule, select_verdicts
from services_catalog.rules.narrow import narrowed_rows, telling_places
from tests.factories.impact import rule
from tests.registries.facts.conftest import _town

ON = date(2026, 3, 1)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """People with a record of every kind."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _town()
        transaction.set_rollback(True)


@cache
def rules_by_basis() -> dict[str, list[CompiledRule]]:
    """The newest rule of every service of the files."""
    found, problems = read_catalogue()
    assert not problems
    book = found.library.book()
    by_basis: dict[str, list[CompiledRule]] = {}
    for service in found.services.values():
        compiled = compile_definition(service.versions[-1].definition, book)
        by_basis.setdefault(compiled.basis, []).append(compiled)
    return by_basis


def not_refused(rules: list[CompiledRule], source: Any) -> set[tuple[Any, ...]]:
    """The rows for which some rule does not say no, with every verdict."""
    with connection.cursor() as cursor:
        cursor.execute(select_verdicts(rules, source, columns=("key", "subject_id", "on")).as_string(None))
        return {row for row in cursor.fetchall() if any(verdict is not False for verdict in row[3:])}


@pytest.mark.parametrize("basis", catalogue.bases)
def test_nobody_who_may_have_a_right_is_left_out(town: SimpleNamespace, basis: str) -> None:
    together = rules_by_basis().get(basis, [])
    for rules in [*([one] for one in together), *([together] if len(together) > 1 else [])]:
        facts = list({bound.name: bound for one in rules for bound in one.facts}.values())
        for scope in (Scope.everyone(), Scope.id_range(0, 10**9)):
            with connection.cursor() as cursor:
                narrowed = narrowed_rows(rules, facts, scope=scope, on=ON, cursor=cursor)
            assert not_refused(rules, narrowed) == not_refused(rules, rows(basis, facts, scope=scope, on=ON))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("requirements", "places"),
    [
        (["person.age > 60", "employment.active"], {("contracts", "subject")}),
        (["person.age > 60", "NOT employment.active"], set()),
        (["employment.active", "tsa.active"], {("contracts", "subject")}),
        (["person.age > 60 OR employment.active"], set()),
        (["person.district_liberated"], set()),
    ],
)
def test_registries_without_whose_record_a_rule_says_no_are_asked_first(
    requirements: list[str], places: set[tuple[str, str]]
) -> None:
    with connection.cursor() as cursor:
        found = telling_places([rule(*requirements)], on=ON, cursor=cursor)

    named = catalogue.vocabulary("person").resolve("employment.active").fact.source
    assert found == {(named if source == "contracts" else source, role) for source, role in places}
