"""Asking PostgreSQL: one typed-in person, many, and the SQL for everyone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st
from psycopg import sql

from services_catalog.rules import (
    CompiledRule,
    Explanation,
    RuleError,
    Verdict,
    compile_rule,
    explain_rows,
    select_entitled,
    select_verdicts,
    what_if,
    what_if_many,
)

from .sample import PARAMETERS, TEXT, catalogue

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)


def make_rule(*requires: str, **fields: Any) -> CompiledRule:
    criteria = [{"id": f"c{number}", "require": text, "text": TEXT} for number, text in enumerate(requires)]
    definition = {"basis": "person", "criteria": criteria, **fields}
    return compile_rule(definition, catalogue=catalogue, parameters=PARAMETERS)


def ask(rule: CompiledRule, on: date = ON, **facts: Any) -> Explanation:
    with connection.cursor() as cursor:
        return what_if(
            rule,
            facts={name.replace("__", "."): value for name, value in facts.items()},
            on=on,
            cursor=cursor,
        )


def value_of(expression: str, on: date = ON, **facts: Any) -> Any:
    """Return what a condition is worth."""
    return ask(make_rule(expression), on, **facts).criteria[0].met


@pytest.mark.parametrize(
    ("expression", "facts", "expected"),
    [
        ("person.age >= 18", {"person__age": 18}, True),
        ("person.age >= 18", {"person__age": None}, None),
        ("person.age >= 18 AND employment.active", {"person__age": None}, False),
        ("person.age >= 18 OR NOT employment.active", {"person__age": None}, True),
        ("known(person.age)", {"person__age": None}, False),
        ("employment.active", {}, False),
        ("disability.band IN ('61_80', '81_100')", {"disability__band": "61_80"}, True),
        ("disability.band NOT IN ('61_80', '81_100')", {"disability__band": None}, None),
        ("leave.on", {"leave__on": True}, True),
        ("leave.order BETWEEN 1 AND 3 AND TRUE", {"leave__order": 3}, True),
        ("pension.capital / 0.5 = 200", {"pension__capital": 100}, True),
        ("pension.capital / leave.order > 1", {"pension__capital": 100}, None),
        ("coalesce(household.income_per_head, 0) < parameter.need_criterion", {}, True),
        ("least(person.age, 5) = 5", {"person__age": None}, None),
        ("greatest(person.age, 5) = 7", {"person__age": 7}, True),
        ("CASE WHEN person.age > 5 THEN TRUE ELSE FALSE END", {"person__age": None}, None),
        (
            "CASE WHEN person.age > 5 THEN 'female' ELSE 'male' END = person.sex",
            {"person__age": 9, "person__sex": "female"},
            True,
        ),
        ("round(pension.capital / 8, 2) = 0.13", {"pension__capital": "1"}, True),
        ("round(-pension.capital / 8, 2) = -0.13", {"pension__capital": "1"}, True),
        ("floor(pension.capital / 8) = 0 AND ceil(pension.capital / 8) = 1", {"pension__capital": "1"}, True),
        ("today = DATE '2026-03-01'", {}, True),
        ("parameter.open", {}, True),
    ],
)
def test_a_condition_is_worth_what_it_says(expression: str, facts: dict[str, Any], expected: bool | None) -> None:
    assert value_of(expression, **facts) is expected


@pytest.mark.parametrize(
    ("function", "earlier", "later", "expected"),
    [
        ("years", "2008-02-29", "2026-02-28", 17),
        ("years", "2008-02-29", "2026-03-01", 18),
        ("years", "2008-02-29", "2028-02-29", 20),
        ("years", "2008-03-01", "2026-02-28", 17),
        ("years", "2008-03-01", "2026-03-01", 18),
        ("years", "2026-03-02", "2026-03-01", -1),
        ("years", "2026-03-01", "2026-03-01", 0),
        ("years", "2026-03-01", "2024-03-01", -2),
        ("years", "2026-03-01", "2024-02-29", -3),
        ("months", "2026-01-31", "2026-02-28", 0),
        ("months", "2026-01-31", "2026-03-01", 1),
        ("months", "2025-12-15", "2026-01-15", 1),
        ("months", "2026-01-16", "2025-12-15", -2),
        ("months", "2026-03-15", "2026-01-15", -2),
        ("days", "2026-02-28", "2026-03-01", 1),
    ],
)
def test_time_between_counts_what_is_complete(function: str, earlier: str, later: str, expected: int) -> None:
    expression = f"{function}_between(person.birth_date, person.death_date) = {expected}"
    assert value_of(expression, person__birth_date=earlier, person__death_date=later) is True


@pytest.mark.parametrize(
    ("expression", "start", "expected"),
    [
        ("add_months(person.birth_date, 1)", "2026-01-31", "2026-02-28"),
        ("add_months(person.birth_date, -1)", "2026-03-31", "2026-02-28"),
        ("add_years(person.birth_date, 1)", "2024-02-29", "2025-02-28"),
        ("add_days(person.birth_date, 1)", "2024-02-28", "2024-02-29"),
        ("end_of_month(person.birth_date)", "2024-02-10", "2024-02-29"),
        ("start_of_month(person.birth_date)", "2024-02-10", "2024-02-01"),
        ("end_of_month(add_months(person.birth_date, 12))", "2025-03-30", "2026-03-31"),
    ],
)
def test_terms_end_in_the_calendar(expression: str, start: str, expected: str) -> None:
    assert value_of(f"{expression} = DATE '{expected}'", person__birth_date=start) is True


@pytest.mark.parametrize(
    ("years", "born", "expected"),
    [
        (18, "2008-02-29", "2026-03-01"),
        (18, "2008-03-01", "2026-03-01"),
        (18, "2008-02-28", "2026-02-28"),
        (20, "2008-02-29", "2028-02-29"),
        (0, "2008-02-29", "2008-02-29"),
        (1, "2027-02-28", "2028-02-28"),
        (-1, "2008-02-29", "2007-03-01"),
    ],
)
def test_an_age_is_reached_when_its_years_are_full(years: int, born: str, expected: str) -> None:
    assert value_of(f"birthday(person.birth_date, {years}) = DATE '{expected}'", person__birth_date=born) is True


@given(born=st.dates(date(1900, 1, 1), date(2090, 12, 31)), years=st.integers(-110, 110))
@example(born=date(2008, 2, 29), years=18)
def test_the_day_before_an_age_is_reached_its_years_are_not_full(born: date, years: int) -> None:
    reached = f"birthday(person.birth_date, {years})"
    holds = (
        f"years_between(person.birth_date, {reached}) = {years}"
        f" AND years_between(person.birth_date, add_days({reached}, -1)) = {years} - 1"
    )
    assert value_of(holds, person__birth_date=born.isoformat()) is True


def test_no_data_makes_an_expression_fail() -> None:
    hostile = "999999999999999"
    expressions = [
        "add_days(add_days(person.birth_date, leave.order), leave.order) > today",
        "add_months(add_years(person.birth_date, leave.order), leave.order) > today",
        "birthday(birthday(person.birth_date, leave.order), leave.order) > today",
        "leave.order * leave.order * leave.order * leave.order * leave.order > 0",
        "leave.order / (leave.order - leave.order) > 0",
        "years_between(person.birth_date, person.death_date) > 0",
        "person.birth_date < add_years(person.death_date, 200)",
        "end_of_month(person.death_date) > today",
        "round(pension.capital * leave.order / 7, 6) > 0",
    ]
    for expression in expressions:
        for day in ("0001-01-01", "9999-12-31", None):
            value_of(
                expression,
                person__birth_date=day,
                person__death_date=day,
                leave__order=hostile,
                pension__capital=hostile,
            )


def test_a_date_beyond_the_calendar_is_unknown_not_an_error() -> None:
    rule = make_rule("years_between(person.birth_date, today) > 1", "add_months(person.birth_date, 5) > today")
    for literal in ("infinity", "-infinity", "5000000-01-01", "4000-01-01 BC"):
        source = sql.SQL(
            "SELECT 1 AS key, 1 AS record_id, 1 AS subject_id, DATE '2026-03-01' AS \"on\", {}::date AS {}"
        ).format(sql.Literal(literal), sql.Identifier("person.birth_date"))
        with connection.cursor() as cursor:
            cursor.execute(select_verdicts([rule], source).as_string(None))
            assert cursor.fetchall() == [(1, 1, 1, ON, None)]


def test_parameters_take_the_value_of_the_day() -> None:
    rule = make_rule(amount="parameter.birth_benefit", period="once")
    amounts = {day: ask(rule, day).amount for day in (date(2022, 12, 31), date(2023, 1, 1), date(2025, 6, 30), ON)}
    assert list(amounts.values()) == [
        Decimal("200.00"),
        Decimal("500.00"),
        Decimal("500.00"),
        Decimal("600.00"),
    ]


def test_a_parameter_before_its_first_value_makes_the_verdict_unknown() -> None:
    answer = ask(make_rule(amount="parameter.birth_benefit", period="once"), date(2019, 3, 31))
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.missing_parameters == ("birth_benefit",)


@pytest.mark.parametrize(
    ("amount", "facts", "expected"),
    [
        ("pension.capital / 144", {"pension__capital": 46080}, "320.00"),
        ("pension.capital / 8", {"pension__capital": "0.20"}, "0.03"),
        ("pension.payment - 100", {"pension__payment": 40}, "0.00"),
        (
            "CASE WHEN disability.band = '81_100' THEN 300 ELSE 250 END",
            {"disability__band": "81_100"},
            "300.00",
        ),
        ("600", {}, "600.00"),
        ("600.5", {}, "600.50"),
    ],
)
def test_an_amount_is_rounded_half_away_from_zero_and_never_negative(
    amount: str, facts: dict[str, Any], expected: str
) -> None:
    assert str(ask(make_rule(amount=amount, period="once"), **facts).amount) == expected


def test_an_unknown_amount_makes_the_verdict_unknown_and_names_the_fact() -> None:
    answer = ask(
        make_rule("employment.active", amount="household.income_per_head", period="monthly"),
        employment__active=True,
    )
    assert answer.verdict is Verdict.UNKNOWN
    assert [fact.name for fact in answer.missing] == ["household.income_per_head"]


def test_an_amount_that_nobody_pays_is_unknown_and_breaks_nothing() -> None:
    rule = make_rule(amount="pension.capital * employment.months", period="once")
    for months in (10**6, 10**14):
        answer = ask(rule, pension__capital=10**12, employment__months=months)
        assert (answer.verdict, answer.amount, answer.missing) == (Verdict.UNKNOWN, None, ())


def test_an_unknown_amount_of_who_has_no_right_is_no_matter() -> None:
    answer = ask(make_rule("employment.active", amount="household.income_per_head", period="monthly"))
    assert answer.verdict is Verdict.NOT_ENTITLED
    assert answer.missing == ()


@pytest.mark.parametrize(
    ("fields", "verdict", "missing"),
    [
        ({"until": "disability.until"}, Verdict.ENTITLED, []),
        ({"until": "add_days(disability.until, 1)"}, Verdict.UNKNOWN, ["disability.until"]),
        ({"until": "coalesce(disability.until, today)"}, Verdict.ENTITLED, []),
        ({"starts": "employment.since"}, Verdict.UNKNOWN, ["employment.since"]),
    ],
)
def test_a_right_from_or_until_an_unknown_day_is_unknown_but_may_have_no_end(
    fields: dict[str, str], verdict: Verdict, missing: list[str]
) -> None:
    answer = ask(make_rule(amount="600", period="monthly", **fields))
    assert answer.verdict is verdict
    assert [fact.name for fact in answer.missing] == missing


def test_missing_names_only_the_facts_that_would_settle_it() -> None:
    rule = make_rule(
        "(person.age > 18 AND employment.active) OR person.resident OR known(person.sex)",
        "person.alive OR NOT employment.active",
    )
    answer = ask(rule, person__age=None, person__resident=None, person__sex=None, person__alive=None)
    assert [(result.id, result.met) for result in answer.criteria] == [("c0", None), ("c1", True)]
    assert [fact.name for fact in answer.missing] == ["person.resident"]


def test_an_explanation_carries_the_facts_dates_and_payee() -> None:
    definition = {
        "basis": "birth",
        "criteria": [{"id": "alive", "require": "child.alive", "text": TEXT, "law": "art. 9"}],
        "amount": "parameter.birth_benefit",
        "period": "monthly",
        "starts": "child.birth_date",
        "until": "add_months(child.birth_date, 12)",
        "payee": ["mother", "father"],
    }
    rule = compile_rule(definition, catalogue=catalogue, parameters=PARAMETERS)
    facts = {
        "child.person.alive": True,
        "child.birth_date": "2026-02-28",
        "mother.alive": False,
        "father.alive": True,
    }
    with connection.cursor() as cursor:
        answer = what_if(rule, facts=facts, on=ON, cursor=cursor)
    assert answer.verdict is Verdict.ENTITLED
    assert (answer.amount, answer.starts, answer.until) == (
        Decimal("600.00"),
        date(2026, 2, 28),
        date(2027, 2, 28),
    )
    assert answer.payee_role == "father"
    assert answer.criteria[0].facts[0].value is True
    assert answer.parameters == {"birth_benefit": Decimal(600)}
    assert answer.as_json()["facts"]["child.birth_date"] == "2026-02-28"


def test_a_recorded_decision_replays_to_the_same_answer() -> None:
    rule = make_rule(
        "pension.capital > 100",
        amount="pension.capital * parameter.share",
        period="once",
        until="disability.until",
    )
    first = ask(rule, pension__capital="1234.50")
    assert first.until is None
    with connection.cursor() as cursor:
        again = what_if(rule, facts=first.as_json()["facts"], on=ON, cursor=cursor)
    assert again == first


def test_many_cases_answer_in_order() -> None:
    rule = make_rule(amount="parameter.birth_benefit", period="monthly")
    days = [date(2025, 8, 1), date(2022, 1, 1), date(2024, 1, 1)]
    with connection.cursor() as cursor:
        answers = what_if_many(rule, cases=[({}, day) for day in days], cursor=cursor)
        assert what_if_many(rule, cases=[], cursor=cursor) == []
    assert [int(answer.amount or 0) for answer in answers] == [600, 200, 500]


@pytest.mark.parametrize(
    ("facts", "where", "hint"),
    [
        ({"person.agge": 5}, "facts.person.agge", "person.age"),
        ({"person.age": "five"}, "facts.person.age", "whole number"),
        ({"person.age": True}, "facts.person.age", "whole number"),
        ({"person.age": 10**15}, "facts.person.age", ""),
        ({"pension.capital": "1,5,0"}, "facts.pension.capital", "600.00"),
        ({"pension.capital": "NaN"}, "facts.pension.capital", "600.00"),
        ({"pension.capital": "1e3000000"}, "facts.pension.capital", ""),
        ({"pension.capital": 1.005}, "facts.pension.capital", ""),
        ({"person.birth_date": "2026-02-30"}, "facts.person.birth_date", "YYYY-MM-DD"),
        ({"disability.band": "81-100"}, "facts.disability.band", "81_100"),
        ({"disability.band": 5}, "facts.disability.band", ""),
        ({"person.alive": "maybe"}, "facts.person.alive", "true or false"),
    ],
)
def test_a_typed_in_value_that_is_wrong_names_the_fact(facts: dict[str, Any], where: str, hint: str) -> None:
    rule = make_rule("person.age > 1", "pension.capital > 1", "person.alive", "disability.band = 'none'")
    with connection.cursor() as cursor, pytest.raises(RuleError) as error:
        what_if(rule, facts=facts, on=ON, cursor=cursor)
    assert error.value.where == where
    assert hint in error.value.hint


def people() -> sql.Composable:
    return sql.SQL(
        "SELECT * FROM (VALUES ('a', 1, 1, DATE '2026-03-01', 20, TRUE),"
        " ('b', 2, 2, DATE '2026-03-01', 10, TRUE),"
        " ('c', 3, 3, DATE '2026-03-01', NULL, TRUE), ('d', 4, 4, DATE '2024-03-01', 30, NULL))"
        ' AS t(key, record_id, subject_id, "on", "person.age", "person.alive")'
    )


def test_everyone_is_asked_in_one_query() -> None:
    rules = [
        make_rule("person.age >= 18", amount="parameter.birth_benefit", period="once"),
        make_rule("person.alive"),
    ]
    with connection.cursor() as cursor:
        cursor.execute(select_verdicts(rules, people(), columns=("key",)).as_string(None))
        assert cursor.fetchall() == [
            ("a", True, True),
            ("b", False, True),
            ("c", None, True),
            ("d", True, None),
        ]
        cursor.execute(select_verdicts(rules[:1], people(), columns=("key",), outcomes=True).as_string(None))
        assert cursor.fetchall()[0] == ("a", True, Decimal("600.00"), None, None, "subject")
        cursor.execute(select_entitled(rules[0], people(), columns=("key",)).as_string(None))
        assert [(row[0], row[2]) for row in cursor.fetchall()] == [("a", 600), ("d", 500)]
        cursor.execute(select_entitled(rules[0], people(), columns=("key",), include_unknown=True).as_string(None))
        assert [row[0] for row in cursor.fetchall()] == ["a", "c", "d"]


def test_rows_from_the_registries_are_explained_with_their_sources() -> None:
    source = sql.SQL("SELECT p.*, {} AS {}, DATE '2026-01-05' AS {} FROM ({}) AS p").format(
        sql.Literal("DIN"),
        sql.Identifier("person.age#source"),
        sql.Identifier("person.age#recorded"),
        people(),
    )
    rules = [make_rule("person.age >= 18"), make_rule("person.alive", "person.age < 18")]
    with connection.cursor() as cursor:
        rows = explain_rows(rules, source, cursor=cursor)
    first, answers = rows[0]
    assert first["key"] == "a"
    assert [answer.verdict for answer in answers] == [Verdict.ENTITLED, Verdict.NOT_ENTITLED]
    assert answers[0].facts[0].source == "DIN"
    assert answers[0].facts[0].recorded_on == date(2026, 1, 5)
    assert rows[3][1][1].verdict is Verdict.NOT_ENTITLED
