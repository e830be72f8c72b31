"""What a parameter may be worth, and what is a jump."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.rules import RuleError, ValueType
from services_catalog.rules.bounds import Bounds, is_jump

AGES = Bounds(Decimal(480), Decimal(900))
amounts = st.decimals(Decimal(-10000), Decimal(10000), places=2)


@pytest.mark.parametrize("value_type", [ValueType.MONEY, ValueType.INTEGER, ValueType.NUMBER])
def test_by_its_type_nothing_is_worth_less_than_nothing(value_type: ValueType) -> None:
    by_type = Bounds().of_type(value_type)
    by_type.check(0)
    with pytest.raises(RuleError) as caught:
        by_type.check(Decimal("-0.01"))
    assert (caught.value.message, caught.value.hint) == ("-0.01 is too little.", "It is at least 0.")


@pytest.mark.parametrize(
    ("bounds", "value", "said"),
    [
        (AGES, 479, "479 is too little. It is from 480 to 900."),
        (AGES, 901, "901 is too much. It is from 480 to 900."),
        (Bounds(most=Decimal(1)), Decimal("1.5"), "1.5 is too much. It is at most 1."),
    ],
)
def test_a_value_outside_is_refused_in_words(bounds: Bounds, value: int | Decimal, said: str) -> None:
    with pytest.raises(RuleError) as caught:
        bounds.check(value, where="parameters.x.value")
    assert f"{caught.value.message} {caught.value.hint}" == said
    assert caught.value.where == "parameters.x.value"


@pytest.mark.parametrize("value", [480, 700, 900])
def test_both_ends_are_inside(value: int) -> None:
    AGES.check(value)


def test_its_own_bound_goes_before_that_of_the_type() -> None:
    assert Bounds(Decimal(-5)).of_type(ValueType.MONEY) == Bounds(Decimal(-5))
    assert Bounds(most=Decimal(5)).of_type(ValueType.MONEY) == Bounds(Decimal(0), Decimal(5))


@pytest.mark.parametrize(
    ("before", "after", "jumps"),
    [(600, 900, False), (600, Decimal("900.01"), True), (600, 300, False), (600, Decimal("299.99"), True)],
)
def test_more_than_half_up_or_down_is_a_jump(before: int, after: int | Decimal, jumps: bool) -> None:
    assert is_jump(before, after) is jumps


def test_a_first_value_is_no_jump_and_one_from_nothing_is() -> None:
    assert is_jump(None, 600) is False
    assert is_jump(0, 600) is True


@given(before=amounts)
def test_what_stays_is_no_jump(before: Decimal) -> None:
    assert is_jump(before, before) is False
