"""The engine and an independent oracle agree on random rules about random people."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services_catalog.rules import Verdict, compile_rule, what_if_many

from . import oracle
from .random_rules import DATES, PARAMETER_VALUES, people, rules
from .sample import PARAMETERS, TEXT, catalogue

EXAMPLES = int(os.environ.get("RULE_EXAMPLES", "600"))


def _in_calendar(day: Any) -> date | None:
    return day if isinstance(day, date) else None


@pytest.mark.django_db
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    print_blob=True,
)
@given(definition=rules(), crowd=st.lists(people(), min_size=1, max_size=4))
def test_random_rules_say_the_same_of_random_people(
    definition: dict[str, Any], crowd: list[tuple[dict[str, Any], date]]
) -> None:
    rule = compile_rule(
        {
            "basis": "person",
            "criteria": [
                {"id": f"c{number}", "require": text, "text": TEXT}
                for number, text in enumerate(definition["criteria"])
            ],
            "amount": definition["amount"],
            "period": "monthly",
            "starts": definition["starts"],
            "until": definition["until"],
        },
        catalogue=catalogue,
        parameters=PARAMETERS,
    )
    with connection.cursor() as cursor:
        answers = what_if_many(rule, cases=crowd, cursor=cursor)
    for (facts, on), answer in zip(crowd, answers, strict=True):
        context: dict[str, Any] = {"facts": facts, "on": on, "parameters": PARAMETER_VALUES}
        expected = oracle.criteria(definition["criteria"], **context)
        assert [result.met for result in answer.criteria] == expected
        amount = oracle.payable(oracle.evaluate(definition["amount"], **context))
        starts, until = (_in_calendar(oracle.evaluate(definition[name], **context)) for name in ("starts", "until"))
        needed = [amount, starts, *([] if definition["until"] in DATES else [until])]
        verdict = oracle.conjunction([*expected, *(None if one is None else True for one in needed)])
        assert answer.verdict is Verdict.of(verdict)
        if verdict is not False:
            assert answer.amount is None or answer.amount == round(answer.amount, 2)
            assert (None if answer.amount is None else Fraction(answer.amount)) == amount
            assert (answer.starts, answer.until) == (starts, until)
        if verdict is not None:
            assert answer.missing == ()


def test_the_oracle_reads_precedence_as_sql_does() -> None:
    context: dict[str, Any] = {
        "facts": {"a": True, "b": False, "n": 7},
        "on": date(2026, 1, 1),
        "parameters": {},
    }
    assert oracle.evaluate("a OR a AND b", **context) is True
    assert oracle.evaluate("NOT a OR a", **context) is True
    assert oracle.evaluate("2 + n * 2 - 1 = 15 AND n BETWEEN 1 AND 7", **context) is True
    assert oracle.half_away(Fraction(Decimal("-0.125")), 2) == Fraction(-13, 100)
