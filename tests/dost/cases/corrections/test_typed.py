"""What is right is asked for as the kind of the fact is, and read or refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dost.cases.corrections import NotThere, Subject, Typed, WrongValue, read_right, typed_of
from dost.cases.corrections.typed import as_text, same
from registries.facts import catalogue
from registries.holdings import REGISTRIES
from registries.holdings.read import shown_fields


def of(field: str, table: str = "DisabilityDecision") -> Typed:
    typed = typed_of(Subject(about_id=1, table=table, field=field))
    assert typed is not None
    return typed


@pytest.mark.parametrize(
    ("field", "kind"),
    [("band", "code"), ("before_18", "boolean"), ("decision_date", "date"), ("decision_no", "text")],
)
def test_a_field_has_the_kind_of_its_column(field: str, kind: str) -> None:
    assert of(field).kind == kind


def test_only_what_may_be_empty_may_be_nothing() -> None:
    assert of("valid_until").may_be_empty
    assert not of("decision_date").may_be_empty
    with pytest.raises(WrongValue):
        read_right(of("decision_date"), " ")
    assert read_right(of("valid_until"), " ") is None


def test_every_shown_field_and_every_fact_can_be_asked_for() -> None:
    for table in [table for one in REGISTRIES for table in one.tables]:
        for field in shown_fields(table.model):
            assert typed_of(Subject(about_id=1, table=table.model.__name__, field=field.name))
    for name in catalogue.facts:
        assert typed_of(Subject(about_id=1, fact=name))
    assert typed_of(Subject(about_id=1, table="DeathAct")) is None  # all of a record


def test_what_is_not_there_is_not_asked_for() -> None:
    for subject in (
        Subject(about_id=1, table="Nothing", field="x"),
        Subject(about_id=1, table="Person", field="fin"),
        Subject(about_id=1, fact="no.such"),
    ):
        with pytest.raises(NotThere):
            typed_of(subject)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [("boolean", "true", True), ("integer", "3", 3), ("money", "250", "250.00"), ("date", "2027-01-31", "2027-01-31")],
)
def test_a_value_is_read_as_json_has_it(kind: str, text: str, value: Any) -> None:
    assert read_right(Typed(kind), text) == value


@given(st.sampled_from(["boolean", "integer", "money", "date", "code", "text"]), st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused_in_words(kind: str, text: str) -> None:
    said = ""
    with translation.override("en"):
        try:
            value = read_right(Typed(kind, choices=(("a", "A"),)), text)
        except WrongValue as wrong:
            said = str(wrong)
    assert said or (same(value, value) and as_text(value))
