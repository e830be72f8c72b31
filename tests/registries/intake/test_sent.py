"""JSON as it is sent: one bad item is refused alone, and nothing is computed before it is known to be small."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registries.intake.sent import DEEPEST, MOST_VALUES, Unreadable, fault, parse, parse_items

DEEP = "[" * 900 + "]" * 900


def field_and_message(text: str) -> tuple[str, str]:
    found = fault(parse(text))
    assert found is not None
    return found.field, found.message


def test_numbers_stay_exact() -> None:
    assert parse('{"a": 1.50, "b": 7}') == {"a": Decimal("1.50"), "b": 7}
    assert str(parse("1.50")) == "1.50"


@pytest.mark.parametrize(
    "number", ["1e300000", "-1e300000", "1e-300000", "9" * 100_000, "NaN", "Infinity", "-Infinity"]
)
def test_a_number_nobody_counts_with_is_named_by_its_field(number: str) -> None:
    field, message = field_and_message(f'{{"record": {{"pay": {number}}}}}')
    assert field == "pay"
    assert "not a number" in message


def test_a_field_given_twice_is_named() -> None:
    assert field_and_message('{"record": {"fin": "5AB1C2D", "fin": "6AB1C2D"}}') == ("fin", "is given twice")


def test_nesting_and_size_are_bounded() -> None:
    assert field_and_message(f'{{"record": {{"pay": {DEEP}}}}}') == ("pay", "is nested too deeply")
    assert fault(parse("[" * DEEPEST + "]" * DEEPEST)) is None
    assert field_and_message(json.dumps({"record": {"pay": [0] * MOST_VALUES}}))[1] == "has too many values"
    assert field_and_message(json.dumps({"record": {"pay": "x" * 30_000}})) == ("pay", "has 30000 characters")


@pytest.mark.parametrize(
    "bad", ["[" * 5_000 + "]" * 5_000, "{x}", "", "1 2", '{"a": "\\x"}', '{"a": 01}', '{"a" "b"}', "nul"]
)
def test_an_item_that_is_no_json_does_not_lose_its_neighbours(bad: str) -> None:
    first, read, last = parse_items(f' [{{"id": "1, [{{"}}, {bad},\n{{"id": "2"}}] ')
    assert (first, last) == ({"id": "1, [{"}, {"id": "2"})
    assert isinstance(read, Unreadable)


@pytest.mark.parametrize("text", ["[{]}", '[{"a": 1}', "[1", "x", "", "[1] [2]", "[1]]", "{x}"])
def test_what_has_no_order_of_brackets_is_refused_whole(text: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        parse_items(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(json_values, min_size=1, max_size=4), st.integers(0, 3))
def test_the_items_around_a_bad_one_are_read_as_they_are(items: list[Any], place: int) -> None:
    texts = [json.dumps(item, ensure_ascii=False) for item in items]
    texts.insert(place, "nonsense")
    place = min(place, len(items))
    read = parse_items("[" + ", ".join(texts) + "]")
    assert isinstance(read.pop(place), Unreadable)
    assert read == items
