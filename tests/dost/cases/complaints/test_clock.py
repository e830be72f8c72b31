"""The clock of a complaint is read of its entries: against an oracle, and for whatever way one goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.cases.clock.reckon import Clock
from dost.cases.complaints.clock import answer_limit, clock_of, longer_limit
from dost.cases.models import ComplaintEntry
from dost.common.working_days import is_working_day, working_days_later
from services_catalog.time_limits import TimeLimit, Unit
from tests.factories.complaints import complaint_services
from tests.factories.services_catalog import ServiceFactory, VersionFactory

BAKU = ZoneInfo("Asia/Baku")
What = ComplaintEntry.What
LIMIT = TimeLimit(15, Unit.WORKING_DAYS, "Law", "recalled")
LONGER = TimeLimit(30, Unit.WORKING_DAYS, "Law", "recalled")
RECEIVED = date(2026, 12, 1)
LAW = "Law on citizens' appeals (30.09.2015)"


@dataclass(frozen=True)
class Line:
    at: datetime
    what: str


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BAKU)


def clock(*lines: tuple[int, What], on: date = RECEIVED, hour: int = 10) -> Clock:
    made = [Line(at(RECEIVED + timedelta(days=after), hour), what) for after, what in lines]
    return clock_of(made, limit=LIMIT, longer=LONGER, started_on=RECEIVED, on=on)


def test_an_answer_is_due_on_the_fifteenth_working_day() -> None:
    assert clock().due_on == working_days_later(RECEIVED, 15) == date(2026, 12, 22)


def test_further_study_takes_thirty_in_all_from_the_day_it_was_received() -> None:
    assert clock((3, What.LONGER)).due_on == working_days_later(RECEIVED, 30)


def test_the_days_stand_still_while_the_person_is_asked() -> None:
    assert clock((1, What.ASKED), on=RECEIVED + timedelta(days=2)).due_on is None
    assert clock((1, What.ASKED), (8, What.GIVEN)).due_on == working_days_later(RECEIVED, 15 + 5)
    assert clock((1, What.ASKED), (8, What.LAPSED)).due_on == clock((1, What.ASKED), (8, What.GIVEN)).due_on


def test_what_follows_the_answer_counts_no_more() -> None:
    there = clock((2, What.ANSWERED), (3, What.LONGER), (4, What.ASKED), on=RECEIVED + timedelta(days=90))
    assert there.stopped_on == RECEIVED + timedelta(days=2)
    assert not there.overdue
    assert there.due_on == clock().due_on


def test_an_answer_after_the_last_day_stays_late() -> None:
    assert clock((40, What.ANSWERED), on=RECEIVED + timedelta(days=90)).overdue


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from([What.LONGER, What.ASKED, What.GIVEN, What.LAPSED, What.TAKEN])),
        max_size=8,
    ),
    st.integers(0, 120),
)
def test_any_history_gives_the_clock_of_an_oracle_that_counts_day_by_day(
    lines: list[tuple[int, What]], passed: int
) -> None:
    lines = sorted(lines, key=lambda line: line[0])
    found = clock(*lines, on=RECEIVED + timedelta(days=passed))
    count, still = (30 if any(what == What.LONGER for _after, what in lines) else 15), False
    day, due = RECEIVED, None
    for after in range(400):
        day = RECEIVED + timedelta(days=after)
        for when, what in lines:
            if when == after:
                still = what == What.ASKED or (still and what not in (What.GIVEN, What.LAPSED))
        if after and not still and is_working_day(day):
            count -= 1
        if not count:
            due = day
            break
    assert found.due_on == due


@pytest.mark.django_db
def test_the_first_limit_is_the_one_that_the_version_of_the_service_states() -> None:
    complaint_services()
    assert answer_limit("10-07", on=RECEIVED) == TimeLimit(15, Unit.WORKING_DAYS, LAW, "recalled")
    terms = {"decision": {"working_days": 7, "law": LAW, "confidence": "verified"}}
    VersionFactory(service=ServiceFactory(code="10-07"), changes={"terms": terms})
    assert answer_limit("10-07", on=RECEIVED) == TimeLimit(7, Unit.WORKING_DAYS, LAW, "verified")


def test_the_longer_limit_is_the_laws() -> None:
    assert longer_limit() == TimeLimit(30, Unit.WORKING_DAYS, LAW, "recalled")
