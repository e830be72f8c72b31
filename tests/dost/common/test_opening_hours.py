"""When centres are open: at the edges of the day, over weekends, holidays and the days off given instead of them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.common.opening_hours import ClosedUntil, Hours, OpenUntil, opening
from dost.common.working_days import is_working_day

BAKU = ZoneInfo("Asia/Baku")
HOURS = Hours(time(9), time(18))
MOMENTS = st.datetimes(datetime(2019, 5, 9), datetime(2035, 12, 31), timezones=st.sampled_from([BAKU, UTC]))


def baku(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BAKU)


@pytest.mark.parametrize(
    ("at", "closes"),
    [
        ("2026-11-30T09:00", "2026-11-30T18:00"),
        ("2026-11-30T12:51", "2026-11-30T18:00"),
        ("2026-11-30T17:59:59.999999", "2026-11-30T18:00"),
    ],
)
def test_it_is_open_from_the_first_moment_until_the_last(at: str, closes: str) -> None:
    assert opening(HOURS, baku(at)) == OpenUntil(baku(closes))


@pytest.mark.parametrize(
    ("at", "opens", "why"),
    [
        ("2026-11-30T08:59:59", "2026-11-30T09:00", "a minute before"),
        ("2026-11-30T18:00", "2026-12-01T09:00", "the hours are over"),
        ("2026-11-30T00:00", "2026-11-30T09:00", "midnight belongs to the day it begins"),
        ("2026-11-27T18:00", "2026-11-30T09:00", "Friday evening: Monday"),
        ("2026-11-28T12:00", "2026-11-30T09:00", "Saturday"),
        ("2026-01-20T12:00", "2026-01-21T09:00", "Martyrs' Day, a Tuesday"),
        ("2026-03-06T18:30", "2026-03-10T09:00", "8 March is a Sunday, so the Monday is off too"),
        (
            "2026-03-19T18:00",
            "2026-03-31T09:00",
            "the spring holidays, the feast of Ramadan, and the days off for both",
        ),
        ("2026-12-30T18:00", "2027-01-05T09:00", "over the turn of the year"),
    ],
)
def test_closed_says_when_it_opens(at: str, opens: str, why: str) -> None:
    assert opening(HOURS, baku(at)) == ClosedUntil(baku(opens)), why


def test_the_moment_counts_and_not_the_zone_it_is_told_in() -> None:
    assert opening(HOURS, datetime(2026, 11, 30, 5, 0, tzinfo=UTC)) == OpenUntil(baku("2026-11-30T18:00"))
    assert opening(HOURS, datetime(2026, 11, 30, 14, 0, tzinfo=UTC)) == ClosedUntil(baku("2026-12-01T09:00"))


@given(MOMENTS)
def test_what_is_said_comes_true(at: datetime) -> None:
    said = opening(HOURS, at)
    turn = said.closes if isinstance(said, OpenUntil) else said.opens
    assert turn > at
    assert type(opening(HOURS, turn)) is not type(said)
    # Nothing turns in between: neither a moment later nor a moment before.
    for between in (at + (turn - at) / 2, turn - timedelta(microseconds=1)):
        assert opening(HOURS, between) == said


@given(MOMENTS)
def test_it_is_never_open_on_a_day_off(at: datetime) -> None:
    day = at.astimezone(BAKU).date()
    noon = datetime.combine(day, time(12), BAKU)
    assert isinstance(opening(HOURS, noon), OpenUntil) is is_working_day(day)


def test_hours_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="is not before"):
        Hours(time(18), time(9))


def test_a_day_that_is_closed_is_passed_over() -> None:
    closed = {baku("2026-11-30T00:00").date(), baku("2026-12-01T00:00").date()}
    assert opening(HOURS, baku("2026-11-30T12:00"), closed) == ClosedUntil(baku("2026-12-02T09:00"))
    assert opening(HOURS, baku("2026-11-27T19:00"), closed) == ClosedUntil(baku("2026-12-02T09:00"))
    assert opening(HOURS, baku("2026-12-02T12:00"), closed) == OpenUntil(baku("2026-12-02T18:00"))
