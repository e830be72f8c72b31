"""A clock read from the lines of a timeline: what stops it, what lets it go on, what ends it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.cases.clock.kinds import ASKS_THE_PERSON, GOES_ON, KINDS, PAUSES, STOPS
from dost.cases.clock.reading import Line, clock_of
from dost.cases.clock.reckon import Clock
from dost.cases.codes import EntryKind, WaitingReason
from services_catalog.time_limits import STANDARD

BAKU = ZoneInfo("Asia/Baku")
STARTED = date(2026, 3, 3)
TEN_DAYS = STANDARD.decision
K = EntryKind


def line(day: float, what: str, /, **details: Any) -> Line:
    """A line some days after the start, at nine in the morning."""
    at = datetime(2026, 3, 3, 9, tzinfo=BAKU) + timedelta(days=day)
    return Line(at, int(day * 10), what, details)


def read(*lines: Line, on: date = date(2026, 3, 4), decided_on: date | None = None) -> Clock:
    return clock_of(started_on=STARTED, lines=lines, limit=TEN_DAYS, on=on, decided_on=decided_on)


def waiting(code: WaitingReason) -> dict[str, str]:
    return {"code": code.value}


def test_nothing_has_stopped_it() -> None:
    assert read().due_on == date(2026, 3, 13)
    assert read(line(0, K.OPENED), line(0.1, K.NOTED), line(0.2, K.ASSIGNED)).due_on == date(2026, 3, 13)


@pytest.mark.parametrize("answer", [K.ANSWERED, K.ACCEPTED])
def test_it_stands_still_from_the_question_to_the_answer(answer: EntryKind) -> None:
    asked = line(2, K.ASKED, **waiting(WaitingReason.ASK_FIRST))
    paused = read(asked)
    assert paused.due_on is None
    assert paused.paused is not None
    assert paused.paused.since == asked.at
    clock = read(asked, line(5, answer))
    assert (clock.due_on, clock.paused) == (date(2026, 3, 16), None)


@pytest.mark.parametrize("code", [one for one in WaitingReason if one not in ASKS_THE_PERSON])
def test_it_never_stands_still_for_anybody_else(code: WaitingReason) -> None:
    assert read(line(1, K.WAITING, **waiting(code))).due_on == date(2026, 3, 13)


@pytest.mark.parametrize("code", sorted(ASKS_THE_PERSON))
def test_a_wait_for_the_person_stops_it_however_it_is_told(code: WaitingReason) -> None:
    assert read(line(1, K.WAITING, **waiting(code))).due_on is None
    assert read(line(1, K.WAITING, **waiting(code)), line(3, K.ACCEPTED)).due_on == date(2026, 3, 15)


def test_answers_that_are_not_all_there_do_not_let_it_go_on() -> None:
    asked = line(1, K.ASKED, **waiting(WaitingReason.QUESTIONS))
    some, last = line(3, K.ANSWERED, missing=["where"]), line(5, K.ANSWERED)
    assert read(asked, some).due_on is None
    assert read(asked, some, last).due_on == date(2026, 3, 17)


@pytest.mark.parametrize("what", sorted(GOES_ON))
def test_a_line_that_the_case_went_on_lets_it_go_on(what: EntryKind) -> None:
    details = waiting(WaitingReason.UNKNOWN) if what == K.WAITING else {}
    assert read(line(1, K.ASKED), line(4, what, **details)).due_on == date(2026, 3, 16)


def test_being_asked_again_while_it_stands_still_changes_nothing() -> None:
    twice = (line(1, K.ASKED), line(2, K.ASKED), line(3, K.WAITING, **waiting(WaitingReason.EXCLUSIVE)))
    clock = read(*twice, line(4, K.ACCEPTED))
    assert clock.due_on == date(2026, 3, 16)
    assert read(*twice).paused is not None


@pytest.mark.parametrize("what", sorted(STOPS))
def test_a_decision_ends_it_and_what_comes_later_is_not_read(what: EntryKind) -> None:
    clock = read(line(1, K.ASKED), line(3, what), line(4, K.ASKED), on=date(2026, 12, 1))
    assert (clock.stopped_on, clock.paused, clock.overdue) == (date(2026, 3, 6), None, False)


def test_an_end_that_no_line_tells_is_that_of_the_case() -> None:
    assert read(decided_on=date(2026, 3, 14), on=date(2026, 12, 1)).overdue
    assert not read(decided_on=date(2026, 3, 13), on=date(2026, 12, 1)).overdue


LINES = st.lists(
    st.builds(
        lambda minutes, place, what, details: Line(
            datetime(2026, 3, 3, 9, tzinfo=BAKU) + timedelta(minutes=minutes), place, what, details
        ),
        st.integers(0, 60 * 24 * 40),
        st.integers(0, 5),
        st.sampled_from([*KINDS, K.NOTED, K.ASSIGNED]),
        st.sampled_from([{}, *(waiting(code) for code in WaitingReason), {"missing": ["where"]}]),
    ),
    max_size=12,
    unique_by=lambda one: (one.at, one.place),
)


@given(LINES, st.randoms(use_true_random=False), st.integers(0, 60))
def test_the_same_lines_in_whatever_order_give_the_same_clock(lines: list[Line], chance: Any, day: int) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)
    on = STARTED + timedelta(days=day)
    assert read(*shuffled, on=on) == read(*lines, on=on)


@given(LINES, st.integers(0, 60))
def test_lines_that_say_nothing_of_it_change_nothing(lines: list[Line], day: int) -> None:
    on = STARTED + timedelta(days=day)
    assert read(*(one for one in lines if one.what in KINDS), on=on) == read(*lines, on=on)


@given(LINES)
def test_pauses_lie_within_the_time_it_runs_and_at_most_one_of_each_kind_is_open(lines: list[Line]) -> None:
    clock = read(*lines)
    assert all(pause.until is None or pause.since <= pause.until for pause in clock.pauses)
    still_open = [pause.why for pause in clock.pauses if pause.until is None]
    assert len(still_open) == len(set(still_open))
    assert set(still_open) <= {*PAUSES, K.WAITING}
    if clock.stopped_on is not None:
        assert still_open == []
