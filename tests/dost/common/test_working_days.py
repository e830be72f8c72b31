"""Working days of Azerbaijan: weekends, holidays, the days off given for them, and what the Cabinet moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.common import working_days
from dost.common.working_days import is_working_day, next_working_day, working_days_between, working_days_later
from registries.data import read
from registries.data.moved_days import MovedDay, MovedDays, as_sets, moved_days, moved_from_rows
from services_catalog.schema import CONFIDENCES

DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))
ROW = {
    "off": "2027-03-29",
    "works": "2027-03-27",
    "act": "Decision 12 (01.02.2027)",
    "source": "nk.gov.az",
    "confidence": "verified",
}


@pytest.mark.parametrize(
    ("day", "worked", "why"),
    [
        ("2026-11-30", True, "a Monday"),
        ("2026-11-28", False, "a Saturday"),
        ("2026-01-20", False, "Martyrs' Day"),
        ("2026-03-09", False, "8 March is a Sunday"),
        ("2026-05-27", False, "the feast of sacrifice"),
        ("2024-12-28", True, "a Saturday that was worked for 30 December"),
        ("2024-12-30", False, "the day off for it"),
        ("2025-03-10", True, "given for 27 March"),
        ("2025-03-27", False, "the day off for it"),
        ("2025-04-01", True, "given for 28 March"),
        ("2027-01-04", False, "2 January is a Saturday"),
    ],
)
def test_which_days_are_worked(day: str, worked: bool, why: str) -> None:
    assert is_working_day(date.fromisoformat(day)) is worked, why


@given(DAYS)
def test_the_next_working_day_is_the_first(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    assert not any(is_working_day(day + timedelta(days=n)) for n in range((found - day).days))


@given(DAYS, st.integers(0, 60))
def test_counting_on_and_counting_between_are_each_other(day: date, count: int) -> None:
    later = working_days_later(day, count)
    assert working_days_between(day, later) == count
    assert later == day or is_working_day(later)


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_counting_in_two_steps_is_counting_at_once(day: date, first: int, second: int) -> None:
    assert working_days_later(working_days_later(day, first), second) == working_days_later(day, first + second)


def test_no_days_are_counted_backwards() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        working_days_later(date(2026, 11, 30), -1)
    assert working_days_between(date(2026, 11, 30), date(2026, 11, 1)) == 0


# -- what the Cabinet moves ----------------------------------------------------------------------------------------


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> MovedDays:
    days = as_sets(moved_from_rows([ROW]))
    monkeypatch.setattr(working_days, "moved_days", lambda: days)
    return days


def test_a_day_that_is_moved_wins_over_the_calendar(moved: MovedDays) -> None:
    assert moved.off == {date(2027, 3, 29)}
    assert not is_working_day(date(2027, 3, 29))  # a Monday
    assert is_working_day(date(2027, 3, 27))  # a Saturday
    assert working_days_later(date(2027, 3, 26), 1) == date(2027, 3, 27)
    assert next_working_day(date(2027, 3, 28)) == date(2027, 3, 30)


def test_the_table_can_be_read_and_agrees_with_the_calendar_where_that_knows_it() -> None:
    rows = moved_from_rows(read("moved_days"))
    assert rows
    assert moved_days().off
    for row in rows:
        assert row.confidence in CONFIDENCES
        for day, worked in ((row.off, False), (row.works, True)):
            assert day is None or is_working_day(day) is worked


def test_of_two_decisions_about_one_day_the_later_counts() -> None:
    day = date(2027, 3, 29)
    first = MovedDay(day, None, "Decision 1", "nk.gov.az", "verified")
    again = MovedDay(None, day, "Decision 2", "nk.gov.az", "verified")
    assert as_sets([first, again]) == MovedDays(frozenset(), frozenset({day}))
    assert as_sets([again, first]) == MovedDays(frozenset({day}), frozenset())


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("off", "29.03.2027", "row 2, off: '29.03.2027' is no day such as"),
        ("works", "soon", "row 2, works"),
        ("act", " ", "act: is empty"),
        ("source", "", "source: is empty"),
        ("confidence", "sure", "confidence: 'sure' is none of"),
    ],
)
def test_what_is_wrong_in_the_table_is_named(column: str, value: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        moved_from_rows([{**ROW, column: value}])


def test_a_row_names_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="off or works is expected"):
        moved_from_rows([{**ROW, "off": "", "works": ""}])
