from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services_catalog.changes import drafts, edits
from services_catalog.changes.errors import Conflict
from services_catalog.models import ChangeSet, HistoryEntry
from tests.factories.studio import NEXT_YEAR, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    return drafts.create(title="Decree", ground="Decree 1", valid_from=NEXT_YEAR, by=editor, at=NOW)


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
