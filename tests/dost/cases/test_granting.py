"""What is asked once more in the transaction that grants: of rights that exclude each other never two are granted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.cases import batch, handlers
from dost.cases.batch import Move, also, write_back
from dost.cases.granting import ExcludedMeanwhile, Guard
from dost.cases.models import Case, CaseEntry, Entitlement
from dost.cases.rules import evaluate
from dost.cases.stages import Stage, State, WaitingOn
from dost.cases.steps import choose, decide
from registries.models import BenefitCase
from services_catalog.rules import Explanation
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import BenefitFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

WAIT = 20.0


@pytest.fixture
def rivals() -> list[Case]:
    """Two cases of one person, to be decided, that exclude each other; the person said yes to both."""
    InstitutionFactory(code="DSMF")
    person = PersonFactory()
    made: list[Case] = []
    for code, other in (("90-1", "90-2"), ("90-2", "90-1")):
        changes = {"period": "monthly", "excludes": [other], "verify": []}
        version = VersionFactory(service=ServiceFactory(code=code), changes=changes)
        case = CaseFactory(version=version, person=person, stage=Stage.DECIDE)
        CaseEntry.objects.create(case=case, at=timezone.now(), what="accepted")
        made.append(case)
    return made


def stand() -> list[tuple[str, str, str]]:
    return sorted(Case.objects.values_list("outcome", "stage", "waiting_on"))


def running() -> int:
    """How many rights and awards have no end."""
    rights, awards = Entitlement.objects.filter(ended_on=None), BenefitCase.objects.filter(superseded_at=None)
    assert awards.filter(valid_until=None).count() == rights.count()
    return rights.count()


@pytest.mark.django_db
def test_of_two_the_person_said_yes_to_a_batch_grants_one(rivals: list[Case]) -> None:
    moves = decide.work(rivals, timezone.now())
    assert sorted(move.stage for move in moves) == [Stage.CHOOSE, Stage.PAY]
    write_back(moves, now=timezone.now())
    assert running() == 1

    (other,) = Case.objects.filter(stage=Stage.CHOOSE)
    (move,) = choose.work([other], timezone.now())
    assert (move.state, move.waiting_on) == (State.WAITING, WaitingOn.PERSON)
    assert move.reason == {"code": "exclusive", "service": "90-1"}  # held now: no open case that could end


@pytest.mark.django_db
def test_two_grants_of_one_write_are_not_written(rivals: list[Case]) -> None:
    moves = [move for case in rivals for move in decide.work([case], timezone.now())]
    granted = [move for move in moves if move.outcome == "granted"]
    assert len(granted) == 1
    alone = rivals[1 - rivals.index(granted[0].case)]
    Case.objects.filter(pk=granted[0].case.pk).update(live=False)  # out of sight, so that both are let through
    (second,) = decide.work([alone], timezone.now())
    Case.objects.filter(pk=granted[0].case.pk).update(live=True)
    with pytest.raises(ExcludedMeanwhile):
        write_back([granted[0], second], now=timezone.now())


@pytest.mark.django_db
def test_a_right_awarded_between_the_check_and_the_write_sends_the_case_to_the_choice(rivals: list[Case]) -> None:
    case = rivals[0]
    looked: list[int] = []

    def work(cases: list[Case], now: datetime) -> Sequence[Move]:
        moves = decide.work(cases, now)
        if not looked:
            BenefitFactory(person=case.person, service_code="90-2", recorded_at=timezone.now())
        looked.append(len(moves))
        return moves

    (back,) = batch._work(Stage.DECIDE, [case], work)
    assert (back.stage, looked) == (Stage.CHOOSE, [1, 1])
    assert not Entitlement.objects.exists()


@pytest.mark.django_db
def test_a_yes_to_what_is_there_ends_it(rivals: list[Case]) -> None:
    case = rivals[0]
    BenefitFactory(person=case.person, service_code="90-2", recorded_at=timezone.now() - timedelta(days=9))
    assert [one.stage for one in batch._work(Stage.DECIDE, [case], decide.work)] == [Stage.PAY]
    assert running() == 1


# -- at the same moment ------------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], Any]) -> list[BaseException]:
    """Do things in threads of their own, each with its own connection; what they raised."""

    def do(act: Callable[[], Any]) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        raised = [future.exception(WAIT) for future in [pool.submit(do, act) for act in acts]]
    return [error for error in raised if error is not None]


def let_through(case: Case, *, now: datetime) -> Move:
    """A grant, as if the other case had not been there when this one was looked at."""
    granted = decide.grant(case, evaluate([case])[case.pk], now=now)
    return also(granted, partial(decide._when_granted, case, Guard([case], crowded=()), chosen=True, now=now))


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_decide_at_once_grant_one(rivals: list[Case]) -> None:
    together = threading.Barrier(2)
    looks: list[int] = []

    def work(cases: list[Case], now: datetime) -> Sequence[Move]:
        (case,) = cases
        looks.append(case.pk)
        if looks.count(case.pk) > 1:
            return decide.work(cases, now)
        granted = let_through(case, now=now)
        together.wait(WAIT)
        return [granted]

    raised = at_once(*(partial(batch._work, Stage.DECIDE, [case], work) for case in rivals))
    assert raised == []
    assert Entitlement.objects.count() == running() == 1  # none was granted and ended again
    assert len(looks) == 3
    assert stand() == [("", "choose", ""), ("granted", "pay", "")]


@pytest.mark.django_db(transaction=True)
def test_a_clerk_and_a_worker_that_grant_at_once_grant_one(rivals: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.cases.handlers.way.ring_piece", lambda piece: None)
    by_clerk, by_worker = rivals
    Case.objects.filter(pk=by_clerk.pk).update(
        state=State.WAITING, waiting_on=WaitingOn.CLERK, reason={"code": "unknown", "facts": []}
    )
    together = threading.Barrier(2)
    user = UserFactory()
    build, looks = decide.grant, list[int]()

    def slowly(case: Case, found: Explanation, **more: Any) -> Move:
        if case == by_clerk:  # it has been looked at, and is not written yet
            together.wait(WAIT)
            time.sleep(0.5)
        return build(case, found, **more)

    monkeypatch.setattr(decide, "grant", slowly)

    def work(cases: list[Case], now: datetime) -> Sequence[Move]:
        looks.append(len(cases))
        if len(looks) > 1:
            return decide.work(cases, now)
        granted = let_through(cases[0], now=now)
        together.wait(WAIT)
        return [granted]

    def grant() -> None:
        handlers.grant(case_id=by_clerk.pk, actor=staff_actor(user), note="seen", now=timezone.now())

    raised = at_once(partial(batch._work, Stage.DECIDE, [by_worker], work), grant)
    assert (raised, looks) == ([], [1, 1])
    assert Entitlement.objects.count() == running() == 1
