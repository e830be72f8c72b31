from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from dost.studio.pages.ending import hand_in_of, publishing_of
from services_catalog.changes import edits, publish
from services_catalog.changes.checking import check_change_set
from services_catalog.models import ChangeSet
from tests.factories.studio import NOW, TODAY, PreviewFactory, begun, looked_at

pytestmark = pytest.mark.django_db


def changed(editor: Any, *, valid_from: date | None = date(2027, 1, 1)) -> ChangeSet:
    """A set in which 05-98 asks the person first."""
    change_set, draft = begun(editor, valid_from=valid_from)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    change_set.refresh_from_db()
    return change_set


@pytest.mark.parametrize(("valid_from", "fields"), [(date(2027, 1, 1), []), (None, ["valid_from"])])
def test_only_what_is_missing_is_asked_for(
    small_catalogue: Path, editor: Any, valid_from: date | None, fields: list[str]
) -> None:
    change_set = changed(editor, valid_from=valid_from)
    found = hand_in_of(change_set, check_change_set(change_set))
    assert (list(found.form.fields), found.ready, found.previewed) == (fields, True, False)


def test_a_preview_of_an_earlier_state_is_none(small_catalogue: Path, editor: Any) -> None:
    change_set = changed(editor)
    PreviewFactory(change_set=change_set, revision=change_set.revision - 1)
    check = check_change_set(change_set)
    assert not hand_in_of(change_set, check).previewed
    PreviewFactory(change_set=change_set)
    assert hand_in_of(change_set, check).previewed


def test_what_keeps_a_second_person_from_publishing(small_catalogue: Path, editor: Any, publisher: Any) -> None:
    change_set = publish.submit(changed(editor), by=editor, at=NOW)
    asked = publishing_of(change_set, by=publisher, today=TODAY)
    assert (asked.own, asked.preview_url, asked.preview_under_way) == (False, "", False)
    assert list(asked.obstacles) == ["There is no finished preview of it as it is now."]
    PreviewFactory(change_set=change_set, state="running")
    assert publishing_of(change_set, by=publisher, today=TODAY).preview_under_way

    seen = looked_at(change_set, publisher)
    asked = publishing_of(change_set, by=publisher, today=TODAY)
    assert (asked.obstacles, asked.at_once) == ((), False)
    assert asked.preview_url == reverse("studio:preview", args=[change_set.pk, seen.pk])


def test_whoever_prepared_it_never_publishes_it(small_catalogue: Path, publisher: Any) -> None:
    change_set = publish.submit(changed(publisher), by=publisher, at=NOW)
    looked_at(change_set, publisher)
    assert publishing_of(change_set, by=publisher, today=TODAY).own


def test_a_day_in_the_past_is_answered_in_the_form(small_catalogue: Path, editor: Any, publisher: Any) -> None:
    change_set = publish.submit(changed(editor, valid_from=date(2026, 1, 1)), by=editor, at=NOW)
    looked_at(change_set, publisher)
    asked = publishing_of(change_set, by=publisher, today=TODAY)
    assert (asked.obstacles, asked.at_once) == ((), True)
    assert "backdated_reason" in asked.form.fields
