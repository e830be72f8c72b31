"""A day of 142 as its supervisors see it: beside the norms, by hour and by operator, yesterday and tomorrow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.centres import call_backs as backs
from dost.common.dates import local_day
from dost.counter.now_calls_page import CallsPage, calls_figures
from tests.factories.accounts import UserFactory
from tests.factories.centres import MORNING, on_the_phone, promised

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TODAY = local_day(MORNING)


def page(*, days: int = 0) -> CallsPage:
    reader = staff_actor(UserFactory(supervisor=True, centre=""))
    return calls_figures(reader, on=TODAY - days * DAY, now=MORNING + timedelta(hours=4))


def spoken(minutes: int) -> None:
    call = on_the_phone(user=UserFactory(role=User.Role.OPERATOR, first_name="Elnur", last_name="Məmmədov"))
    end = MORNING + minutes * MINUTE
    backs.end_call(visit_id=call.visit.pk, actor=call.actor, outcome="advised", note="", now=end)


def test_a_day_without_calls_has_no_figures_and_no_verdict() -> None:
    found = page()
    assert (found.calls, found.longest, found.most, found.hours, found.operators) == (0, "", 0, (), ())
    assert [norm.is_met for norm in found.norms] == [None, None]


def test_calls_stand_beside_the_norm_by_hour_and_operator() -> None:
    spoken(4)
    spoken(16)
    found = page()
    assert (found.calls, found.longest, found.most) == (2, "16:00", 2)
    assert [norm.is_met for norm in found.norms] == [False, None]
    assert [row.label for row in found.hours] == ["10:00"]
    assert {row.label for row in found.operators} == {"Elnur Məmmədov"}
    assert [count.number for count in found.outcomes] == [2]


def test_a_promise_that_was_not_kept_in_time_is_seen() -> None:
    promised(hours=1)
    found = page()
    assert (found.promises.due, found.promises.waiting) == (1, 1)
    assert found.norms[1].is_met is False


def test_there_is_no_day_after_today() -> None:
    assert (page().is_today, page().after, page().before) == (True, None, TODAY - DAY)
    assert page(days=2).after == TODAY - DAY
