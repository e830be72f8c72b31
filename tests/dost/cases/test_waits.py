"""What a case waits for, and letting it go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dost.cases.batch import LEASE, claim, on_to, write_back
from dost.cases.codes import Reason, WaitingReason, no_answer_of, unknown_facts
from dost.cases.models import Case
from dost.cases.stages import Stage, State, WaitingOn
from dost.cases.waits import let_go, waits_for
from tests.factories.cases import MORNING, CaseFactory

LATER = MORNING + timedelta(hours=2)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (no_answer_of("DIN", what="timeout", seconds=6.0), ("institution", "DIN")),
        (no_answer_of("DIN", what="error", seconds=None), ("institution", "DIN")),
        (no_answer_of("DVX", what="timeout", seconds=6.0), ("institution", "DVX")),
        (unknown_facts(["person.age"]), ("unknown", "")),
        (unknown_facts(["person.age", "person.alive"]), ("unknown", "")),
        (Reason(WaitingReason.ORDERS), ("orders", "")),
    ],
)
def test_what_is_waited_for_is_the_code_and_the_institution(reason: Reason, expected: tuple[str, str]) -> None:
    assert waits_for(reason.as_json()) == expected


def test_a_case_that_waits_for_nothing_waits_for_nothing() -> None:
    assert waits_for({}) == ("", "")


@pytest.mark.django_db
def test_what_is_let_go_can_be_worked_on_at_once_and_remembers_its_wait() -> None:
    case = CaseFactory(unknown_fact=True, not_before=LATER + timedelta(days=1))
    reason, since = case.reason, case.waiting_since

    assert let_go(Case.objects.filter(pk=case.pk), now=LATER) == 1

    case.refresh_from_db()
    assert (case.state, case.waiting_on, case.not_before) == (State.READY, "", LATER)
    assert (case.reason, case.waiting_since) == (reason, since)
    assert reason
    assert since is not None
    assert claim(Stage.DECIDE, now=LATER) == [case]


@pytest.mark.django_db
def test_a_worker_that_held_it_cannot_write_back_what_it_saw_before() -> None:
    CaseFactory(state=State.WAITING, waiting_on=WaitingOn.INSTITUTION)
    (held,) = claim(Stage.VERIFY, now=LATER)

    let_go(Case.objects.all(), now=LATER + LEASE / 2)

    assert write_back([on_to(held, Stage.CHOOSE)], now=LATER + LEASE / 2) == []
    (anew,) = claim(Stage.VERIFY, now=LATER + LEASE / 2)  # though the lease has not run out
    assert write_back([on_to(anew, Stage.CHOOSE)], now=LATER + LEASE / 2) == [anew]


@pytest.mark.django_db
def test_only_the_cases_given_are_let_go() -> None:
    given, other = CaseFactory(unknown_fact=True), CaseFactory(unknown_fact=True)

    assert let_go(Case.objects.filter(pk=given.pk), now=LATER) == 1

    other.refresh_from_db()
    assert (other.state, other.waiting_on, other.token) == (State.WAITING, WaitingOn.CLERK, 0)
