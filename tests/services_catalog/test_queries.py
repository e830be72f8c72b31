"""Versions in force and their compiled rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from services_catalog.models import Parameter, ParameterValue, ServiceVersion
from services_catalog.queries import compile_version, compiled_versions, parameter_book, versions_in_force
from services_catalog.rules import ValueType
from tests.factories.services_catalog import ParameterFactory, VersionFactory, definition

pytestmark = pytest.mark.django_db


def test_version_is_in_force_from_its_first_day_until_the_next_begins() -> None:
    ParameterFactory()
    VersionFactory(number=1, valid=DateRange(date(2019, 4, 1), date(2026, 5, 1)))
    VersionFactory(number=2, valid=DateRange(date(2026, 5, 1), None), changes={"mode": "ask_first"})

    assert [version.number for version in versions_in_force(date(2026, 4, 30))] == [1]
    assert [version.number for version in versions_in_force(date(2026, 5, 1))] == [2]
    assert versions_in_force(date(2019, 3, 31)) == []


def test_withdrawn_version_is_not_in_force() -> None:
    VersionFactory(status=ServiceVersion.Status.WITHDRAWN)

    assert versions_in_force(date(2026, 5, 1)) == []


def test_parameter_book_has_typed_values_in_order() -> None:
    ParameterFactory()
    ParameterFactory(name="record_months", type="integer", values=((date(2017, 7, 1), 300),))

    book = parameter_book()

    assert book["test_benefit"].values == ((date(2019, 4, 1), Decimal("200.00")), (date(2025, 7, 1), Decimal("600.00")))
    assert book["record_months"].values == ((date(2017, 7, 1), 300),)
    assert book["record_months"].type is ValueType.INTEGER


def test_compiled_versions_know_their_rule_and_definition() -> None:
    ParameterFactory()
    version: Any = VersionFactory()

    [compiled] = compiled_versions(date(2026, 3, 1))

    assert (compiled.id, compiled.service_code, compiled.mode) == (version.pk, "05-99", "automatic")
    assert [criterion.id for criterion in compiled.rule.criteria] == ["alive", "age"]
    assert compiled.definition == definition()


def test_compiled_rule_is_kept_while_nothing_changes(django_assert_num_queries: Any) -> None:
    ParameterFactory()
    VersionFactory()
    [first] = compiled_versions(date(2026, 3, 1))

    with django_assert_num_queries(1):
        [second] = compiled_versions(date(2026, 3, 1))

    assert second.rule is first.rule


def test_new_amount_is_seen_at_the_next_call() -> None:
    parameter: Any = ParameterFactory()
    VersionFactory()
    [first] = compiled_versions(date(2026, 3, 1))
    ParameterValue.objects.create(parameter=parameter, valid_from=date(2026, 1, 1), value=650)

    [second] = compiled_versions(date(2026, 3, 1))

    assert first.rule.parameter_values(date(2026, 3, 1)) == {"test_benefit": Decimal("600.00")}
    assert second.rule.parameter_values(date(2026, 3, 1)) == {"test_benefit": Decimal("650.00")}


def test_compiling_many_versions_reads_the_parameters_once(django_assert_num_queries: Any) -> None:
    ParameterFactory()
    for code in ("05-97", "05-98", "05-99"):
        VersionFactory(service__code=code)
    compiled_versions(date(2026, 3, 1))

    with django_assert_num_queries(1):
        rules = [compile_version(version) for version in versions_in_force(date(2026, 3, 1))]

    assert len(rules) == 3


def test_version_alone_is_compiled_with_the_stored_parameters() -> None:
    ParameterFactory()
    made: Any = VersionFactory()
    version = ServiceVersion.objects.get(pk=made.pk)

    assert compile_version(version).parameter_names == ("test_benefit",)


def test_new_label_of_a_parameter_is_seen() -> None:
    parameter: Any = ParameterFactory()
    parameter_book()
    Parameter.objects.filter(pk=parameter.pk).update(label={"az": "a", "en": "b", "ru": "c"})

    assert parameter_book()["test_benefit"].label == {"az": "a", "en": "b", "ru": "c"}
