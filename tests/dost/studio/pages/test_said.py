from __future__ import annotations

from typing import Any

import pytest

from dost.studio.pages.said import in_words
from services_catalog.changes import edits
from services_catalog.changes.compare import compare_draft
from services_catalog.models import DraftService
from tests.factories.studio import NOW

pytestmark = pytest.mark.django_db


def test_an_amount_says_what_it_asks_and_names_no_parameter(draft: DraftService, editor: Any) -> None:
    draft = edits.set_field(draft, "amount", "parameter.test_benefit * 2", revision=1, by=editor, at=NOW)
    [change] = in_words(compare_draft(draft)).expressions
    assert change.path == "amount"
    assert "Test benefit" in change.before
    assert "Test benefit" in change.after
    assert "parameter" not in change.after
    assert "".join(piece.text for piece in change.pieces if piece.kind != "removed") == change.after


def test_a_criterion_says_its_condition_and_not_its_short_name(draft: DraftService, editor: Any) -> None:
    edits.remove_item(draft, "criteria", "alive", revision=1, by=editor, at=NOW)
    draft.refresh_from_db()
    [item] = in_words(compare_draft(draft)).criteria
    assert item.kind == "removed"
    assert item.before is not None
    assert not {"id", "shared"} & item.before.keys()
    assert "person." not in item.before["require"]


def test_what_cannot_be_read_stays_as_it_was_typed(draft: DraftService, editor: Any) -> None:
    draft = edits.set_field(draft, "amount", "parameter.no_such", revision=1, by=editor, at=NOW)
    [change] = in_words(compare_draft(draft)).expressions
    assert change.after == "parameter.no_such"
