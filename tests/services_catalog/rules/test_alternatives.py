"""Rules that differ by one condition, found from their texts."""

from __future__ import annotations

import pytest

from services_catalog.rules import CompiledRule, compile_rule
from services_catalog.rules.alternatives import alternatives

from .sample import PARAMETERS, TEXT, catalogue

Conditions = tuple[str, ...]


BENEFIT = "parameter.birth_benefit"


def rule(conditions: Conditions, *, amount: str | None = BENEFIT, period: str = "once") -> CompiledRule:
    criteria = [
        {"id": f"c{number}", "require": condition, "text": {**TEXT, "en": condition}, "law": "Law"}
        for number, condition in enumerate(conditions)
    ]
    definition = {"basis": "person", "criteria": criteria, "amount": amount, "period": period if amount else "none"}
    return compile_rule(definition, catalogue=catalogue, parameters=PARAMETERS)


def told(*rules: Conditions) -> list[list[str]]:
    found = alternatives({f"r{number}": rule(conditions) for number, conditions in enumerate(rules)})
    return [[criterion.text["en"] for criterion in group.telling.values()] for group in found]


ALIVE = "person.alive"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("employment.active", "NOT employment.active"),
        ("employment.active OR leave.on", "NOT leave.on AND NOT employment.active"),
        ("disability.band = '61_80'", "disability.band = '81_100'"),
        ("disability.band IN ('31_60', '61_80')", "disability.band = '81_100'"),
        ("disability.band <> 'none'", "disability.band = 'none'"),
        ("person.age >= 18", "person.age < 18"),
        ("person.age BETWEEN 3 AND 17", "person.age > 17"),
        ("pension.capital < parameter.birth_benefit", "pension.capital >= parameter.birth_benefit"),
    ],
)
def test_two_that_differ_by_one_thing_are_alternatives(one: str, other: str) -> None:
    assert told((ALIVE, one), (ALIVE, other)) == [[one, other]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("employment.active", "leave.on"),
        ("person.age >= 18", "person.age < 65"),
        ("person.age >= 18", "person.age <= 18"),
        ("disability.band IN ('31_60', '61_80')", "disability.band IN ('61_80', '81_100')"),
        ("employment.active", "employment.active"),
    ],
)
def test_what_may_hold_together_is_no_alternative(one: str, other: str) -> None:
    assert told((ALIVE, one), (ALIVE, other)) == []


def test_three_that_each_rule_out_the_others_are_one_group() -> None:
    bands = [f"disability.band = '{band}'" for band in ("31_60", "61_80", "81_100")]
    assert told(*((ALIVE, band) for band in bands)) == [bands]


def test_what_differs_by_more_is_not_one_question() -> None:
    bands = ("disability.band = '31_60'", "disability.band = '81_100'")
    assert told((bands[0], "employment.active"), (bands[1], "NOT employment.active")) == []
    assert told((bands[0], "employment.active"), (bands[1], "leave.on")) == []
    assert told((bands[0], "employment.active"), (bands[1],)) == []


def test_beside_a_yes_and_no_one_more_condition_may_stand() -> None:
    works = ("employment.active", "NOT employment.active")
    assert told((works[0], "leave.on"), (works[1],)) == [list(works)]
    assert told((works[0], "leave.on"), (works[1], "person.resident")) == []


def test_the_same_facts_asked_otherwise_do_not_count() -> None:
    works = ("employment.active", "NOT employment.active")
    assert told((works[0], "person.age < 18"), (works[1], "person.age BETWEEN 3 AND 17")) == [list(works)]


def test_only_what_is_paid_alike_is_compared() -> None:
    works, idle = ("employment.active",), ("NOT employment.active",)
    assert alternatives({"a": rule(works), "b": rule(idle, period="monthly")}) == ()
    assert alternatives({"a": rule(works), "b": rule(idle, amount=None)}) == ()
    assert len(alternatives({"a": rule(works, amount=None), "b": rule(idle, amount=None)})) == 1
