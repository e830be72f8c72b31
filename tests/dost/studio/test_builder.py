"""Rules as forms: every form is an expression, and comes back from it as it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dost.studio.builder.reading import from_text
from dost.studio.builder.trees import (
    NO,
    YES,
    Condition,
    Group,
    NotAForm,
    Tree,
    Value,
    Worked,
    all_of,
    any_of,
    to_text,
)
from services_catalog.rules import Bracket, Parameter, ParameterBook, Scale, ValueType
from services_catalog.vocabulary import vocabularies

TAX = Scale((Bracket(Decimal(0), Decimal("0.14")),))
BOOK = ParameterBook(
    [
        Parameter("age", ValueType.INTEGER, ((date(2019, 1, 1), 65),), {}),
        Parameter("tax", ValueType.SCALE, ((date(2019, 1, 1), TAX),), {}),
    ]
)

numbers = st.builds(Value, st.just("number"), st.integers(-200, 200).map(str)) | st.just(Value("name", "parameter.age"))
days = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda day: Value("date", day.isoformat())) | st.just(
    Value("name", "today")
)
sexes = st.sampled_from([Value("code", "F"), Value("code", "M")])
orders = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
truths = st.sampled_from(["person.alive", "person.resident", "employment.active"])
birthdays = st.just(Value("name", "person.birth_date"))
moved = st.builds(
    lambda by, day, number: Worked(by, (day, number)),
    st.sampled_from(["add_days", "add_months", "add_years", "birthday"]),
    birthdays | days,
    st.integers(-50, 50).map(lambda number: Value("number", str(number))),
)
counted = st.recursive(
    st.builds(
        lambda by, since, until: Worked(by, (since, until)),
        st.sampled_from(["years_between", "months_between", "days_between"]),
        birthdays,
        days | moved,
    ),
    lambda inner: st.builds(
        lambda by, left, right: Worked(by, (left, right)),
        st.sampled_from(["+", "-", "*", "least", "greatest", "coalesce"]),
        inner,
        inner | st.integers(0, 99).map(lambda number: Value("number", str(number))),
    ),
    max_leaves=3,
)
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
    st.builds(lambda way, left, value: Condition(left, way, (value,)), orders, counted, numbers),
    st.builds(lambda way, left, value: Condition(left, way, (value,)), orders, moved, moved),
)
trees: st.SearchStrategy[Tree] = st.recursive(
    conditions,
    lambda parts: st.one_of(
        st.builds(
            lambda way, found: Group(way, tuple(found)),
            st.sampled_from(["all", "any", "none"]),
            st.lists(parts, min_size=2, max_size=3),
        ),
        st.builds(lambda found: Group("case", tuple(found)), st.lists(parts, min_size=3, max_size=3)),
    ),
    max_leaves=8,
)


def read(text: str) -> Tree | None:
    return from_text(text, vocabulary=vocabularies()["person"], parameters=BOOK)


@settings(max_examples=300, deadline=None)
@given(trees)
def test_every_form_comes_back_from_its_text(tree: Tree) -> None:
    assert read(to_text(tree)) == tree


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
        ("scale(insurance.pension_capital, parameter.tax) > 20",) * 2,
        (
            "20 < scale(insurance.pension_capital - 200, parameter.tax)",
            "scale(insurance.pension_capital - 200, parameter.tax) > 20",
        ),
        ("years_between(person.birth_date, today) > 65",) * 2,
        ("person.age - (1 - 2) * 3 > 2 * parameter.age",) * 2,
        ("65 < months_between(person.birth_date, today)", "months_between(person.birth_date, today) > 65"),
        ("today <= end_of_month(birthday(person.birth_date, 1))",) * 2,
        ("NOT (person.alive OR person.resident)",) * 2,
        ("CASE WHEN person.sex = 'F' THEN person.age >= 60 ELSE person.age >= 65 END",) * 2,
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
        "NOT (person.alive AND person.resident)",
        "CASE WHEN person.alive THEN TRUE ELSE FALSE END",
        "CASE WHEN person.alive THEN person.resident WHEN person.missing THEN person.alive ELSE person.citizen END",
        "person.age > CASE WHEN person.alive THEN 1 ELSE 2 END",
        "TRUE",
        "least(least(least(least(least(person.age, 1), 2), 3), 4), 5) > 6",
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


def value(kind: Any, text: str) -> tuple[Value, ...]:
    return (Value(kind, text),)


@pytest.mark.parametrize(
    "condition",
    [
        Condition("person.age; DROP", "=", value("number", "1")),
        Condition("person.age", "= 1 OR TRUE --", value("number", "1")),
        Condition("person.age", "=", value("number", "1 OR TRUE")),
        Condition("person.sex", "=", value("code", "F' OR 'x' = 'x")),
        Condition("person.age", "=", value("name", "pg_sleep(1)")),
        Condition("person.age", "=", value("date", "2026-13-01")),
        Condition("person.age", "=", value("yes_no", "NULL")),
        Condition("person.age", "between", value("number", "1")),
        Condition("person.age", "known", value("number", "1")),
        Condition("parameter.age", "known"),
        Condition(Worked("pg_sleep", value("number", "1")), "=", value("number", "1")),
        Condition(Worked("+", value("number", "1")), "=", value("number", "1")),
        Condition(Worked("floor", value("name", "x) OR (TRUE")), "=", value("number", "1")),
    ],
)
def test_a_forged_form_is_refused(condition: Condition) -> None:
    with pytest.raises(NotAForm):
        to_text(condition)
