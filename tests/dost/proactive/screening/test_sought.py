"""What rests on a matter that is not looked for, and what may come about another way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dost.proactive.screening.candidate import Candidate
from dost.proactive.screening.sought import may_hold, never_told
from services_catalog.checks import compile_definition
from services_catalog.rules import ParameterBook
from tests.factories.services_catalog import texts

from .telling import ON
from .test_causes import rule


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("employment.active", False),
        ("employment.active OR pension.active", True),
        ("employment.active AND pension.active", False),
        ("NOT (employment.active AND pension.active)", True),
        ("NOT (employment.active OR pension.active)", False),
        ("(employment.active OR pension.active) AND benefit.active", True),
        ("(employment.active AND pension.active) OR benefit.active", True),
        ("NOT employment.active", False),
    ],
)
def test_a_condition_may_have_another_way(condition: str, holds: bool) -> None:
    one = rule(condition)
    names = [bound.name for bound in one.facts]
    assert may_hold(one.criteria[0].expression.root, names, {"employment.active"}) is holds
    assert may_hold(one.criteria[0].expression.root, names, set())


def test_what_is_known_already_is_no_other_way() -> None:
    root = rule("employment.active OR pension.active").criteria[0].expression.root
    assert not may_hold(root, ["employment.active"], {"employment.active"})


def test_of_others_no_answer_is_expected() -> None:
    definition = {
        "basis": "person",
        "criteria": [{"id": "c", "require": "answer.safe", "text": texts("A condition"), "law": "Law, art. 1"}],
        "questions": [{"id": "safe", "ask": texts("Are you safe?"), "type": "yes_no"}],
        "period": "none",
    }
    one = compile_definition(definition, ParameterBook([]))
    asker = Candidate("person", "0", 0, 0, ON, certain=True, facts={}, unknown=frozenset())
    assert never_told(asker, one) == frozenset()
    assert never_told(replace(asker, declined=frozenset({"answer.safe"})), one) == {"answer.safe"}
    assert never_told(replace(asker, about=1), one) == {"answer.safe"}
