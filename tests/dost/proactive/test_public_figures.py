"""The figures of the day: what counts, and that nobody can be recognised in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from dost.cases.models import Case
from dost.cases.stages import Origin, Outcome, Stage, State
from dost.proactive.public_figures import FEWEST, KEPT_SECONDS, count_figures, known_figures, told_of
from dost.proactive.tasks import count_public_figures
from tests.factories.accounts import UserFactory
from tests.factories.cases import BAKU, CaseFactory, DecisionFactory
from tests.factories.services_catalog import VersionFactory

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=BAKU)
NumQueries = Callable[[int], AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def _nothing_kept(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def granted(count: int, *, minutes: float = 2, decided_by: Any = None, **changes: Any) -> list[Case]:
    """Cases opened at 9:00 and decided some minutes later."""
    version = changes.pop("version", None) or VersionFactory()
    made: list[Case] = []
    for _number in range(count):
        opened = changes.get("opened_at", NOON.replace(hour=9))
        case = CaseFactory(
            version=version,
            **{
                "stage": Stage.CLOSED,
                "state": State.DONE,
                "outcome": Outcome.GRANTED,
                "origin": Origin.EVENT,
                "opened_at": opened,
                "decided_at": opened + timedelta(minutes=minutes),
                "closed_at": opened + timedelta(minutes=minutes),
                **changes,
            },
        )
        if changes.get("outcome", Outcome.GRANTED) == Outcome.GRANTED:
            DecisionFactory(case=case, decided_by=decided_by, by_role="examiner" if decided_by else "")
        made.append(case)
    return made


def test_what_came_by_itself_and_what_did_not(django_assert_num_queries: NumQueries) -> None:
    granted(14, minutes=2)
    granted(11, origin=Origin.APPLICATION, minutes=60)
    examiner = UserFactory(role="examiner")
    granted(12, decided_by=examiner, minutes=60)
    with django_assert_num_queries(6):  # one to count, five by which Django’s cache keeps what was counted
        figures = count_figures(NOON)
    assert (figures.granted, figures.by_themselves, figures.seconds) == (30, 10, 120)


def test_only_what_was_granted_today_counts() -> None:
    granted(11)
    granted(10, outcome=Outcome.REFUSED)
    granted(10, opened_at=NOON - timedelta(days=1))
    granted(10, opened_at=NOON + timedelta(hours=1))
    granted(10, opened_at=NOON.replace(hour=0) - timedelta(minutes=3), minutes=2)
    assert count_figures(NOON).granted == 10
    granted(10, opened_at=NOON.replace(hour=0) - timedelta(minutes=2), minutes=2)
    assert count_figures(NOON).granted == 20


def test_in_the_morning_nothing_is_told() -> None:
    figures = count_figures(NOON)
    assert (figures.granted, figures.by_themselves, figures.seconds) == (None, None, None)


def test_pages_read_what_was_counted_last(django_assert_num_queries: NumQueries) -> None:
    assert known_figures(NOON) is None
    figures = count_figures(NOON)
    with django_assert_num_queries(1):
        assert known_figures(NOON + timedelta(minutes=5)) == figures


def test_what_is_old_or_of_yesterday_is_not_told() -> None:
    count_figures(NOON)
    assert known_figures(NOON + timedelta(seconds=KEPT_SECONDS + 1)) is None
    midnight = NOON.replace(hour=23, minute=58)
    count_figures(midnight)
    assert known_figures(midnight + timedelta(minutes=3)) is None


def test_the_task_counts() -> None:
    count_public_figures()
    assert cache.get("public-figures")


@given(granted=st.integers(0, 400), others=st.integers(0, 400))
def test_nobody_can_be_recognised(granted: int, others: int) -> None:
    by_itself = max(granted - others, 0)
    told = told_of(NOON, granted=granted, by_itself=by_itself, seconds=90.0 if by_itself else None)
    numbers = [number for number in (told.granted, told.by_themselves) if number is not None]
    assert all(number >= FEWEST and number % 10 == 0 for number in numbers)
    assert told.seconds is None or by_itself >= FEWEST
    if told.by_themselves is not None:
        assert granted == by_itself or granted - by_itself >= FEWEST


@given(before=st.integers(0, 400))
def test_one_right_more_is_seen_at_every_tenth_only(before: int) -> None:
    first, second = (told_of(NOON, granted=n, by_itself=n, seconds=60.0) for n in (before, before + 1))
    assert (first == second) or (before + 1) % 10 == 0
