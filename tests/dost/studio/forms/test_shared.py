from __future__ import annotations

from typing import Any

import pytest

from dost.studio.forms.shared import FORMS, CriterionForm, ParameterForm, SharedForm, titles
from services_catalog.changes.expressions import ExpressionCheck, Issue
from services_catalog.changes.shared_checks import EXPRESSION, WORDS
from services_catalog.changes.shared_drafts import FIELDS
from services_catalog.models import SharedKind

TEXTS = {"az": "Sağdır", "en": "Is alive", "ru": "Жив"}
SAID: dict[str, dict[str, Any]] = {
    "criterion": {"require": "person.alive", "text": TEXTS, "law": "Law, art. 1"},
    "formula": {"value": "person.age >= 18", "label": TEXTS},
    "parameter": {"type": "money", "label": TEXTS, "least": "1", "most": "", "value": "50,50", "source": "Act 7"},
}


def look(text: str, path: str) -> ExpressionCheck:
    """Finds every text wrong that says so."""
    return ExpressionCheck((Issue(path, "No such word."),) if "wrong" in text else ())


def sent(kind: str, *, is_new: bool = False, **changes: Any) -> SharedForm:
    """The form of a kind with what is begun from above, some of it typed otherwise."""
    data = {**FORMS[kind].begin(SAID[kind]), "name": "new_one", **changes}
    return FORMS[kind](data, is_new=is_new, check=look)


def test_each_kind_has_a_form_for_everything_that_is_said_of_it() -> None:
    assert set(FORMS) == set(titles()) == set(SharedKind.values)
    for kind, form in FORMS.items():
        assert {form.text, *form.plain} == set(FIELDS[kind])
        assert form.text == WORDS[kind]
        assert form.expressions == ((EXPRESSION[kind],) if kind in EXPRESSION else ())


@pytest.mark.parametrize("kind", SharedKind.values)
def test_what_is_begun_from_comes_back_as_it_was(kind: str) -> None:
    form = sent(kind)
    assert form.is_valid(), form.errors
    assert form.written() == SAID[kind]


def test_what_nobody_has_said_yet_is_empty() -> None:
    assert CriterionForm.begin({}) == {"require": "", "law": "", "text_az": "", "text_en": "", "text_ru": ""}


@pytest.mark.parametrize(
    ("kind", "field", "told"),
    [
        ("criterion", "require", "Write the condition."),
        ("formula", "value", "Write what it stands for."),
        ("parameter", "value", "A value is needed."),
        ("parameter", "type", "This field is required."),
    ],
)
def test_what_has_to_be_said_is_asked_for(kind: str, field: str, told: str) -> None:
    typed: Any = {field: ""}
    form = sent(kind, **typed)
    assert form.errors == {field: [told]}


def test_texts_may_be_added_later() -> None:
    form = sent("criterion", text_en="", text_ru="")
    assert form.is_valid()
    assert form.written()["text"] == {"az": "Sağdır"}


@pytest.mark.parametrize("name", ["", "Not a word", "1st"])
def test_only_a_new_one_is_asked_for_its_name_which_is_a_word(name: str) -> None:
    assert list(sent("formula", is_new=True, name=name).errors) == ["name"]
    assert sent("formula", is_new=True).is_valid()
    assert "name" not in sent("formula", name=name).fields


def test_a_wrong_expression_is_kept_and_told_at_its_place() -> None:
    form = sent("criterion", require="person.wrong")
    assert form.is_valid()
    assert (form.wrong, form.expression) == (True, "require")
    assert form.written()["require"] == "person.wrong"
    assert not sent("criterion").wrong


def test_a_kind_of_amount_that_there_is_not_is_refused() -> None:
    assert list(sent("parameter", type="date").errors) == ["type"]
    assert sent("parameter").expression == ""


def test_the_other_fields_are_those_without_a_place_of_their_own() -> None:
    assert [bound.name for bound in sent("criterion", is_new=True).others] == ["law"]
    assert sent("formula").others == []
    names = [bound.name for bound in sent("parameter", is_new=True).others]
    assert names == ["type", "value", "source", "least", "most"]
    assert set(names) == set(ParameterForm.plain)
