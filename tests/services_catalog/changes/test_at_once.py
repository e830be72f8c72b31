"""Two people at the same moment, on two connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from services_catalog.changes import edits, publish, writing
from services_catalog.changes.checking import NotReady
from services_catalog.changes.errors import Conflict, Overlap, StudioError
from services_catalog.load import load_catalogue
from services_catalog.models import ServiceVersion
from tests.factories.accounts import UserFactory
from tests.factories.studio import NOW, begun, looked_at
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each action returns or raises, all begun at the same moment."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        barrier.wait(timeout=PATIENCE)
        try:
            return action()
        except (Conflict, StudioError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_of_two_saves_from_one_revision_one_is_a_conflict_and_nothing_is_lost(
    small_catalogue: Path, editor: Any, other_editor: Any
) -> None:
    _change_set, draft = begun(editor)
    results = at_once(
        lambda: edits.set_field(draft, "amount", "300", revision=1, by=editor, at=NOW),
        lambda: edits.set_field(draft, "amount", "400", revision=1, by=other_editor, at=NOW),
    )
    [conflict] = [result for result in results if isinstance(result, Conflict)]
    draft.refresh_from_db()
    assert {draft.content["amount"], conflict.mine["amount"]} == {"300", "400"}
    assert draft.revision == 2


def test_two_who_merge_at_once_both_get_in(small_catalogue: Path, editor: Any, other_editor: Any) -> None:
    _change_set, draft = begun(editor)
    at_once(
        lambda: edits.set_field(draft, "amount", "300", revision=1, by=editor, at=NOW, merge=True),
        lambda: edits.set_text(draft, ["name", "en"], "New", revision=1, by=other_editor, at=NOW, merge=True),
    )
    draft.refresh_from_db()
    assert (draft.content["amount"], draft.texts["name"]["en"], draft.revision) == ("300", "New", 3)


def test_two_who_publish_at_once_publish_once(small_catalogue: Path, editor: Any) -> None:
    change_set, draft = begun(editor)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    publish.submit(change_set, by=editor, at=NOW)
    people = [UserFactory(publisher=True), UserFactory(publisher=True)]
    for person in people:
        looked_at(change_set, person)
    results = at_once(*(lambda by=by: publish.publish(change_set, by=by, at=NOW) for by in people))
    assert [result.code for result in results if isinstance(result, StudioError)] == ["status"]
    assert ServiceVersion.objects.filter(service="05-98").count() == 2


def test_two_sets_of_one_service_published_at_once_do_not_overlap(small_catalogue: Path, editor: Any) -> None:
    person = UserFactory(publisher=True)
    sets = []
    for mode in ("ask_first", "ask_first"):
        change_set, draft = begun(editor)
        edits.set_field(draft, "mode", mode, revision=1, by=editor, at=NOW)
        publish.submit(change_set, by=editor, at=NOW)
        looked_at(change_set, person)
        sets.append(change_set)
    results = at_once(*(lambda one=one: publish.publish(one, by=person, at=NOW) for one in sets))
    [refused] = [result for result in results if isinstance(result, StudioError)]
    assert isinstance(refused, NotReady)
    assert ServiceVersion.objects.filter(service="05-98", status="published").count() == 2


def test_loading_and_publishing_wait_for_each_other(small_catalogue: Path, editor: Any) -> None:
    person = UserFactory(publisher=True)
    change_set, draft = begun(editor)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, person)
    at_once(
        lambda: publish.publish(change_set, by=person, at=NOW), lambda: load_catalogue(root=small_catalogue, at=NOW)
    )
    assert [version.number for version in ServiceVersion.objects.filter(status="published").order_by("number")] == [
        1,
        2,
    ]


def test_what_the_database_refuses_is_said_in_words(
    small_catalogue: Path, editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever may let two versions meet, the constraint holds, and all of the set is undone."""
    person = UserFactory(publisher=True)
    change_set, draft = begun(editor)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, person)
    monkeypatch.setattr(writing, "_end", lambda version, day: [])
    with pytest.raises(Overlap, match="05-98 is in force on some of these days"):
        publish.publish(change_set, by=person, at=NOW)
    change_set.refresh_from_db()
    assert change_set.status == "submitted"
    assert ServiceVersion.objects.count() == 1
