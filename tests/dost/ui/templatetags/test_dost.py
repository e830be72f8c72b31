"""The template tags, as templates use them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from dost.cases.text.contexts import AmountLine, FactView
from dost.common.delivery import DeliveryState
from dost.ui.contexts import FactKind, FactValue, Tag
from dost.ui.words import WORDS, tag

NBSP = "\N{NO-BREAK SPACE}"


def _render(source: str, language: str = "en", **context: Any) -> str:
    with translation.override(language):
        return Template("{% load dost %}" + source).render(Context(context)).strip()


def test_money_of_none_is_a_dash_with_a_word_for_those_who_listen() -> None:
    shown = _render("{% money amount %}", amount=None)
    assert "–" in shown
    assert "none" in shown


def test_fin_is_copied_without_gaps() -> None:
    assert _render("{% fin '5JX4K2P' %}") == (
        '<span class="dost-fin" translate="no"><span>5JX</span><span>4K2P</span></span>'
    )


def test_fin_is_escaped() -> None:
    assert "<script>" not in _render("{% fin value %}", value="<script>")


def test_tag_status_is_a_word_with_a_colour() -> None:
    assert (
        _render("{% tag_status tag %}", tag=Tag("Paid", "green"))
        == '<strong class="govuk-tag govuk-tag--green">Paid</strong>'
    )
    assert "&lt;b&gt;" in _render("{% tag_status word 'red' %}", word="<b>")


@pytest.mark.parametrize(("result", "word"), [(True, "Met"), (False, "Not met"), (None, "Not known")])
def test_bool3_says_its_result_in_words(result: bool | None, word: str) -> None:
    assert f"<span>{word}</span>" in _render("{% bool3 result %}", result=result)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("boolean", True, "Yes"),
        ("boolean", False, "No"),
        ("boolean", None, "Not known"),
        ("money", Decimal(600), f"600.00{NBSP}₼"),
        ("money", 0, f"0.00{NBSP}₼"),
        ("integer", 1200, "1,200 months"),
        ("date", date(2026, 3, 3), f"3{NBSP}March{NBSP}2026"),
        ("code", "I degree", "I degree"),
    ],
)
def test_fact_value_is_written_by_its_kind(kind: FactKind, value: FactValue, shown: str) -> None:
    fact = FactView("x", "X", kind, value, unit="months" if kind == "integer" else "")
    assert shown in _render("{% fact_value fact %}", fact=fact)


def test_amount_value_of_a_plain_number_has_no_currency() -> None:
    assert _render("{% amount_value line %}", line=AmountLine("Children", 2, "×", money=False)) == "2"


class _Form(forms.Form):
    fin = forms.CharField(label="FİN", help_text="Seven characters", min_length=7)
    why = forms.ChoiceField(label="Why", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Sure")


def test_field_ties_hint_and_error_to_the_control() -> None:
    shown = _render("{% field form.fin size='s' width='10' %}", form=_Form({"fin": "123"}))
    assert 'aria-describedby="id_fin-hint id_fin-error"' in shown
    assert 'aria-invalid="true"' in shown
    assert "govuk-input--error" in shown
    assert "govuk-input--width-10" in shown
    assert "govuk-label--s" in shown


def test_field_of_a_set_has_a_legend_and_one_input_for_each_choice() -> None:
    shown = _render("{% field form.why %}", form=_Form({"why": "b"}))
    assert "<legend" in shown
    assert shown.count('type="radio"') == 2
    assert shown.count("checked") == 1


def test_field_of_a_checkbox_has_its_label_after_it() -> None:
    shown = _render("{% field form.sure %}", form=_Form())
    assert shown.index('type="checkbox"') < shown.index("govuk-checkboxes__label")


def test_error_summary_links_each_field() -> None:
    shown = _render("{% error_summary form %}", form=_Form({"fin": "123"}))
    assert 'href="#id_fin"' in shown
    assert 'href="#id_why_0"' in shown


def test_error_summary_tells_apart_errors_that_read_the_same() -> None:
    shown = _render("{% error_summary form %}", form=_Form({"fin": "123"}))
    assert "Why: This field is required." in shown
    assert "Sure: This field is required." in shown
    assert "FİN: " not in shown


def test_error_summary_shows_nothing_when_nothing_is_wrong() -> None:
    assert _render("{% error_summary form pairs %}", form=_Form(), pairs=()) == ""


@pytest.mark.parametrize(
    ("path", "current"),
    [("/cases/", 'aria-current="page"'), ("/cases/7/", 'aria-current="true"'), ("/other/", "")],
)
def test_nav_link_marks_where_the_reader_is(path: str, current: str) -> None:
    request = RequestFactory().get(path)
    shown = _render("{% nav_link '/cases/' 'Cases' %}", request=request)
    assert ("aria-current" in shown) is bool(current)
    assert current in shown


def test_words_show_an_unknown_code_rather_than_hide_it() -> None:
    assert tag("payment", "new-state") == Tag("new-state", "grey")


@pytest.mark.parametrize("kind", ["payment", "message"])
def test_words_know_every_state_of_what_is_delivered(kind: str) -> None:
    never = {DeliveryState.RETURNED} if kind == "message" else set()  # only money comes back
    assert set(WORDS[kind]) == set(DeliveryState.values) - never
