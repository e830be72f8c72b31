"""Which institutions do not answer: reckoned by the beat, kept a short while, told by one look into the cache."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from dost.accounts.openid.answering import Way, answered, did_not_answer
from dost.cases.answering import Answering, Down, quiet_now, watch_institutions
from dost.cases.tasks import watch_institutions as watch_task
from dost.ops.schedule import BEAT_SCHEDULE
from tests.factories.cases import CaseFactory, EvidenceFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
NOW = timezone.now()


@pytest.mark.parametrize(
    ("answering", "state"),
    [
        (Answering(), "ok"),
        (Answering(median_ms=2_000), "slow"),
        (Answering(waiting=1, since=NOW), "down"),
        (Answering(waiting=1, since=NOW, last_at=NOW - MINUTE), "down"),
        (Answering(waiting=1, since=NOW - MINUTE, last_at=NOW), "slow"),
    ],
    ids=["nothing", "slow", "never answered", "silent since", "answers again"],
)
def test_down_is_what_has_not_answered_since_somebody_waits(answering: Answering, state: str) -> None:
    assert answering.state == state


def test_who_is_waited_for_and_has_not_answered_since_is_down() -> None:
    case = CaseFactory(waiting_on_institution=True, opened_at=NOW - 10 * MINUTE)
    EvidenceFactory(case=case, institution="DIN", answered_at=NOW - MINUTE)
    assert quiet_now(now=NOW).institutions == ()

    down = watch_institutions(now=NOW)

    case.refresh_from_db()
    assert down == (Down("EDLIYYE", case.waiting_since),)
    assert quiet_now(now=NOW).institutions == down


def test_who_answers_again_is_not_down_any_more() -> None:
    case = CaseFactory(waiting_on_institution=True, opened_at=NOW - 10 * MINUTE)
    watch_institutions(now=NOW)
    EvidenceFactory(case=case, institution="EDLIYYE", answered_at=NOW)

    watch_institutions(now=NOW)

    assert quiet_now(now=NOW).institutions == ()


def test_nothing_old_is_told() -> None:
    CaseFactory(waiting_on_institution=True)
    watch_task()
    assert quiet_now(now=NOW).institutions
    cache.clear()  # as when it has run out
    assert quiet_now(now=NOW).institutions == ()


def test_the_beat_looks() -> None:
    assert "cases.watch_institutions" in {entry["task"] for entry in BEAT_SCHEDULE.values()}


def test_a_page_pays_one_look(django_assert_num_queries: Any) -> None:
    CaseFactory(waiting_on_institution=True)
    watch_institutions(now=NOW)
    with django_assert_num_queries(1):
        assert quiet_now(now=NOW).institutions


def test_the_sign_in_of_citizens_stands_beside_them_in_the_same_look(django_assert_num_queries: Any) -> None:
    assert quiet_now(now=NOW).sign_in_since is None
    for minutes in (2, 1):
        did_not_answer(Way.THERE, now=NOW - minutes * MINUTE)
    with django_assert_num_queries(1):
        assert quiet_now(now=NOW).sign_in_since == NOW - 2 * MINUTE
    answered(Way.THERE)
    assert quiet_now(now=NOW).sign_in_since is None
