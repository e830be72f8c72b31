"""What the language accepts, what type it has, and what its errors say."""

from __future__ import annotations

import pytest
from django.utils import translation

from services_catalog.rules import Expression, RuleError, ValueType, parse_expression

from .sample import PARAMETERS, SampleVocabulary


def parse(text: str, expect: ValueType | None = None, basis: str = "person") -> Expression:
    return parse_expression(text, vocabulary=SampleVocabulary(basis), parameters=PARAMETERS, expect=expect)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("person.alive", ValueType.BOOLEAN),
        ("leave.on AND leave.order > 1", ValueType.BOOLEAN),
        ("person.age", ValueType.INTEGER),
        ("person.age + 1", ValueType.INTEGER),
        ("person.age / 2", ValueType.NUMBER),
        ("person.age * 0.5", ValueType.NUMBER),
        ("floor(person.age / 2)", ValueType.INTEGER),
        ("pension.capital", ValueType.MONEY),
        ("pension.capital / 144", ValueType.MONEY),
        ("pension.capital * parameter.share", ValueType.MONEY),
        ("pension.capital / employment.wage", ValueType.NUMBER),
        ("pension.capital - 5", ValueType.MONEY),
        ("greatest(pension.capital - 5, 0)", ValueType.MONEY),
        ("coalesce(household.income_per_head, 0)", ValueType.MONEY),
        ("CASE WHEN person.alive THEN 5 ELSE pension.capital END", ValueType.MONEY),
        ("CASE WHEN person.alive THEN 'male' ELSE person.sex END", ValueType.CODE),
        ("today", ValueType.DATE),
        ("DATE '2026-07-01'", ValueType.DATE),
        ("add_months(person.birth_date, 12)", ValueType.DATE),
        ("year(today)", ValueType.INTEGER),
        ("months_between(person.birth_date, today)", ValueType.INTEGER),
        ("KNOWN(person.age) or not Person_free", ValueType.BOOLEAN),
        ("- person.age", ValueType.INTEGER),
        ("parameter.open", ValueType.BOOLEAN),
        ("parameter.reform", ValueType.DATE),
    ],
)
def test_an_expression_has_a_type(text: str, expected: ValueType) -> None:
    if "Person_free" in text:
        text = text.replace("Person_free", "person.alive")
    assert parse(text).type is expected


@pytest.mark.parametrize("name", ["child.alive", "mother.employment.active", "birth.parity", "child.person.alive"])
def test_names_of_two_and_three_parts_are_read_as_written(name: str) -> None:
    expression = parse(f"known({name})", basis="birth")
    assert [bound.name for bound in expression.facts] == [name]


def test_an_expression_lists_its_facts_and_parameters_once_in_order() -> None:
    expression = parse("person.age > parameter.pension_age AND person.alive AND person.age < parameter.pension_age")
    assert [bound.name for bound in expression.facts] == ["person.age", "person.alive"]
    assert expression.parameters == ("pension_age",)


def test_sql_carries_only_columns_of_the_row_and_literals() -> None:
    text = "person.sex = 'male' AND person.age >= 65 AND person.birth_date < DATE '1961-03-01'"
    assert parse(text).sql().as_string(None) == (
        """(("f"."person.sex" = 'male') AND ("f"."person.age" >= 65)"""
        """ AND ("f"."person.birth_date" < DATE '1961-03-01'))"""
    )


def test_sql_of_a_parameter_is_a_choice_by_the_day_of_the_row() -> None:
    assert parse("parameter.pension_age").sql().as_string(None) == (
        """(CASE WHEN "f"."on" >= DATE '2020-01-01' THEN 65 END)::bigint"""
    )


def test_sql_has_nothing_that_a_driver_takes_for_a_placeholder() -> None:
    text = "round(pension.capital / 7, 2) > 1 AND add_days(today, person.age) > today AND person.age IN (1, 2)"
    assert "%" not in parse(text).sql().as_string(None)


def test_a_whole_number_passes_as_money_or_number_when_written() -> None:
    assert parse("600", ValueType.MONEY).type is ValueType.MONEY
    assert parse("CASE WHEN person.alive THEN 300 ELSE 250.50 END", ValueType.MONEY).type is ValueType.MONEY
    assert parse("person.age", ValueType.NUMBER).type is ValueType.INTEGER
    with pytest.raises(RuleError):
        parse("person.age", ValueType.MONEY)


def test_a_long_chain_of_conditions_is_no_nesting() -> None:
    text = " AND ".join(["leave.on"] * 300)
    assert len(text) < 4_000
    assert parse(text).type is ValueType.BOOLEAN


@pytest.mark.parametrize(
    ("text", "word", "message", "hint"),
    [
        ("person.agge > 1", "person.agge", "no fact named person.agge", "person.age"),
        ("pension_age > 1", "pension_age", "no fact named", "parameter.pension_age"),
        ("parameter.pension_agee > 1", "parameter.pension_agee", "no parameter", "parameter.pension_age"),
        ("Person.age > 1", "Person.age", "small letters", "person.age"),
        ("person.age == 1", "==", "not part of the language", "= instead of =="),
        ("person.age > 1 && person.alive", "&&", "not part", "AND"),
        ("person.age IS NULL", "IS", "IS NULL", "known(…)"),
        ("person.age > 1 -- x", "--", "not part", "no comments"),
        ("yaers_between(person.birth_date, today) > 1", "yaers_between", "no function", "years_between"),
        ("age(person.birth_date) > 1", "age", "no function", "years_between"),
        ("current_date > DATE '2026-01-01'", "current_date", "no fact", "today"),
        ("disability.band = '81-100'", "'81-100'", "not in the list", "Did you mean '81_100'?"),
        ("today > '2026-01-01'", "'2026-01-01'", "out of place", "DATE '2026-07-01'"),
        ("today > DATE '2026-02-30'", "'2026-02-30'", "no such date", ""),
        ("today - person.birth_date > 1", "today", "needs numbers", "days_between"),
        ("employment.wage > person.age", "person.age", "amount of money is needed", ""),
        ("person.age > 1,5", ",", "comma", "600.50"),
        ("person.age > 1 000", "1 000", "without spaces", "Did you mean 1000?"),
        ("person.age > 1 500", "1 500", "without spaces", "Did you mean 1500?"),
        ("employment.wage > 46\u00a0080", "46\u00a0080", "without spaces", "Did you mean 46080?"),
        ("employment.wage > 1 250 300.50", "1 250 300.50", "without spaces", "Did you mean 1250300.50?"),
        ("person.age > 1 50", "50", "operator is missing", "without spaces"),
        ("person.sex LIKE 'm'", "LIKE", "operator is missing", "as a whole"),
        ("person.age / 0 > 1", "0", "divided by zero", ""),
        ("person.alive AND (person.resident", "(", "not closed", ""),
        ("person.alive AND", "AND", "stops in the middle", "missing"),
        ("CASE WHEN person.alive THEN TRUE END", "END", "out of place", "ELSE"),
        ("1 < person.age < 5", "1 < person.age", "needs parentheses", "1 < person.age AND person.age < 5"),
        ("18 <= person.age <= 65", "18 <= person.age", "parentheses", "18 <= person.age AND person.age <= 65"),
        ("known(person.age) AND person.age", "person.age", "condition is needed", "Compare"),
        ("person.age ≥ 18", "≥", "GREATER-THAN OR EQUAL TO", ">="),
        ("person.alive və person.resident", "və", "English words", "Did you mean AND?"),
        ("person.alive VƏ YA person.resident", "VƏ YA", "English words", "Did you mean OR?"),
        ("person.alive и person.resident", "и", "English words", "Did you mean AND?"),
        ("person.alive  или person.resident", "или", "English words", "Did you mean OR?"),
        ("не person.alive", "не", "English words", "Did you mean NOT?"),
        ("person.alive = bəli", "bəli", "English words", "Did you mean TRUE?"),
        ("person.birth_date > сегодня", "сегодня", "English words", "Did you mean today?"),
        ("person.alive ve person.resident", "ve", "operator is missing", "Did you mean AND?"),
        ("person.alive yaxud person.resident", "yaxud", "operator is missing", "Did you mean OR?"),
        ("person.alive = beli", "beli", "no fact named", "TRUE"),
        ("person.alive = yes", "yes", "no fact named", "TRUE"),
        ("əgər person.alive", "əgər", "English words", "CASE WHEN"),
        ("IF person.alive THEN TRUE ELSE FALSE", "person.alive", "operator is missing", "CASE WHEN"),
        ("IF(person.alive, TRUE, FALSE)", "IF", "no function named", "CASE WHEN condition THEN value ELSE value END"),
        ("person.age => 18", "=>", "not part", "Did you mean >=?"),
        ("person.age =< 18", "=<", "not part", "Did you mean <=?"),
        ("person.age >< 18", "><", "not part", "Did you mean <>?"),
        ("employment.wage > pension.payment * 65%", "%", "not part", "Did you mean 0.65?"),
        ("employment.wage > pension.payment * 12.5 %", "%", "not part", "Did you mean 0.125?"),
        ("person.sex = F", "F", "quotation marks", "Did you mean 'female'?"),
        ("person.sex = male", "male", "quotation marks", "Did you mean 'male'?"),
        ("disability.band IN ('31_60', big)", "big", "quotation marks", "The values are: 'none', '31_60'"),
        ("person.alive = 'true'", "'true'", "out of place", "Did you mean TRUE?"),
        ("person.alive = 'Xeyr'", "'Xeyr'", "out of place", "Did you mean FALSE?"),
        ("person.age > '65'", "'65'", "out of place", "Did you mean 65?"),
        ("mother.alive", "mother.alive", "no fact named", "mother.alive is there where a right arises from: birth."),
        ("birth.parity > 1", "birth.parity", "no fact named", "arises from: birth."),
        ("person.sex = ‘male’", "‘", "LEFT SINGLE QUOTATION MARK", "'"),
        ("person.аge > 1", "person.аge", "another alphabet", "Did you mean person.age?"),
        ("ƏMƏK.aktiv", "ƏMƏK.aktiv", "another alphabet", "a–z"),
        ("round(employment.wage, 9) > 1", "9", "digit from 0 to 6", ""),
        ("least(person.age) > 1", "least", "least(a, b)", ""),
        ("add_months(today, 5000) > today", "5000", "at most 2400", ""),
    ],
)
def test_an_error_points_at_the_word_and_says_what_would_be_right(
    text: str, word: str, message: str, hint: str
) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text, ValueType.BOOLEAN)
    error = caught.value
    if message:
        assert (error.word, message in error.message, hint in error.hint) == (word, True, True), str(error)


def test_an_error_shows_the_line_with_carets() -> None:
    with pytest.raises(RuleError) as caught:
        parse("person.alive\n  AND person.agge > 1")
    assert caught.value.pointer() == "  AND person.agge > 1\n      ^^^^^^^^^^^"
    assert caught.value.as_json()["word"] == "person.agge"
