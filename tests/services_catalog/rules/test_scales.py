"""Scales of law: how they are written, what is wrong with one, and what they take of an amount."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.rules import (
    Bracket,
    RuleError,
    Scale,
    ValueType,
    compile_rule,
    parse_expression,
    read_back,
    read_value,
    read_worth,
    what_if_many,
)
from services_catalog.rules.scales import MOST_BRACKETS

from .sample import PARAMETERS, SampleVocabulary, catalogue, scale

TAX = "scale(employment.wage, parameter.income_tax)"
DAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def taken(text: str, *cases: tuple[Any, date]) -> list[Decimal | None]:
    """What an amount is worth for each (wage, day)."""
    rule = compile_rule(
        {"basis": "person", "criteria": [], "amount": text, "period": "monthly"},
        catalogue=catalogue,
        parameters=PARAMETERS,
    )
    with connection.cursor() as cursor:
        answers = what_if_many(rule, cases=[({"employment.wage": wage}, on) for wage, on in cases], cursor=cursor)
    return [answer.amount for answer in answers]


@pytest.mark.django_db
def test_each_part_of_an_amount_counts_at_its_own_rate() -> None:
    wages = [0, "0.01", 2500, "2500.10", 8000, 10_000]
    assert taken(TAX, *((wage, DAY) for wage in wages)) == [
        Decimal(worth) for worth in ("0", "0.00", "75", "75.01", "625", "905")
    ]


@pytest.mark.django_db
def test_the_scale_is_that_of_the_day() -> None:
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2023, 12, 31), date(2024, 1, 1), date(2025, 12, 31), DAY]
    wages: list[tuple[Any, date]] = [(3000, on) for on in days]
    late = Decimal("446.95")  # 0.14 x 2300.50 + 0.25 x 499.50 = 322.07 + 124.875, rounded once
    assert taken(TAX, *wages) == [None, 420, 420, late, late, 125]


@pytest.mark.django_db
def test_nothing_is_taken_below_the_first_threshold_nor_of_less_than_nothing() -> None:
    cases: list[tuple[Any, date]] = [(150, DAY), (200, DAY), (350, DAY), (None, DAY)]
    text = "scale({}, parameter.contribution)"
    assert taken(text.format("employment.wage"), *cases) == [0, 0, 50, None]
    assert taken(text.format("employment.wage - 10000"), *cases) == [0, 0, 0, None]


@pytest.mark.django_db
def test_a_scale_that_is_no_more_in_force_is_unknown() -> None:
    assert taken("scale(employment.wage, parameter.contribution)", (500, date(2026, 6, 1))) == [None]


@pytest.mark.django_db
def test_what_a_decision_records_of_a_scale_gives_the_same_on_any_day() -> None:
    definition = {"basis": "person", "criteria": [], "amount": TAX, "period": "monthly"}
    asked = {"employment.wage": 9000}
    with connection.cursor() as cursor:
        rule = compile_rule(definition, catalogue=catalogue, parameters=PARAMETERS)
        [decided] = what_if_many(rule, cases=[(asked, DAY)], cursor=cursor)
        kept = str(decided.parameters["income_tax"])
        assert decided.as_json()["parameters"] == {"income_tax": kept}
        worth = read_worth(kept, ValueType.SCALE, where="", recorded=True)
        frozen = compile_rule(definition, catalogue=catalogue, parameters=PARAMETERS.frozen({"income_tax": worth}))
        [again] = what_if_many(frozen, cases=[(asked, date(2021, 1, 1))], cursor=cursor)
    assert decided.amount == again.amount == Decimal("765.00")


@pytest.mark.django_db
def test_scales_stand_in_scales_and_written_amounts_go_through_them() -> None:
    inner = "scale(employment.wage - scale(employment.wage, parameter.income_tax), parameter.contribution)"
    assert taken(inner, (350, DAY)) == [Decimal("39.50")]
    assert taken("scale(2600, parameter.income_tax)", (None, DAY)) == [Decimal("85.00")]


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("parameter.income_tax > 5", "is a scale", "scale(…, parameter.income_tax)"),
        ("known(parameter.income_tax)", "is a scale", "scale(…, parameter.income_tax)"),
        ("employment.wage - parameter.income_tax > 5", "is a scale", "scale(…, parameter.income_tax)"),
        ("scale(parameter.income_tax, parameter.income_tax) > 5", "is a scale", "scale(…"),
        ("scale(employment.wage, parameter.birth_benefit) > 5", "A scale of law is needed", "parameter.income_tax"),
        ("scale(employment.wage, 5) > 5", "A scale of law is needed", "parameter.contribution"),
        ("scale(employment.wage, employment.wage) > 5", "A scale of law is needed", "parameter.contribution"),
        ("scale(employment.wage, parameter.income_tx) > 5", "no parameter named income_tx", "parameter.income_tax"),
        ("scale(person.age, parameter.income_tax) > 5", "An amount of money is needed here", ""),
        ("scale(today, parameter.income_tax) > 5", "An amount of money is needed here", ""),
        ("scale(0.005, parameter.income_tax) > 5", "at most two decimals", ""),
        ("scale(employment.wage) > 5", "scale(amount, parameter.income_tax)", ""),
        ("scale(employment.wage, parameter.income_tax, 2) > 5", "scale(amount, parameter.income_tax)", ""),
        ("brackets(employment.wage, parameter.income_tax) > 5", "no function named", "scale"),
    ],
)
def test_what_is_wrong_says_what_would_be_right(text: str, said: str, hint: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_expression(text, vocabulary=SampleVocabulary("person"), parameters=PARAMETERS)
    assert said in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ([], "from 1 to 20 brackets"),
        ([{"above": number, "rate": 0} for number in range(MOST_BRACKETS + 1)], "from 1 to 20 brackets"),
        ([{"above": 0, "rate": 0.1}, {"above": 0, "rate": 0.2}], "Bracket 2 does not begin above"),
        ([{"above": 500, "rate": 0.1}, {"above": 0, "rate": 0.2}], "Bracket 2 does not begin above"),
        ([{"above": 0, "rate": 14}], "Bracket 1 has no right rate: 14"),
        ([{"above": 0, "rate": -0.1}], "Bracket 1 has no right rate: -0.1"),
        ([{"above": -1, "rate": 0.1}], "Bracket 1 does not begin at an amount: -1"),
        ([{"above": 0, "rate": 0.1234567}], "Bracket 1 is not a threshold"),
        ([{"above": 0.005, "rate": 0.1}], "Bracket 1 is not a threshold"),
        ([{"above": "2.500", "rate": 0.1}], "Bracket 1 is not a threshold"),
        ([{"above": 0}], "Bracket 1 is not a threshold"),
        ([{"above": 0, "rate": 0.1, "to": 5}], "Bracket 1 is not a threshold"),
        ([{"above": True, "rate": 0.1}], "Bracket 1 is not a threshold"),
        ([5], "Bracket 1 is not a threshold"),
        (5, "is not right here"),
        ("0: 0.1; nothing", "is not right here"),
        ({"above": 0, "rate": 0.1}, "is not right here"),
    ],
)
def test_brackets_that_are_no_scale_are_named(raw: Any, said: str) -> None:
    with pytest.raises(RuleError) as caught:
        read_worth(raw, ValueType.SCALE, where="parameters.x.value")
    assert said in caught.value.message
    assert caught.value.hint
    assert caught.value.where == "parameters.x.value"


def test_no_fact_is_a_scale() -> None:
    with pytest.raises(RuleError) as caught:
        read_value([{"above": 0, "rate": 0.1}], ValueType.SCALE, where="facts.x")
    assert caught.value.where == "facts.x"


scales = st.lists(
    st.tuples(st.decimals(Decimal(0), Decimal(999_999_999), places=2), st.decimals(Decimal(0), Decimal(1), places=6)),
    min_size=1,
    max_size=MOST_BRACKETS,
    unique_by=lambda bracket: bracket[0],
).map(lambda found: Scale(tuple(Bracket(above, rate) for above, rate in sorted(found))))


@given(scales)
def test_a_scale_comes_back_from_the_text_that_decisions_record(found: Scale) -> None:
    assert read_worth(str(found), ValueType.SCALE, where="", recorded=True) == found
    assert len(str(found)) <= 500


def test_the_brackets_are_named_in_words() -> None:
    book = PARAMETERS.frozen({"income_tax": scale((0, "0.03"), (2500, "0.1"), ("8000.50", "0.145"))})
    expression = parse_expression(TAX, vocabulary=SampleVocabulary("person"), parameters=book)
    spoken = {language: read_back(expression, language).replace("\u00a0", " ") for language in ("az", "en", "ru")}
    assert spoken == {
        "en": "Wage by the scale “Income tax” (the part from 0.00 ₼ to 2,500.00 ₼: 3 %, "
        "the part from 2,500.00 ₼ to 8,000.50 ₼: 10 %, the part above 8,000.50 ₼: 14.5 %)",
        "az": "Wage (az) – “Gəlir vergisi” şkalası üzrə (0,00 ₼ ilə 2 500,00 ₼ arasındakı hissə: 3 %, "
        "2 500,00 ₼ ilə 8 000,50 ₼ arasındakı hissə: 10 %, 8 000,50 ₼ – bundan çox olan hissə: 14,5 %)",
        "ru": "Wage (ru) по шкале «Подоходный налог» (часть от 0,00 ₼ до 2 500,00 ₼: 3 %, "
        "часть от 2 500,00 ₼ до 8 000,50 ₼: 10 %, часть больше 8 000,50 ₼: 14,5 %)",
    }


def test_of_several_scales_each_has_its_day_or_only_that_of_the_day_is_named() -> None:
    expression = parse_expression(TAX, vocabulary=SampleVocabulary("person"), parameters=PARAMETERS)
    every = read_back(expression, "en").replace("\u00a0", " ")
    assert "from 1 January 2020: the whole amount: 14 %; from 1 January 2024: the part from 0.00 ₼" in every
    one = read_back(expression, "en", on=date(2021, 1, 1)).replace("\u00a0", " ")
    assert one == "Wage by the scale “Income tax” (the whole amount: 14 %)"
    assert "there is no scale" in read_back(expression, "en", on=date(2019, 1, 1))
