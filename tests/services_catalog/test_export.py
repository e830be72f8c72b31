"""The catalogue back as files: the same definitions under the same hashes, the same bytes the second time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from services_catalog.checks import check_catalogue
from services_catalog.export import export_catalogue
from services_catalog.files import read_catalogue
from services_catalog.library import Library
from services_catalog.load import load_catalogue
from services_catalog.models import ParameterValue, Service, ServiceVersion
from services_catalog.shared import formulas_in
from tests.factories.services_catalog import FORMULAS_YAML, SECOND_VERSION_YAML, SERVICE_YAML, write_catalogue
from tests.factories.studio import NOW

from .test_load import SCALE_YAML

pytestmark = pytest.mark.django_db


def contents(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.yaml"))}


def hashes() -> dict[tuple[str, str], str]:
    return {
        (version.service_id, version.definition["valid_from"]): version.content_hash
        for version in ServiceVersion.objects.filter(status="published")
    }


def read_hashes(root: Path) -> dict[tuple[str, str], str]:
    catalogue, problems = read_catalogue(root)
    assert problems == []
    return {
        (code, version.valid_from.isoformat()): version.content_hash
        for code, service in catalogue.services.items()
        for version in service.versions
    }


@pytest.mark.slow
def test_the_whole_catalogue_comes_back_as_it_was(tmp_path: Path) -> None:
    load_catalogue(at=NOW)
    first, second = tmp_path / "first", tmp_path / "second"

    report = export_catalogue(first)

    assert report.notes == []
    assert read_hashes(first) == hashes()
    assert not load_catalogue(root=first, at=NOW).changed
    export_catalogue(second)
    assert contents(first) == contents(second)

    bare = tmp_path / "bare"
    assert export_catalogue(bare, known=Library()).notes == []
    assert read_hashes(bare) == hashes()
    assert not load_catalogue(root=bare, at=NOW).changed


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_catalogue(tmp_path / "files", service=SERVICE_YAML + SECOND_VERSION_YAML)
    monkeypatch.setattr("services_catalog.files.CATALOGUE", root)
    load_catalogue(root=root, at=NOW)
    return root


def test_a_scale_comes_back_as_it_was(tmp_path: Path) -> None:
    root = write_catalogue(tmp_path / "files", parameters=SCALE_YAML)
    load_catalogue(root=root, at=NOW)
    export_catalogue(tmp_path / "again")
    assert not load_catalogue(root=tmp_path / "again", at=NOW).changed
    assert "rate: 0.03" in (tmp_path / "again" / "parameters.yaml").read_text(encoding="utf-8")


def test_a_canonical_catalogue_comes_back_byte_for_byte(small: Path, tmp_path: Path) -> None:
    canonical, again = tmp_path / "canonical", tmp_path / "again"
    export_catalogue(canonical)
    ServiceVersion.objects.all().delete()
    ParameterValue.objects.all().delete()
    Service.objects.all().delete()

    load_catalogue(root=canonical, at=NOW)
    export_catalogue(again)

    assert contents(again) == contents(canonical)
    with connection.cursor() as cursor:
        assert check_catalogue(read_catalogue(again)[0], cursor=cursor) == []


def test_exported_files_are_read_by_people(small: Path, tmp_path: Path) -> None:
    export_catalogue(tmp_path / "out")
    text = (tmp_path / "out" / "benefits" / "05-98.yaml").read_text(encoding="utf-8")
    assert text.startswith("code: 05-98\narea: benefits\nname:\n  az: Sınaq müavinəti\n")
    assert "      - use: alive\n      - id: age\n        require: formula.old_enough\n" in text
    assert "        on: 2026-03-01\n" in text
    assert "          amount: 600.50\n" in text
    assert "    verify: [DIN.identity]\n" in text
    formulas = (tmp_path / "out" / "formulas.yaml").read_text(encoding="utf-8")
    assert "en: Is old enough" in formulas


def test_a_formula_that_the_files_have_changed_comes_from_the_database(small: Path, tmp_path: Path) -> None:
    (small / "formulas.yaml").write_text(FORMULAS_YAML.replace(">= 65", ">= 70"), encoding="utf-8")
    report = export_catalogue(tmp_path / "out")
    assert report.notes == []
    assert read_hashes(tmp_path / "out") == hashes()


def test_a_name_that_means_two_things_is_written_out_in_the_older_one_and_said(small: Path, tmp_path: Path) -> None:
    newer = ServiceVersion.objects.get(valid__startswith="2026-05-01")
    definition: dict[str, Any] = {**newer.definition}
    definition["criteria"] = [{**definition["criteria"][0], "require": "NOT person.missing"}, definition["criteria"][1]]
    ServiceVersion.objects.filter(pk=newer.pk).update(status="withdrawn")
    from services_catalog.definition import content_hash

    ServiceVersion.objects.create(
        service_id="05-98",
        number=9,
        valid=newer.valid,
        definition=definition,
        content_hash=content_hash(definition),
        published_by="rena",
    )
    report = export_catalogue(tmp_path / "out")
    assert len(report.notes) == 1
    assert "05-98 v1" in report.notes[0]
    text = (tmp_path / "out" / "benefits" / "05-98.yaml").read_text(encoding="utf-8")
    assert "require: person.alive" in text
    assert read_hashes(tmp_path / "out")[("05-98", "2026-05-01")] == content_hash(definition)


def test_what_files_cannot_say_is_in_the_notes(small: Path, tmp_path: Path) -> None:
    from django.db.backends.postgresql.psycopg_any import DateRange

    last = ServiceVersion.objects.get(valid__startswith="2026-05-01")
    ServiceVersion.objects.filter(pk=last.pk).update(valid=DateRange(last.valid.lower, NOW.date()))
    Service.objects.create(code="05-97", area="benefits", name={}, provider="x", kind="benefit", delivery="online")
    report = export_catalogue(tmp_path / "out")
    assert [note.partition(":")[0] for note in report.notes] == ["05-97", "05-98"]


@pytest.mark.parametrize(
    ("typed", "text", "told"),
    [
        ("NOT formula.x", "NOT (a > b)", {"x": "a > b"}),
        ("formula.x + formula.y * 2", "((1) + 2) + (3) * 2", {"x": "(1) + 2", "y": "3"}),
        ("f = 'a' AND formula.x", "f = 'a' AND (g = ')(')", {"x": "g = ')('"}),
        ("formula.x", "no", {}),
        ("formula.x", "(unclosed", {}),
        ("formula.x AND a", "(b) AND c", {}),
    ],
)
def test_what_a_formula_stood_for_is_read_from_what_was_published(typed: str, text: str, told: dict[str, str]) -> None:
    assert formulas_in(typed, text) == told
