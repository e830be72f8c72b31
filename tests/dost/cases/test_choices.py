"""What a person answers to a question."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dost.accounts.actors import SYSTEM, staff_actor
from dost.cases.choices import accepted, record_answer
from dost.cases.stages import Outcome, Stage, State
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


def test_yes_sends_the_case_on_and_is_remembered_with_its_name() -> None:
    case, other, user = CaseFactory(asked=True), CaseFactory(), UserFactory()
    assert record_answer(case=case, accepts=True, actor=staff_actor(user))
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.CHOOSE, State.READY)
    assert case.entries.latest("pk").by == user
    assert accepted([case, other]) == {case.pk: case.entries.latest("pk").at}


def test_no_ends_the_case_and_keeps_its_key() -> None:
    case = CaseFactory(asked=True)
    assert record_answer(case=case, accepts=False, actor=SYSTEM, now=timezone.now())
    case.refresh_from_db()
    assert (case.stage, case.outcome, case.live) == (Stage.CLOSED, Outcome.DECLINED, True)
    assert accepted([case]) == {}


@pytest.mark.parametrize("trait", ["to_clerk", "waiting_on_institution", "granted_and_paid"])
def test_a_case_that_does_not_wait_for_the_person_takes_no_answer(trait: str) -> None:
    case = CaseFactory(**{trait: True})
    assert not record_answer(case=case, accepts=True, actor=SYSTEM)
    assert accepted([case]) == {}


def test_only_the_first_answer_counts() -> None:
    case = CaseFactory(asked=True)
    assert record_answer(case=case, accepts=False, actor=SYSTEM)
    assert not record_answer(case=case, accepts=True, actor=SYSTEM)
