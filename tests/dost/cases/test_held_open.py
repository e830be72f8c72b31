"""While a fact is contested nothing is refused, ended or taken back, by machine or by staff; a grant may fall."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import handlers, held_open
from dost.cases.acts import NotPossible
from dost.cases.batch import Move, write_back
from dost.cases.models import Case
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.cases.steps import decide
from tests.factories.accounts import UserFactory
from tests.factories.cases import MORNING, CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

NOTE = "I have seen the corrected extract"


class Contested:
    """The cases whose facts somebody contests."""

    def __init__(self) -> None:
        self.cases: set[int] = set()

    def __call__(self, case_ids: Collection[int]) -> set[int]:
        return self.cases & set(case_ids)


@pytest.fixture(autouse=True)
def contested(monkeypatch: pytest.MonkeyPatch) -> Iterator[Contested]:
    InstitutionFactory(code="DSMF")
    monkeypatch.setattr(held_open, "_CHECKS", [])
    made = Contested()
    held_open.register_hold(made)
    held_open.register_hold(made)
    with translation.override("en"):
        yield made


@pytest.fixture
def clerk() -> User:
    made: User = UserFactory(role="examiner")
    return made


def case_to_decide(*, young: bool = True) -> Case:
    person = PersonFactory(birth_date=date(2000, 1, 1)) if young else PersonFactory()
    made: Case = CaseFactory(
        version=VersionFactory(), person=person, stage=Stage.DECIDE, origin=Origin.APPLICATION, opened_at=MORNING
    )
    return made


def step(case: Case) -> Move:
    (move,) = decide.work([case], timezone.now())
    return move


def test_only_what_is_asked_about_is_held_and_each_check_counts_once(contested: Contested) -> None:
    contested.cases = {1, 2}
    assert held_open.held_open([2, 3]) == {2}
    assert held_open.held_open([]) == frozenset()
    assert len(held_open._CHECKS) == 1


def test_the_system_refuses_nothing_and_looks_again_by_itself(contested: Contested) -> None:
    case = case_to_decide()
    contested.cases.add(case.pk)
    move = step(case)
    assert (move.stage, move.state, move.waiting_on) == (Stage.DECIDE, State.WAITING, WaitingOn.INSTITUTION)
    assert move.reason == {"code": "contested"}
    write_back([move], now=timezone.now())
    assert step(case).rows == ()  # it has said so
    contested.cases.clear()
    assert step(case).outcome == Outcome.REFUSED


def test_a_grant_may_fall(contested: Contested) -> None:
    case = case_to_decide(young=False)
    contested.cases.add(case.pk)
    assert step(case).outcome == Outcome.GRANTED


def test_staff_cannot_refuse_and_are_told_why(contested: Contested, clerk: User) -> None:
    case = CaseFactory(to_clerk=True, origin=Origin.APPLICATION)
    contested.cases.add(case.pk)
    with pytest.raises(NotPossible, match="contested"):
        handlers.refuse(case_id=case.pk, actor=staff_actor(clerk), note=NOTE, now=timezone.now())
    contested.cases.clear()
    handlers.refuse(case_id=case.pk, actor=staff_actor(clerk), note=NOTE, now=timezone.now())


def test_staff_cannot_end_a_right(contested: Contested, clerk: User) -> None:
    case = CaseFactory(granted_and_paid=True)
    right = case.entitlement
    right.period, right.review = "monthly", {"criteria": ["age"], "cause": "facts"}
    right.save()
    contested.cases.add(case.pk)
    with pytest.raises(NotPossible, match="contested"):
        handlers.end_right(
            case_id=case.pk,
            actor=staff_actor(clerk),
            last_day=right.starts + timedelta(days=1),
            note=NOTE,
            now=timezone.now(),
        )
    right.refresh_from_db()
    assert right.ended_on is None
