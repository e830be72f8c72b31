"""`catalogue diff` and `catalogue export`: what loading would change, without changing it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from services_catalog.changes import amounts, drafts, edits
from services_catalog.differences import Difference, differences
from services_catalog.files import read_catalogue
from services_catalog.load import load_catalogue
from services_catalog.models import ServiceVersion
from tests.factories.accounts import UserFactory
from tests.factories.services_catalog import (
    PARAMETERS_YAML,
    SECOND_VERSION_YAML,
    SERVICE_YAML,
    write_catalogue,
)
from tests.factories.studio import NOW, TODAY, begun, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = write_catalogue(tmp_path / "files")
    monkeypatch.setattr("services_catalog.files.CATALOGUE", found)
    return found


def compared(root: Path) -> list[Difference]:
    catalogue, problems = read_catalogue(root)
    assert problems == []
    return differences(catalogue).found


def kinds(root: Path) -> list[tuple[str, str]]:
    return [(item.subject, item.kind) for item in compared(root)]


def said(*arguments: Any) -> str:
    out = StringIO()
    call_command("catalogue", *arguments, stdout=out)
    return out.getvalue()


def test_everything_is_new_in_an_empty_database(root: Path) -> None:
    assert kinds(root) == [
        ("05-98", "added"),
        ("05-98 from 2019-04-01", "added"),
        ("parameter.test_benefit", "added"),
    ]
    assert not ServiceVersion.objects.exists()


def test_what_was_loaded_does_not_differ(root: Path) -> None:
    load_catalogue(root=root, at=NOW)
    assert compared(root) == []
    assert said("diff", root) == "1 services: loading would change nothing.\n"


def test_bounds_that_change_are_named(root: Path) -> None:
    load_catalogue(root=root, at=NOW)
    write_catalogue(root, parameters=PARAMETERS_YAML.replace("  values:", "  bounds: {most: 5000}\n  values:"))
    [parameter] = compared(root)
    assert [(c["path"], c["before"], c["after"]) for c in parameter.changes] == [('"bounds.most"', None, "5000")]


def test_each_changed_field_is_named(root: Path) -> None:
    load_catalogue(root=root, at=NOW)
    service = SERVICE_YAML.replace("mode: automatic", "mode: ask_first").replace("provider: DSMF", "provider: DMA")
    write_catalogue(root, service=service, parameters=PARAMETERS_YAML.replace("600.50", "700"))

    passport, version, parameter = compared(root)

    assert [(c["path"], c["before"], c["after"]) for c in passport.changes] == [("texts.provider", "DSMF", "DMA")]
    assert (version.subject, version.kind) == ("05-98 from 2019-04-01", "changed")
    assert [(c["path"], c["after"]) for c in version.changes] == [("mode", "ask_first")]
    assert [(c["path"], c["before"], c["after"]) for c in parameter.changes] == [('"2025-07-01".value', "600.5", "700")]
    assert "  mode: automatic -> ask_first" in said("diff", root).splitlines()
    told = json.loads(said("diff", root, "--json"))
    assert told["changes"] is True
    assert told["differences"][1]["changes"][0]["path"] == "mode"


def test_a_new_version_moves_the_end_of_the_one_before_and_back(root: Path) -> None:
    load_catalogue(root=root, at=NOW)
    write_catalogue(root, service=SERVICE_YAML + SECOND_VERSION_YAML)
    assert kinds(root) == [("05-98 from 2019-04-01", "redated"), ("05-98 from 2026-05-01", "added")]

    load_catalogue(root=root, at=NOW)
    write_catalogue(root)
    assert kinds(root) == [("05-98 from 2019-04-01", "redated"), ("05-98 from 2026-05-01", "withdrawn")]


def test_what_people_published_is_kept_and_loading_agrees(root: Path) -> None:
    load_catalogue(root=root, at=NOW)
    editor, publisher = UserFactory(editor=True), UserFactory(publisher=True)
    change_set, draft = begun(editor, valid_from=TODAY)
    draft = edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    edits.set_text(draft, ["name", "en"], "Better", revision=2, by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value=700, source="D", by=editor, at=NOW)
    published(drafts.edit(change_set, revision=4, by=editor, at=NOW), editor=editor, publisher=publisher)

    assert kinds(root) == [("05-98", "kept"), ("05-98", "kept"), ("parameter.test_benefit", "kept")]
    assert not load_catalogue(root=root, at=NOW).changed
    assert "loading would change nothing" in said("diff", root)


def test_exporting_from_the_command_line(root: Path, tmp_path: Path) -> None:
    load_catalogue(root=root, at=NOW)
    out = tmp_path / "out"
    assert said("export", out) == f"5 files written to {out}\n"
    assert json.loads(said("export", out, "--json"))["notes"] == []
    assert said("diff", out) == "1 services: loading would change nothing.\n"
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file"):
        said("export", tmp_path / "file")


def test_files_with_problems_are_not_compared(root: Path) -> None:
    write_catalogue(root, service=SERVICE_YAML.replace("mode: automatic", "mode: automatik"))
    with pytest.raises(CommandError, match="1 problem in the catalogue"):
        call_command("catalogue", "diff", root, stdout=StringIO(), stderr=StringIO())
