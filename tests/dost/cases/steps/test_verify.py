"""The verification: asked once, kept with its finding; silence makes the case wait, a no does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from dost.cases.batch import Move
from dost.cases.models import Case, Evidence
from dost.cases.stages import Stage, State, WaitingOn
from dost.cases.steps import verify
from registries.bridge import client
from tests.factories.cases import CaseFactory, EvidenceFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db


def step(case: Case) -> Move:
    (move,) = verify.work([case], timezone.now())
    return move


def case_to_verify(*questions: str) -> Case:
    made: Case = CaseFactory(version=VersionFactory(changes={"verify": list(questions)}))
    return made


class Bridge:
    """Institutions that say what the test wants; what was asked is in `asked`."""

    def __init__(self, *, alive: bool = True, silent: bool = False) -> None:
        self.alive, self.silent = alive, silent
        self.asked: list[tuple[str, str]] = []

    def ask_all(self, questions: Sequence[client.Question]) -> list[client.Answers | client.Unavailable]:
        self.asked += [(question.institution, question.name) for question in questions]
        return [self._say(question) for question in questions]

    def _say(self, question: client.Question) -> client.Answers | client.Unavailable:
        if self.silent:
            return client.Unavailable(question.institution, "timeout", 6.0)
        data = {"alive": self.alive, "died_on": None}
        at = datetime(2026, 3, 3, tzinfo=UTC)
        return client.Answers(tuple(client.Answer(item["key"], True, data, at) for item in question.items))


def bridge(monkeypatch: pytest.MonkeyPatch, **says: bool) -> Bridge:
    made = Bridge(**says)
    monkeypatch.setattr(client, "ask_all", made.ask_all)
    return made


def evidence(move: Move) -> list[Evidence]:
    return [row for row in move.rows if isinstance(row, Evidence)]


def test_an_answer_that_agrees_is_kept_and_the_case_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    bridge(monkeypatch)
    case = case_to_verify("DIN.alive")
    move = step(case)
    assert (move.stage, move.state) == (Stage.CHOOSE, State.READY)
    (kept,) = evidence(move)
    assert (kept.institution, kept.question, kept.finding) == ("DIN", "alive", Evidence.Finding.CONFIRMED)
    assert kept.about == case.person


def test_an_answer_that_disagrees_is_kept_and_left_to_the_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    bridge(monkeypatch, alive=False)
    move = step(case_to_verify("DIN.alive"))
    assert move.stage == Stage.CHOOSE
    assert evidence(move)[0].finding == Evidence.Finding.CONTRADICTED


def test_silence_makes_the_case_wait_and_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bridge(monkeypatch, silent=True)
    case = case_to_verify("DIN.alive")
    move = step(case)
    assert (move.stage, move.state, move.waiting_on) == (Stage.VERIFY, State.WAITING, WaitingOn.INSTITUTION)
    assert move.reason == {"code": "institution", "institution": "DIN", "what": "timeout", "seconds": 6.0}
    assert len(move.rows) == 1
    case.reason = move.reason
    assert step(case).rows == ()


def test_what_was_answered_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    institutions = bridge(monkeypatch)
    case = case_to_verify("DIN.alive")
    EvidenceFactory(case=case)
    assert step(case).stage == Stage.CHOOSE
    assert institutions.asked == []


def test_a_service_that_asks_nothing_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    institutions = bridge(monkeypatch)
    assert step(case_to_verify()).stage == Stage.CHOOSE
    assert institutions.asked == []
