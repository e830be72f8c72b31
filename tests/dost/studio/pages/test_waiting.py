from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from dost.studio.pages.waiting import Waiting, waiting_for
from services_catalog.changes import drafts, edits, publish
from services_catalog.models import ChangeSet
from tests.factories.studio import NOW, PreviewFactory, begun

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _catalogue(small_catalogue: Path) -> None:
    """Every test here has the small catalogue."""


def prepared(by: Any) -> ChangeSet:
    """A set that can be handed in."""
    change_set, draft = begun(by)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=by, at=NOW)
    change_set.refresh_from_db()
    return change_set


def told(waiting: Waiting | None) -> list[tuple[str, str]]:
    assert waiting is not None
    return [(line.title, str(line.what.word)) for line in waiting.lines]


def test_whoever_only_reads_has_nothing_to_wait_for(viewer: Any) -> None:
    assert waiting_for(viewer) is None


def test_ones_own_drafts_are_to_be_finished(editor: Any, other_editor: Any) -> None:
    change_set = prepared(editor)
    assert told(waiting_for(editor)) == [("Decree", "To finish and hand in")]
    assert told(waiting_for(other_editor)) == []
    drafts.edit(change_set, revision=change_set.revision, title="Decree 2", by=other_editor, at=LATER)
    found = waiting_for(other_editor)
    assert told(found) == [("Decree 2", "To finish and hand in")]
    assert found is not None
    assert found.lines[0].since == LATER


def test_a_set_leads_to_its_preview_once_there_is_one_of_it_as_it_is(editor: Any) -> None:
    change_set = prepared(editor)
    PreviewFactory(change_set=change_set, revision=change_set.revision - 1)
    found = waiting_for(editor)
    assert found is not None
    assert found.lines[0].url == reverse("studio:set", args=[change_set.pk])
    preview = PreviewFactory(change_set=change_set)
    found = waiting_for(editor)
    assert found is not None
    assert found.lines[0].url == reverse("studio:preview", args=[change_set.pk, preview.pk])


def test_what_is_handed_in_waits_for_a_second_person(editor: Any, publisher: Any) -> None:
    theirs, own = prepared(editor), prepared(publisher)
    publish.submit(theirs, by=editor, at=LATER)
    publish.submit(own, by=publisher, at=LATER)
    assert told(waiting_for(editor)) == []
    found = waiting_for(publisher)
    assert told(found) == [("Decree", "To review and publish")]
    assert found is not None
    assert (found.lines[0].since, found.lines[0].who) == (LATER, editor.get_full_name())


def test_what_was_given_back_says_why(editor: Any, publisher: Any) -> None:
    change_set = prepared(editor)
    publish.submit(change_set, by=editor, at=NOW)
    publish.give_back(change_set, reason="The amount is missing", by=publisher, at=LATER)
    found = waiting_for(editor)
    assert told(found) == [("Decree", "Given back to you")]
    assert found is not None
    assert (found.lines[0].since, found.lines[0].note) == (LATER, "The amount is missing")
    assert told(waiting_for(publisher)) == []


@pytest.mark.parametrize("many", [1, 3])
def test_it_asks_as_much_for_three_as_for_one(many: int, publisher: Any, django_assert_num_queries: Any) -> None:
    for _number in range(many):
        PreviewFactory(change_set=prepared(publisher))
    with django_assert_num_queries(4):
        waiting_for(publisher)
