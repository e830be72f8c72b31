"""The least and the most an amount can be, whoever it is asked about."""

from __future__ import annotations

import pytest

from services_catalog.rules import parse_expression
from services_catalog.rules.limits import asks_facts, least_of, most_of
from services_catalog.rules.nodes import Node
from services_catalog.rules.sql import to_sql

from .sample import PARAMETERS, SampleVocabulary

BANDS = "CASE WHEN disability.band = '81_100' THEN 0.81 WHEN disability.band = '61_80' THEN 0.61 ELSE 0.31 END"


def limits(text: str) -> tuple[Node | None, Node | None]:
    root = parse_expression(text, vocabulary=SampleVocabulary("birth"), parameters=PARAMETERS).root
    return least_of(root), most_of(root)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("parameter.birth_benefit", True, True),
        (BANDS, True, True),
        (f"round(parameter.birth_benefit * {BANDS}, 2)", True, True),
        ("greatest(pension.capital / 144, parameter.birth_benefit)", True, False),
        ("least(pension.capital / 144, parameter.birth_benefit)", False, True),
        ("least(greatest(pension.capital / 144, 100), parameter.birth_benefit)", True, True),
        ("pension.capital / 144", False, False),
        ("parameter.birth_benefit * person.age", False, False),
        ("parameter.birth_benefit / greatest(person.age, 1)", False, True),
        ("parameter.birth_benefit / greatest(person.age, 1) + 5", False, True),
        ("parameter.birth_benefit / least(person.age, 3)", False, False),
        ("parameter.birth_benefit * least(person.age * 0.05, 0.20)", False, True),
        ("parameter.birth_benefit - pension.capital", False, False),
        ("parameter.birth_benefit - least(pension.capital, 3)", True, False),
        ("person.age * least(person.age, 3)", False, False),
        ("CASE WHEN person.alive THEN person.age ELSE 5 END", False, False),
        ("coalesce(greatest(person.age, 2), 1)", True, False),
        ("scale(employment.wage, parameter.income_tax)", False, False),
        ("scale(least(employment.wage, 500), parameter.income_tax)", False, True),
        ("parameter.birth_benefit - scale(least(employment.wage, 500), parameter.income_tax)", True, False),
        ("scale(employment.wage, parameter.income_tax) / greatest(person.age, 1)", False, False),
        ("-least(person.age, 3)", True, False),
    ],
)
def test_what_can_be_told_without_the_person(text: str, least: bool, most: bool) -> None:
    found = limits(text)
    assert tuple(limit is not None for limit in found) == (least, most)
    assert not any(asks_facts(limit) for limit in found if limit is not None)


def test_they_are_made_of_the_rules_own_parts() -> None:
    least, most = limits("least(CASE WHEN person.alive THEN 50 ELSE 70 END, greatest(person.age, 60))")
    assert least is not None
    assert most is not None
    assert [to_sql(least).as_string(None), to_sql(most).as_string(None)] == [
        to_sql(limits(text)[0] or least).as_string(None) for text in ("least(least(50, 70), 60)", "greatest(50, 70)")
    ]
