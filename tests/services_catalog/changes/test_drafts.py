"""Drafts: begun from what is in force, edited by two people at once, each step in the history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from services_catalog.changes import amounts, drafts, edits, history
from services_catalog.changes.errors import Conflict, NotEditable, NotFound, StudioError
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


def test_saving_what_is_there_changes_nothing(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    before = HistoryEntry.objects.count()
    saved = drafts.save(draft, revision=1, content=draft.content, texts=draft.texts, by=editor, at=NOW)
    assert saved.revision == 1
    assert HistoryEntry.objects.count() == before


def test_two_editors_who_change_the_same_field_both_see_everything(
    change_set: ChangeSet, editor: Any, other_editor: Any
) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    edits.set_field(draft, "amount", "300", revision=1, by=editor, at=NOW)

    with pytest.raises(Conflict) as caught:
        edits.set_field(draft, "amount", "400", revision=1, by=other_editor, at=NOW)

    conflict = caught.value
    [clash] = conflict.clashes
    assert (clash.path, clash.base, clash.mine, clash.theirs) == ("amount", "parameter.test_benefit", "400", "300")
    assert (conflict.edited_by, conflict.revision, conflict.subject) == ("aygun", 2, "05-98")
    assert conflict.mine["amount"] == "400"
    draft.refresh_from_db()
    assert draft.content["amount"] == "300"

    saved = drafts.save(
        draft,
        revision=1,
        content={**draft.content, "amount": "400"},
        by=other_editor,
        at=NOW,
        merge=True,
        choices={"amount": "mine"},
    )
    assert saved.content["amount"] == "400"


def test_two_editors_who_change_different_fields_are_merged_on_demand(
    change_set: ChangeSet, editor: Any, other_editor: Any
) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    edits.set_field(draft, "amount", "300", revision=1, by=editor, at=NOW)

    with pytest.raises(Conflict) as caught:
        edits.set_text(draft, ["name", "en"], "Better name", revision=1, by=other_editor, at=NOW)
    assert caught.value.mergeable
    assert [change["path"] for change in caught.value.only_mine] == ["texts.name.en"]
    assert [change["path"] for change in caught.value.only_theirs] == ["amount"]

    saved = edits.set_text(draft, ["name", "en"], "Better name", revision=1, by=other_editor, at=NOW, merge=True)
    assert (saved.content["amount"], saved.texts["name"]["en"], saved.revision) == ("300", "Better name", 3)


def test_my_text_can_be_saved_over_theirs_knowingly(change_set: ChangeSet, editor: Any, other_editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    edits.set_field(draft, "amount", "300", revision=1, by=editor, at=NOW)
    with pytest.raises(Conflict) as caught:
        edits.set_field(draft, "amount", "400", revision=1, by=other_editor, at=NOW)

    saved = edits.set_field(draft, "amount", "400", revision=caught.value.revision, by=other_editor, at=NOW)

    assert saved.content["amount"] == "400"


def test_the_base_of_a_conflict_is_what_the_editor_saw_three_saves_ago(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    for number, amount in enumerate(("1", "2", "3", "4"), 1):
        edits.set_field(draft, "amount", amount, revision=number, by=editor, at=NOW)
    with pytest.raises(Conflict) as caught:
        edits.set_field(draft, "amount", "9", revision=3, by=editor, at=NOW)
    assert caught.value.base["amount"] == "2"
    assert caught.value.theirs["amount"] == "4"


def test_criteria_are_added_used_grouped_and_removed(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    draft = edits.set_criterion(
        draft, id="poor", require="tsa.active", text=TEXT, law="Law", revision=1, by=editor, at=NOW
    )
    draft = edits.group(
        draft, ["age", "poor"], way="any", id="old_or_poor", text=TEXT, law="Law", revision=2, by=editor, at=NOW
    )
    assert [item.get("id") or item["use"] for item in draft.content["criteria"]] == ["alive", "old_or_poor"]
    assert draft.content["criteria"][1]["require"] == "(formula.old_enough) OR (tsa.active)"

    draft = edits.remove_item(draft, "criteria", "alive", revision=3, by=editor, at=NOW)
    draft = edits.use_shared(draft, "alive", revision=4, by=editor, at=NOW)
    draft = edits.order_items(draft, "criteria", ["alive", "old_or_poor"], revision=5, by=editor, at=NOW)
    assert [item.get("id") or item["use"] for item in draft.content["criteria"]] == ["alive", "old_or_poor"]

    with pytest.raises(StudioError, match="another one called"):
        edits.use_shared(draft, "alive", revision=6, by=editor, at=NOW)
    with pytest.raises(NotFound, match="not here"):
        edits.remove_item(draft, "criteria", "poor", revision=6, by=editor, at=NOW)


def test_a_shared_criterion_in_a_group_is_written_out(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    draft = edits.group(
        draft, ["alive", "age"], way="all", id="both", text=TEXT, law="Law", revision=1, by=editor, at=NOW
    )
    assert draft.content["criteria"][0]["require"] == "(person.alive) AND (formula.old_enough)"


def test_parameters_are_drafted_changed_and_taken_out(change_set: ChangeSet, editor: Any, other_editor: Any) -> None:
    draft = amounts.set_parameter(change_set, name="test_benefit", value="700.50", source="D", by=editor, at=NOW)
    assert draft.value == Decimal("700.50")
    amounts.set_parameter(change_set, name="test_benefit", value=800, source="D", revision=1, by=editor, at=NOW)

    with pytest.raises(Conflict) as caught:
        amounts.set_parameter(
            change_set, name="test_benefit", value=900, source="D", revision=1, by=other_editor, at=NOW
        )
    [clash] = caught.value.clashes
    assert (clash.base, clash.mine, clash.theirs) == ("700.5", "900", "800")

    draft.refresh_from_db()
    amounts.remove_parameter(draft, by=editor, at=NOW)
    assert not change_set.parameters.exists()
    with pytest.raises(NotFound):
        amounts.remove_parameter(draft, by=editor, at=NOW)


@pytest.mark.parametrize("value", ["", "many", "700.555", "1e30", None, "NaN"])
def test_what_is_no_amount_is_refused_in_words(change_set: ChangeSet, editor: Any, value: Any) -> None:
    with pytest.raises(StudioError) as caught:
        amounts.set_parameter(change_set, name="test_benefit", value=value, source="D", by=editor, at=NOW)
    assert str(caught.value)


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


def test_nobody_edits_what_is_no_draft_any_more(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    drafts.discard(change_set, by=editor, at=NOW)
    for attempt in (
        lambda: edits.set_field(draft, "amount", "1", revision=1, by=editor, at=NOW),
        lambda: drafts.remove_service(draft, by=editor, at=NOW),
        lambda: drafts.edit(change_set, revision=1, title="x", by=editor, at=NOW),
        lambda: drafts.discard(change_set, by=editor, at=NOW),
        lambda: amounts.set_parameter(change_set, name="test_benefit", value=1, by=editor, at=NOW),
    ):
        with pytest.raises(NotEditable, match="discarded"):
            attempt()


def test_only_editors_edit(change_set: ChangeSet, editor: Any, viewer: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    for attempt in (
        lambda: drafts.create(title="x", by=viewer, at=NOW),
        lambda: drafts.add_service(change_set, code="05-98", by=viewer, at=NOW),
        lambda: drafts.save(draft, revision=1, content={}, by=viewer, at=NOW),
        lambda: edits.set_field(draft, "amount", "1", revision=1, by=viewer, at=NOW),
        lambda: amounts.set_parameter(change_set, name="test_benefit", value=1, by=viewer, at=NOW),
        lambda: drafts.rebase(draft, revision=1, by=viewer, at=NOW),
        lambda: drafts.discard(change_set, by=viewer, at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


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


@pytest.mark.parametrize("attempt", ["update", "delete"])
def test_the_history_cannot_be_changed(change_set: ChangeSet, attempt: str) -> None:
    entries = HistoryEntry.objects.filter(change_set=change_set)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        entries.update(note="x") if attempt == "update" else entries.delete()
    assert entries.get().note == ""
