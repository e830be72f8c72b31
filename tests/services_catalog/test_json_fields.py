"""Values out of stored JSON: typed, or an error that names the field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services_catalog import json_fields
from services_catalog.json_fields import FieldError, Fields


def test_a_field_that_is_absent_or_null_has_no_value() -> None:
    row = Fields({"until": None})

    assert row.optional("until", json_fields.as_day) is None
    assert row.optional("starts", json_fields.as_day) is None
    with pytest.raises(FieldError, match="starts: is missing"):
        row.required("starts", json_fields.as_day)


def test_the_error_of_a_row_names_its_place_in_the_list() -> None:
    row = Fields({"people": [{"born": "2020-01-01"}, {"born": "soon"}]}, "family")

    with pytest.raises(FieldError) as caught:
        row.rows("people", lambda person: person.required("born", json_fields.as_day))

    assert caught.value.where == "family.people[1].born"


def test_an_absent_list_is_empty_unless_it_must_be_there() -> None:
    row = Fields({})

    assert row.rows("people", lambda person: person) == ()
    with pytest.raises(FieldError, match="people: is missing"):
        row.rows("people", lambda person: person, required=True)


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (json_fields.as_text, "", ""),
        (json_fields.as_whole, 0, 0),
        (json_fields.as_day, "2026-07-01", date(2026, 7, 1)),
        (json_fields.as_list, [1, "a"], [1, "a"]),
        (json_fields.as_several_texts, ["a", "b"], ("a", "b")),
        (json_fields.as_mapping, {"a": 1}, {"a": 1}),
        (json_fields.as_texts, {"az": "a"}, {"az": "a"}),
    ],
)
def test_values_are_read(read: Any, value: Any, expected: Any) -> None:
    assert Fields({"field": value}).required("field", read) == expected


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (json_fields.as_text, 5),
        (json_fields.as_whole, "5"),
        (json_fields.as_whole, True),
        (json_fields.as_day, 20260701),
        (json_fields.as_day, "2026-13-01"),
        (json_fields.as_list, "abc"),
        (json_fields.as_several_texts, [1]),
        (json_fields.as_mapping, ["a"]),
        (json_fields.as_texts, {"az": None}),
    ],
)
def test_values_of_another_form_are_refused(read: Any, value: Any) -> None:
    with pytest.raises(FieldError) as caught:
        Fields({"field": value}).required("field", read)

    assert caught.value.where == "field"
