"""What is not of the language gets a clear error, quickly, and never reaches the database."""

from __future__ import annotations

import time
from typing import Any

import pytest

from services_catalog.rules import RuleError, ValueType, compile_rule, parse_expression

from .forged import FORGED
from .sample import PARAMETERS, TEXT, SampleVocabulary, catalogue

PEOPLE = SampleVocabulary("person")


def refuse(text: Any) -> RuleError:
    with pytest.raises(RuleError) as caught:
        parse_expression(text, vocabulary=PEOPLE, parameters=PARAMETERS, expect=ValueType.BOOLEAN)
    return caught.value


def test_there_are_many_forged_expressions_and_no_two_are_the_same() -> None:
    assert len(FORGED) >= 200
    assert len(set(FORGED)) == len(FORGED)


@pytest.mark.parametrize("text", FORGED, ids=lambda text: ascii(text[:40]))
def test_a_forged_expression_is_refused_quickly_and_points_into_the_text(text: str) -> None:
    started = time.thread_time()
    error = refuse(text)
    assert time.thread_time() - started < 3
    assert error.message
    assert 0 <= error.start <= error.end <= len(error.text) or error.text == ""
    assert len(str(error)) < 5_000


@pytest.mark.parametrize("value", [None, 5, 1.5, True, b"TRUE", ["TRUE"], {"a": 1}])
def test_an_expression_that_is_no_text_is_refused(value: Any) -> None:
    assert refuse(value).message


def test_a_forged_expression_in_a_rule_names_its_field() -> None:
    definition = {
        "basis": "person",
        "criteria": [{"id": "alive", "require": "pg_sleep(1)", "text": TEXT}],
        "period": "none",
    }
    with pytest.raises(RuleError) as caught:
        compile_rule(definition, catalogue=catalogue, parameters=PARAMETERS)
    assert caught.value.where == "criteria[alive].require"
    assert caught.value.word == "pg_sleep"
