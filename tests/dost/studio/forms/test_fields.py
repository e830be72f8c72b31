from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from dost.studio.forms.fields import Expression, Typed, a_word, texts_in, texts_of
from services_catalog.changes.expressions import ExpressionCheck, Issue

Checked = Callable[[str, str], ExpressionCheck]


class Amount(Typed):
    """A form with one expression."""

    expressions = ("amount",)
    amount = Expression(required=False)


@pytest.fixture
def check() -> Checked:
    """Finds every text wrong that says so, and counts nothing else."""

    def look(text: str, path: str) -> ExpressionCheck:
        issues = (Issue(path, "There is no such word.", hint="Did you mean x?"),) if "wrong" in text else ()
        return ExpressionCheck(issues)

    return look


def test_line_ends_are_those_the_language_reads() -> None:
    assert Expression(required=False).clean("a\r\nAND b\r\n") == "a\nAND b"


def test_a_wrong_expression_is_kept_with_what_is_wrong_with_it(check: Checked) -> None:
    form = Amount({"amount": "wrong + 1"}, check=check)

    assert form.is_valid()
    assert form.wrong
    assert form.cleaned_data["amount"] == "wrong + 1"
    assert form.checks["amount"].issues[0].hint == "Did you mean x?"
    right = Amount({"amount": "1"}, check=check)
    assert right.is_valid()
    assert not right.wrong


def test_what_stands_in_the_form_at_first_is_checked_without_being_an_error(check: Checked) -> None:
    form = Amount(initial={"amount": "wrong"}, check=check)
    form.check_initial()

    assert not form.checks["amount"].ok
    assert form.errors == {}


def test_an_empty_field_is_not_checked(check: Checked) -> None:
    form = Amount({"amount": " "}, check=check)

    assert form.is_valid()
    assert form.checks == {}


@pytest.mark.parametrize("text", ["Not", "not working", "1st", "не", "a-b", ""])
def test_what_is_no_short_name_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        a_word(text)
    assert a_word("not_working2") == "not_working2"


@pytest.mark.parametrize(
    ("texts", "fields"),
    [
        ({"az": "a", "ru": "р"}, {"text_az": "a", "text_en": "", "text_ru": "р"}),
        (None, {"text_az": "", "text_en": "", "text_ru": ""}),
        ("word", {"text_az": "", "text_en": "", "text_ru": ""}),
    ],
)
def test_a_text_stands_in_three_fields_and_comes_back(texts: Any, fields: dict[str, str]) -> None:
    assert texts_in(texts, "text") == fields
    assert texts_of(fields, "text") == (texts if isinstance(texts, dict) else {})
