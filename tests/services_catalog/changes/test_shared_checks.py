"""What is wrong with a drafted shared part and stands in the way, and what is doubtful about it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from services_catalog.changes import publish
from services_catalog.changes.checking import NotReady, check_change_set
from services_catalog.changes.reading import parameters_with
from services_catalog.changes.shared_checks import (
    bounds_of,
    check_shared,
    checked_expression,
    path_of_shared,
    users_of,
    worth_of,
)
from services_catalog.changes.shared_library import library_of
from services_catalog.models import ChangeSet
from services_catalog.rules import RuleError
from tests.factories.studio import NOW

from .sharing import FIRST, messages, put

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("criterion", {"require": "person.alvie"}, "There is no fact"),
        ("criterion", {"require": "person.age"}, "is needed here"),
        ("criterion", {"text": {"az": "Sağdır"}}, "EN, RU"),
        ("criterion", {"law": ""}, "On which act"),
        ("formula", {"value": "formula.old_enough"}, "leads back to itself"),
        ("formula", {"label": {}}, "AZ, EN, RU"),
        ("parameter", {"value": "500"}, "500 is too much."),
        ("parameter", {"value": "5,000"}, "thousand"),
        ("parameter", {"least": "200"}, "The least is more than the most."),
        ("parameter", {"type": "date"}, "measured in"),
        ("parameter", {"source": ""}, "The source is missing"),
    ],
)
def test_what_is_wrong_is_said_and_stands_in_the_way(
    change_set: ChangeSet, editor: Any, kind: str, changes: Any, message: str
) -> None:
    names = {"criterion": "alive", "formula": "old_enough", "parameter": "new_amount"}
    put(change_set, editor, kind, names[kind], **changes)
    assert any(message in said for said in messages(change_set)), messages(change_set)
    with pytest.raises(NotReady):
        publish.submit(change_set, by=editor, at=NOW)


def test_nothing_changed_is_nothing_to_publish(change_set: ChangeSet, editor: Any) -> None:
    text = {"az": "Sağdır", "en": "Is alive", "ru": "Жив"}
    put(change_set, editor, require="person.alive", text=text)
    assert messages(change_set) == ["Nothing is changed in it; change something or take it out."]


def test_a_condition_that_changed_without_its_words_is_doubtful(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, text={"az": "Sağdır", "en": "Is alive", "ru": "Жив"})
    assert [(doubt.subject, doubt.code) for doubt in check_change_set(change_set).doubts] == [
        ("criterion.alive", "text_stays")
    ]


def test_an_issue_stands_at_its_place_in_the_set_with_the_wrong_word(change_set: ChangeSet, editor: Any) -> None:
    draft = put(change_set, editor, require="person.alive AND person.alvie", law="")
    found = check_shared(draft, parameters=parameters_with(change_set), known=library_of(change_set))
    assert [(issue.path, issue.word) for issue in found.issues] == [
        ("shared[criterion/alive].require", "person.alvie"),
        ("shared[criterion/alive].law", ""),
    ]
    assert path_of_shared("formula", "x", "label") == "shared[formula/x].label"
    assert (found.ok, found.users, found.doubts) == (False, ["05-98"], [])


def test_what_is_right_says_what_it_means_and_whom_it_touches(change_set: ChangeSet, editor: Any) -> None:
    draft = put(change_set, editor)
    found = check_shared(draft, parameters=parameters_with(change_set), known=library_of(change_set))
    assert (found.ok, found.issues, found.users) == (True, [], ["05-98"])
    assert found.expression is not None
    assert set(found.expression.read_back) == {"az", "en", "ru"}


def test_a_new_amount_is_used_by_nobody_yet_and_must_not_be_there(change_set: ChangeSet, editor: Any) -> None:
    draft = put(change_set, editor, "parameter", "new_amount")
    known, parameters = library_of(change_set), parameters_with(change_set)
    assert check_shared(draft, parameters=parameters, known=known).issues == []
    draft.name = "test_benefit"
    [issue] = check_shared(draft, parameters=parameters, known=known).issues
    assert "another one called" in issue.message


def test_its_users_are_those_of_the_day(change_set: ChangeSet) -> None:
    known = library_of(change_set)
    for kind, name, codes in (
        ("criterion", "alive", ["05-98"]),
        ("formula", "old_enough", ["05-98"]),
        ("formula", "alive", []),
        ("criterion", "old_enough", []),
    ):
        assert [version.service_id for version in users_of(kind, name, known, change_set)] == codes
    change_set.valid_from = FIRST - timedelta(days=1)
    assert users_of("criterion", "alive", known, change_set) == []


def test_an_expression_is_right_under_every_basis_that_uses_it_or_any_while_none_does(change_set: ChangeSet) -> None:
    def check(text: str, *bases: str) -> bool:
        book, known = parameters_with(change_set), library_of(change_set)
        return checked_expression("criterion", {"require": text}, set(bases), parameters=book, known=known).ok

    assert check("person.alive", "person", "child")
    assert check("child.alive", "child")
    assert not check("child.alive", "person", "child")
    assert check("child.alive")
    assert not check("child.alvie")


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ({"type": "money"}, None, None),
        ({"type": "money", "least": "1,50", "most": "2"}, Decimal("1.50"), 2),
        ({"type": "integer", "most": 3}, None, 3),
    ],
)
def test_bounds_are_read_in_the_type_of_the_amount(said: Any, least: Any, most: Any) -> None:
    bounds = bounds_of(said)
    assert (bounds.least, bounds.most) == (least, most)


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"type": "money", "least": "3", "most": "2"}, "least"),
        ({"type": "integer", "least": "1.5"}, "least"),
        ({"type": "money", "most": "much"}, "most"),
    ],
)
def test_wrong_bounds_name_the_field(said: Any, where: str) -> None:
    with pytest.raises(RuleError) as caught:
        bounds_of(said)
    assert caught.value.where == where


def test_a_value_is_a_number_of_its_type_or_none() -> None:
    assert worth_of({"type": "money", "value": "50,5"}) == Decimal("50.5")
    assert worth_of({"type": "integer", "value": 7}) == 7
    assert worth_of({"type": "money"}) is None
