"""Checking drafts: every problem at its field, examples asked, neighbours looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services_catalog.changes import amounts, drafts, edits
from services_catalog.changes.checking import DraftCheck, check_change_set, check_draft
from services_catalog.changes.expressions import Issue
from services_catalog.load import load_catalogue
from tests.factories.services_catalog import SERVICE_YAML
from tests.factories.studio import NEXT_YEAR, NOW, begun

pytestmark = pytest.mark.django_db

TEXT = {"az": "Azı 60 yaşı var", "en": "Is at least 60", "ru": "Не моложе 60 лет"}


@pytest.fixture(autouse=True)
def _catalogue(small_catalogue: Path) -> None:
    """Every test here has the small catalogue."""


def checked(editor: Any, **fields: Any) -> DraftCheck:
    """The check of a draft of 05-98 with some fields of its version changed."""
    _change_set, draft = begun(editor)
    return check_draft(edits.set_fields(draft, {"mode": "ask_first", **fields}, revision=1, by=editor, at=NOW))


def serious(check: DraftCheck) -> list[Issue]:
    return [issue for issue in check.issues if issue.serious]


def criteria(require: str) -> list[dict[str, Any]]:
    return [{"use": "alive"}, {"id": "age", "require": require, "text": TEXT, "law": "Law"}]


def test_a_good_draft_has_no_problems_and_says_what_it_means(editor: Any) -> None:
    check = checked(editor)
    assert check.ok
    assert check.changes_rule
    assert not check.changes_passport
    assert set(check.expressions) == {"criteria[0].use", "criteria[1].require", "amount"}
    assert check.expressions["amount"].read_back["en"] == "Test benefit"
    assert [result.verdict for result in check.examples] == ["entitled", "not_entitled", "unknown"]
    assert all(result.right for result in check.examples)
    assert check.rule is not None


def test_a_problem_in_a_rule_is_at_its_word_in_the_text_with_its_line_breaks(editor: Any) -> None:
    text = "person.alive\n  AND   person.agee >= 60"
    [issue] = serious(checked(editor, criteria=criteria(text)))
    assert issue.path == "criteria[1].require"
    assert text[issue.start : issue.end] == "person.agee"
    assert "person.age" in issue.hint


def test_all_expressions_are_checked_at_once(editor: Any) -> None:
    check = checked(editor, criteria=criteria("person.agee >= 60"), amount="parameter.nothing", starts="person.age")
    assert [issue.path for issue in serious(check)] == ["criteria[1].require", "amount", "starts"]


def test_an_empty_criterion_and_missing_texts_are_at_their_fields(editor: Any) -> None:
    broken = [{"id": "Not A Word", "require": "", "text": {"az": "x", "en": "Привет"}, "law": ""}]
    paths = {issue.path for issue in serious(checked(editor, criteria=broken))}
    assert {"criteria[0].id", "criteria[0].require", "criteria[0].text", "criteria[0].text.en"} <= paths


def test_texts_of_the_passport_are_checked_at_their_fields(editor: Any) -> None:
    _change_set, draft = begun(editor)
    draft = edits.set_text(draft, ["name", "ru"], "In English", revision=1, by=editor, at=NOW)
    draft = edits.set_text(draft, ["kind"], "gift", revision=2, by=editor, at=NOW)
    check = check_draft(draft)
    assert {issue.path for issue in serious(check)} == {"texts.name.ru", "texts.kind"}
    assert (check.changes_rule, check.changes_passport) == (False, True)


def test_an_example_that_is_off_says_why(editor: Any) -> None:
    check = checked(editor, criteria=criteria("person.age >= 60"))
    [issue] = serious(check)
    assert (issue.path, issue.code) == ("examples[1].expect.verdict", "example")
    assert "not_entitled was expected" in issue.message
    assert "age: met" in issue.message
    assert [result.right for result in check.examples] == [True, False, True]
    assert check.examples[1].explanation is not None


def test_an_example_with_a_fact_the_rule_does_not_know_is_off(editor: Any) -> None:
    examples = [{"name": "A", "on": "2026-03-01", "facts": {"person.agee": 65}, "expect": {"verdict": "entitled"}}]
    check = checked(editor, examples=examples)
    assert "examples[0].facts.person.agee" in {issue.path for issue in serious(check)}
    assert not check.examples[0].right


def test_dates_and_amounts_are_given_as_text_and_refused_when_they_are_none(editor: Any) -> None:
    examples = [
        {"name": "A", "on": "2026-02-30", "facts": {}, "expect": {"verdict": "entitled", "amount": "much"}},
    ]
    paths = {issue.path for issue in serious(checked(editor, examples=examples))}
    assert {"examples[0].on", "examples[0].expect.amount"} <= paths


def test_a_rule_that_reads_a_registry_it_does_not_name_is_said(editor: Any) -> None:
    issues = serious(checked(editor, criteria=criteria("employment.active")))
    assert ("texts.registries", "EMAS") in {(issue.path, issue.message.split()[3]) for issue in issues}


def test_the_mode_must_go_with_the_delivery(editor: Any) -> None:
    assert "mode" in {issue.path for issue in serious(checked(editor, mode="on_application"))}


def test_a_shared_criterion_that_does_not_exist_is_said(editor: Any) -> None:
    [issue] = serious(checked(editor, criteria=[{"use": "alve"}, *criteria("person.age >= 65")[1:]]))
    assert issue.path == "criteria[0].use"
    assert "alive" in issue.message


def test_writing_out_a_shared_criterion_is_allowed_and_said(editor: Any) -> None:
    own = [{"id": "living", "require": "person.alive", "text": TEXT, "law": "Law"}, criteria("person.age >= 65")[1]]
    check = checked(editor, criteria=own)
    assert check.ok
    assert [(issue.path, issue.code) for issue in check.issues] == [("criteria[0].require", "shared")]


def test_an_unchanged_service_is_not_worth_publishing(editor: Any) -> None:
    _change_set, draft = begun(editor)
    assert [issue.code for issue in serious(check_draft(draft))] == ["unchanged"]


def test_exclusions_are_mutual(editor: Any, small_catalogue: Path) -> None:
    other = SERVICE_YAML.replace("05-98", "05-97").replace("require: formula.old_enough", "require: person.age >= 65")
    (small_catalogue / "benefits" / "05-97.yaml").write_text(other, encoding="utf-8")
    load_catalogue(root=small_catalogue, at=NOW)

    change_set, draft = begun(editor)
    edits.set_field(draft, "excludes", ["05-97", "05-96"], revision=1, by=editor, at=NOW)
    paths = [issue.path for issue in serious(check_change_set(change_set).drafts["05-98"])]
    assert paths == ["excludes[0]", "excludes[1]"]

    second = drafts.add_service(change_set, code="05-97", by=editor, at=NOW)
    edits.set_field(second, "excludes", ["05-98"], revision=1, by=editor, at=NOW)
    edits.set_field(draft, "excludes", ["05-97"], revision=2, by=editor, at=NOW)
    assert check_change_set(change_set).ok


def test_a_set_says_what_it_lacks(editor: Any) -> None:
    change_set = drafts.create(title="x", by=editor, at=NOW)
    check = check_change_set(change_set)
    assert not check.ok
    assert [issue.path for issue in check.issues] == ["valid_from", "ground", ""]


def test_amounts_are_checked_with_the_examples_of_other_services(editor: Any) -> None:
    change_set = drafts.create(title="x", ground="D", valid_from=date(2026, 1, 1), by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value=700, by=editor, at=NOW)
    check = check_change_set(change_set)
    assert [(issue.path, issue.serious) for issue in check.issues] == [("parameters[test_benefit].source", True)]
    [elsewhere] = check.elsewhere
    assert elsewhere.path == "05-98 examples[0]"
    assert "700.00" in elsewhere.message


def test_a_value_that_is_there_already_is_said(editor: Any) -> None:
    change_set = drafts.create(title="x", ground="D", valid_from=NEXT_YEAR, by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value="600.50", source="D", by=editor, at=NOW)
    check = check_change_set(change_set)
    assert check.ok
    assert [issue.code for issue in check.issues] == ["same"]


@pytest.mark.parametrize(
    ("value", "codes"), [("900.75", []), ("900.76", ["jump"]), ("300.24", ["jump"]), ("0", ["jump"])]
)
def test_a_jump_of_more_than_half_is_said_and_refuses_nothing(editor: Any, value: str, codes: list[str]) -> None:
    change_set = drafts.create(title="x", ground="D", valid_from=NEXT_YEAR, by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value=value, source="D", by=editor, at=NOW)
    check = check_change_set(change_set)
    assert check.ok
    assert [issue.code for issue in check.issues] == codes


def test_what_was_drafted_out_of_its_bounds_cannot_be_handed_in(editor: Any) -> None:
    change_set = drafts.create(title="x", ground="D", valid_from=NEXT_YEAR, by=editor, at=NOW)
    draft = amounts.set_parameter(change_set, name="test_benefit", value=700, source="D", by=editor, at=NOW)
    type(draft).objects.update(value=-340)
    check = check_change_set(change_set)
    assert not check.ok
    [issue] = [one for one in check.issues if one.serious]
    assert (issue.path, issue.code, issue.hint) == ("parameters[test_benefit].value", "bounds", "It is at least 0.")


def test_drafted_amounts_count_in_the_examples_of_the_draft(editor: Any) -> None:
    change_set, draft = begun(editor)
    amounts.set_parameter(change_set, name="test_benefit", value=700, source="D", by=editor, at=NOW)
    example = {
        "name": "Next year",
        "on": "2027-02-01",
        "facts": {"person.alive": True, "person.age": 65},
        "expect": {"verdict": "entitled", "amount": "700.00"},
    }
    draft = edits.put_item(draft, "examples", example, revision=1, by=editor, at=NOW)
    check = check_draft(draft)
    assert [result.right for result in check.examples] == [True] * 4


def test_garbage_in_a_draft_is_a_problem_and_not_a_crash(editor: Any) -> None:
    _change_set, draft = begun(editor)
    garbages: tuple[dict[str, Any], ...] = (
        {"criteria": "x"},
        {"criteria": [1, None, []], "examples": [None, 5]},
        {"criteria": [{"id": 5, "require": ["x"], "text": 3, "law": {}}], "examples": {}, "amount": {"a": 1}},
        {"basis": 5, "criteria": [{"id": "a", "require": "TRUE"}], "questions": [{"type": 1}], "payee": [[]]},
        {"amount": 1.5, "valid_from": 3},
    )
    for number, garbage in enumerate(garbages, 1):
        draft = drafts.save(draft, revision=number, content=garbage, texts={"name": 5, "x": 1}, by=editor, at=NOW)
        assert not check_draft(draft).ok
