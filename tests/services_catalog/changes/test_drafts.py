from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from services_catalog.changes import amounts, drafts, edits, history
from services_catalog.changes.errors import Conflict, StudioError
from services_catalog.changes.reading import read_draft
from services_catalog.models import ChangeSet, HistoryEntry, Service, ServiceVersion
from tests.factories.studio import NEXT_YEAR, NOW, begun, published

pytestmark = pytest.mark.django_db

TEXT = {"az": "Azı 60 yaşı var", "en": "Is at least 60", "ru": "Не моложе 60 лет"}


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    return drafts.create(title="Decree", ground="Decree 1", valid_from=NEXT_YEAR, by=editor, at=NOW)


def test_a_draft_begins_as_the_version_in_force(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)

    assert draft.content["criteria"][0] == {"use": "alive"}
    assert draft.content["criteria"][1]["require"] == "formula.old_enough"
    assert draft.content["examples"][0] == {
        "name": "Sixty-five",
        "on": "2026-03-01",
        "facts": {"person.alive": True, "person.age": 65},
        "expect": {"verdict": "entitled", "amount": "600.50"},
    }
    assert draft.texts["name"]["en"] == "Test benefit"
    version = read_draft(draft, date(2019, 4, 1)).version
    assert version is not None
    assert version.content_hash == ServiceVersion.objects.get().content_hash


def test_a_shared_criterion_that_means_something_else_now_is_written_out(
    change_set: ChangeSet, small_catalogue: Path, editor: Any
) -> None:
    path = small_catalogue / "criteria.yaml"
    path.write_text(path.read_text().replace("require: person.alive", "require: NOT person.missing"), encoding="utf-8")

    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)

    assert draft.content["criteria"][0]["id"] == "alive"
    assert draft.content["criteria"][0]["require"] == "person.alive"


def test_a_shared_criterion_that_only_the_database_knows_keeps_its_name(
    change_set: ChangeSet, small_catalogue: Path, editor: Any
) -> None:
    (small_catalogue / "criteria.yaml").write_text("", encoding="utf-8")
    (small_catalogue / "formulas.yaml").write_text("", encoding="utf-8")

    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)

    assert draft.content["criteria"][0] == {"use": "alive"}
    assert draft.content["criteria"][1]["require"] == "formula.old_enough"


def test_every_change_counts_and_is_in_the_history(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    draft = edits.set_criterion(
        draft, id="age", require="person.age >= 60", text=TEXT, law="Law", replaces="age", revision=1, by=editor, at=NOW
    )
    draft = edits.move_item(draft, "criteria", "age", 0, revision=2, by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value="700", source="Decree", by=editor, at=NOW)

    change_set.refresh_from_db()
    assert change_set.revision == 5
    assert draft.revision == 3
    entries = list(history.of_change_set(change_set))[::-1]
    assert [(entry.action, entry.subject) for entry in entries] == [
        ("created", ""),
        ("service_added", "05-98"),
        ("service_edited", "05-98"),
        ("service_edited", "05-98"),
        ("parameter_added", "parameter.test_benefit"),
    ]
    assert {entry.by for entry in entries} == {editor}
    assert history.changes_of(entries[2])[0] == {
        "path": "criteria[age].require",
        "kind": "changed",
        "before": "formula.old_enough",
        "after": "person.age >= 60",
    }
    assert [change["path"] for change in history.changes_of(entries[3])] == ["criteria.order"]


def test_the_day_can_be_changed_while_others_edit_drafts(change_set: ChangeSet, editor: Any, other_editor: Any) -> None:
    drafts.add_service(change_set, code="05-98", by=other_editor, at=NOW)
    found = drafts.edit(change_set, revision=1, valid_from=date(2027, 2, 1), by=editor, at=NOW)
    assert found.valid_from == date(2027, 2, 1)

    with pytest.raises(Conflict) as caught:
        drafts.edit(change_set, revision=1, valid_from=date(2027, 3, 1), by=other_editor, at=NOW)
    assert [clash.path for clash in caught.value.clashes] == ["valid_from"]
    assert drafts.edit(change_set, revision=1, title="Better", by=other_editor, at=NOW).valid_from == date(2027, 2, 1)


def test_a_new_service_and_taking_services_out(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_new_service(change_set, code="05-97", by=editor, at=NOW)
    assert (draft.service, draft.base, draft.content) == (None, None, {})
    with pytest.raises(StudioError, match="already"):
        drafts.add_new_service(change_set, code="05-98", by=editor, at=NOW)
    with pytest.raises(StudioError, match="no code"):
        drafts.add_new_service(change_set, code="x", by=editor, at=NOW)
    drafts.remove_service(draft, by=editor, at=NOW)
    drafts.add_new_service(change_set, code="05-97", by=editor, at=NOW)
    with pytest.raises(StudioError, match="already"):
        drafts.add_new_service(change_set, code="05-97", by=editor, at=NOW)
    assert not Service.objects.filter(code="05-97").exists()


def test_a_draft_is_carried_over_to_a_version_published_meanwhile(
    small_catalogue: Path, editor: Any, other_editor: Any, publisher: Any
) -> None:
    _mine, draft = begun(other_editor)
    draft = edits.set_field(draft, "mode", "ask_first", revision=1, by=other_editor, at=NOW)
    first, theirs = begun(editor)
    edits.set_field(theirs, "amount", "2 * parameter.test_benefit", revision=1, by=editor, at=NOW)
    edits.put_item(
        theirs,
        "examples",
        {**theirs.content["examples"][0], "expect": {"verdict": "entitled", "amount": "1201.00"}},
        replaces="Sixty-five",
        revision=2,
        by=editor,
        at=NOW,
    )
    published(first, editor=editor, publisher=publisher)

    carried = drafts.rebase(draft, revision=2, by=other_editor, at=NOW)

    assert carried.base == ServiceVersion.objects.get(number=2)
    assert carried.content["mode"] == "ask_first"
    assert carried.content["amount"] == "2 * parameter.test_benefit"
    assert carried.revision == 3


@pytest.mark.owner
@pytest.mark.parametrize("attempt", ["update", "delete"])
def test_the_history_cannot_be_changed(change_set: ChangeSet, attempt: str) -> None:
    entries = HistoryEntry.objects.filter(change_set=change_set)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        entries.update(note="x") if attempt == "update" else entries.delete()
    assert entries.get().note == ""
