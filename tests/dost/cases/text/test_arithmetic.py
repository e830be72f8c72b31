from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from dost.cases.text.arithmetic import Known, amount_view
from services_catalog.queries import compiled
from tests.factories.services_catalog import ParameterFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

Line = tuple[str, str, Decimal | int, bool]
PARAMETER = "parameter.test_benefit"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def lines(amount: str, *, basis: str = "person", **facts: Any) -> list[Line]:
    version = VersionFactory(changes={"amount": amount, "basis": basis, "criteria": []})
    known = Known(
        facts={name.replace("__", "."): value for name, value in facts.items()},
        parameters={"test_benefit": Decimal("600.00")},
        on=date(2026, 3, 3),
    )
    view = amount_view(compiled(version).rule, known=known, total=Decimal(600), period="once")
    assert view.expression == amount
    return [(line.operator, str(line.label), line.value, line.money) for line in view.lines]


def test_amount_that_is_a_parameter_is_one_line() -> None:
    assert lines(PARAMETER) == [("", "Test benefit", Decimal(600), True)]


def test_amount_that_is_a_product_has_a_line_for_each_factor() -> None:
    assert lines(f"{PARAMETER} * children.under_18", children__under_18=6) == [
        ("", "Test benefit", Decimal(600), True),
        ("×", "Number of children under eighteen", 6, False),
    ]


def test_amount_by_a_scale_is_one_line_with_the_brackets_of_the_day() -> None:
    history = ((date(2020, 1, 1), "0: 0.14"), (date(2026, 1, 1), "0: 0.03; 2500: 0.1"))
    ParameterFactory(name="tax", type="scale", label=texts("Tax"), values=history)
    [line] = lines("scale(civil_service.average_pay, parameter.tax)", civil_service__average_pay="3000.00")
    assert line[2:] == (Decimal("125.00"), True)
    assert "the part above 2,500.00" in line[1]
    assert "14" not in line[1].partition("by the scale")[2]


def test_amount_that_is_rounded_shows_what_is_rounded() -> None:
    assert lines("round(civil_service.average_pay * 0.15, 2)", civil_service__average_pay="900.00") == [
        ("", "Average monthly pay of the last 12 months in the last main post", Decimal("900.00"), True),
        ("×", "A number of the rule", Decimal("0.15"), False),
    ]


def test_amount_of_a_case_shows_the_branch_that_was_taken() -> None:
    rule = (
        f"CASE WHEN person.age < 7 THEN {PARAMETER} + 1.00 WHEN person.age < 14 THEN {PARAMETER} + 2.00 "
        f"ELSE {PARAMETER} END"
    )

    assert lines(rule, person__age=6)[-1] == ("+", "A number of the rule", Decimal("1.00"), True)
    assert lines(rule, person__age=10)[-1] == ("+", "A number of the rule", Decimal("2.00"), True)
    assert lines(rule, person__age=20) == [("", "Test benefit", Decimal(600), True)]


def test_amount_with_a_case_inside_shows_only_what_counted() -> None:
    rule = f"{PARAMETER} + CASE WHEN person.age >= 65 THEN 50.00 ELSE 0.00 END"

    assert lines(rule, person__age=70) == [
        ("", "Test benefit", Decimal(600), True),
        ("+", "A number of the rule", Decimal("50.00"), True),
    ]


def test_amount_that_is_the_greatest_shows_what_did_not_count_and_what_did() -> None:
    rule = f"greatest(round(civil_service.average_pay / 3, 2), {PARAMETER})"

    less, counted = lines(rule, civil_service__average_pay="100.00")

    assert less[2:] == (Decimal("33.33"), True)
    assert "÷ 3" in less[1]
    assert counted == ("", "Test benefit", Decimal(600), True)
    assert lines(rule, civil_service__average_pay="3000.00")[1:] == [
        ("", "Average monthly pay of the last 12 months in the last main post", Decimal("3000.00"), True),
        ("÷", "A number of the rule", 3, False),
    ]


def test_amount_asks_the_engine_what_a_part_came_to() -> None:
    rule = f"{PARAMETER} + least(civil_service.average_pay, 100.00)"

    assert [(one[0], one[2]) for one in lines(rule, civil_service__average_pay="750.00")] == [
        ("", Decimal(600)),
        ("+", Decimal(100)),
    ]


def test_amount_with_a_sum_in_a_product_keeps_the_sum_together() -> None:
    rule = f"{PARAMETER} * (children.under_18 - 5)"

    first, second = lines(rule, children__under_18=7)

    assert first == ("", "Test benefit", Decimal(600), True)
    assert second[0] == "×"
    assert second[2:] == (Decimal(2), False)


def test_amount_with_a_difference_keeps_what_is_taken_away_together() -> None:
    rule = f"civil_service.average_pay - ({PARAMETER} + 50.00)"

    first, second = lines(rule, civil_service__average_pay="900.00")

    assert first[2] == Decimal(900)
    assert (second[0], second[2], second[3]) == ("−", Decimal(650), True)
