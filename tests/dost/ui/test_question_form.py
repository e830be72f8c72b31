"""A form made of questions: its controls, what it makes of what is typed, and where a refusal stands."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dost.ui.formats import decimal
from dost.ui.question_form import Asked, QuestionForm

ASKED = (
    Asked("alone", "Do you live alone?", "boolean"),
    Asked("rooms", "How many rooms?", "integer", hint="Not answered yet."),
    Asked("rent", "What is the rent?", "money", hint="Not answered yet."),
    Asked("since", "Since when?", "date"),
    Asked("home", "What is it?", "code", choices=(("flat", "Flat"), ("house", "House"))),
)
TYPED = {"alone": "true", "rooms": "2", "rent": "120.00", "since": "2026-01-01", "home": "flat"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def typed(**answers: str) -> QuestionForm:
    return QuestionForm({f"answers.{name}": text for name, text in answers.items()}, asked=ASKED)


def answers(form: QuestionForm) -> Any:
    assert form.is_valid(), form.errors
    return form.cleaned_data["answers"]


def shown(form: QuestionForm, name: str) -> str:
    template = Template('{% load dost %}{% field bound size="s" width=bound.field.width %}')
    return template.render(Context({"bound": form[f"answers.{name}"]}))


def test_each_kind_has_its_control() -> None:
    form = QuestionForm(asked=ASKED)
    controls = {name.removeprefix("answers."): type(one.widget) for name, one in form.fields.items()}
    assert controls == {
        "alone": forms.RadioSelect,
        "rooms": forms.TextInput,
        "rent": forms.TextInput,
        "since": forms.DateInput,
        "home": forms.RadioSelect,
    }
    assert 'inputmode="numeric"' in shown(form, "rooms")
    assert "govuk-input--width-10" in shown(form, "rooms")
    assert 'inputmode="decimal"' in shown(form, "rent")
    assert 'type="date"' in shown(form, "since")
    assert shown(form, "home").count('type="radio"') == 2
    assert "Do you live alone?</legend>" in shown(form, "alone")


def test_hints_stand_with_what_the_kind_says() -> None:
    form = QuestionForm(asked=ASKED)
    assert "Not answered yet. In manats, such as 250.00." in shown(form, "rent")
    assert 'aria-describedby="id_answers.rooms-hint"' in shown(form, "rooms")
    assert "hint" not in shown(form, "since")


def test_the_answers_that_stand_are_filled_in() -> None:
    form = QuestionForm(asked=[Asked(one.id, one.label, one.kind, one.choices, TYPED[one.id]) for one in ASKED])
    assert 'value="2"' in shown(form, "rooms")
    assert 'value="2026-01-01"' in shown(form, "since")
    assert 'value="true" checked' in " ".join(shown(form, "alone").split())
    assert 'value="flat" checked' in " ".join(shown(form, "home").split())


def test_answers_come_as_they_are_written_in_json() -> None:
    assert answers(typed(**TYPED)) == TYPED
    assert answers(typed(rooms=" 1 200 ", alone="")) == {"rooms": "1200"}


@pytest.mark.parametrize("text", ["1 200,5", "1\xa0200.5", "1200.5"])
def test_amounts_are_typed_as_people_write_them(text: str) -> None:
    assert answers(typed(rent=text)) == {"rent": "1200.5"}


@given(st.decimals(min_value=0, max_value=Decimal("999.99"), places=2), st.sampled_from(["az", "en", "ru"]))
def test_an_amount_is_read_as_every_language_shows_it(amount: Decimal, language: str) -> None:
    assert Decimal(answers(typed(rent=decimal(amount, language=language)))["rent"]) == amount


@pytest.mark.parametrize("text", ["1,200", "1.200"])
def test_a_thousand_is_not_taken_for_one_manat(text: str) -> None:
    form = typed(rent=text)
    assert not form.is_valid()
    assert "Write 1200 or 1.20." in shown(form, "rent")
    assert f'value="{text}"' in shown(form, "rent")


def test_what_no_answer_can_be_is_left_to_whoever_keeps_them() -> None:
    given_ = {"rooms": "many", "since": "01.02.2026", "home": "tent", "rent": "1,200.00"}
    assert answers(typed(**given_)) == given_


@pytest.mark.parametrize("text", ["", "  "])
def test_one_answer_is_needed(text: str) -> None:
    form = typed(rooms=text)
    assert form.errors == {"answers.alone": ["Answer at least one question."]}


def test_an_answer_that_stands_is_not_taken_back() -> None:
    form = QuestionForm(
        {"answers.rooms": "", "answers.rent": "5"}, asked=[Asked("rooms", "?", "integer", told="2"), ASKED[2]]
    )
    assert list(form.errors) == ["answers.rooms"]
    assert "This was answered already." in shown(form, "rooms")


def test_a_form_without_questions_is_valid() -> None:
    assert answers(QuestionForm({}, asked=())) == {}


def test_a_refusal_stands_beside_its_field_and_in_the_summary() -> None:
    form = typed(**TYPED)
    assert form.is_valid()
    form.refuse([("answers.rooms", "Too many."), ("answers.home", "A tent is none."), ("service", "Closed.")])
    assert "Too many." in shown(form, "rooms")
    assert 'aria-invalid="true"' in shown(form, "rooms")
    assert form.non_field_errors() == ["Closed."]
    summary = Template("{% load dost %}{% error_summary form %}").render(Context({"form": form}))
    assert '<a href="#id_answers.rooms">Too many.</a>' in summary
    assert '<a href="#id_answers.home_0">A tent is none.</a>' in summary
    assert 'id="id_answers.home_0"' in shown(form, "home")
