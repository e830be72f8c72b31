"""Two rules are said to contradict each other only where nobody can meet both, and are where people see it at once."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services_catalog.checks import compile_definition
from services_catalog.files import read_catalogue
from services_catalog.rules import CompiledRule, RuleError, Verdict, compile_rule, what_if_many
from services_catalog.rules.contradict import contradict

from . import oracle
from .random_rules import PARAMETER_VALUES, people, rules
from .sample import PARAMETERS, TEXT, catalogue


def rule(*criteria: str, basis: str = "person", **more: Any) -> CompiledRule:
    definition = {
        "basis": basis,
        "criteria": [{"id": f"c{number}", "require": text, "text": TEXT} for number, text in enumerate(criteria)],
        "amount": "600",
        "period": "monthly",
        **more,
    }
    return compile_rule(definition, catalogue=catalogue, parameters=PARAMETERS)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("employment.active", "NOT employment.active", True),
        ("employment.active OR leave.on", "NOT employment.active AND NOT leave.on", True),
        ("employment.active OR leave.on", "NOT employment.active", False),
        ("NOT (employment.active AND leave.on)", "employment.active AND leave.on", True),
        ("person.age >= 18", "person.age < 18", True),
        ("person.age > 17", "person.age < 18", True),
        ("person.age >= 18", "person.age <= 18", False),
        ("18 <= person.age", "17 >= person.age", True),
        ("pension.capital > 17", "pension.capital < 18", False),
        ("person.age BETWEEN 18 AND 65", "person.age > 65", True),
        ("NOT person.age BETWEEN 18 AND 65", "person.age BETWEEN 20 AND 65", True),
        ("18 BETWEEN person.age AND 65", "person.age > 18", True),
        ("0 BETWEEN person.age AND person.age", "person.age >= 0", False),
        ("0 BETWEEN person.age AND person.age", "person.age > 0", True),
        ("3 IN (person.age, 4)", "person.age = 3", False),
        ("person.age IN (1, 2)", "person.age >= 2", False),
        ("person.age IN (1, 2)", "person.age > 2", True),
        ("disability.band = '81_100'", "disability.band = '61_80'", True),
        ("disability.band = '81_100'", "disability.band <> '61_80'", False),
        ("disability.band IN ('31_60', '61_80')", "disability.band IN ('none', '81_100')", True),
        ("disability.band <> 'none'", "disability.band IN ('none', '81_100')", False),
        ("person.sex <> 'male'", "person.sex <> 'female'", True),
        ("pension.capital >= parameter.birth_benefit", "pension.capital < parameter.birth_benefit", True),
        ("pension.capital >= parameter.birth_benefit", "parameter.birth_benefit >= pension.capital", False),
        ("pension.capital < parameter.birth_benefit", "pension.capital = parameter.birth_benefit", True),
        ("employment.since < DATE '2020-01-01'", "employment.since >= DATE '2020-01-01'", True),
        ("CASE WHEN person.sex = 'male' THEN leave.on ELSE TRUE END", "person.sex = 'male' AND NOT leave.on", True),
        ("CASE WHEN person.sex = 'male' THEN leave.on ELSE TRUE END", "person.sex = 'female' AND NOT leave.on", False),
        ("known(employment.since)", "NOT known(employment.since)", True),
        ("TRUE", "FALSE", True),
    ],
)
def test_it_is_seen_at_once(one: str, other: str, expected: bool) -> None:
    assert contradict(rule(one), rule(other)) is expected
    assert contradict(rule(other), rule(one)) is expected


def test_criteria_of_one_rule_are_taken_together() -> None:
    assert contradict(rule("person.age >= 18", "person.age < 65"), rule("person.age >= 65 OR person.age < 18"))


def test_of_one_birth_all_facts_are_the_same_and_of_two_only_those_of_who_receives() -> None:
    once = {"basis": "birth", "period": "once"}
    works, idle = "mother.employment.active", "NOT mother.employment.active"
    assert contradict(rule(works, **once), rule(idle, **once))
    # By the month somebody may receive for two children, whose mothers are not the same.
    assert not contradict(rule(works, basis="birth"), rule(idle, basis="birth"))


def test_facts_of_somebody_else_or_of_another_day_are_not_the_same() -> None:
    # A birth is judged on its own day; who works then may not work today.
    assert not contradict(rule("employment.active"), rule("NOT employment.active", basis="birth"))
    assert not contradict(
        rule("child.alive", basis="birth", period="once", payee="mother"),
        rule("NOT person.alive", period="once"),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(definition=rules(), crowd=st.lists(people(), min_size=1, max_size=3))
def test_what_somebody_meets_does_not_contradict_itself(
    definition: dict[str, Any], crowd: list[tuple[dict[str, Any], date]]
) -> None:
    for facts, on in crowd:
        said = oracle.criteria(definition["criteria"], facts=facts, on=on, parameters=PARAMETER_VALUES)
        met = [
            text if value else f"NOT ({text})"
            for text, value in zip(definition["criteria"], said, strict=True)
            if value is not None
        ]
        if met:
            assert not contradict(rule(*met), rule(*reversed(met)))


# -- the catalogue -------------------------------------------------------------------------------------------------

CATALOGUE, _PROBLEMS = read_catalogue()
NEWEST = {code: service.versions[-1].definition for code, service in CATALOGUE.services.items()}
PAIRS = sorted({tuple(sorted((code, other))) for code, one in NEWEST.items() for other in one["excludes"]})
NEVER_BOTH = {
    ("05-01", "05-02"),
    ("05-01", "05-21"),
    ("05-02", "05-21"),
    ("05-03", "05-21"),
    ("05-04", "05-22"),
    ("05-04", "05-23"),
    ("05-04", "05-24"),
    ("05-22", "05-23"),
    ("05-22", "05-24"),
    ("05-23", "05-24"),
    ("05-40", "05-41"),
    ("05-42", "05-43"),
}
LITTLE_WORK = {
    "insurance.months": 12,
    "insurance.worked_2006_2018": True,
    "insurance.pension_capital": 9000,
    "insurance.total_capital": 9000,
}
"""A year of insured work: enough beside the years credited for work before 2006, too little for the disability's."""


@pytest.fixture(scope="module")
def compiled() -> dict[str, CompiledRule]:
    book = CATALOGUE.library.book()
    return {code: compile_definition(NEWEST[code], book) for code in {code for pair in PAIRS for code in pair}}


def test_which_pairs_of_the_catalogue_contradict(compiled: dict[str, CompiledRule]) -> None:
    assert {pair for pair in PAIRS if contradict(compiled[pair[0]], compiled[pair[1]])} == NEVER_BOTH


@pytest.mark.django_db
@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair not in NEVER_BOTH], ids="+".join)
def test_of_every_other_pair_postgresql_knows_somebody_with_both(
    pair: tuple[str, str], compiled: dict[str, CompiledRule]
) -> None:
    one, other = (compiled[code] for code in pair)
    mixtures = [
        ({**first["facts"], **second["facts"], **more}, date.fromisoformat(second["on"]))
        for a, b in (pair, pair[::-1])
        for first, second, more in product(_entitled(a), _entitled(b), ({}, LITTLE_WORK))
    ]
    with connection.cursor() as cursor:
        said = [
            [
                found.verdict is Verdict.ENTITLED
                for found in what_if_many(side, cases=[(_of(side, facts), on) for facts, on in mixtures], cursor=cursor)
            ]
            for side in (one, other)
        ]
    assert any(first and second for first, second in zip(*said, strict=True))


def _entitled(code: str) -> list[dict[str, Any]]:
    return [example for example in NEWEST[code]["examples"] if example["expect"]["verdict"] == "entitled"][:2]


def _of(side: CompiledRule, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts that a rule may name, each under one name only."""
    found: dict[tuple[str, str], tuple[str, Any]] = {}
    for name, value in facts.items():
        try:
            bound = side.vocabulary.resolve(name)
        except (LookupError, RuleError):
            continue
        found.setdefault((bound.role, bound.fact.name), (name, value))
    return dict(found.values())
