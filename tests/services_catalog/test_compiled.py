"""A compiled version: the days it is in force, and whose records it judges."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Period
from services_catalog.queries import compiled
from tests.factories.services_catalog import ParameterFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

FIRST, AFTER = date(2026, 1, 1), date(2026, 5, 1)


def version(valid: DateRange, **changes: Any) -> CompiledVersion:
    """A compiled version in force on some days."""
    ParameterFactory()
    return compiled(VersionFactory(valid=valid, changes=changes))


def of_births(valid: DateRange) -> CompiledVersion:
    """One whose right arises from births."""
    alive = {"id": "alive", "require": "child.alive", "text": texts("The child is alive"), "law": ""}
    return version(valid, basis="birth", criteria=[alive], payee=["mother"])


def test_it_rules_from_its_first_day_until_the_day_before_the_next() -> None:
    one = version(DateRange(FIRST, AFTER))

    assert [one.rules_on(day) for day in (date(2025, 12, 31), FIRST, date(2026, 4, 30), AFTER)] == [
        False,
        True,
        True,
        False,
    ]


def test_without_bounds_it_always_rules() -> None:
    one = version(DateRange(None, None))

    assert one.rules_on(date(1990, 1, 1))
    assert one.rules_on(date(2090, 1, 1))


def test_it_says_what_its_definition_and_its_rule_say() -> None:
    one = version(DateRange(FIRST, None))

    assert (one.code, one.basis, one.period) == ("05-99", "person", Period.ONCE)
    assert one.registries >= set(one.rule.registries)


def test_a_dated_record_is_judged_by_the_version_of_its_own_day_only() -> None:
    one = of_births(DateRange(FIRST, AFTER))

    assert one.dated
    first, last, rule = one.verdict_sql().as_string(None).split(" AND ", 2)
    assert first.startswith("f.\"on\" >= '2026-01-01'::date")
    assert last.startswith("f.\"on\" < '2026-05-01'::date")
    assert rule == f"({one.rule.verdict_sql().as_string(None)})"


def test_a_person_has_no_day_of_their_own() -> None:
    one = version(DateRange(FIRST, AFTER))

    assert not one.dated
    assert one.verdict_sql() == one.rule.verdict_sql()
