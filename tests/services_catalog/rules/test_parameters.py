"""Dated values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services_catalog.rules import Parameter, ParameterBook, RuleError, ValueType

from .sample import PARAMETERS


def test_definitions_are_read_in_the_order_of_their_dates() -> None:
    book = ParameterBook.from_definitions(
        {
            "birth_benefit": {
                "type": "money",
                "label": {"az": "a", "en": "b", "ru": "c"},
                "values": [
                    {"from": date(2025, 7, 1), "value": 600, "source": "Decree"},
                    {"from": "2019-04-01", "value": "200.50"},
                ],
            }
        }
    )
    assert book["birth_benefit"].values == (
        (date(2019, 4, 1), Decimal("200.50")),
        (date(2025, 7, 1), Decimal(600)),
    )
    assert book["birth_benefit"].value_on(date(2025, 6, 30)) == Decimal("200.50")
    assert book["birth_benefit"].value_on(date(2019, 3, 31)) is None


@pytest.mark.parametrize(
    ("definition", "where"),
    [
        ("600", "parameters.x"),
        ({"type": "float", "values": []}, "parameters.x.type"),
        ({"type": "code", "values": []}, "parameters.x"),
        ({"type": "money", "values": [5]}, "parameters.x.values[0]"),
        ({"type": "money", "values": [{"from": "2025-02-30", "value": 5}]}, "parameters.x.values[0].from"),
        ({"type": "money", "values": [{"from": None, "value": 5}]}, "parameters.x.values[0].from"),
        (
            {"type": "money", "values": [{"from": "2025-01-01", "value": "five"}]},
            "parameters.x.values[0].value",
        ),
        (
            {"type": "money", "values": [{"from": "2025-01-01", "value": 0.005}]},
            "parameters.x.values[0].value",
        ),
        (
            {"type": "integer", "values": [{"from": "2025-01-01", "value": 1.5}]},
            "parameters.x.values[0].value",
        ),
        ({"type": "money", "values": [{"from": "2025-01-01", "value": 1}] * 2}, "parameters.x.values"),
    ],
)
def test_a_wrong_definition_is_named(definition: Any, where: str) -> None:
    with pytest.raises(RuleError) as caught:
        ParameterBook.from_definitions({"x": definition})
    assert caught.value.where == where


def test_a_value_may_end() -> None:
    parameter = Parameter("x", ValueType.MONEY, ((date(2020, 1, 1), Decimal(5)), (date(2021, 1, 1), None)))
    assert parameter.value_on(date(2021, 5, 1)) is None


def test_a_frozen_book_has_one_value_for_all_time() -> None:
    frozen = PARAMETERS.frozen({"birth_benefit": Decimal(200)})
    assert frozen["birth_benefit"].value_on(date(2026, 1, 1)) == Decimal(200)
    assert frozen["pension_age"] is PARAMETERS["pension_age"]
