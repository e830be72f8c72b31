"""The questions of services: each thing asked once, only what a rule uses, and only once somebody wants the matter."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from dost.cases.rules import rules_in_force
from dost.proactive.screening.family import ATTRIBUTES, Family
from dost.proactive.screening.gates import WISHES, resolved
from dost.proactive.screening.questions import Form, Group, Question, asks
from dost.proactive.screening.service_questions import questions_for, service_questions
from dost.proactive.screening.values import Kind
from registries.facts.model import ANSWER
from services_catalog.checks import compile_definition
from services_catalog.definition import AnswerType
from services_catalog.definition import Question as ServiceQuestion
from services_catalog.rules import ParameterBook
from tests.factories.services_catalog import texts

from .telling import HUSBAND, ON, WOMAN, tell, tell_people

COUPLE = tell_people(WOMAN, HUSBAND)


def of_services(found: tuple[Question, ...]) -> list[Question]:
    return [one for one in found if one.id.startswith("service_")]


@pytest.mark.django_db
def test_every_answer_that_a_rule_uses_is_asked_for_once(whole_catalogue: None) -> None:
    rules = rules_in_force(ON)
    used = {bound.name for rule in rules for bound in rule.rule.facts if bound.role == ANSWER}
    asked = Counter(path for one in of_services(questions_for(rules)) for path in one.paths)
    assert asked.keys() == used
    assert set(asked.values()) == {1}


@pytest.mark.django_db
def test_the_words_are_the_catalogue_s_in_three_languages(whole_catalogue: None) -> None:
    for one in of_services(questions_for(rules_in_force(ON))):
        assert (one.form, one.group) == (Form.FIELDS, Group.DETAILS)
        for text in (one.text, *(line.label for line in one.fields)):
            assert isinstance(text, dict)
            assert all(text[language] for language in ("az", "en", "ru"))
        assert all(line.choices for line in one.fields if line.kind is Kind.CODE)


@pytest.mark.django_db
def test_what_rests_on_a_wish_arises_from_the_wish_alone(whole_catalogue: None) -> None:
    questions = of_services(questions_for(rules_in_force(ON)))
    family = tell(tell(COUPLE, "wishes_work", frozenset()), "wishes_care", frozenset())
    wished = {f"{ANSWER}.{id_}" for ids in WISHES.values() for id_ in ids}
    arising = [ask.question for ask in asks(questions, resolved(family, on=ON), on=ON)]
    assert not any(one.paths <= wished for one in arising)
    wants = ATTRIBUTES["wishes.visit"].write(family, True)
    more = {ask.question.id for ask in asks(questions, resolved(wants, on=ON), on=ON)}
    assert more > {one.id for one in arising}


@pytest.mark.django_db
def test_the_questions_are_kept_as_long_as_the_rules_are(whole_catalogue: None) -> None:
    rules = rules_in_force(ON)
    assert questions_for(rules) is questions_for(list(rules))


def version(code: str, asked: tuple[str, ...], used: tuple[str, ...]) -> Any:
    """As much of a version as its questions are made of: what it asks, and what its rule uses of that."""
    questions = [{"id": id_, "ask": texts(f"{id_}?"), "type": "yes_no"} for id_ in asked]
    criteria = [
        {"id": f"c{number}", "require": f"answer.{id_}", "text": texts("A condition"), "law": "Law, art. 1"}
        for number, id_ in enumerate(used)
    ]
    definition = {"basis": "person", "criteria": criteria, "questions": questions, "period": "none"}
    lines = tuple(ServiceQuestion(id_, texts(f"{id_}?"), AnswerType.YES_NO) for id_ in asked)
    rule = compile_definition(definition, ParameterBook([]))
    return SimpleNamespace(code=code, rule=rule, definition=SimpleNamespace(questions=lines))


def test_what_no_rule_uses_is_not_asked_and_what_two_ask_is_asked_by_the_first() -> None:
    first = version("01-01", ("safe", "topic"), ("safe",))
    other = version("01-02", ("safe", "near"), ("safe", "near"))
    found = service_questions([(first, texts("First")), (other, texts("Other"))])
    assert [(one.id, [line.name for line in one.fields]) for one in found] == [
        ("service_01_01", ["safe"]),
        ("service_01_02", ["near"]),
    ]


def test_more_lines_are_harder() -> None:
    short = version("01-01", ("safe",), ("safe",))
    long = version("01-02", ("near", "free"), ("near", "free"))
    assert [one.difficulty for one in service_questions([(short, texts("A")), (long, texts("B"))])] == [2, 3]


def test_what_nobody_foresaw_is_asked_of_every_adult() -> None:
    found = service_questions([(version("01-01", ("safe",), ("safe",)), texts("First"))])
    assert [ask.id for ask in asks(found, resolved(COUPLE, on=ON), on=ON)] == ["service_01_01"]
    assert asks(found, resolved(Family(), on=ON), on=ON) == ()
