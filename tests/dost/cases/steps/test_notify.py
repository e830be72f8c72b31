"""The announcement: told once, and closed when the message is through or never will be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dost.cases.batch import Move
from dost.cases.models import Case
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.cases.steps import notify
from dost.notifications.models import Notice
from tests.factories.cases import CaseFactory
from tests.factories.notifications import NoticeFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db


def case_to_tell(**more: Any) -> Case:
    made: Case = CaseFactory(**{"decided": True, "stage": Stage.NOTIFY, **more})
    return made


def step(case: Case) -> Move:
    (move,) = notify.work([case], timezone.now())
    return move


def test_who_has_a_telephone_is_sent_a_message() -> None:
    move = step(case_to_tell())
    (told,) = [row for row in move.rows if isinstance(row, Notice)]
    assert (told.kind, told.channel) == (Notice.Kind.GRANTED, Notice.Channel.SMS)
    assert (move.state, move.waiting_on, move.reason) == (State.WAITING, WaitingOn.OPERATOR, {"code": "notice"})


def test_who_has_none_finds_it_in_the_inbox_and_the_case_closes() -> None:
    move = step(case_to_tell(person=PersonFactory(phone="")))
    assert (move.stage, move.outcome, move.live) == (Stage.CLOSED, Outcome.GRANTED, True)


def test_a_notice_is_written_once() -> None:
    case = case_to_tell()
    NoticeFactory(case=case)
    move = step(case)
    assert (move.state, move.rows) == (State.WAITING, ())
    assert move.not_before is not None
    assert move.not_before > timezone.now() + timedelta(seconds=30)


def test_a_message_taken_by_the_operator_closes_the_case() -> None:
    case = case_to_tell()
    NoticeFactory(case=case, told=True)
    move = step(case)
    assert (move.stage, move.outcome, move.live) == (Stage.CLOSED, Outcome.GRANTED, True)


def test_a_message_of_which_nobody_can_tell_that_it_arrived_is_left_to_staff() -> None:
    case = case_to_tell()
    row = NoticeFactory(case=case, state="doubtful", problem="unreadable")
    move = step(case)
    assert move.stage == Stage.CLOSED
    (line,) = move.rows
    assert (line.what, line.details) == ("not_told", {"problem": "no_message_arrived"})  # type: ignore[attr-defined]
    assert move.after is not None
    move.after()
    row.refresh_from_db()
    assert row.untold == Notice.Untold.FAILED


@pytest.mark.parametrize(
    ("outcome", "origin", "done"),
    [
        ("message", Origin.APPLICATION, True),
        ("referral", Origin.COUNTER, True),
        ("message", Origin.EVENT, False),
        ("payment", Origin.APPLICATION, False),
    ],
)
def test_what_was_asked_for_and_is_used_up_can_be_asked_for_again(outcome: str, origin: Origin, done: bool) -> None:
    case = case_to_tell(version=VersionFactory(changes={"outcome": outcome}), origin=origin)
    assert notify.is_done_with(case) is done
