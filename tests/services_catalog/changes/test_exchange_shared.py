"""What is shared, in the file of a change set: out, in, and what it names of the catalogue it came from."""

from __future__ import annotations

from typing import Any

import pytest

from services_catalog.changes import drafts, edits
from services_catalog.changes.exchange import export_change_set, import_change_set
from services_catalog.changes.exchange_shared import expressions_of, import_shared, shared_as_file, shared_by
from services_catalog.library import Library, SharedCriterion
from services_catalog.models import ChangeSet, DraftService
from tests.factories.studio import NOW

from .sharing import ALIVE, put

pytestmark = pytest.mark.django_db


def test_a_file_of_the_set_carries_them(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, "formula", "old_enough")
    put(change_set, editor, "parameter", "new_amount")
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    text = export_change_set(change_set, by=editor, at=NOW)
    imported = import_change_set(text.encode(), by=editor, at=NOW).change_set
    assert [(one.kind, one.name, one.content) for one in imported.shared.all()] == [
        (one.kind, one.name, one.content) for one in change_set.shared.all()
    ]
    assert imported.services.get().content["criteria"][1]["require"] == "formula.old_enough"
    wrong = import_change_set(text.replace("name: new_amount", "name: test_benefit").encode(), by=editor, at=NOW)
    assert [found.subject for found in wrong.findings if found.serious][:1] == ["parameter.test_benefit"]


def test_what_a_file_says_is_drafted_and_the_rest_is_told(change_set: ChangeSet, editor: Any, viewer: Any) -> None:
    items: list[Any] = [
        {"kind": "criterion", "name": "alive", "content": ALIVE},
        {"kind": "formula", "name": "no word", "content": {}},
        {"kind": "phrase", "name": "x"},
        {"kind": "formula", "name": "empty", "content": ["x"]},
        {},
    ]
    told = dict(import_shared(change_set, items, by=editor, at=NOW))
    assert shared_as_file(change_set) == [
        {"kind": "criterion", "name": "alive", "content": ALIVE},
        {"kind": "formula", "name": "empty", "content": {}},
    ]
    assert list(told) == ["formula.no word", "phrase.x", "."]
    assert all(reason.startswith("It was left out: ") for reason in told.values())
    assert "is no short name" in told["formula.no word"]


def criterion(name: str, law: str = "Law", **text: str) -> SharedCriterion:
    return SharedCriterion(name, f"person.{name}", text, law, (name,))


def test_what_drafts_name_goes_with_them_however_far_inside() -> None:
    known = Library(
        criteria={"alive": criterion("alive", en="Is alive", xx="?"), "idle": criterion("idle")},
        formulas={"a": "formula.b + 1", "b": "formula.a", "sum": "2", "idle": "3", "day": "formula.gone"},
    )
    content = {
        "criteria": [{"use": "alive"}, {"use": "gone"}, {"use": {}}, {"require": "formula.a > 0"}, 5],
        "amount": "formula.sum + formula.gone",
        "starts": "formula.day",
        "until": None,
    }
    criteria, formulas = shared_by([DraftService(content=content), DraftService(content={"criteria": 5})], known)
    assert criteria == {"alive": {"require": "person.alive", "text": {"en": "Is alive"}, "law": "Law"}}
    assert formulas == {name: known.formulas[name] for name in ("a", "b", "day", "sum")}


def test_every_expression_of_a_version_is_found_with_what_holds_it() -> None:
    own = {"id": "x", "require": "person.alive"}
    content = {"criteria": [{"use": "alive"}, own, "x"], "amount": "1", "starts": "today", "until": 5, "mode": "x"}
    assert list(expressions_of(content)) == [
        (own, "require", "person.alive"),
        (content, "amount", "1"),
        (content, "starts", "today"),
    ]
    assert list(expressions_of({})) == []
