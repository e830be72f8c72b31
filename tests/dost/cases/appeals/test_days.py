"""The days of the law about appeals."""

from __future__ import annotations

from datetime import date

import pytest

from dost.cases.appeals.days import answer_by, lodge_by


def test_thirty_days_to_appeal() -> None:
    assert lodge_by(date(2026, 3, 3)) == date(2026, 4, 2)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (date(2026, 3, 20), date(2026, 4, 20)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
    ],
    ids=["the same day", "over the year", "February", "February of a leap year"],
)
def test_one_month_to_answer(begins: date, ends: date) -> None:
    assert answer_by(begins) == ends
