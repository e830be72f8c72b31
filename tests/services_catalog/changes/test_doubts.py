"""Words and rule that changed apart: found, confirmed, and asked again when they change again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services_catalog.changes import amounts, doubts, edits, history, publish
from services_catalog.changes.checking import NotConfirmed, check_change_set
from services_catalog.changes.errors import StudioError
from services_catalog.changes.permissions import StudioDenied
from services_catalog.models import ChangeSet, DraftService
from tests.factories.services_catalog import SERVICE_YAML
from tests.factories.studio import NOW, begun, confirmed

pytestmark = pytest.mark.django_db

AGE = {"az": "65 yaşı tamam olub", "en": "Has turned 65", "ru": "Исполнилось 65 лет"}
AGE_66 = {"az": "66 yaşı tamam olub", "en": "Has turned 66", "ru": "Исполнилось 66 лет"}


@pytest.fixture
def draft(small_catalogue: Path, editor: Any) -> DraftService:
    return begun(editor)[1]


def fresh(draft: DraftService) -> DraftService:
    return DraftService.objects.get(pk=draft.pk)


def criterion(draft: DraftService, by: Any, *, require: str = "formula.old_enough", text: Any = AGE) -> None:
    now = fresh(draft)
    edits.set_criterion(
        now,
        id="age",
        require=require,
        text=text,
        law="Law, art. 2",
        replaces="age",
        revision=now.revision,
        by=by,
        at=NOW,
    )


def found(draft: DraftService) -> list[tuple[str, str]]:
    change_set = ChangeSet.objects.get(pk=draft.change_set_id)
    return [(doubt.path, doubt.code) for doubt in check_change_set(change_set).doubts]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"require": "person.age  >=  65 OR FALSE"}, ["text_stays"]),
        ({"require": "person.age >= 66", "text": AGE_66}, []),
        ({"text": AGE_66}, ["rule_stays"]),
        ({"text": {**AGE, "az": AGE_66["az"]}}, ["language_stays"]),
        ({"require": "person.age >= 66", "text": {**AGE_66, "ru": AGE["ru"]}}, ["language_stays"]),
        ({"require": " formula.old_enough "}, []),
    ],
)
def test_a_condition_and_its_words_go_together(
    draft: DraftService, editor: Any, changes: dict[str, Any], codes: list[str]
) -> None:
    criterion(draft, editor, **changes)
    assert found(draft) == [("criteria[1].text", code) for code in codes]


def test_amounts_and_what_the_person_gets_go_together(draft: DraftService, editor: Any) -> None:
    edits.set_field(draft, "amount", "2 * parameter.test_benefit", revision=1, by=editor, at=NOW)
    assert found(draft) == [("texts.receives", "text_stays")]
    receives = {"az": "1201 manat", "en": "1201 manat", "ru": "1201 манат"}
    edits.set_text(fresh(draft), ["receives"], receives, revision=2, by=editor, at=NOW)
    assert found(draft) == []
    edits.set_field(fresh(draft), "amount", "parameter.test_benefit", revision=3, by=editor, at=NOW)
    assert found(draft) == [("texts.receives", "rule_stays")]
    amounts.set_parameter(draft.change_set, name="test_benefit", value=1201, source="Act", by=editor, at=NOW)
    assert found(draft) == []


def test_every_text_is_changed_in_all_languages_or_asked_about(draft: DraftService, editor: Any) -> None:
    edits.set_text(draft, ["summary", "az"], "Bir dəfə verilir", revision=1, by=editor, at=NOW)
    assert found(draft) == [("texts.summary", "language_stays")]
    [doubt] = check_change_set(draft.change_set).doubts
    assert "AZ" in doubt.message
    assert "EN, RU" in doubt.message
    steps = [{"az": "Özü gəlir", "en": "Comes by itself", "ru": "Приходит само"}]
    edits.set_text(fresh(draft), ["passport", "steps"], steps, revision=2, by=editor, at=NOW)
    assert ("texts.passport.steps[0]", "language_stays") in found(draft)
    assert "Özü gəlir" in SERVICE_YAML


def test_it_is_handed_in_once_somebody_has_confirmed_it(draft: DraftService, editor: Any, viewer: Any) -> None:
    edits.set_text(draft, ["summary", "az"], "Bir dəfə verilir", revision=1, by=editor, at=NOW)
    change_set = ChangeSet.objects.get(pk=draft.change_set_id)
    with pytest.raises(NotConfirmed):
        publish.submit(change_set, by=editor, at=NOW)
    [doubt] = check_change_set(change_set).doubts
    with pytest.raises(StudioDenied):
        doubts.confirm(change_set, [doubt], [doubt.key], by=viewer, at=NOW)
    for keys in ([], ["forged"]):
        with pytest.raises(StudioError):
            doubts.confirm(change_set, [doubt], keys, by=editor, at=NOW)
    assert doubts.confirm(change_set, [doubt], [doubt.key], by=editor, at=NOW, reason="A misprint.") == 1
    assert doubts.confirm(change_set, [doubt], [doubt.key], by=editor, at=NOW) == 0
    entry = change_set.history.get(action=history.CONFIRMED)
    assert entry.note.endswith("A misprint.")
    assert history.changes_of(entry) == []
    revision = change_set.revision
    change_set.refresh_from_db()
    assert change_set.revision == revision
    assert publish.submit(change_set, by=editor, at=NOW).status == "submitted"


def test_what_changes_again_is_asked_again(draft: DraftService, editor: Any) -> None:
    criterion(draft, editor, text=AGE_66)
    confirmed(draft.change_set, by=editor)
    assert found(draft) == []
    criterion(draft, editor, text={**AGE_66, "en": "Is 66"})
    assert found(draft) == [("criteria[1].text", "rule_stays")]
    now = fresh(draft)
    edits.move_item(now, "criteria", "age", 0, revision=now.revision, by=editor, at=NOW)
    assert found(draft) == [("criteria[0].text", "rule_stays")]
    confirmed(draft.change_set, by=editor)
    now = fresh(draft)
    edits.move_item(now, "criteria", "age", 1, revision=now.revision, by=editor, at=NOW)
    assert found(draft) == []  # a move is no change of what was confirmed
