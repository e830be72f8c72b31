"""The catalogue itself: it passes its check, and every example person comes out as the file says."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from services_catalog.checks import compile_definition, differences, run_examples
from services_catalog.files import read_catalogue
from services_catalog.reading import VersionDefinition
from services_catalog.rules import CompiledRule
from tests.factories.services_catalog import (
    CRITERIA_YAML,
    PARAMETERS_YAML,
    SECOND_VERSION_YAML,
    SERVICE_YAML,
    write_catalogue,
)

CATALOGUE, PROBLEMS = read_catalogue()
PARAMETERS = CATALOGUE.library.book()
VERSIONS = [(service.code, version) for service in CATALOGUE.services.values() for version in service.versions]
EXAMPLES = [
    pytest.param(version, example, id=f"{code} {example['name']} ({version.definition['valid_from']})")
    for code, version in VERSIONS
    for example in version.definition["examples"]
]
CODES = set(
    """
    03-05 03-09 03-14 04-07 04-08 04-09 05-01 05-02 05-04 05-05 05-20 05-21 05-22 05-23 05-24 05-25
    05-26 05-27 05-28 05-29 05-30 05-31 05-32 05-33 05-34 05-37 05-40 05-41 05-42 05-43 05-45 05-46
    05-47 05-48 05-49 05-53 06-00 07-01 07-02 07-03 07-04 07-05 07-06-1 07-06-2 07-06-3 07-06-4 07-07
    07-08 07-09 07-10 07-13 08-11 08-12
    """.split()  # noqa: SIM905 - a list of fifty-three quoted codes is not easier to read
)


def compiled(version: VersionDefinition) -> CompiledRule:
    return compile_definition(version.definition, PARAMETERS)


def test_files_are_well_formed() -> None:
    assert PROBLEMS == []


def test_catalogue_has_the_services_of_the_rules() -> None:
    assert not CODES - set(CATALOGUE.services)


@pytest.mark.django_db
@pytest.mark.parametrize(("version", "example"), EXAMPLES)
def test_example_comes_out_as_expected(version: VersionDefinition, example: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        [result] = run_examples(compiled(version), [example], cursor=cursor)

    assert list(differences(example, result)) == []


def test_entitled_examples_state_an_amount() -> None:
    missing = [
        (code, example["name"])
        for code, version in VERSIONS
        for example in version.definition["examples"]
        if version.definition["outcome"] == "payment"
        and example["expect"]["verdict"] == "entitled"
        and "amount" not in example["expect"]
    ]
    assert missing == []


@pytest.mark.django_db
def test_check_passes_and_prints_a_table_by_area() -> None:
    out = StringIO()

    call_command("catalogue", "check", stdout=out)

    lines = out.getvalue().splitlines()
    assert " ".join(lines[0].split()) == "area services proactive online counter digitized versions criteria examples"
    total = next(line for line in lines if line.startswith("all "))
    assert int(total.split()[1]) == len(CATALOGUE.services)


@pytest.mark.django_db
def test_check_as_json_counts_services() -> None:
    out = StringIO()

    call_command("catalogue", "check", "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert told["ok"] is True
    assert told["problems"] == []
    assert told["services"] == len(CATALOGUE.services)
    assert sum(row["services"] for row in told["areas"].values()) == told["services"]
    assert sum(told["outcomes"].values()) == told["services"]


def problems_of(root: Path, **files: str) -> list[tuple[str, str]]:
    """What `catalogue check` says of a small catalogue: (file name:line, message)."""
    write_catalogue(root, **files)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("catalogue", "check", "--json", "--root", str(root), stdout=out)
    return [(f"{Path(p['file']).name}:{p['line']}", p["message"]) for p in json.loads(out.getvalue())["problems"]]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


FAULTS = [
    pytest.param("digitized: true\n", "", "“digitized” is missing", id="missing key"),
    pytest.param("provider: DSMF", "provder: DSMF", "Did you mean provider?", id="misspelt key"),
    pytest.param("area: benefits", "area: benefit", "Did you mean benefits?", id="unknown area"),
    pytest.param("code: 05-98", "code: 5-98", "a code such as 05-40", id="code"),
    pytest.param("mode: automatic", "mode: automatc", "Did you mean automatic?", id="mode"),
    pytest.param("period: once", "period: none", "A payment is made once or monthly", id="period"),
    pytest.param("    amount: parameter.test_benefit\n", "", "needs an amount", id="no amount"),
    pytest.param("basis: person", "basis: persons", "There is no basis named persons", id="basis"),
    pytest.param("use: alive", "use: alife", "Did you mean alive?", id="shared criterion"),
    pytest.param("formula.old_enough", "formula.old_enouh", "Did you mean formula.old_enough?", id="formula"),
    pytest.param("formula.old_enough", "person.agee >= 65", "“person.agee”", id="fact"),
    pytest.param("formula.old_enough", "person.age >= 'x'", "“'x'”", id="type"),
    pytest.param("formula.old_enough", "person.age >=", "stops in the middle", id="syntax"),
    pytest.param("parameter.test_benefit", "parameter.test_benefits", "parameter.test_benefit", id="parameter"),
    pytest.param("payee: subject", "payee: mother", "The roles are: subject", id="payee"),
    pytest.param(", ru: Исполнилось 65 лет", "", "“ru” is missing", id="text in Russian"),
    pytest.param("ru: Исполнилось 65 лет", "ru: Has turned 65", "write it in Russian", id="text not Russian"),
    pytest.param("verify: [DIN.identity]", "verify: [DIN.identiti]", "Did you mean DIN.identity?", id="question"),
    pytest.param("delivery: proactive", "delivery: counter", "mode is on_application", id="mode against delivery"),
    pytest.param("amount: 600.50}", "amount: 600.00}", "amount is 600.50, 600.00 was expected", id="example amount"),
    pytest.param("person.age: 64", "person.age: 65", "verdict is entitled, not_entitled was expected", id="example"),
    pytest.param("{person.alive: true, person.age: 64}", "{person.ag: 64}", "There is no fact", id="example fact"),
    pytest.param("verdict: unknown", "verdict: not_entitled", "the answer is unknown", id="no example of unknown"),
    pytest.param("valid_from: 2019-04-01", "valid_from: 2019-02-30", "2019-02-30 does not exist", id="date"),
    pytest.param("    period: once", "    period: once\n    period: once", "written twice", id="key twice"),
    pytest.param("name: Sixty-four", "name: Sixty-five", "Two examples are called", id="example twice"),
    pytest.param("    payee: subject", "\tpayee: subject", "This is not YAML", id="tabs"),
    pytest.param("    award: MUAV\n", "", "which registry keeps the award", id="award"),
    pytest.param("    award: MUAV\n", "    award: PENS\n", "“award_kind” goes with", id="award kind"),
    pytest.param("provider: DSMF", "provider: {a: b}", "Here a text is expected", id="not a text"),
    pytest.param("registries: [MUAV]", "registries: [MUAV, MUAV]", "named twice", id="registry twice"),
    pytest.param("formula.old_enough", "employment.active", "add it to registries", id="undeclared registry"),
    pytest.param("    payee: subject", "    excludes: [05-97]", "There is no service 05-97", id="excluded service"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("written", "instead", "expected"), FAULTS)
def test_check_names_file_line_and_what_is_right(tmp_path: Path, written: str, instead: str, expected: str) -> None:
    assert written in SERVICE_YAML

    problems = problems_of(tmp_path, service=SERVICE_YAML.replace(written, instead, 1))

    assert any(expected in message for _where, message in problems), problems
    assert all(where.startswith(("05-98.yaml:", "formulas.yaml:")) for where, _message in problems)


@pytest.mark.django_db
def test_check_points_at_the_line_of_a_wrong_expression(tmp_path: Path) -> None:
    service = SERVICE_YAML.replace("formula.old_enough", "formula.old_enough AND person.agee > 1")

    [(where, message)] = problems_of(tmp_path, service=service)

    assert where == f"05-98.yaml:{line_of(service, 'require: formula')}"
    assert message.startswith("criteria[age].require: “person.agee”")


@pytest.mark.django_db
def test_check_points_at_the_formula_when_the_fault_is_inside_it(tmp_path: Path) -> None:
    [(where, message)] = problems_of(
        tmp_path, formulas="old_enough:\n  label: {az: a, en: a, ru: я}\n  value: person.agee >= 65\n"
    )

    assert where == f"05-98.yaml:{line_of(SERVICE_YAML, 'require: formula')}"
    assert "“formula.old_enough”" in message


@pytest.mark.django_db
def test_check_reports_every_problem_at_once(tmp_path: Path) -> None:
    service = SERVICE_YAML.replace("kind: benefit", "kind: benefits").replace("mode: automatic", "mode: auto")

    assert len(problems_of(tmp_path, service=service)) == 2


@pytest.mark.django_db
def test_check_refuses_what_nobody_uses(tmp_path: Path) -> None:
    more = CRITERIA_YAML + CRITERIA_YAML.replace("alive:", "lonely:", 1)

    [(where, message)] = problems_of(tmp_path, criteria=more)

    assert where == f"criteria.yaml:{line_of(more, 'lonely:')}"
    assert "lonely" in message


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("value: 200", "value: -200"), "-200 is too little. It is at least 0."),
        (("  values:", "  bounds: {least: 300}\n  values:"), "200 is too little. It is at least 300."),
        (("  values:", "  bounds: {most: 600}\n  values:"), "600.5 is too much. It is from 0 to 600."),
        (("  values:", "  bounds: {least: 9000, most: 100}\n  values:"), "The least is more than the most."),
        (("  values:", "  bounds: {lest: 1}\n  values:"), "Did you mean least?"),
        (("  values:", "  bounds: {least: much}\n  values:"), "Write an amount, such as 600.00."),
    ],
)
def test_check_refuses_a_value_out_of_its_bounds(tmp_path: Path, changed: tuple[str, str], said: str) -> None:
    problems = problems_of(tmp_path, parameters=PARAMETERS_YAML.replace(*changed, 1))
    assert any(said in message for _where, message in problems), problems
    assert all(where.startswith("parameters.yaml:") for where, _message in problems)


@pytest.mark.django_db
def test_check_refuses_a_rule_copied_into_another_service(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    copied = SERVICE_YAML.replace("code: 05-98", "code: 05-99")
    (tmp_path / "benefits" / "05-99.yaml").write_text(copied, encoding="utf-8")

    [(where, message)] = problems_of(tmp_path)

    assert where == f"05-99.yaml:{line_of(copied, '- id: age')}"
    assert message.startswith("This is the same as in 05-98")


@pytest.mark.django_db
def test_check_refuses_versions_out_of_order(tmp_path: Path) -> None:
    service = SERVICE_YAML + SECOND_VERSION_YAML.replace("2026-05-01", "2019-04-01")

    [(where, message)] = problems_of(tmp_path, service=service)

    assert where == f"05-98.yaml:{len(SERVICE_YAML.splitlines()) + 1}"
    assert "oldest first" in message


@pytest.mark.django_db
def test_check_refuses_a_file_in_the_wrong_place(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    (tmp_path / "benefits" / "05-98.yaml").rename(tmp_path / "benefits" / "05-97.yaml")
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("catalogue", "check", "--json", "--root", str(tmp_path), stdout=out)

    [problem] = json.loads(out.getvalue())["problems"]
    assert problem["message"] == "This file belongs at benefits/05-98.yaml."


@pytest.mark.django_db
def test_exclusion_must_be_mutual(tmp_path: Path) -> None:
    write_catalogue(tmp_path, service=SERVICE_YAML.replace("payee: subject", "excludes: [05-99]"))
    other = SERVICE_YAML.replace("code: 05-98", "code: 05-99").replace("formula.old_enough", "person.age >= 64 + 1")
    (tmp_path / "benefits" / "05-99.yaml").write_text(other, encoding="utf-8")
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("catalogue", "check", "--json", "--root", str(tmp_path), stdout=out)

    [problem] = json.loads(out.getvalue())["problems"]
    assert problem["message"] == "05-99 does not exclude 05-98; add it to that file."


@pytest.mark.parametrize(
    "text",
    ["a: &a [*a]", "a: !!python/object:os.system {}", "- !!binary aGVsbG8=", "a: 2026-01-01 10:00:00", "? [a]\n: b"],
)
def test_yaml_that_is_not_plain_is_refused(tmp_path: Path, text: str) -> None:
    from services_catalog.located import CatalogueError, read_document

    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CatalogueError):
        read_document(path)


def test_yaml_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    from services_catalog.located import CatalogueError, read_document

    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    path = tmp_path / "x.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(CatalogueError, match="unfolds to too much"):
        read_document(path)
