"""Which services a change of what they share takes along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services_catalog.changes import drafts
from services_catalog.changes.checking import check_change_set
from services_catalog.changes.following import followers, names_using, says_otherwise, using
from services_catalog.changes.pairs import compiled_pairs
from services_catalog.changes.shared_library import library_of
from services_catalog.library import Library
from services_catalog.located import Document
from services_catalog.models import ChangeSet, DraftService, ServiceVersion
from tests.factories.services_catalog import ServiceFactory, VersionFactory, definition, texts
from tests.factories.studio import NEXT_YEAR, NOW

from .sharing import messages, put, with_examples

pytestmark = pytest.mark.django_db


def test_the_services_that_use_it_follow_and_their_examples_are_tried(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, require="person.alive AND person.age > 65")
    [draft] = followers(change_set)
    assert draft.code == "05-98"
    assert not DraftService.objects.exists()
    check = check_change_set(change_set)
    assert check.followers == {"05-98"}
    assert check.drafts["05-98"].changes_rule
    assert {code for code, _issue in check.serious} == {"05-98"}  # its example of 65 years comes out otherwise
    with_examples(change_set, editor, **{"person.age": 66})
    assert followers(change_set) == []
    assert messages(change_set) == []


def test_a_formula_takes_along_whatever_names_it(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, "formula", "old_enough", value="person.age >= 65 AND TRUE")
    assert [draft.code for draft in followers(change_set)] == ["05-98"]
    put(change_set, editor, "formula", "old_enough", value="person.age >= 65", revision=1)
    assert followers(change_set) == []


def test_a_preview_counts_the_services_that_follow(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, "formula", "old_enough")
    [pair] = compiled_pairs(change_set, NEXT_YEAR)
    assert pair.code == "05-98"
    assert pair.before is not None
    assert pair.after is not None
    assert "65" in pair.before.criteria[1].expression.text
    assert "70" in pair.after.criteria[1].expression.text


def test_a_set_that_only_changes_texts_of_a_service_takes_its_rule_along(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    drafts.save(draft, content={}, revision=1, by=editor, at=NOW)
    put(change_set, editor, "formula", "old_enough")
    [pair] = compiled_pairs(change_set, NEXT_YEAR)
    assert "70" in pair.after.criteria[1].expression.text  # type: ignore[union-attr]
    assert check_change_set(change_set).drafts["05-98"].changes_rule


def test_who_changed_it_last_drafts_what_follows(change_set: ChangeSet, editor: Any, other_editor: Any) -> None:
    put(change_set, editor, require="person.alive AND person.age > 65")
    put(change_set, other_editor, "formula", "unused", is_new=True)
    change_set.shared.filter(name="unused").update(edited_at=NOW.replace(hour=12))
    [draft] = followers(change_set)
    assert (draft.edited_by, draft.base) == (other_editor, ServiceVersion.objects.get())
    assert draft._state.adding


def test_amounts_take_nobody_along_and_the_set_follows_its_own_day(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, "parameter", "new_amount")
    assert followers(change_set) == []
    put(change_set, editor)
    assert [draft.code for draft in followers(change_set)] == ["05-98"]
    change_set.valid_from = date(2019, 3, 31)  # no version was in force yet
    assert followers(change_set) == []


def test_a_version_says_otherwise_when_what_it_names_does(change_set: ChangeSet, editor: Any) -> None:
    version = ServiceVersion.objects.get()
    assert not says_otherwise(version, NEXT_YEAR, library_of(change_set))
    put(change_set, editor, law="Law, art. 3")
    assert says_otherwise(version, NEXT_YEAR, library_of(change_set))


def test_a_draft_that_was_taken_out_again_leaves_nothing_behind(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    texts_then = {**draft.texts, "summary": {**draft.texts["summary"], "en": "Paid twice"}}
    draft = drafts.save(draft, content={}, texts=texts_then, revision=1, by=editor, at=NOW)
    drafts.remove_service(draft, by=editor, at=NOW)
    put(change_set, editor)
    check = check_change_set(change_set)
    assert check.followers == {"05-98"}
    assert (check.drafts["05-98"].changes_rule, check.drafts["05-98"].changes_passport) == (True, False)
    assert check.drafts["05-98"].doubts == []


def test_checking_a_set_asks_little_more_for_each_service_that_follows(change_set: ChangeSet, editor: Any) -> None:
    """A criterion that everything names takes the whole catalogue along, at every look at its set."""
    first = ServiceVersion.objects.get()
    put(change_set, editor)
    counts = []
    for number in range(1, 4):
        check_change_set(change_set)  # what a process keeps is asked for once
        with CaptureQueriesContext(connection) as asked:
            check = check_change_set(change_set)
        counts.append(len(asked))
        assert len(check.followers) == number
        made = ServiceFactory(code=f"05-9{number}")
        VersionFactory(service=made, definition={**first.definition, "code": made.code})
    assert counts[1] - counts[0] == counts[2] - counts[1] <= 2  # the examples, and what else the set drafts


# -- who uses what ---------------------------------------------------------------------------------------------------


def saying(criteria: Mapping[str, str], **formulas: str) -> Library:
    """What is shared, as two files would say it."""
    data = {name: {"require": text} for name, text in criteria.items()}
    return Library(formulas=formulas, documents={"criteria": Document("criteria.yaml", data)})


def reached(criteria: set[str], formulas: set[str], known: Library) -> tuple[set[str], set[str]]:
    """Whatever names one of these, and these."""
    found = names_using(frozenset(criteria), frozenset(formulas), known)
    return set(found[0]), set(found[1])


def test_a_formula_leads_to_whatever_names_it_however_far_inside() -> None:
    criteria = {"grown": "formula.adult AND person.alive", "alive": "person.alive"}
    inside = {"years": "person.age", "months": "formula.years * 12", "adult": "formula.months >= 216"}
    known = saying(criteria, **inside, other="formula.adults")
    assert reached(set(), {"years"}, known) == ({"grown"}, {"years", "months", "adult"})
    assert reached({"alive"}, set(), known) == ({"alive"}, set())
    assert reached(set(), {"other"}, known) == (set(), {"other"})


def test_formulas_that_name_each_other_come_to_an_end() -> None:
    known = saying({}, a="formula.b", b="formula.a")
    assert reached(set(), {"a"}, known) == (set(), {"a", "b"})


def test_a_library_without_files_has_no_criteria_that_name_a_formula() -> None:
    assert reached(set(), {"a"}, Library()) == (set(), {"a"})


def test_a_version_uses_what_it_was_written_with() -> None:
    shared = {"id": "x", "shared": "alive", "require": "person.alive", "text": texts("x"), "law": "Law"}
    formula = {"id": "x", "require": "(1 > 0)", "written": "formula.sure", "text": texts("x"), "law": "Law"}
    said: dict[str, dict[str, Any]] = {
        "05-91": {"criteria": [shared]},
        "05-92": {"criteria": [formula]},
        "05-93": {"amount": "(2 * 3)", "written": {"amount": "formula.sum"}},
        "05-94": {},  # says the same as the shared criterion, and does not name it
    }
    versions = [
        ServiceVersion(service_id=code, definition=definition(code=code, **changes)) for code, changes in said.items()
    ]

    def codes(criteria: set[str], formulas: set[str]) -> list[str]:
        return [one.service_id for one in using((frozenset(criteria), frozenset(formulas)), versions)]

    assert codes({"alive"}, set()) == ["05-91"]
    assert codes(set(), {"sure"}) == ["05-92"]
    assert codes({"alive"}, {"sum"}) == ["05-91", "05-93"]
    assert codes({"sure"}, {"alive"}) == []
