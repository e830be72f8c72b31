"""What services share, in a change set: drafted, changed by two people at once, and taken out."""

from __future__ import annotations

from typing import Any

import pytest

from services_catalog.changes import history
from services_catalog.changes.errors import Conflict, NotFound, StudioError
from services_catalog.changes.permissions import StudioDenied
from services_catalog.changes.shared_drafts import put_shared, remove_shared
from services_catalog.models import ChangeSet
from tests.factories.studio import NOW

from .sharing import ALIVE, put

pytestmark = pytest.mark.django_db


def test_what_is_drafted_is_kept_step_by_step_and_taken_out(change_set: ChangeSet, editor: Any, viewer: Any) -> None:
    draft = put(change_set, editor)
    assert (draft.revision, draft.content) == (1, ALIVE)
    assert put(change_set, editor, revision=1).revision == 1
    wrong = put(change_set, editor, revision=1, require="person.alvie")
    assert (wrong.revision, wrong.content["require"]) == (2, "person.alvie")
    with pytest.raises(StudioDenied):
        put(change_set, viewer, revision=2)
    remove_shared(wrong, by=editor, at=NOW)
    with pytest.raises(NotFound):
        remove_shared(wrong, by=editor, at=NOW)
    assert [entry.action for entry in change_set.history.filter(subject="criterion.alive").order_by("pk")] == [
        "shared_added",
        "shared_edited",
        "shared_removed",
    ]
    assert editor.pk in history.authors(change_set)


def test_two_editors_lose_nothing(change_set: ChangeSet, editor: Any, other_editor: Any) -> None:
    put(change_set, editor)
    put(change_set, other_editor, revision=1, law="Law, art. 2")
    with pytest.raises(Conflict):
        put(change_set, editor, revision=1, law="Law, art. 3", merge=True)
    merged = put(change_set, editor, revision=1, require="person.alive", merge=True)
    assert (merged.content["require"], merged.content["law"]) == ("person.alive", "Law, art. 2")


def test_names_are_words_and_new_ones_are_free(change_set: ChangeSet, editor: Any) -> None:
    for name, code in (("Not a word", "name"), ("alive", "name")):
        with pytest.raises(StudioError) as caught:
            put(change_set, editor, name=name, is_new=True)
        assert caught.value.code == code
    with pytest.raises(StudioError):
        put(change_set, editor, kind="parameter", name="test_benefit", is_new=True)
    with pytest.raises(NotFound):
        put(change_set, editor, name="nothing_so")
    with pytest.raises(NotFound):
        put_shared(change_set, kind="phrase", name="x", content={}, by=editor, at=NOW)
