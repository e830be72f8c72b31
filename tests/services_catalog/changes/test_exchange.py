"""Change sets between installations: out as files, in as drafts, with what is different told."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from services_catalog.changes import amounts, drafts, edits, publish
from services_catalog.changes.errors import StudioError
from services_catalog.changes.exchange import Imported, export_change_set, import_change_set
from services_catalog.models import ChangeSet, Parameter, ParameterValue, Service, ServiceVersion
from tests.factories.services_catalog import CRITERIA_YAML, FORMULAS_YAML
from tests.factories.studio import NEXT_YEAR, NOW, begun, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(small_catalogue: Path, editor: Any, settings: Any) -> str:
    """A set with a changed service, a new one and an amount, as a file of another installation."""
    settings.PUBLIC_URL = "https://there.example"
    change_set, draft = begun(editor)
    draft = edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    content = {**draft.content, "criteria": [{"use": "alive"}], "amount": "2 * parameter.test_benefit"}
    drafts.add_new_service(change_set, code="05-97", content=content, texts=draft.texts, by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value="700.50", source="Decree 7", by=editor, at=NOW)
    change_set.refresh_from_db()
    text = export_change_set(change_set, by=editor, at=NOW)
    settings.PUBLIC_URL = "https://here.example"
    return text


def imported(text: str, by: Any) -> Imported:
    return import_change_set(text.encode(), name="decree.yaml", by=by, at=NOW)


def told(found: Imported) -> list[str]:
    return [str(finding) for finding in found.findings]


def test_the_file_can_be_read_by_people(exported: str) -> None:
    head, _, rest = exported.partition("parameters:\n")
    assert head == (
        "change_set:\n"
        "  format: 1\n"
        "  installation: there.example\n"
        "  exported_at: '2026-11-23T13:00:00+04:00'\n"
        "  title: Decree\n"
        "  ground: Decree of 20.11.2026\n"
        "  valid_from: 2027-01-01\n"
        "  revision: 5\n"
    )
    assert "    value: 700.5\n    source: Decree 7\n    before: 600.5\n" in rest
    version = ServiceVersion.objects.get()
    assert f"      content_hash: {version.content_hash}\n" in rest
    assert "        - use: alive\n        - id: age\n          require: formula.old_enough\n" in rest
    assert "          on: 2026-03-01\n" in rest


def test_it_comes_back_as_the_same_draft(exported: str, other_editor: Any) -> None:
    original = ChangeSet.objects.get()
    found = imported(exported, other_editor)

    made = found.change_set
    assert (made.title, made.ground, made.valid_from, made.status) == (
        original.title,
        original.ground,
        NEXT_YEAR,
        "draft",
    )
    assert made.origin is not None
    assert (made.origin["installation"], made.origin["revision"], made.origin["file"]) == (
        "there.example",
        5,
        "decree.yaml",
    )
    for draft in made.services.all():
        there = original.services.get(code=draft.code)
        assert (draft.content, draft.texts, draft.base) == (there.content, there.texts, there.base)
    assert made.parameters.get().value == original.parameters.get().value
    assert {entry.action for entry in made.history.exclude(subject="")} == {"imported", "parameter_added"}
    assert all("examples[" in line for line in told(found))


def test_the_importer_is_an_author(exported: str, editor: Any, publisher: Any) -> None:
    found = imported(exported, publisher)
    draft = found.change_set.services.get(code="05-97")
    drafts.remove_service(draft, by=editor, at=NOW)
    publish.submit(found.change_set, by=editor, at=NOW)
    found.change_set.refresh_from_db()
    codes = [entry.code for entry in publish.obstacles(found.change_set, by=publisher, today=NOW.date())]
    assert "author" in codes


def test_another_rule_in_force_and_another_amount_here_are_told(
    exported: str, editor: Any, other_editor: Any, publisher: Any
) -> None:
    change_set, draft = begun(editor)
    edits.set_field(draft, "verify", ["DIN.alive"], revision=1, by=editor, at=NOW)
    published(change_set, editor=editor, publisher=publisher)
    ParameterValue.objects.filter(valid_from="2025-07-01").update(value=650)

    lines = told(imported(exported, other_editor))

    assert "parameter.test_benefit: Before, it was 600.5 there and is 650 here." in lines
    assert "05-98: The rule in force here (version 2) is another than the one it was begun from there." in lines


def test_a_value_of_that_very_day_is_told(exported: str, other_editor: Any) -> None:
    ParameterValue.objects.create(
        parameter_id="test_benefit", valid_from=NEXT_YEAR, value=800, source="x", confidence="decree"
    )
    assert "parameter.test_benefit: It has a value from that day here already: 800." in told(
        imported(exported, other_editor)
    )


def test_what_does_not_exist_here_is_told(exported: str, other_editor: Any) -> None:
    text = exported.replace("name: test_benefit\n", "name: other_benefit\n").replace("- code: 05-98", "- code: 05-96")
    found = imported(text.replace("parameter.test_benefit", "parameter.other_benefit"), other_editor)
    lines = told(found)
    assert "parameter.other_benefit: There is no such parameter here; it was left out." in lines
    assert "05-96: It does not exist here; it was imported as a new service." in lines
    assert any(line.startswith("05-96: amount: There is no parameter named other_benefit.") for line in lines)
    assert not found.change_set.parameters.exists()


def test_a_service_that_was_new_there_and_exists_here(exported: str, other_editor: Any) -> None:
    service = Service.objects.get()
    service.pk = "05-97"
    service.save(force_insert=True)
    lines = told(imported(exported, other_editor))
    assert "05-97: It was new there and exists here; it was imported as a change of what is here." in lines


def test_shared_criteria_and_formulas_that_differ_here_are_written_out(
    exported: str, small_catalogue: Path, other_editor: Any
) -> None:
    (small_catalogue / "criteria.yaml").write_text(
        CRITERIA_YAML.replace("person.alive", "NOT person.missing"), encoding="utf-8"
    )
    (small_catalogue / "formulas.yaml").write_text(FORMULAS_YAML.replace("65", "70"), encoding="utf-8")

    found = imported(exported, other_editor)

    criteria = found.change_set.services.get(code="05-98").content["criteria"]
    assert (criteria[0]["id"], criteria[0]["require"]) == ("alive", "person.alive")
    assert criteria[1]["require"] == "(person.age >= 65)"
    lines = told(found)
    assert "05-98: The shared criterion “alive” says something else here; it was written out." in lines
    assert any("formulas old_enough are missing here" in line for line in lines)


def test_an_unknown_fact_is_told_at_its_place(exported: str, other_editor: Any) -> None:
    text = exported.replace("require: formula.old_enough", "require: person.agee > 65")
    [line] = [line for line in told(imported(text, other_editor)) if "agee" in line]
    assert line.startswith("05-98: criteria[1].require: There is no fact named person.agee.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "change_set"),
        ("- 1", "change_set"),
        ("a: [", "not YAML"),
        ("change_set: {format: 2}", "format 2"),
        ("change_set: {format: 1}", "title"),
        ("change_set: {format: 1, title: x}\nservices: 5", "services"),
        ("change_set: {format: 1, title: x}\nservices: [5]", "services"),
        ("x: !!python/object:os.system {}", "plain"),
    ],
)
def test_what_is_no_exported_set_is_refused_and_leaves_nothing(
    small_catalogue: Path, editor: Any, text: str, says: str
) -> None:
    with pytest.raises(StudioError, match=says):
        imported(text, editor)
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize(
    ("items", "says"),
    [
        ("[{name: test_benefit, type: money, value: -340, source: D}]", "-340 is too little. It is at least 0."),
        ("[{name: months, type: integer, value: 1000, source: D}]", "It is from 480 to 900."),
        (
            "[{name: test_benefit, type: money, value: 341}, {name: test_benefit, type: money, value: 342}]",
            "Twice in this file, and only one can hold: test_benefit",
        ),
    ],
)
def test_a_value_that_can_never_be_and_one_written_twice_refuse_the_file(
    small_catalogue: Path, editor: Any, items: str, says: str
) -> None:
    Parameter.objects.create(name="months", type="integer", label={}, least=480, most=900)
    with pytest.raises(StudioError, match=re.escape(says)):
        imported(f"change_set: {{format: 1, title: x, valid_from: 2027-01-01}}\nparameters: {items}\n", editor)
    assert not ChangeSet.objects.exists()


def test_a_service_written_twice_refuses_the_file(small_catalogue: Path, editor: Any) -> None:
    with pytest.raises(StudioError, match="Twice in this file, and only one can hold: 05-98"):
        imported("change_set: {format: 1, title: x}\nservices: [{code: 05-98}, {code: 05-98, ends: true}]\n", editor)
    assert not ChangeSet.objects.exists()


def test_garbage_in_a_service_is_told_and_does_not_crash(small_catalogue: Path, editor: Any) -> None:
    text = (
        "change_set: {format: 1, title: x, valid_from: soon}\n"
        "parameters: [{name: test_benefit, type: money, value: much}, {}]\n"
        "services: [{code: 5}, {code: 05-98, version: 5, texts: [1], base: x},"
        " {code: 05-97, version: {criteria: [{use: {a: 1}}, {use: q}, 5], amount: [1]}}]\n"
        "criteria: {q: 5}\nformulas: {x: 5}\n"
    )
    found = imported(text, editor)
    assert found.change_set.valid_from is None
    assert any(finding.serious for finding in found.findings)


def test_only_editors_import_and_only_viewers_export(exported: str, viewer: Any, examiner: Any) -> None:
    with pytest.raises(PermissionDenied):
        imported(exported, viewer)
    change_set = ChangeSet.objects.get()
    assert export_change_set(change_set, by=viewer, at=NOW)
    with pytest.raises(PermissionDenied):
        export_change_set(change_set, by=examiner, at=NOW)


# -- on the command line -------------------------------------------------------------------------------------------


def said(*arguments: Any) -> str:
    out = StringIO()
    call_command("changeset", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_lists_shows_and_compares(exported: str) -> None:
    change_set = ChangeSet.objects.get()
    assert said("list") == f"{change_set.pk:>5}  draft       2027-01-01  Decree\n"
    assert said("list", "--status", "published") == ""
    [row] = json.loads(said("list", "--json"))
    assert (row["services"], row["parameters"]) == (["05-97", "05-98"], ["test_benefit"])

    shown = json.loads(said("show", change_set.pk, "--json"))
    assert shown["created_by"] == "aygun"
    assert [problem["path"] for problem in shown["problems"] if problem["service"] == "05-97"]
    assert shown["history"][-1]["action"] == "created"
    assert "service_edited 05-98" in said("show", change_set.pk)

    compared = said("diff", change_set.pk)
    assert "  mode: automatic -> ask_first\n" in compared
    assert "parameter.test_benefit: 600.5 -> 700.5\n" in compared
    assert "criteria[alive] added" in compared


def test_the_command_exports_and_imports(exported: str, tmp_path: Path, other_editor: Any) -> None:
    first = ChangeSet.objects.get()
    file = tmp_path / "decree.yaml"
    said("export", first.pk, file)
    assert said("export", first.pk).replace("here.example", "") == file.read_text().replace("here.example", "")

    told_ = json.loads(said("import", file, "--by", "kamran", "--json"))

    made = ChangeSet.objects.get(pk=told_["id"])
    assert (made.created_by, made.services.count()) == (other_editor, 2)
    assert said("import", file, "--by", "kamran").startswith("Draft ")


def test_the_command_says_in_one_line_what_is_wrong(exported: str, tmp_path: Path, viewer: Any) -> None:
    file = tmp_path / "decree.yaml"
    file.write_text(exported, encoding="utf-8")
    for arguments in (
        ("show", 999),
        ("export", 999),
        ("import", tmp_path / "none.yaml", "--by", "kamran"),
        ("import", file, "--by", "nobody"),
        ("import", file, "--by", "vusal"),
        ("export", ChangeSet.objects.get().pk, tmp_path / "no" / "where.yaml"),
    ):
        with pytest.raises(CommandError) as caught:
            said(*arguments)
        assert len(str(caught.value).splitlines()) == 1
    assert ChangeSet.objects.count() == 1
