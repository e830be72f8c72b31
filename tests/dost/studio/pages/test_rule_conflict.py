from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from dost.studio.pages.rule_conflict import ConflictPage, conflict_of
from services_catalog.changes.errors import Conflict
from services_catalog.changes.paths import MISSING, Clash
from tests.factories.studio import NOW

pytestmark = pytest.mark.django_db


def page(*clashes: Clash, sent: list[tuple[str, str]] | None = None) -> ConflictPage:
    only: Any = [{"path": "period", "kind": "changed", "before": "once", "after": "monthly"}]
    conflict = Conflict({}, {}, {}, clashes, only, [], 7, "somebody", NOW)
    with translation.override("en"):
        return conflict_of(conflict, revision=6, sent=sent or [], action="/there/", place="criterion-age")


def test_both_answers_stand_beside_what_was_there() -> None:
    [row] = page(Clash("amount", "600", "700", "650")).clashes

    assert (row.number, row.place, row.base) == (1, "Amount", "600")
    assert [piece.text for piece in row.mine if piece.kind == "added"] == ["700"]
    assert [piece.text for piece in row.theirs if piece.kind == "added"] == ["650"]


def test_an_answer_that_takes_something_out_says_so() -> None:
    [row] = page(Clash("amount", "600", MISSING, "650")).clashes

    assert row.mine_gone
    assert not row.theirs_gone


def test_what_only_one_has_changed_stands() -> None:
    assert [(row.place, row.before, row.after) for row in page().only_mine] == [("How often", "Once", "Every month")]


def test_what_was_typed_is_sent_again_but_not_what_the_page_adds_itself() -> None:
    sent = [("csrfmiddlewaretoken", "x"), ("revision", "5"), ("law", "Art. 2"), ("place-1", "law"), ("keep-1", "mine")]

    shown = page(sent=sent)

    assert shown.sent == (("law", "Art. 2"),)
    assert (shown.revision, shown.action, shown.place) == (6, "/there/", "criterion-age")
