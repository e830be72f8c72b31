"""Answers as they are read, checked and put beside the facts of the registries."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from registries.facts import catalogue
from services_catalog.answers import (
    CaseAnswers,
    WrongAnswer,
    asks,
    from_registries,
    read_answers,
    still_to_answer,
    typed_answer,
    what_is_right,
    with_case_answers,
)
from services_catalog.definition import AnswerType, Question
from services_catalog.questions import with_answers

ASK = {"az": "Sual", "en": "Question", "ru": "Вопрос"}
CHOICES = {"near": {"az": "Yaxın", "en": "Near", "ru": "Рядом"}, "far": {"az": "Uzaq", "en": "Far", "ru": "Далеко"}}
QUESTIONS = [
    Question("ready", ASK, AnswerType.YES_NO),
    Question("workers", ASK, AnswerType.WHOLE_NUMBER),
    Question("pay", ASK, AnswerType.MONEY),
    Question("since", ASK, AnswerType.DATE),
    Question("place", ASK, AnswerType.CHOICE, CHOICES),
]
BY_ID = {question.id: question for question in QUESTIONS}


def test_every_type_is_read_and_kept_as_json() -> None:
    given_ = {"ready": True, "workers": "12", "pay": Decimal("250.5"), "since": "2026-09-01", "place": "near"}
    kept, wrong = read_answers(QUESTIONS, given_)
    assert wrong == []
    assert kept == {"ready": True, "workers": 12, "pay": "250.50", "since": "2026-09-01", "place": "near"}
    assert json.loads(json.dumps(kept)) == kept


def test_a_name_may_be_written_as_the_rule_names_it() -> None:
    assert read_answers(QUESTIONS, {"answer.workers": 3}) == ({"workers": 3}, [])


@pytest.mark.parametrize(
    ("question", "raw", "right"),
    [
        ("ready", "perhaps", "yes or no, written true or false"),
        ("ready", 1, "yes or no, written true or false"),
        ("workers", 2.5, "a whole number, 0 or more, such as 3"),
        ("workers", -1, "a whole number, 0 or more, such as 3"),
        ("workers", True, "a whole number, 0 or more, such as 3"),
        ("pay", "12.345", "an amount in manats, 0 or more, with at most two decimals, such as 250.00"),
        ("pay", "-0.01", "an amount in manats, 0 or more, with at most two decimals, such as 250.00"),
        ("pay", "NaN", "an amount in manats, 0 or more, with at most two decimals, such as 250.00"),
        ("since", "01.09.2026", "a date written YYYY-MM-DD, such as 2026-09-01"),
        ("since", "2026-02-30", "a date written YYYY-MM-DD, such as 2026-09-01"),
        ("since", "0026-09-01", "a date written YYYY-MM-DD, such as 2026-09-01"),
        ("place", "Near", "one of: near (Near), far (Far)"),
        ("place", ["near"], "one of: near (Near), far (Far)"),
    ],
)
def test_a_wrong_answer_names_its_question_and_says_what_is_right(question: str, raw: Any, right: str) -> None:
    with translation.override("en"):
        assert read_answers(QUESTIONS, {question: raw}) == ({}, [WrongAnswer(question, f"The answer is {right}.")])
        assert what_is_right(BY_ID[question]) == right


def test_an_unknown_question_is_refused_with_the_nearest_that_exists() -> None:
    with translation.override("en"):
        _kept, [near] = read_answers(QUESTIONS, {"worker": 3})
        _kept, [far] = read_answers(QUESTIONS, {"xyz": 3})
        _kept, [nothing] = read_answers([], {"xyz": 3})
    assert near == WrongAnswer("worker", "There is no such question. Did you mean workers?")
    assert far.message == "There is no such question. The questions are: ready, workers, pay, since, place."
    assert nothing.message == "There is no such question: this service asks nothing."


def test_everything_that_is_wrong_is_said_at_once_and_the_good_answers_are_read() -> None:
    kept, wrong = read_answers(QUESTIONS, {"ready": "?", "workers": 4, "place": "moon", "other": 1})
    assert kept == {"workers": 4}
    assert [one.question for one in wrong] == ["ready", "place", "other"]


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nothing_is_no_answer_and_no_mistake(nothing: Any) -> None:
    assert read_answers(QUESTIONS, {"workers": nothing}) == ({}, [])


def test_what_is_still_to_be_answered_comes_in_the_order_of_the_questions() -> None:
    assert still_to_answer(QUESTIONS, {"workers", "since"}) == ("ready", "pay", "place")


def test_an_answer_that_no_longer_fits_its_question_is_unknown() -> None:
    assert typed_answer(BY_ID["place"], "moon") is None
    assert typed_answer(BY_ID["pay"], "12.50") == Decimal("12.50")


answers = st.fixed_dictionaries(
    {},
    optional={
        "ready": st.booleans(),
        "workers": st.integers(0, 10**15 - 1),
        "pay": st.decimals(0, 10**12, places=2),
        "since": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        "place": st.sampled_from(sorted(CHOICES)),
    },
)


@given(given_=answers)
def test_what_was_read_is_read_the_same_again_and_is_worth_what_was_given(given_: dict[str, Any]) -> None:
    kept, wrong = read_answers(QUESTIONS, given_)
    assert wrong == []
    assert read_answers(QUESTIONS, json.loads(json.dumps(kept))) == (kept, [])
    assert {name: typed_answer(BY_ID[name], value) for name, value in kept.items()} == given_


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.dates(), st.lists(st.integers())
)


@given(given_=st.dictionaries(st.one_of(st.sampled_from(sorted(BY_ID)), st.text(max_size=12)), anything, max_size=8))
def test_whatever_is_given_is_an_answer_a_mistake_or_nothing(given_: dict[str, Any]) -> None:
    kept, wrong = read_answers(QUESTIONS, given_)
    assert json.loads(json.dumps(kept)) == kept
    assert kept.keys() <= BY_ID.keys()
    nothing = {name for name, raw in given_.items() if raw is None or (isinstance(raw, str) and not raw.strip())}
    assert len(kept) + len(wrong) + len(nothing & BY_ID.keys()) >= len(given_) - len(nothing - BY_ID.keys())
    assert all(one.message for one in wrong)


# -- beside the facts --------------------------------------------------------------------------------------------

ASKED = [question.as_json() for question in QUESTIONS]
VOCABULARY = with_answers({"person": catalogue.vocabulary("person")}, ASKED)["person"]
FACTS = [VOCABULARY.resolve(name) for name in ("person.age", *(f"answer.{id_}" for id_ in BY_ID))]
SOURCE = sql.SQL("SELECT * FROM (VALUES ('A', 1::bigint, 40), ('B', 2, 50)) s (key, subject_id, \"person.age\")")
DAY = date(2026, 3, 4)


def fetched(cases: list[CaseAnswers]) -> list[dict[str, Any]]:
    query = with_case_answers(SOURCE, FACTS, cases, questions=QUESTIONS)
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None))
        names = [column[0] for column in cursor.description]
        return sorted((dict(zip(names, row, strict=True)) for row in cursor), key=lambda row: row["case_id"])


def test_answers_are_told_from_facts() -> None:
    assert asks(FACTS)
    assert [fact.name for fact in from_registries(FACTS)] == ["person.age"]
    assert not asks(from_registries(FACTS))


@pytest.mark.django_db
def test_each_case_gets_its_own_answers_beside_the_facts_of_its_row() -> None:
    one = CaseAnswers(7, "A", {"ready": (False, DAY), "pay": ("12.50", DAY), "since": ("2026-01-02", DAY)})
    two = CaseAnswers(8, "B", {"workers": (3, DAY), "place": ("moon", DAY)})
    three = CaseAnswers(9, "A", {})
    rows = fetched([one, two, three])
    assert [(row["case_id"], row["key"], row["person.age"]) for row in rows] == [
        (7, "A", 40),
        (8, "B", 50),
        (9, "A", 40),
    ]
    assert (rows[0]["answer.ready"], rows[0]["answer.pay"], rows[0]["answer.since"]) == (
        False,
        Decimal("12.50"),
        date(2026, 1, 2),
    )
    assert (rows[0]["answer.ready#source"], rows[0]["answer.ready#recorded"]) == ("answer", DAY)
    assert (rows[0]["answer.workers"], rows[0]["answer.workers#source"]) == (None, None)
    assert (rows[1]["answer.workers"], rows[1]["answer.place"]) == (3, None)
    assert {rows[2][f"answer.{id_}"] for id_ in BY_ID} == {None}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["'; DROP TABLE x; --", "\\", "100%", "{}", "ə\"'"])
def test_a_key_of_any_letters_travels_as_a_value(text: str) -> None:
    assert fetched([CaseAnswers(7, text, {"workers": (3, DAY)})]) == []
