"""Ages by law, at the edges of months and leap years."""

from __future__ import annotations

from datetime import date

import pytest

from dost.proactive.screening.ages import add_months, birthday, months_between, years_between, younger_than


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2008, 3, 1), date(2026, 2, 28), 17),
        (date(2026, 11, 30), date(2026, 11, 30), 0),
    ],
)
def test_years(birth: date, on: date, years: int) -> None:
    assert years_between(birth, on) == years
    assert not younger_than(birth, years, on)
    assert younger_than(birth, years + 1, on)


def test_a_leap_day_is_reached_on_the_first_of_march() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


def test_months_end_where_the_month_does() -> None:
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), 25) == date(2028, 2, 29)
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
