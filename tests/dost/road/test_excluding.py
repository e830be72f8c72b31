"""A right that waits behind a better one goes on by itself when that ends without a right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.cases import batch, handlers
from dost.cases.choices import record_answer
from dost.cases.models import Case, CaseEntry, Entitlement
from dost.cases.stages import Outcome, Stage, State, WaitingOn
from dost.cases.steps import choose
from registries.models import Person
from tests.dost.road.house import work
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

BETTER, LOWER = "90-1", "90-2"
NOT_THERE = {"id": "never", "require": "NOT person.alive", "text": texts("Never"), "law": "Law, art. 3"}


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(birth_date=date(1950, 5, 1))
    return made


def case_of(code: str, person: Person, *, changes: dict[str, Any] | None = None, **more: Any) -> Case:
    """A case that is ready for the choice, of a right that excludes the other one."""
    definition = {
        "period": "monthly",
        "excludes": [LOWER if code == BETTER else BETTER],
        "amount": "parameter.test_benefit" if code == BETTER else "parameter.test_benefit - 100",
        "verify": [],
        **(changes or {}),
    }
    version = VersionFactory(service=ServiceFactory(code=code), changes=definition)
    made: Case = CaseFactory(**{"version": version, "person": person, "stage": Stage.CHOOSE} | more)
    return made


def says_yes(case: Case) -> None:
    CaseEntry.objects.create(case=case, at=timezone.now(), what="accepted")


def refused(person: Person) -> tuple[Case, Callable[[Case], None]]:
    """A member of staff refuses it."""

    def end(case: Case) -> None:
        handlers.refuse(case_id=case.pk, actor=staff_actor(UserFactory()), note="seen", now=timezone.now())

    doubt = {"code": "contradiction", "institution": "DIN", "question": "DIN.alive"}
    waits: dict[str, Any] = {"state": State.WAITING, "waiting_on": WaitingOn.CLERK, "reason": doubt}
    return case_of(BETTER, person, stage=Stage.DECIDE, **waits), end


def declined(person: Person) -> tuple[Case, Callable[[Case], None]]:
    """The person does not want it."""

    def end(case: Case) -> None:
        assert record_answer(case=case, accepts=False, actor=staff_actor(UserFactory()))

    return case_of(BETTER, person, changes={"mode": "ask_first"}), end


def no_right(person: Person) -> tuple[Case, Callable[[Case], None]]:
    """The right is not there on the day of decision, though the person said yes."""
    case = case_of(BETTER, person, changes={"criteria": [NOT_THERE]}, state=State.WAITING, waiting_on=WaitingOn.CLERK)
    says_yes(case)
    return case, _ready


def record_gone(person: Person) -> tuple[Case, Callable[[Case], None]]:
    """The record it arose from is no longer there."""
    gone: dict[str, Any] = {"basis": "birth", "basis_key": "7000000", "record_id": 999_999}
    case = case_of(BETTER, person, state=State.WAITING, waiting_on=WaitingOn.CLERK, **gone)
    says_yes(case)
    return case, _ready


def _ready(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state=State.READY, waiting_on="", not_before=timezone.now())


@pytest.mark.parametrize("ending", [refused, declined, no_right, record_gone])
def test_the_lower_right_is_granted_when_the_better_one_is_not(
    person: Person, ending: Callable[[Person], tuple[Case, Callable[[Case], None]]]
) -> None:
    better, end = ending(person)
    lower = case_of(LOWER, person)
    work()
    lower.refresh_from_db()
    assert (lower.stage, lower.waiting_on) == (Stage.CHOOSE, WaitingOn.PERSON)
    assert lower.reason == {"code": "exclusive", "service": BETTER, "case": better.pk}

    end(better)
    work()

    lower.refresh_from_db()
    better.refresh_from_db()
    assert better.outcome in (Outcome.REFUSED, Outcome.DECLINED, Outcome.NO_RIGHT)
    assert (lower.outcome, lower.stage) == (Outcome.GRANTED, Stage.CLOSED)
    assert Entitlement.objects.get().case == lower


def test_the_lower_right_waits_for_the_person_when_the_better_one_is_granted(person: Person) -> None:
    better, lower = case_of(BETTER, person), case_of(LOWER, person)
    work()
    lower.refresh_from_db()
    assert (lower.stage, lower.waiting_on) == (Stage.CHOOSE, WaitingOn.PERSON)
    assert Entitlement.objects.get().case == better


def test_of_two_the_person_said_yes_to_one_is_granted_and_they_are_asked_again(person: Person) -> None:
    cases = [case_of(code, person, stage=Stage.DECIDE) for code in (BETTER, LOWER)]
    for case in cases:
        says_yes(case)
    work()
    assert Entitlement.objects.get(ended_on=None).case == cases[0]
    cases[1].refresh_from_db()
    assert (cases[1].stage, cases[1].waiting_on) == (Stage.CHOOSE, WaitingOn.PERSON)

    assert record_answer(case=cases[1], accepts=True, actor=staff_actor(UserFactory()))
    work()
    assert Entitlement.objects.get(ended_on=None).case == cases[1]


def test_a_case_that_began_to_wait_while_the_better_one_ended_goes_on(person: Person) -> None:
    better, end = refused(person)
    lower = case_of(LOWER, person)
    (held,) = batch.claim(Stage.CHOOSE, now=timezone.now())
    moves = choose.work([held], timezone.now())
    end(better)  # after the worker looked, before it writes
    batch.write_back(moves, now=timezone.now())
    work()
    lower.refresh_from_db()
    assert lower.outcome == Outcome.GRANTED


def test_an_answer_is_not_undone_by_a_worker_that_has_just_taken_the_case(person: Person) -> None:
    better, end = refused(person)
    lower = case_of(LOWER, person)
    work()
    end(better)
    (held,) = batch.claim(Stage.CHOOSE, now=timezone.now())
    moves = choose.work([held], timezone.now())
    assert record_answer(case=lower, accepts=False, actor=staff_actor(UserFactory()))
    assert batch.write_back(moves, now=timezone.now()) == []
    lower.refresh_from_db()
    assert lower.outcome == Outcome.DECLINED
