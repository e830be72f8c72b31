"""Who chooses: the state, the person, or nobody because two rights exclude each other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from dost.cases.batch import Move, write_back
from dost.cases.codes import EntryKind
from dost.cases.models import Case, CaseEntry, Preference
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.cases.steps import choose
from dost.notifications.models import Notice
from tests.factories.cases import CaseFactory
from tests.factories.registries import BenefitFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db


def case_to_choose(changes: dict[str, Any] | None = None, **more: Any) -> Case:
    made: Case = CaseFactory(version=VersionFactory(changes=changes or {}), stage=Stage.CHOOSE, **more)
    return made


def step(case: Case) -> Move:
    (move,) = choose.work([case], timezone.now())
    return move


def prefers(case: Case, choice: str) -> None:
    Preference.objects.create(person=case.person, service=case.service, choice=choice, chosen_at=timezone.now())


def what(move: Move) -> list[str]:
    return [row.what for row in move.rows if isinstance(row, CaseEntry)]


def test_an_automatic_service_goes_on() -> None:
    move = step(case_to_choose())
    assert (move.stage, move.state, move.rows) == (Stage.DECIDE, State.READY, ())


def test_a_service_that_asks_first_waits_for_the_person_and_asks_once() -> None:
    case = case_to_choose({"mode": "ask_first"})
    move = step(case)
    assert (move.state, move.waiting_on, move.reason) == (State.WAITING, WaitingOn.PERSON, {"code": "ask_first"})
    assert what(move) == ["asked"]
    write_back([move], now=timezone.now())
    assert step(case).rows == ()


def test_who_was_asked_and_answered_and_must_choose_again_is_said_to_be_waited_for_again() -> None:
    case = case_to_choose({"mode": "ask_first"})
    write_back([step(case)], now=timezone.now())
    # A right that excludes this one was granted meanwhile: the case came back from the decision, ready.
    case.state, case.reason, case.waiting_since = State.READY, {}, None
    move = step(case)
    assert (move.waiting_on, what(move)) == (WaitingOn.PERSON, ["waiting"])
    assert not [row for row in move.rows if isinstance(row, Notice)]


@pytest.mark.parametrize(
    ("mode", "choice", "waits"),
    [("automatic", "ask", True), ("ask_first", "automatic", False), ("ask_first", "ask", True)],
)
def test_a_preference_comes_before_the_mode(mode: str, choice: str, waits: bool) -> None:
    case = case_to_choose({"mode": mode})
    prefers(case, choice)
    assert (step(case).state == State.WAITING) is waits


def test_who_never_wants_it_is_not_given_it() -> None:
    case = case_to_choose()
    prefers(case, Preference.Choice.NEVER)
    move = step(case)
    assert (move.stage, move.outcome, move.live, what(move)) == (Stage.CLOSED, Outcome.DECLINED, True, ["declined"])


@pytest.mark.parametrize("choice", ["never", "ask"])
def test_who_applied_has_chosen(choice: str) -> None:
    case = case_to_choose({"mode": "ask_first"}, origin=Origin.APPLICATION)
    prefers(case, choice)
    assert step(case).stage == Stage.DECIDE


@pytest.mark.parametrize("origin", [Origin.EVENT, Origin.APPLICATION])
def test_an_excluding_right_makes_anybody_wait_for_the_person(origin: Origin) -> None:
    case = case_to_choose({"period": "monthly", "excludes": ["90-2"]}, origin=origin)
    BenefitFactory(person=case.person, service_code="90-2")
    move = step(case)
    assert (move.waiting_on, move.reason) == (WaitingOn.PERSON, {"code": "exclusive", "service": "90-2"})


def test_question_names_what_is_gained_and_what_ends() -> None:
    case = case_to_choose({"period": "monthly", "excludes": ["90-2"]}, person=PersonFactory(language="en"))
    ServiceFactory(code="90-2", name=texts("Old right"))
    BenefitFactory(person=case.person, service_code="90-2", amount=Decimal("220.50"))

    (asked,) = [row for row in step(case).rows if isinstance(row, Notice)]

    assert case.service.name["en"] in asked.text
    assert "“Old right” (220.50\xa0₼ a month) ends that day" in asked.text


def test_whoever_was_asked_already_costs_no_reckoning(django_assert_num_queries: Any) -> None:
    case = case_to_choose({"mode": "ask_first"})
    write_back([step(case)], now=timezone.now())

    with django_assert_num_queries(3):  # preferences, what was said, the question
        assert step(case).rows == ()


def test_who_said_yes_goes_on_beside_what_excludes_it() -> None:
    case = case_to_choose({"period": "monthly", "excludes": ["90-2"]})
    BenefitFactory(person=case.person, service_code="90-2")
    CaseEntry.objects.create(case=case, at=timezone.now(), what=EntryKind.ACCEPTED)
    assert step(case).stage == Stage.DECIDE
