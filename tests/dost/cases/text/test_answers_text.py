"""What the person told, as the page of the case shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from dost.accounts.actors import Capacity, OnBehalf, Oneself, Staff
from dost.cases import applications
from dost.cases.applications import answer_questions, open_application
from dost.cases.models import Case
from dost.cases.rules import evaluate, frozen_facts
from dost.cases.text.answers_text import answer_views, questions_to_answer
from dost.cases.text.explained import fact_view
from dost.cases.text.reasons import in_words
from dost.cases.text.timeline import particulars, title
from services_catalog.queries import compiled
from tests.factories.accounts import UserFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 21, tzinfo=UTC)  # in Baku it is the next day
QUESTIONS: list[dict[str, Any]] = [
    {"id": "rooms", "ask": texts("How many rooms?"), "type": "whole_number"},
    {"id": "rent", "ask": texts("What is the rent?"), "type": "money"},
    {"id": "home", "ask": texts("What is it?"), "type": "choice", "choices": {"flat": texts("Flat")}},
]
SMALL = {"id": "small", "require": "answer.rooms <= 3", "text": texts("Small"), "law": "Law, art. 1"}


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> Case:
    """The person told two of three things to a clerk."""
    monkeypatch.setattr(applications, "ring", lambda *arguments: True)
    service = ServiceFactory(delivery="online", passport={"channels": ["portal"]})
    VersionFactory(service=service, changes={"mode": "on_application", "questions": QUESTIONS, "criteria": [SMALL]})
    clerk = Staff(UserFactory(clerk=True).pk, "clerk")
    told = {"rooms": 2, "home": "flat"}
    return open_application(
        person=PersonFactory(), service=service, answers=told, actor=clerk, on=date(2026, 3, 3), now=NOW
    ).case


def shown(case: Case, language: str = "en") -> list[tuple[str, Any, str, date | None]]:
    with translation.override(language):
        views = answer_views(case)
        return [(str(one.label), one.value, str(one.institution), one.recorded_on) for one in views]


def test_each_question_is_asked_with_the_answer_that_stands(case: Case) -> None:
    with translation.override("en"):
        rooms, rent, home = questions_to_answer(case)
    assert (rooms.id, rooms.label, rooms.kind, rooms.told, rooms.hint) == (
        "rooms",
        "How many rooms?",
        "integer",
        "2",
        "",
    )
    assert (rent.kind, rent.told, rent.hint) == ("money", "", "Not answered yet.")
    assert (home.kind, home.told, home.choices) == ("code", "flat", (("flat", "Flat"),))


def test_each_question_is_shown_with_what_was_told_by_whom_and_when(case: Case) -> None:
    day = date(2026, 3, 4)
    assert shown(case) == [
        ("How many rooms?", 2, "told by the person to Nigar Rzayeva, Clerk", day),
        ("What is the rent?", None, "not answered yet", None),
        ("What is it?", "Flat", "told by the person to Nigar Rzayeva, Clerk", day),
    ]


def test_the_latest_answer_is_shown(case: Case) -> None:
    actor = Oneself(case.person_id, "sub")
    answer_questions(case_id=case.pk, answers={"rooms": 4, "rent": "250"}, actor=actor, now=NOW)
    assert [row[1:3] for row in shown(case)[:2]] == [
        (4, "told by the person"),
        (Decimal("250.00"), "told by the person"),
    ]


def test_whoever_acts_for_the_person_is_named(case: Case) -> None:
    mother = PersonFactory()
    actor = OnBehalf(mother.pk, "sub", case.person_id, Capacity.PARENT)
    answer_questions(case_id=case.pk, answers={"rooms": 4}, actor=actor, now=NOW)
    [first, *_others] = shown(case)
    assert first[2].startswith(f"told by {mother.full_name}, mother, on behalf of")


@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_language_has_its_own_words(case: Case, language: str) -> None:
    for (_ask, _value, ours, _day), (_, _, english, _) in zip(shown(case, language), shown(case), strict=True):
        assert ours != english


def test_a_fact_of_a_decision_says_that_the_person_told_it(case: Case) -> None:
    kept = frozen_facts(evaluate([case])[case.pk])["answer.rooms"]
    with translation.override("en"):
        view = fact_view("answer.rooms", kept, compiled(case.version), {})
    assert (view.label, view.value, view.institution, view.registry, view.recorded_on) == (
        "How many rooms?",
        2,
        "told by the person",
        "",
        date(2026, 3, 4),
    )


def test_the_wait_and_its_line_say_how_many_questions_are_open(case: Case) -> None:
    with translation.override("en"):
        said = "The person has not answered 1 question yet."
        assert in_words(case.reason) == said
        line = case.entries.get(what="asked")
        assert (str(title(line.what, line.details)), particulars(line.what, line.details, say_reason=in_words)) == (
            "The person was asked",
            said,
        )
