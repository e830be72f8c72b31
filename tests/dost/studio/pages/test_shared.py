from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from dost.studio.pages.shared import (
    SharedDraftRow,
    checked_shared,
    named_services,
    shared_item,
    shared_page,
    shared_rows,
)
from services_catalog.changes import drafts
from services_catalog.changes.checking import check_change_set
from services_catalog.changes.expressions import ExpressionCheck, Issue
from services_catalog.changes.shared_drafts import put_shared
from services_catalog.models import ChangeSet
from tests.factories.services_catalog import CRITERIA_YAML, ServiceFactory, texts
from tests.factories.studio import NEXT_YEAR, NOW, TODAY

pytestmark = pytest.mark.django_db

ALIVE = {"require": "person.alive AND NOT person.missing", "text": texts("Lives here"), "law": "Law, art. 1"}
MORE = """\
zinc: {require: person.alive, text: {az: Zəif, en: Weak, ru: Слаб}, law: "Law, art. 2"}
"""


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    return drafts.create(title="Decree", ground="Act 7", valid_from=NEXT_YEAR, by=editor, at=NOW)


def put(change_set: ChangeSet, by: Any, **changes: Any) -> None:
    put_shared(change_set, kind="criterion", name="alive", content={**ALIVE, **changes}, by=by, at=NOW)


def test_the_list_has_both_kinds_with_how_many_use_each_and_who_changes_it(
    change_set: ChangeSet, small_catalogue: Path, editor: Any
) -> None:
    (small_catalogue / "criteria.yaml").write_text(MORE + CRITERIA_YAML, encoding="utf-8")
    put(change_set, editor)
    page = shared_page(today=TODAY, may_edit=True)
    assert page.may_edit
    (_, _, kind, criteria), (_, _, other_kind, formulas) = page.groups
    assert (kind, other_kind) == ("criterion", "formula")
    assert [(row.title, row.used, row.drafts) for row in criteria] == [
        ("Is alive", 1, ((change_set.pk, "Decree"),)),
        ("Weak", 0, ()),
    ]
    assert [(row.name, row.title, row.used) for row in formulas] == [("old_enough", "Is old enough", 1)]
    assert criteria[0].url == reverse("studio:shared_item", args=["criterion", "alive"])


@pytest.mark.parametrize(("status", "shown"), [("submitted", 1), ("published", 0), ("discarded", 0)])
def test_only_sets_under_way_are_named(change_set: ChangeSet, editor: Any, status: str, shown: int) -> None:
    put(change_set, editor)
    ChangeSet.objects.update(status=status)
    item = shared_item("criterion", "alive", today=TODAY, may_edit=False)
    assert item is not None
    assert len(item.drafts) == shown


def test_one_says_its_words_its_text_its_act_and_its_services(small_catalogue: Path) -> None:
    item = shared_item("criterion", "alive", today=TODAY, may_edit=True)
    assert item is not None
    assert (item.title, item.typed, item.law) == ("Is alive", "person.alive", "Law, art. 1")
    assert item.used == (("05-98", "Test benefit"),)
    assert (item.kind_title, item.texts.here, item.may_edit) == ("Shared criterion", "Is alive", True)
    formula = shared_item("formula", "old_enough", today=TODAY, may_edit=False)
    assert formula is not None
    assert (formula.title, formula.typed, formula.law) == ("Is old enough", "person.age >= 65", "")
    assert shared_item("formula", "alive", today=TODAY, may_edit=True) is None


def test_services_are_named_once_by_code_and_what_is_not_there_has_no_name(small_catalogue: Path) -> None:
    ServiceFactory(code="05-91", name=texts("Grant"))
    assert named_services(["05-98", "05-91", "05-98", "05-77"]) == (
        ("05-77", ""),
        ("05-91", "Grant"),
        ("05-98", "Test benefit"),
    )


# -- in a change set -------------------------------------------------------------------------------------------------


def test_what_a_set_changes_is_told_with_what_is_wrong_and_who_follows(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, require="person.alvie")
    [row] = shared_rows(change_set, check_change_set(change_set).shared)
    assert row == SharedDraftRow(
        kind="criterion",
        kind_title="Shared criterion",
        name="alive",
        title="Lives here",
        url=reverse("studio:set_shared", args=[change_set.pk, "criterion", "alive"]),
        wrong=True,
        used=1,
    )
    [unchecked] = shared_rows(change_set, ())
    assert (unchecked.wrong, unchecked.used) == (False, 0)


def test_one_without_words_is_called_by_its_name(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, text={})
    [row] = shared_rows(change_set, ())
    assert row.title == "alive"


def test_an_expression_shows_its_wrong_words_or_what_it_says_the_readers_language_first() -> None:
    assert checked_shared("x", None).runs == ()
    issue = Issue("require", "No such fact.", start=4, end=9, word="alvie")
    wrong = checked_shared("NOT alvie", ExpressionCheck((issue,)))
    assert [(run.text, run.problem) for run in wrong.runs] == [("NOT ", 0), ("alvie", 1)]
    assert wrong.still_wrong
    right = checked_shared("TRUE", ExpressionCheck((), read_back={"az": "bəli", "en": "yes"}))
    assert [(reading.language, reading.text) for reading in right.readings] == [("en", "yes"), ("az", "bəli")]
    assert not right.still_wrong
