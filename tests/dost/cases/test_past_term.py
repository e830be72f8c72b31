"""An institution that is silent past the term decides nothing: a member of staff does, or asks it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.batch import write_back
from dost.cases.models import Case, CaseClock
from dost.cases.past_term import late_cases, unanswered
from dost.cases.stages import Stage, State, WaitingOn
from dost.cases.steps import choose, decide, verify
from registries.bridge import client
from tests.factories.accounts import UserFactory
from tests.factories.cases import MORNING, CaseFactory
from tests.factories.registries import InstitutionFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

STEPS = {Stage.VERIFY: verify.work, Stage.CHOOSE: choose.work, Stage.DECIDE: decide.work}
LATE = MORNING + timedelta(days=11)


class Bridge:
    """Institutions that are silent until they are told to speak."""

    silent = True

    def ask_all(self, questions: Sequence[client.Question]) -> list[client.Answers | client.Unavailable]:
        at = datetime(2026, 3, 3, tzinfo=UTC)
        data = {"alive": True, "died_on": None}
        return [
            client.Unavailable(one.institution, "timeout", 6.0)
            if self.silent
            else client.Answers(tuple(client.Answer(item["key"], True, data, at) for item in one.items))
            for one in questions
        ]


@pytest.fixture(autouse=True)
def bridge(monkeypatch: pytest.MonkeyPatch) -> Bridge:
    for code in ("DIN", "DSMF"):
        InstitutionFactory(code=code)
    made = Bridge()
    monkeypatch.setattr(client, "ask_all", made.ask_all)
    return made


@pytest.fixture
def clerk() -> User:
    made: User = UserFactory(role="examiner")
    return made


def silent_case() -> Case:
    made: Case = CaseFactory(version=VersionFactory(changes={"verify": ["DIN.alive"]}))
    go(made, MORNING)
    return made


def go(case: Case, now: datetime) -> Case:
    """Let the case go as far as it goes by itself."""
    while True:
        case.refresh_from_db()
        stage = Stage(case.stage)
        if stage not in STEPS:
            return case
        write_back(STEPS[stage]([case], now), now=now)
        case.refresh_from_db()
        if case.state != State.READY or case.stage == stage:
            return case


def lines(case: Case) -> list[str]:
    return list(case.entries.order_by("at", "pk").values_list("what", flat=True))


def test_within_the_term_it_is_waited_for() -> None:
    case = silent_case()
    for day in (1, 9, 10):
        assert go(case, MORNING + timedelta(days=day)).stage == Stage.VERIFY
    assert (case.state, case.waiting_on) == (State.WAITING, WaitingOn.INSTITUTION)
    assert "no_answer" not in lines(case)


def test_past_the_term_a_member_of_staff_has_it_and_the_reason_says_who_was_silent() -> None:
    case = go(silent_case(), LATE)
    assert (case.stage, case.state, case.waiting_on) == (Stage.DECIDE, State.WAITING, WaitingOn.CLERK)
    assert case.reason == {"code": "term_passed", "institution": "DIN", "question": "DIN.alive"}
    assert lines(case)[-2:] == ["no_answer", "waiting"]
    clock = CaseClock.objects.get(case=case)
    assert clock.escalated_at == LATE


def test_staff_may_decide_without_the_answer(clerk: User) -> None:
    case = go(silent_case(), LATE)
    handlers.grant(case_id=case.pk, actor=staff_actor(clerk), note="The passport was shown to me", now=LATE)
    case.refresh_from_db()
    assert case.outcome == "granted"
    assert not CaseClock.objects.exists()


def test_asked_again_it_answers_and_the_system_decides(clerk: User, bridge: Bridge) -> None:
    case = go(silent_case(), LATE)
    handlers.send_back(case_id=case.pk, actor=staff_actor(clerk), note="They say they are back", now=LATE)
    bridge.silent = False
    assert go(case, LATE + timedelta(hours=1)).outcome == "granted"


def test_asked_again_and_silent_still_it_comes_back_to_staff_at_once(clerk: User) -> None:
    case = go(silent_case(), LATE)
    handlers.send_back(case_id=case.pk, actor=staff_actor(clerk), note="They say they are back", now=LATE)
    case = go(case, LATE + timedelta(hours=1))
    assert (case.stage, case.waiting_on) == (Stage.DECIDE, WaitingOn.CLERK)
    assert lines(case).count("no_answer") == 2


def test_where_no_limit_has_passed_it_costs_one_query(django_assert_num_queries: Any) -> None:
    cases = [silent_case().pk for _ in range(3)]
    with django_assert_num_queries(1):
        assert unanswered(cases) == {}
    with django_assert_num_queries(1):
        assert late_cases(cases, on=LATE.date()) == set(cases)
    with django_assert_num_queries(0):
        assert late_cases([], on=LATE.date()) == frozenset()
