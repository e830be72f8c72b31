"""One value, typed as people type it."""

from __future__ import annotations

import pytest
from django.utils import translation

from dost.ui.value_form import ValueForm


def typed(kind: str, text: str, **more: str) -> ValueForm:
    form = ValueForm({"value": text, **more}, kind=kind, label="x", read=str, nothing_label=more.pop("label", ""))
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("kind", "text", "read"),
    [
        ("integer", "1 234", "1234"),
        ("money", "1 234,5", "1234.5"),
        ("money", "250 ₼", "250"),
        ("date", "31.01.2027", "2027-01-31"),
        ("date", "1.2.2027", "2027-02-01"),
        ("date", "2027-01-31", "2027-01-31"),
        ("text", "  Əliyeva ", "Əliyeva"),
        ("integer", "three", "three"),  # whoever reads it says what is wrong
    ],
)
def test_what_people_type_is_read_as_json_has_it(kind: str, text: str, read: str) -> None:
    assert typed(kind, text).cleaned_data["value"] == read


def test_what_cannot_be_read_is_said_beside_the_field() -> None:
    def refuses(_text: str) -> str:
        raise ValueError("a number, please")

    form = ValueForm({"value": "x"}, kind="integer", label="x", read=refuses)
    assert form.errors["value"] == ["a number, please"]


def test_nothing_is_ticked_or_something_written_and_never_both() -> None:
    def form(**given: str) -> ValueForm:
        return ValueForm(given, kind="date", label="x", read=str, nothing_label="nothing")

    with translation.override("en"):
        ticked = form(nothing="on")
        assert ticked.is_valid()
        assert ticked.cleaned_data["value"] is None
        assert "value" in form(nothing="on", value="2027-01-31").errors
        assert "value" in form(value="").errors


def test_an_answer_that_is_too_long_breaks_nothing() -> None:
    form = ValueForm({"value": "9" * 5000}, kind="integer", label="x", read=str)
    assert "value" in form.errors
