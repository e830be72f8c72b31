"""Loading the catalogue into the database: idempotent, all or nothing, never over what people published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from services_catalog.load import LOADED_BY, LoadReport, load_catalogue
from services_catalog.located import CatalogueError
from services_catalog.models import Parameter, ParameterValue, Service, ServiceVersion
from services_catalog.queries import parameter_book
from services_catalog.signals import versions_published
from tests.factories.services_catalog import (
    PARAMETERS_YAML,
    SECOND_VERSION_YAML,
    SERVICE_YAML,
    write_catalogue,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def load(root: Path) -> LoadReport:
    return load_catalogue(root=root, at=NOW)


def published(code: str = "05-98") -> list[ServiceVersion]:
    return list(ServiceVersion.objects.filter(service=code, status="published").order_by("valid"))


def everything() -> list[list[Any]]:
    models: tuple[type[Model], ...] = (Service, ServiceVersion, ParameterValue)
    return [list(model._default_manager.order_by("pk").values_list()) for model in models]


@pytest.fixture
def announced() -> Iterator[list[list[str]]]:
    """The codes of each announcement that versions have taken force."""
    heard: list[list[str]] = []

    def listen(codes: list[str], **kwargs: object) -> None:
        heard.append(codes)

    versions_published.connect(listen)
    yield heard
    versions_published.disconnect(listen)


def test_load_publishes_service_version_and_parameters(tmp_path: Path, announced: list[list[str]]) -> None:
    report = load(write_catalogue(tmp_path))

    service = Service.objects.get(code="05-98")
    [version] = published()
    assert (report.added, report.published, report.versions_published) == (["05-98"], ["05-98"], 1)
    assert (service.title, service.area, service.delivery) == ("Test benefit", "benefits", "proactive")
    assert (version.number, version.valid, version.published_by) == (1, DateRange(date(2019, 4, 1), None), LOADED_BY)
    assert version.published_at == NOW
    assert version.definition["criteria"][1]["require"] == "(person.age >= 65)"
    assert version.definition["criteria"][1]["written"] == "formula.old_enough"
    assert [(v.valid_from, v.value) for v in ParameterValue.objects.all()] == [
        (date(2019, 4, 1), Decimal("200.0000")),
        (date(2025, 7, 1), Decimal("600.5000")),
    ]
    assert announced == [["05-98"]]


def test_load_changes_nothing_the_second_time(tmp_path: Path, announced: list[list[str]]) -> None:
    load(write_catalogue(tmp_path))
    before = everything()

    report = load(tmp_path)

    assert not report.changed
    assert everything() == before
    assert len(announced) == 1


def test_changed_rule_withdraws_the_version_and_publishes_a_new_number(tmp_path: Path) -> None:
    load(write_catalogue(tmp_path))
    [old] = published()

    report = load(write_catalogue(tmp_path, service=SERVICE_YAML.replace("mode: automatic", "mode: ask_first")))

    [new] = published()
    old.refresh_from_db()
    assert (old.status, old.number, new.number) == ("withdrawn", 1, 2)
    assert old.definition["mode"] == "automatic"
    assert new.definition["mode"] == "ask_first"
    assert new.valid == old.valid
    assert (report.versions_withdrawn, report.versions_published) == (1, 1)


def test_changed_back_gives_a_third_number(tmp_path: Path) -> None:
    load(write_catalogue(tmp_path))
    load(write_catalogue(tmp_path, service=SERVICE_YAML.replace("mode: automatic", "mode: ask_first")))

    load(write_catalogue(tmp_path))

    assert [(version.number, version.definition["mode"]) for version in published()] == [(3, "automatic")]


def test_new_version_closes_the_one_before(tmp_path: Path) -> None:
    load(write_catalogue(tmp_path))

    report = load(write_catalogue(tmp_path, service=SERVICE_YAML + SECOND_VERSION_YAML))

    assert [(version.number, version.valid) for version in published()] == [
        (1, DateRange(date(2019, 4, 1), date(2026, 5, 1))),
        (2, DateRange(date(2026, 5, 1), None)),
    ]
    assert (report.versions_redated, report.versions_published, report.versions_withdrawn) == (1, 1, 0)


def test_version_taken_out_reopens_the_one_before(tmp_path: Path) -> None:
    load(write_catalogue(tmp_path, service=SERVICE_YAML + SECOND_VERSION_YAML))

    load(write_catalogue(tmp_path))

    assert [(version.number, version.valid) for version in published()] == [(1, DateRange(date(2019, 4, 1), None))]


def test_changed_text_of_the_service_needs_no_new_version(tmp_path: Path) -> None:
    load(write_catalogue(tmp_path))

    report = load(write_catalogue(tmp_path, service=SERVICE_YAML.replace("provider: DSMF", "provider: DMA")))

    assert Service.objects.get().provider == "DMA"
    assert (report.updated, report.versions_published) == (["05-98"], 0)


def test_changed_formula_publishes_a_new_version(tmp_path: Path) -> None:
    load(write_catalogue(tmp_path))

    load(write_catalogue(tmp_path, formulas="old_enough:\n  label: {az: a, en: a, ru: я}\n  value: 65 <= person.age\n"))

    [version] = published()
    assert version.number == 2
    assert version.definition["criteria"][1]["require"] == "(65 <= person.age)"


def test_parameter_values_are_added_changed_and_removed(tmp_path: Path, announced: list[list[str]]) -> None:
    load(write_catalogue(tmp_path))
    changed = PARAMETERS_YAML.replace("2019-04-01, value: 200", "2020-01-01, value: 250")

    report = load(write_catalogue(tmp_path, parameters=changed))

    assert list(ParameterValue.objects.values_list("valid_from", "value")) == [
        (date(2020, 1, 1), 250),
        (date(2025, 7, 1), Decimal("600.5")),
    ]
    assert report.parameter_values == 2
    assert report.repriced == ["05-98"]
    assert announced[1:] == [["05-98"]]


SCALE_YAML = (
    PARAMETERS_YAML
    + """\
test_tax:
  type: scale
  label: {az: Vergi, en: Tax, ru: Налог}
  values:
    - {from: 2020-01-01, value: [{above: 0, rate: 0.14}], source: a code, confidence: verified}
    - {from: 2026-01-01, value: [{above: 0, rate: 0.03}, {above: 2500.50, rate: 0.1}], source: a, confidence: verified}
"""
)


def test_a_scale_is_loaded_seen_changed_and_loaded_only_once(tmp_path: Path) -> None:
    before = parameter_book()
    load(write_catalogue(tmp_path, parameters=SCALE_YAML))
    values = ParameterValue.objects.filter(parameter="test_tax").values_list("value", "brackets")
    assert list(values) == [(Decimal(0), "0: 0.14"), (Decimal(0), "0: 0.03; 2500.5: 0.1")]
    assert before != parameter_book()
    assert [str(value) for _since, value in parameter_book()["test_tax"].values] == ["0: 0.14", "0: 0.03; 2500.5: 0.1"]
    assert not load(tmp_path).changed

    report = load(write_catalogue(tmp_path, parameters=SCALE_YAML.replace("rate: 0.1}", "rate: 0.2}")))

    assert report.parameter_values == 1
    assert str(parameter_book()["test_tax"].value_on(date(2026, 1, 1))) == "0: 0.03; 2500.5: 0.2"


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("{above: 2500.50, rate: 0.1}", "{above: 0, rate: 0.1}", "Bracket 2 does not begin above"),
        ("rate: 0.14", "rate: 14", "Bracket 1 has no right rate: 14"),
        ("[{above: 0, rate: 0.14}]", "600", "A scale is written"),
        ("  type: scale", "  type: scale\n  bounds: {least: 0}", "A scale has no bounds"),
    ],
)
def test_a_scale_that_is_none_is_refused_where_it_stands(tmp_path: Path, written: str, instead: str, said: str) -> None:
    assert written in SCALE_YAML
    with pytest.raises(CatalogueError) as caught:
        load(write_catalogue(tmp_path, parameters=SCALE_YAML.replace(written, instead)))
    [problem] = [one for one in caught.value.problems if said in one.message]
    assert problem.file.endswith("parameters.yaml")
    assert problem.line > PARAMETERS_YAML.count("\n")


def test_bounds_are_those_of_the_file(tmp_path: Path) -> None:
    bounded = PARAMETERS_YAML.replace("  values:", "  bounds: {least: 100, most: 5000.50}\n  values:")
    load(write_catalogue(tmp_path, parameters=bounded))
    parameter = Parameter.objects.get()
    assert (parameter.least, parameter.most) == (Decimal(100), Decimal("5000.50"))
    load(write_catalogue(tmp_path))
    parameter.refresh_from_db()
    assert (parameter.least, parameter.most, parameter.bounds.least) == (None, None, Decimal(0))


def test_value_that_people_published_is_left_alone(tmp_path: Path) -> None:
    load(write_catalogue(tmp_path))
    parameter = Parameter.objects.get()
    ParameterValue.objects.create(
        parameter=parameter, valid_from=date(2027, 1, 1), value=650, source="Change set 1", confidence="published"
    )

    report = load(tmp_path)

    assert not report.changed
    assert ParameterValue.objects.filter(valid_from=date(2027, 1, 1)).exists()


def test_version_that_people_published_is_left_alone(tmp_path: Path) -> None:
    load(write_catalogue(tmp_path))
    ServiceVersion.objects.update(published_by="n.aliyeva")

    report = load(write_catalogue(tmp_path, service=SERVICE_YAML.replace("mode: automatic", "mode: ask_first")))

    assert report.left_alone == ["05-98"]
    assert [version.definition["mode"] for version in published()] == ["automatic"]


@pytest.mark.parametrize(
    ("written", "instead"),
    [("kind: benefit", "kind: gift"), ("formula.old_enough", "person.agee > 1"), ("amount: 600.50", "amount: 1.00")],
    ids=["form", "rule", "example"],
)
def test_load_refuses_the_whole_when_a_part_is_wrong(tmp_path: Path, written: str, instead: str) -> None:
    write_catalogue(tmp_path)
    good = SERVICE_YAML.replace("code: 05-98", "code: 05-97").replace("formula.old_enough", "person.age >= 66 - 1")
    (tmp_path / "benefits" / "05-97.yaml").write_text(good, encoding="utf-8")
    write_catalogue(tmp_path, service=SERVICE_YAML.replace(written, instead, 1))

    with pytest.raises(CatalogueError) as caught:
        load(tmp_path)

    line = SERVICE_YAML[: SERVICE_YAML.index(written)].count("\n") + 1
    assert f"{tmp_path}/benefits/05-98.yaml:{line}: " in str(caught.value)
    assert not Service.objects.exists()
    assert not Parameter.objects.exists()


def test_published_content_cannot_be_changed_in_the_database(tmp_path: Path) -> None:
    load(write_catalogue(tmp_path))

    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceVersion.objects.update(definition={})


def test_command_says_what_it_did_and_that_nothing_changed(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    first, second = StringIO(), StringIO()

    call_command("catalogue", "load", "--root", str(tmp_path), "--json", stdout=first)
    call_command("catalogue", "load", "--root", str(tmp_path), stdout=second)

    assert json.loads(first.getvalue())["versions_published"] == 1
    assert second.getvalue() == "1 services: nothing has changed.\n"


def test_command_prints_each_problem_on_a_line_and_fails(tmp_path: Path) -> None:
    write_catalogue(tmp_path, service=SERVICE_YAML.replace("kind: benefit", "kind: benefits"))
    err = StringIO()

    with pytest.raises(CommandError, match=r"^1 problem in the catalogue$"):
        call_command("catalogue", "load", "--root", str(tmp_path), stderr=err)

    [line] = err.getvalue().splitlines()
    assert line == f"{tmp_path}/benefits/05-98.yaml:5: “benefits” is not right here. Did you mean benefit?"


@pytest.mark.slow
def test_the_catalogue_itself_loads_and_then_has_nothing_to_change() -> None:
    first = load_catalogue(at=NOW)
    second = load_catalogue(at=NOW)

    assert first.services == Service.objects.count() == len(first.added)
    assert ServiceVersion.objects.count() == first.versions_published
    assert not second.changed
