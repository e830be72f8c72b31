"""Which questions a fact waits for: those that fill it or the list before it, and never one that was answered."""

from __future__ import annotations

from typing import Any

import pytest

from dost.proactive.screening.candidate import wanted_by
from dost.proactive.screening.causes import Causes, in_order
from dost.proactive.screening.derive import derive
from dost.proactive.screening.family import Family
from dost.proactive.screening.gates import resolved
from dost.proactive.screening.question_list import QUESTIONS
from dost.proactive.screening.questions import asks, is_replied
from dost.proactive.screening.values import UNKNOWN
from services_catalog.checks import compile_definition
from services_catalog.rules import CompiledRule, ParameterBook
from tests.factories.services_catalog import texts

from .telling import BABY, HUSBAND, ON, WOMAN, tell, tell_people


def rule(*requires: str, basis: str = "person") -> CompiledRule:
    criteria = [
        {"id": f"c{number}", "require": text, "text": texts("A condition"), "law": "Law, art. 1"}
        for number, text in enumerate(requires)
    ]
    return compile_definition({"basis": basis, "criteria": criteria, "period": "none"}, ParameterBook([]))


def waits(family: Family, fact: str, member: int = 0) -> tuple[set[str], set[str]]:
    """What a yes-or-no fact of a member waits for: questions not replied to, and those nobody knew an answer to."""
    one = rule(fact)
    whole = resolved(family, on=ON)
    arising = asks(QUESTIONS, whole, on=ON)
    replied = {ask.id for ask in arising if is_replied(whole, ask, on=ON)}
    candidate = next(each for each in derive(whole, wanted_by([one]), on=ON) if each.about == member)
    waiting, unsure = Causes(whole, arising, replied=replied, on=ON).of(candidate, one.facts[0])
    return set(waiting), set(unsure)


COUPLE = tell_people(WOMAN, HUSBAND)
NOBODY: frozenset[Any] = frozenset()


def test_a_fact_waits_for_the_question_that_fills_it() -> None:
    assert waits(COUPLE, "employment.active") == ({"works"}, set())


def test_a_fact_behind_a_list_waits_for_the_list() -> None:
    assert waits(COUPLE, "pension.active") == ({"situation_money"}, set())


def test_behind_a_yes_it_waits_for_who_it_is_and_not_for_the_list_that_was_answered() -> None:
    family = tell(COUPLE, "situation_money", frozenset({"pension"}))
    assert waits(family, "pension.active") == ({"who_pension"}, set())


def test_what_was_answered_waits_for_nothing() -> None:
    assert waits(tell(COUPLE, "works", frozenset({0})), "employment.active", member=1) == (set(), set())
    assert waits(tell(COUPLE, "situation_money", NOBODY), "pension.active") == (set(), set())


@pytest.mark.parametrize(("question", "fact"), [("works", "employment.active"), ("situation_money", "pension.active")])
def test_what_nobody_knew_is_told_apart(question: str, fact: str) -> None:
    assert waits(tell(COUPLE, question, UNKNOWN), fact) == (set(), {question})


def test_who_has_died_is_asked_for_where_nobody_was_named() -> None:
    whole = resolved(tell(COUPLE, "situation", frozenset({"death"})), on=ON)
    arising = asks(QUESTIONS, whole, on=ON)
    replied = {ask.id for ask in arising if is_replied(whole, ask, on=ON)}
    one = rule("deceased.pension.active", basis="death")
    (candidate,) = derive(whole, wanted_by([one]), on=ON)
    causes = Causes(whole, arising, replied=replied, on=ON)
    assert candidate.about is None
    assert causes.of_being(candidate) == causes.of(candidate, one.facts[0]) == (frozenset({"deceased"}), frozenset())


def test_ages_answer_too() -> None:
    assert waits(tell_people(WOMAN, HUSBAND, BABY), "employment.active", member=2) == (set(), set())


def test_questions_come_in_the_order_in_which_they_arise() -> None:
    arising = asks(QUESTIONS, resolved(COUPLE, on=ON), on=ON)
    found = in_order({"works", "situation", "nothing"}, arising)
    assert [ask.id for ask in found] == ["situation", "works"]
    assert in_order(frozenset(), arising) == ()


def test_a_fact_waits_for_the_same_whatever_was_looked_at_before_it() -> None:
    """A view keeps what it has found: the second fact that stands on the same must still be seen to look at it."""
    one = rule("children.born > 0", "children.under_8 > 0", "children.under_18 > 0")
    whole = resolved(tell_people(WOMAN, HUSBAND, BABY), on=ON)
    arising = asks(QUESTIONS, whole, on=ON)
    replied = {ask.id for ask in arising if is_replied(whole, ask, on=ON)}
    father = next(each for each in derive(whole, wanted_by([one]), on=ON) if each.about == 1)
    causes = Causes(whole, arising, replied=replied, on=ON)
    assert [causes.of(father, bound) for bound in one.facts] == [(frozenset({"situation"}), frozenset())] * 3
