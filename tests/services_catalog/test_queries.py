"""Versions in force and their compiled rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from services_catalog import queries
from services_catalog.definition import Definition
from services_catalog.models import Parameter, ParameterValue, ServiceVersion
from services_catalog.queries import (
    compile_version,
    compiled,
    definition_of,
    forget_parameters,
    parameter_book,
    versions_in_force,
)
from services_catalog.rules import CompiledRule, RuleError, ValueType
from tests.factories.services_catalog import ParameterFactory, VersionFactory, definition, texts

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


def rules_of(on: date) -> list[CompiledRule]:
    """The compiled rules of the versions in force on a day."""
    return [compile_version(version) for version in versions_in_force(on)]


def test_compiled_version_knows_its_rule_and_definition() -> None:
    ParameterFactory()
    version: Any = VersionFactory()

    one = compiled(ServiceVersion.objects.get(pk=version.pk))

    assert (one.version_id, one.code, one.definition.mode) == (version.pk, "05-99", "automatic")
    assert [criterion.id for criterion in one.rule.criteria] == ["alive", "age"]
    assert one.definition == Definition.from_json(definition())


def test_definition_is_made_once_for_all_versions_that_say_the_same(django_assert_num_queries: Any) -> None:
    version: Any = VersionFactory()
    first = definition_of(ServiceVersion.objects.get(pk=version.pk))
    again = ServiceVersion.objects.defer("definition").get(pk=version.pk)

    with django_assert_num_queries(0):
        assert definition_of(again) is first


def test_compiled_rule_is_kept_while_nothing_changes(django_assert_num_queries: Any) -> None:
    ParameterFactory()
    VersionFactory()
    [first] = rules_of(date(2026, 3, 1))

    with django_assert_num_queries(1):
        [second] = rules_of(date(2026, 3, 1))

    assert second is first


def test_new_amount_is_seen_at_the_next_call() -> None:
    parameter: Any = ParameterFactory()
    VersionFactory()
    [first] = rules_of(date(2026, 3, 1))
    ParameterValue.objects.create(parameter=parameter, valid_from=date(2026, 1, 1), value=650)

    [second] = rules_of(date(2026, 3, 1))

    assert first.parameter_values(date(2026, 3, 1)) == {"test_benefit": Decimal("600.00")}
    assert second.parameter_values(date(2026, 3, 1)) == {"test_benefit": Decimal("650.00")}


def test_a_batch_reads_the_parameters_once_and_sees_a_new_amount_within_a_second(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = date(2026, 3, 1)
    parameter: Any = ParameterFactory()
    version: Any = VersionFactory()
    moment = [100.0]
    monkeypatch.setattr(queries, "monotonic", lambda: moment[0])
    forget_parameters()
    with django_assert_num_queries(1):
        assert compiled(version).rule is compiled(version).rule
    ParameterValue.objects.create(parameter=parameter, valid_from=date(2026, 1, 1), value=650)

    moment[0] += queries.PARAMETERS_SECONDS
    with django_assert_num_queries(0):
        assert compiled(version).rule.parameter_values(on) == {"test_benefit": Decimal("600.00")}
    moment[0] += 0.001
    with django_assert_num_queries(1):
        assert compiled(version).rule.parameter_values(on) == {"test_benefit": Decimal("650.00")}
    forget_parameters()


def test_a_version_that_names_a_parameter_newer_than_the_moment_is_compiled() -> None:
    """Both are published in one transaction, while a worker still has the parameters of a moment ago."""
    first: Any = VersionFactory(service__code="05-97")
    second: Any = VersionFactory(changes={"amount": "parameter.newer_benefit"})
    forget_parameters()
    compiled(first)
    parameter = Parameter.objects.create(name="newer_benefit", type="money", label=texts("Newer benefit"))
    ParameterValue.objects.create(parameter=parameter, valid_from=date(2019, 4, 1), value=600)

    rule = compiled(second).rule

    assert rule.parameter_values(date(2026, 3, 1)) == {"newer_benefit": Decimal("600.00")}
    with pytest.raises(RuleError):
        compiled(VersionFactory(service__code="05-96", changes={"amount": "parameter.nowhere"}))


def test_compiling_many_versions_reads_the_parameters_once(django_assert_num_queries: Any) -> None:
    ParameterFactory()
    for code in ("05-97", "05-98", "05-99"):
        VersionFactory(service__code=code)
    rules_of(date(2026, 3, 1))

    with django_assert_num_queries(1):
        rules = rules_of(date(2026, 3, 1))

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
