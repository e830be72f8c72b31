"""Whether the identity provider answers, from what sign-ins have seen: an outage begins, ends, fades."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dost.accounts.openid.answering import (
    ENOUGH,
    FADES,
    Failures,
    Way,
    answered,
    away_of,
    away_since,
    did_not_answer,
)

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_one_failure_is_anybodys_bad_line_and_two_are_an_outage() -> None:
    did_not_answer(Way.THERE, now=NOW)
    assert away_since(now=NOW) is None
    did_not_answer(Way.THERE, now=NOW + MINUTE)
    assert away_since(now=NOW + MINUTE) == NOW


@pytest.mark.django_db
def test_it_is_over_with_the_first_answer_on_that_way() -> None:
    for way in Way:
        did_not_answer(way, now=NOW)
        did_not_answer(way, now=NOW)
    answered(Way.THERE)
    assert away_since(now=NOW) == NOW  # it still does not answer on the way back
    answered(*Way)
    assert away_since(now=NOW) is None


@pytest.mark.django_db
def test_who_gets_there_and_not_back_does_not_hide_the_outage() -> None:
    for minute in (0, 1):
        answered(Way.THERE)
        did_not_answer(Way.BACK, now=NOW + minute * MINUTE)
    answered(Way.THERE)
    assert away_since(now=NOW + MINUTE) == NOW


@pytest.mark.django_db
def test_nothing_old_is_told_and_an_old_failure_begins_no_outage() -> None:
    did_not_answer(Way.THERE, now=NOW)
    did_not_answer(Way.THERE, now=NOW)
    assert away_since(now=NOW + FADES) is None
    did_not_answer(Way.THERE, now=NOW + FADES)
    assert away_since(now=NOW + FADES) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1, 9),
    ago=st.timedeltas(timedelta(0), 2 * FADES),
    long=st.timedeltas(timedelta(0), timedelta(hours=3)),
)
def test_away_is_enough_failures_of_which_the_last_is_fresh(number: int, ago: timedelta, long: timedelta) -> None:
    first = NOW - ago - long
    kept = [None, Failures(first, NOW - ago, number), "of another version"]
    assert away_of(kept, now=NOW) == (first if number >= ENOUGH and ago < FADES else None)
