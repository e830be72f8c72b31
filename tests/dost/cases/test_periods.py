"""Which months are due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.cases.models import Entitlement
from dost.cases.periods import months, periods_due

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
MONTHLY = Entitlement.Period.MONTHLY


@given(start=DAYS, length=st.integers(0, 1500))
def test_months_are_every_month_touched_once(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    touched = sorted({(start + timedelta(days=n)).replace(day=1) for n in range(length + 1)})
    assert months(start, end) == touched


@given(start=DAYS, end=DAYS)
def test_months_are_none_when_the_end_is_in_a_month_before(start: date, end: date) -> None:
    if (end.year, end.month) < (start.year, start.month):
        assert months(start, end) == []


@pytest.mark.parametrize(
    ("starts", "until", "ended_on", "on", "expected"),
    [
        (date(2026, 3, 3), None, None, date(2026, 3, 3), [3]),
        (date(2026, 1, 31), None, None, date(2026, 3, 1), [1, 2, 3]),
        (date(2026, 1, 31), date(2026, 2, 28), None, date(2026, 5, 1), [1, 2]),
        (date(2026, 1, 31), date(2026, 9, 1), date(2026, 2, 1), date(2026, 5, 1), [1, 2]),
        (date(2026, 4, 1), None, None, date(2026, 3, 31), []),
    ],
)
def test_periods_due(starts: date, until: date | None, ended_on: date | None, on: date, expected: list[int]) -> None:
    right = Entitlement(period=MONTHLY, starts=starts, until=until, ended_on=ended_on)
    assert periods_due(right, on=on) == [date(2026, month, 1) for month in expected]


def test_a_right_paid_once_has_one_period_whatever_the_day() -> None:
    right = Entitlement(period=Entitlement.Period.ONCE, starts=date(2026, 3, 17))
    assert periods_due(right, on=date(2031, 1, 1)) == [date(2026, 3, 1)]


def test_a_right_that_is_not_money_has_no_period() -> None:
    right = Entitlement(period=Entitlement.Period.NONE, starts=date(2026, 3, 17))
    assert periods_due(right, on=date(2031, 1, 1)) == []
