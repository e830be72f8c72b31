"""What would change a no, said to people: each kind in words, in the reader's language, with nothing left to fill."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from dost.proactive.screening.change_text import change_sentences, in_words, step_sentence
from dost.proactive.screening.steps import STEPS, StepCode
from dost.proactive.screening.what_if import Change, ChangeKind, FactChange
from registries.facts.catalogue import facts

from .telling import ON
from .test_causes import rule


def bound(name: str) -> Any:
    """A fact as a rule names it."""
    text = {"insurance.months": "insurance.months >= 300", "household.total_income": "household.total_income < 5"}
    return rule(text.get(name, name)).facts[0]


def test_a_day_is_told_with_its_condition() -> None:
    change = Change(ChangeKind.DAY, first_day=date(2027, 3, 10))
    with translation.override("en"):
        assert change_sentences(change) == (
            "From 10\N{NO-BREAK SPACE}March\N{NO-BREAK SPACE}2027, if nothing else changes.",
        )


def test_what_is_missing_in_a_record_is_told_with_what_is_needed_and_known() -> None:
    change = Change(ChangeKind.CORRECTION, ON, facts=(FactChange(bound("insurance.months"), 280, 300),))
    with translation.override("en"):
        (sentence,) = change_sentences(change)
    assert "25" in sentence
    assert "23" in sentence
    assert "%" not in sentence


def test_a_wrong_yes_or_no_is_told_as_something_to_have_corrected() -> None:
    change = Change(ChangeKind.CORRECTION, ON, facts=(FactChange(bound("employment.active"), True, False),))
    with translation.override("en"):
        (sentence,) = change_sentences(change)
    assert sentence.startswith("If the registry is wrong here")
    assert "no" in sentence


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_step_is_an_invitation(language: str) -> None:
    assert {step.code for step in STEPS} == set(StepCode)
    with translation.override(language):
        said = {step_sentence(code) for code in StepCode}
        change = Change(ChangeKind.STEP, ON, steps=tuple(StepCode))
        assert set(change_sentences(change)) == said
    assert len(said) == len(StepCode)
    assert all(sentence.endswith(".") for sentence in said)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("employment.active", True, "yes"),
        ("insurance.months", 25, "2\N{NO-BREAK SPACE}years 1\N{NO-BREAK SPACE}month"),
        ("household.total_income", Decimal("1200.00"), "1"),
        ("person.birth_date", date(2027, 3, 10), "10\N{NO-BREAK SPACE}March\N{NO-BREAK SPACE}2027"),
    ],
)
def test_a_value_is_said_as_people_say_it(name: str, value: Any, said: str) -> None:
    with translation.override("en"):
        assert said in in_words(facts[name], value)
