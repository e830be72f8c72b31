"""Days as ordinals keep to the calendar."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from registries.synthetic.amounts import amount, money
from registries.synthetic.days import ISO, add_months, age_on, anniversary, end_of_month, months_full

days = st.dates(date(1920, 1, 1), date(2060, 12, 31)).map(date.toordinal)


@given(days, st.integers(0, 100))
def test_age_counts_completed_years(born: int, years: int) -> None:
    birthday = anniversary(born, years)
    assert age_on(born, birthday) == years
    if years:
        assert age_on(born, birthday - 1) == years - 1


def test_anniversary_of_29_february_is_1_march_in_other_years() -> None:
    assert date.fromordinal(anniversary(date(2008, 2, 29).toordinal(), 18)) == date(2026, 3, 1)
    assert date.fromordinal(anniversary(date(2008, 2, 29).toordinal(), 20)) == date(2028, 2, 29)


@given(days, st.integers(-600, 600))
def test_add_months_lands_in_the_month_it_should(day: int, months: int) -> None:
    start, end = date.fromordinal(day), date.fromordinal(add_months(day, months))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and end.toordinal() == end_of_month(end.toordinal()))


@given(days, st.integers(0, 100))
def test_an_age_in_months_is_reached_when_its_years_are(born: int, years: int) -> None:
    assert months_full(born, 12 * years) == anniversary(born, years)


def test_months_are_full_on_the_next_day_where_the_calendar_lacks_it() -> None:
    assert date.fromordinal(months_full(date(2024, 8, 31).toordinal(), 18)) == date(2026, 3, 1)
    assert date.fromordinal(months_full(date(2024, 8, 28).toordinal(), 18)) == date(2026, 2, 28)


@given(days)
def test_iso_is_the_text_of_the_day(day: int) -> None:
    assert date.fromisoformat(ISO[day]).toordinal() == day


def test_amount_is_that_of_the_day() -> None:
    assert amount("birth", date(2025, 6, 30).toordinal()) == 500_00
    assert amount("birth", date(2025, 7, 1).toordinal()) == 600_00
    assert amount("birth", date(2010, 1, 1).toordinal()) == 200_00
    assert money(349_76) == "349.76"
    assert money(5) == "0.05"
