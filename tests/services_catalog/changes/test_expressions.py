"""Expressions as they are typed: each problem at its word, plain words when right, nothing forged to the database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from services_catalog.changes.expressions import check_expression
from services_catalog.library import Library
from services_catalog.rules import Parameter, ParameterBook, ValueType
from tests.services_catalog.rules.forged import FORGED

BOOK = ParameterBook(
    [Parameter("age", ValueType.INTEGER, ((date(2019, 1, 1), 65),), {"az": "Yaş", "en": "Age limit", "ru": "Возраст"})]
)
LIBRARY = Library(formulas={"old": "person.age >= parameter.age", "broken": "person.agee > 1"})


def check(text: str, *, basis: str = "person", expected: ValueType | None = ValueType.BOOLEAN, **more: Any) -> Any:
    return check_expression(text, basis=basis, expected=expected, parameters=BOOK, known=LIBRARY, path="x", **more)


def test_what_is_right_is_read_back_in_three_languages() -> None:
    found = check("formula.old AND NOT person.missing")
    assert found.ok
    assert found.expression.type is ValueType.BOOLEAN
    assert set(found.read_back) == {"az", "en", "ru"}
    assert "Age limit" in found.read_back["en"]
    assert "Возраст" in found.read_back["ru"]


def test_a_problem_points_at_its_word_as_typed() -> None:
    text = "person.alive\n  AND person.agee >= 65"
    [issue] = check(text).issues
    assert (issue.path, text[issue.start : issue.end], issue.word) == ("x", "person.agee", "person.agee")
    assert "person.age" in issue.hint


def test_every_unknown_name_is_reported_at_once() -> None:
    found = check("person.agee >= 65 AND parameter.nothing > 1 AND person.alive AND persn.alive")
    assert [issue.word for issue in found.issues] == ["person.agee", "parameter.nothing", "persn.alive"]


def test_a_problem_behind_a_formula_is_still_at_its_place() -> None:
    text = "formula.old AND formula.old AND person.nothing"
    [issue] = check(text).issues
    assert text[issue.start : issue.end] == "person.nothing"


def test_a_problem_inside_a_formula_points_at_its_name() -> None:
    text = "person.alive AND formula.broken"
    assert {text[issue.start : issue.end] for issue in check(text).issues} == {"formula.broken"}


def test_an_unknown_formula_is_pointed_at_with_a_hint() -> None:
    text = "formula.old AND formula.oldd"
    [issue] = check(text).issues
    assert text[issue.start : issue.end] == "formula.oldd"
    assert "formula.old" in issue.message


def test_the_wrong_type_and_the_wrong_basis_are_said() -> None:
    assert check("person.age").issues[0].hint == "Compare it with something."
    assert check("person.age", expected=ValueType.DATE).issues[0].message.startswith("A date is needed here")
    assert check("person.age >= 1", basis="nothing").issues[0].path == "basis"


def test_answers_can_be_named_when_they_are_asked_for() -> None:
    question = {"id": "bears_costs", "ask": {"az": "a", "en": "Do you pay?", "ru": "р"}, "type": "yes_no"}
    assert check("answer.bears_costs", questions=[question]).ok
    assert not check("answer.bears_costs").ok
    assert not check("answer.x", questions=[{"id": "x"}]).ok


@pytest.mark.django_db
@pytest.mark.parametrize("text", FORGED, ids=lambda text: ascii(text[:40]))
def test_a_forged_expression_is_refused_without_asking_the_database(text: str) -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as queries:
        found = check(text)
    assert not found.ok
    assert found.read_back == {}
    assert len(queries) == 0
    for issue in found.issues:
        assert issue.message
        assert issue.start is None or 0 <= issue.start <= (issue.end or 0) <= len(text)


def test_money_is_read_as_money() -> None:
    assert check("600.50", expected=ValueType.MONEY).expression.root.value == Decimal("600.50")
