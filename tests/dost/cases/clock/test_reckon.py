"""Counting time limits: days, working days and months, over pauses; against an oracle that counts day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.cases.clock.reckon import Pause, last_day, person_by, reckoned
from dost.common.dates import months_later
from dost.common.working_days import is_working_day
from services_catalog.time_limits import TimeLimit, Unit

BAKU = ZoneInfo("Asia/Baku")
FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 500).map(lambda ahead: FIRST + timedelta(days=ahead))
MOMENTS = st.tuples(DAYS, st.times()).map(lambda at: datetime.combine(*at, tzinfo=BAKU))
COUNTED = st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS]).flatmap(
    lambda unit: st.integers(0, 40).map(lambda count: TimeLimit(count, unit, "Law", "assumed"))
)
MONTHS = st.integers(1, 3).map(lambda count: TimeLimit(count, Unit.MONTHS, "Law", "assumed"))
LIMITS = COUNTED | MONTHS


@st.composite
def pauses(draw: st.DrawFn, *, ends: bool | None = None) -> Pause:
    since = draw(MOMENTS)
    stays = draw(st.booleans()) if ends is None else not ends
    until = None if stays else since + draw(st.timedeltas(timedelta(0), timedelta(days=40)))
    return Pause(since, until, "asked")


def limit(count: int, unit: Unit = Unit.DAYS) -> TimeLimit:
    return TimeLimit(count, unit, "Law", "assumed")


def baku(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BAKU)


def oracle(one: TimeLimit, started_on: date, held: list[Pause]) -> date | None:
    """The day on which the limit ends, counted day by day; None where it has not within four years."""
    left = (months_later(started_on, one.count) - started_on).days if one.unit is Unit.MONTHS else one.count
    day = started_on
    while left:
        day += timedelta(days=1)
        if day > started_on + timedelta(days=1_500):
            return None
        at_its_end = datetime.combine(day, time.max, tzinfo=BAKU)
        still = any(pause.since <= at_its_end and (pause.until is None or pause.until > at_its_end) for pause in held)
        left -= not still and (not one.working or is_working_day(day))
    return day


@given(LIMITS, DAYS, st.lists(pauses(), max_size=4), DAYS)
def test_it_ends_when_as_many_days_have_counted(one: TimeLimit, started: date, held: list[Pause], on: date) -> None:
    clock = reckoned(one, started_on=started, on=on, pauses=held)
    assert clock.due_on == oracle(one, started, held)
    assert clock.overdue is (clock.due_on is not None and on > clock.due_on)
    if clock.due_on is not None and on >= started:
        assert (clock.remaining <= 0) is (on >= clock.due_on)


@given(LIMITS, DAYS, st.lists(pauses(ends=True), max_size=4), pauses(ends=True), DAYS)
def test_a_pause_never_brings_the_day_nearer(
    one: TimeLimit, started: date, held: list[Pause], more: Pause, on: date
) -> None:
    before = reckoned(one, started_on=started, on=on, pauses=held)
    after = reckoned(one, started_on=started, on=on, pauses=[*held, more])
    assert before.due_on is not None
    assert after.due_on is not None
    assert after.due_on >= before.due_on
    assert after.used <= before.used


@given(LIMITS, DAYS, st.lists(pauses(), max_size=4), DAYS, st.randoms())
def test_neither_the_order_of_pauses_nor_one_told_twice_changes_anything(
    one: TimeLimit, started: date, held: list[Pause], on: date, chance: object
) -> None:
    clock = reckoned(one, started_on=started, on=on, pauses=held)
    other = reckoned(one, started_on=started, on=on, pauses=[*reversed(held), *held])
    assert (clock.due_on, clock.used, clock.remaining) == (other.due_on, other.used, other.remaining)


@given(COUNTED, DAYS, MOMENTS)
def test_while_it_stands_still_nobody_can_know_the_day_and_the_days_left_stay(
    one: TimeLimit, started: date, since: datetime
) -> None:
    held = [Pause(since, None, "asked")]
    day = since.date()
    soon, later = (reckoned(one, started_on=started, on=day + timedelta(days=ahead), pauses=held) for ahead in (1, 90))
    assert soon.remaining == later.remaining or day < started
    assert soon.due_on == later.due_on
    assert soon.paused == held[0]
    if soon.due_on is not None:
        assert soon.due_on < day or soon.due_on <= started


@pytest.mark.parametrize(
    ("one", "started", "due"),
    [
        (limit(10), "2026-03-03", "2026-03-13"),
        (limit(0), "2026-03-03", "2026-03-03"),
        (limit(10), "2026-03-14", "2026-03-24"),
        (limit(1, Unit.WORKING_DAYS), "2026-03-19", "2026-03-31"),
        (limit(15, Unit.WORKING_DAYS), "2026-11-30", "2026-12-21"),
        (limit(1, Unit.MONTHS), "2026-01-31", "2026-02-28"),
        (limit(1, Unit.MONTHS), "2026-12-12", "2027-01-12"),
    ],
)
def test_the_last_day_of_a_limit(one: TimeLimit, started: str, due: str) -> None:
    assert last_day(one, started_on=date.fromisoformat(started)).isoformat() == due


def test_what_a_person_must_do_by_a_day_off_they_may_do_on_the_next_working_day() -> None:
    assert person_by(limit(30), started_on=date(2026, 2, 19)) == date(2026, 3, 31)  # 21 March, in the spring holidays
    assert person_by(limit(30), started_on=date(2026, 3, 1)) == date(2026, 3, 31)
    assert last_day(limit(30), started_on=date(2026, 2, 19)) == date(2026, 3, 21)


@pytest.mark.parametrize(
    ("since", "until", "due"),
    [
        ("2026-03-05T09:00", "2026-03-05T18:00", "2026-03-13"),  # within a day: it costs nothing
        ("2026-03-05T23:59", "2026-03-06T00:01", "2026-03-14"),
        ("2026-03-05T09:00", "2026-03-08T09:00", "2026-03-16"),
        ("2026-03-13T09:00", "2026-03-20T09:00", "2026-03-20"),
        ("2026-03-14T09:00", "2026-03-20T09:00", "2026-03-13"),  # too late to help
        ("2026-03-01T09:00", "2026-03-04T09:00", "2026-03-13"),
        ("2026-03-01T09:00", "2026-03-05T09:00", "2026-03-14"),
    ],
)
def test_a_day_counts_unless_the_clock_stands_still_at_its_end(since: str, until: str, due: str) -> None:
    held = [Pause(baku(since), baku(until), "asked")]
    clock = reckoned(limit(10), started_on=date(2026, 3, 3), on=date(2026, 3, 4), pauses=held)
    assert clock.due_on is not None
    assert clock.due_on.isoformat() == due


def test_the_day_is_that_in_baku() -> None:
    late = datetime(2026, 3, 5, 20, 30, tzinfo=UTC)  # half past midnight, of the sixth
    held = [Pause(late, None, "asked")]
    clock = reckoned(limit(10), started_on=date(2026, 3, 3), on=date(2026, 3, 20), pauses=held)
    assert (clock.due_on, clock.used, clock.remaining) == (None, 2, 8)


def test_what_was_decided_late_was_late_and_what_was_decided_in_time_was_not() -> None:
    in_time, late = (
        reckoned(limit(10), started_on=date(2026, 3, 3), on=date(2027, 1, 1), stopped_on=date(2026, 3, day))
        for day in (13, 14)
    )
    assert not in_time.overdue
    assert late.overdue
    assert (in_time.paused, in_time.used, late.used) == (None, 10, 11)
