from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services_catalog.changes import drafts, edits
from services_catalog.changes.errors import NotFound, StudioError
from services_catalog.models import ChangeSet
from tests.factories.studio import NEXT_YEAR, NOW

pytestmark = pytest.mark.django_db

TEXT = {"az": "Azı 60 yaşı var", "en": "Is at least 60", "ru": "Не моложе 60 лет"}


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    return drafts.create(title="Decree", ground="Decree 1", valid_from=NEXT_YEAR, by=editor, at=NOW)


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
