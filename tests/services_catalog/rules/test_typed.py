"""Many rules about typed facts in one statement say what each rule says by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from dost.common.prepared_statements import fetch_prepared
from services_catalog.rules import CompiledRule, Explanation, Verdict, compile_rule, typed_facts, what_if_many
from services_catalog.rules.typed import Brief, read_brief, typed_rows, typed_statement

from .random_rules import people, rules
from .sample import PARAMETERS, TEXT, catalogue

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)
Person = tuple[dict[str, Any], date]


def compiled(criteria: list[str], **fields: Any) -> CompiledRule:
    written = [{"id": f"c{number}", "require": text, "text": TEXT} for number, text in enumerate(criteria)]
    return compile_rule({"basis": "person", "criteria": written, **fields}, catalogue=catalogue, parameters=PARAMETERS)


def briefs(asked: list[CompiledRule], crowd: list[Person]) -> list[list[Brief]]:
    """What each rule says of each person, all in one statement."""
    rows = [
        ({name: value for rule in asked for name, value in typed_facts(rule, facts, typed=False).items()}, on)
        for facts, on in crowd
    ]
    columns, answers = fetch_prepared(typed_statement(asked), [typed_rows(rows)])
    assert columns[0] == "#"
    return [
        [read_brief(rule, answer, rows[answer[0]][0], index=index) for index, rule in enumerate(asked)]
        for answer in sorted(answers, key=lambda answer: answer[0])
    ]


def brief_of(rule: CompiledRule, facts: dict[str, Any]) -> Brief:
    """What a rule says of one person of whom these facts are known."""
    _columns, [answer] = fetch_prepared(typed_statement([rule]), [typed_rows([(facts, ON)])])
    return read_brief(rule, answer, facts, index=0)


def said_in_full(one: Explanation) -> tuple[Any, ...]:
    return (
        one.verdict,
        one.amount,
        one.starts,
        one.until,
        one.payee_role,
        tuple(result.met for result in one.criteria),
        tuple(tuple(fact.name for fact in result.missing) for result in one.criteria),
        tuple(fact.name for fact in one.missing),
    )


def said_in_brief(one: Brief) -> tuple[Any, ...]:
    return one.verdict, one.amount, one.starts, one.until, one.payee, one.met, one.missing, one.waits_for


@settings(max_examples=60)
@given(definitions=st.lists(rules(), min_size=1, max_size=3), crowd=st.lists(people(), min_size=1, max_size=3))
def test_a_brief_says_what_the_explanation_says(definitions: list[dict[str, Any]], crowd: list[Person]) -> None:
    asked = [
        compiled(one["criteria"], amount=one["amount"], period="monthly", starts=one["starts"], until=one["until"])
        for one in definitions
    ]
    with connection.cursor() as cursor:
        full = [what_if_many(rule, cases=crowd, cursor=cursor) for rule in asked]
    for person, row in enumerate(briefs(asked, crowd)):
        assert [said_in_brief(one) for one in row] == [said_in_full(full[rule][person]) for rule in range(len(asked))]


def test_what_is_left_out_is_unknown_and_named_where_it_matters() -> None:
    rule = compiled(["person.alive", "person.age >= 18 OR employment.active"])
    brief = brief_of(rule, {"person.alive": True})
    assert brief.verdict is Verdict.UNKNOWN
    assert (brief.met, brief.open, brief.failing) == ((True, None), (1,), ())
    assert brief.waits_for == ("person.age", "employment.active")


def test_what_fails_decides_and_nothing_is_waited_for() -> None:
    rule = compiled(["person.alive", "person.age >= 18"])
    brief = brief_of(rule, {"person.alive": False})
    assert (brief.verdict, brief.failing, brief.waits_for) == (Verdict.NOT_ENTITLED, (0,), ())
