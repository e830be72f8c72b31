"""Rules as forms: every form is an expression, and comes back from it as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dost.studio.builder import (
    NO,
    YES,
    Condition,
    Group,
    NotAForm,
    Tree,
    Value,
    all_of,
    any_of,
    as_json,
    from_json,
    from_text,
    to_text,
)
from services_catalog.rules import Parameter, ParameterBook, ValueType

BOOK = ParameterBook([Parameter("age", ValueType.INTEGER, ((date(2019, 1, 1), 65),), {})])

numbers = st.builds(Value, st.just("number"), st.integers(-200, 200).map(str)) | st.just(Value("name", "parameter.age"))
days = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda day: Value("date", day.isoformat())) | st.just(
    Value("name", "today")
)
sexes = st.sampled_from([Value("code", "F"), Value("code", "M")])
orders = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
truths = st.sampled_from(["person.alive", "person.resident", "employment.active"])
conditions = st.one_of(
    st.builds(lambda fact, value: Condition(fact, "=", (value,)), truths, st.sampled_from([YES, NO])),
    st.builds(lambda way, value: Condition("person.age", way, (value,)), orders, numbers),
    st.builds(lambda way, value: Condition("person.birth_date", way, (value,)), orders, days),
    st.builds(
        lambda way, values: Condition("person.sex", way, tuple(values)),
        st.sampled_from(["in", "not in"]),
        st.lists(sexes, min_size=1, max_size=3),
    ),
    st.builds(
        lambda way, low, high: Condition("person.age", way, (low, high)),
        st.sampled_from(["between", "not between"]),
        numbers,
        numbers,
    ),
    st.builds(lambda way: Condition("person.birth_date", way), st.sampled_from(["known", "unknown"])),
)
trees: st.SearchStrategy[Tree] = st.recursive(
    conditions,
    lambda parts: st.builds(
        lambda way, found: Group(way, tuple(found)),
        st.sampled_from(["all", "any"]),
        st.lists(parts, min_size=2, max_size=3),
    ),
    max_leaves=8,
)


def read(text: str) -> Tree | None:
    return from_text(text, basis="person", parameters=BOOK)


@settings(max_examples=300, deadline=None)
@given(trees)
def test_every_form_comes_back_from_its_text(tree: Tree) -> None:
    assert read(to_text(tree)) == tree


@settings(max_examples=100, deadline=None)
@given(trees)
def test_every_form_comes_back_from_json(tree: Tree) -> None:
    assert from_json(as_json(tree)) == tree


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("person.age >= 65", "person.age >= 65"),
        ("65 <= person.age", "person.age >= 65"),
        ("NOT person.age < 65", "person.age >= 65"),
        ("person.alive = TRUE", "person.alive"),
        ("NOT NOT person.alive", "person.alive"),
        ("NOT (person.sex IN ('F'))", "NOT person.sex IN ('F')"),
        ("person.age > parameter.age AND (person.alive OR person.resident)",) * 2,
        ("person.birth_date = pension.since",) * 2,
        (
            "person.age BETWEEN 1 AND 2 OR NOT known(pension.since)",
            "(person.age BETWEEN 1 AND 2) OR NOT known(pension.since)",
        ),
        ("person.age > -1",) * 2,
    ],
)
def test_what_a_form_can_show_means_the_same_afterwards(text: str, again: str) -> None:
    tree = read(text)
    assert tree is not None
    assert to_text(tree) == again
    assert read(again) == tree


@pytest.mark.parametrize(
    "text",
    [
        "person.age + 1 > 65",
        "years_between(person.birth_date, today) > 65",
        "NOT (person.alive AND person.resident)",
        "CASE WHEN person.alive THEN TRUE ELSE FALSE END",
        "TRUE",
        "person.age > 2 * parameter.age",
        "person.age",
        "person.agee > 1",
        "",
        "pg_sleep(1)",
    ],
)
def test_what_is_richer_or_wrong_is_no_form(text: str) -> None:
    assert read(text) is None


def test_groups_are_made_of_parts() -> None:
    old, poor = Condition("person.age", ">=", (Value("number", "65"),)), Condition("tsa.active", "=", (YES,))
    assert to_text(any_of([old, poor])) == "person.age >= 65 OR tsa.active"
    assert to_text(all_of([any_of([old, poor]), old])) == "(person.age >= 65 OR tsa.active) AND person.age >= 65"
    assert any_of([old]) == old
    with pytest.raises(NotAForm):
        all_of([])


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"any": []},
        {"fact": "person.age; DROP", "is": "=", "values": [{"kind": "number", "text": "1"}]},
        {"fact": "person.age", "is": "= 1 OR TRUE --", "values": [{"kind": "number", "text": "1"}]},
        {"fact": "person.age", "is": "=", "values": [{"kind": "number", "text": "1 OR TRUE"}]},
        {"fact": "person.sex", "is": "=", "values": [{"kind": "code", "text": "F' OR 'x' = 'x"}]},
        {"fact": "person.age", "is": "=", "values": [{"kind": "name", "text": "pg_sleep(1)"}]},
        {"fact": "person.age", "is": "=", "values": [{"kind": "date", "text": "2026-13-01"}]},
        {"fact": "person.age", "is": "=", "values": [{"kind": "yes_no", "text": "NULL"}]},
        {"fact": "person.age", "is": "between", "values": [{"kind": "number", "text": "1"}]},
        {"fact": "person.age", "is": "known", "values": [{"kind": "number", "text": "1"}]},
        {"fact": "parameter.age", "is": "known", "values": []},
        {"fact": "person.age", "is": "=", "values": ["1"]},
    ],
)
def test_a_forged_form_is_refused(data: Any) -> None:
    with pytest.raises(NotAForm):
        to_text(from_json(data))


def test_a_form_nested_too_deeply_is_refused() -> None:
    data: Any = {"fact": "person.alive", "is": "known"}
    for _level in range(50):
        data = {"any": [data, data]}
    with pytest.raises(NotAForm):
        from_json(data)
