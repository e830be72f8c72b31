"""Deciding what was just sent: here and now where it can be, and otherwise left to the workers without a trace."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from dost.accounts.actors import Oneself
from dost.cases.applications import open_application
from dost.cases.batch import claim
from dost.cases.drafts import at_once
from dost.cases.drafts.at_once import decide_at_once
from dost.cases.models import Case
from dost.cases.stages import Outcome, Stage
from tests.factories.drafts import TOLD, applied_for, at_once_here
from tests.factories.registries import InstitutionFactory, PersonFactory

ON = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)


def opened(**answers: object) -> Case:
    person = PersonFactory()
    return open_application(
        person=person,
        service=applied_for(),
        answers={**TOLD, **answers},
        actor=Oneself(person.pk, "sub"),
        on=ON,
        now=NOW,
    ).case


@pytest.mark.django_db
@pytest.mark.parametrize(("alone", "outcome"), [(True, Outcome.GRANTED), (False, Outcome.REFUSED)])
def test_what_the_rule_can_tell_is_decided_at_once(
    monkeypatch: pytest.MonkeyPatch, alone: bool, outcome: Outcome
) -> None:
    at_once_here(monkeypatch)
    InstitutionFactory(code="DSMF")
    case = opened(alone=alone)
    decide_at_once(case.pk)
    case.refresh_from_db()
    assert case.outcome == outcome
    assert case.decision.outcome == outcome


@pytest.mark.django_db
def test_other_cases_are_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once_here(monkeypatch)
    InstitutionFactory(code="DSMF")
    other = opened()
    case = opened()
    decide_at_once(case.pk)
    other.refresh_from_db()
    assert (other.stage, other.token) == (Stage.VERIFY, 0)


@pytest.mark.django_db
def test_nobody_waits_longer_than_said_for_what_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    never: Future[int] = Future()
    monkeypatch.setattr(at_once, "submit", lambda _case_id: never)
    began = time.monotonic()
    decide_at_once(1, seconds=0.2)
    assert time.monotonic() - began < 2
    never.set_result(0)


@pytest.mark.django_db
def test_whatever_fails_is_left_to_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: Future[int] = Future()
    broken.set_exception(ValueError("broken"))
    monkeypatch.setattr(at_once, "submit", lambda _case_id: broken)
    for _time in range(at_once.AT_ONCE + 1):  # and each gives its room back
        decide_at_once(1)


@pytest.mark.django_db
def test_when_many_send_at_the_same_moment_the_rest_is_left_to_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    pending: list[Future[int]] = []

    def submit(case_id: int) -> Future[int]:
        asked.append(case_id)
        pending.append(Future())
        return pending[-1]

    monkeypatch.setattr(at_once, "submit", submit)
    for number in range(at_once.AT_ONCE + 2):
        decide_at_once(number, seconds=0.01)
    assert len(asked) == at_once.AT_ONCE
    for future in pending:
        future.set_result(0)
    decide_at_once(99, seconds=0.01)
    assert asked[-1] == 99
    pending[-1].set_result(0)


@pytest.mark.django_db(transaction=True)
def test_it_works_in_a_thread_with_a_connection_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "ring", lambda *arguments: True)
    monkeypatch.setattr("dost.cases.applications.ring", lambda *arguments: True)
    InstitutionFactory(code="DSMF")
    case = opened()
    decide_at_once(case.pk, seconds=30)
    case.refresh_from_db()
    assert case.outcome == Outcome.GRANTED


@pytest.mark.django_db(transaction=True)
def test_where_a_worker_was_quicker_it_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "ring", lambda *arguments: True)
    monkeypatch.setattr("dost.cases.applications.ring", lambda *arguments: True)
    case = opened()
    assert claim(Stage.VERIFY, now=timezone.now()) == [case]

    def finish() -> None:
        time.sleep(0.3)
        Case.objects.filter(pk=case.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        connection.close()

    thread = threading.Thread(target=finish)
    thread.start()
    began = time.monotonic()
    decide_at_once(case.pk, seconds=10)
    assert 0.2 < time.monotonic() - began < 8
    thread.join()
