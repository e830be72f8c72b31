"""A plan of instalments: all of them together are what was decided, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.cases.recoveries.plan import how_many, month_after, plan_of

MONEY = st.decimals(min_value="0.01", max_value="5000", places=2)


@given(
    amount=MONEY,
    monthly=st.decimals(min_value="5", max_value="600", places=2),
    day=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
)
def test_the_instalments_are_what_was_decided(amount: Decimal, monthly: Decimal, day: date) -> None:
    plan = plan_of(amount, monthly=monthly, first_month=month_after(day))
    assert sum(part.amount for part in plan) == amount
    assert all(Decimal(0) < part.amount <= monthly for part in plan)
    assert all(part.amount == monthly for part in plan[:-1])
    assert [part.month for part in plan] == [month_after(day, 1 + place) for place in range(how_many(amount, monthly))]
    assert plan[0].month > day


@pytest.mark.parametrize(("amount", "monthly"), [("0", "1"), ("-1", "1"), ("1", "0"), ("1", "-1")], ids=str)
def test_there_is_no_plan_of_nothing(amount: str, monthly: str) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        plan_of(Decimal(amount), monthly=Decimal(monthly), first_month=date(2026, 1, 1))


def test_months_go_over_the_end_of_a_year() -> None:
    assert month_after(date(2026, 12, 31)) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 31), -12) == date(2025, 1, 1)
