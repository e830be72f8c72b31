"""Claiming, fencing and writing back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dost.cases.batch import LEASE, LONGEST_PAUSE, Move, claim, entry, on_to, run_batch, wait, write_back
from dost.cases.codes import (
    EntryKind,
    Reason,
    WaitingReason,
    no_answer_of,
    refused_by_bank,
    unanswered,
    unknown_facts,
)
from dost.cases.models import Case, CaseEntry
from dost.cases.stages import Stage, State, WaitingOn
from dost.cases.waits import let_go
from tests.factories.cases import MORNING, CaseFactory

pytestmark = pytest.mark.django_db


def test_claim_gives_a_lease_and_the_next_token() -> None:
    case = CaseFactory()
    now = timezone.now()
    (claimed,) = claim(Stage.VERIFY, now=now)
    assert (claimed.pk, claimed.token, claimed.lease_until) == (case.pk, case.token + 1, now + LEASE)


def test_claim_leaves_what_another_holds_until_the_lease_runs_out() -> None:
    CaseFactory()
    now = timezone.now()
    assert len(claim(Stage.VERIFY, now=now)) == 1
    assert claim(Stage.VERIFY, now=now + LEASE / 2) == []
    assert len(claim(Stage.VERIFY, now=now + LEASE * 2)) == 1


def test_claim_takes_the_number_asked_for_in_order_of_waiting() -> None:
    now = timezone.now()
    late = CaseFactory(not_before=now - timedelta(minutes=1))
    early = CaseFactory(not_before=now - timedelta(minutes=2))
    CaseFactory(not_before=now + timedelta(minutes=2))
    assert [case.pk for case in claim(Stage.VERIFY, now=now, limit=1)] == [early.pk]
    assert [case.pk for case in claim(Stage.VERIFY, now=now, limit=5)] == [late.pk]


@pytest.mark.parametrize(
    ("on", "again"),
    [(WaitingOn.INSTITUTION, True), (WaitingOn.BANK, True), (WaitingOn.CLERK, False), (WaitingOn.PERSON, False)],
)
def test_claim_tries_again_only_what_waits_for_a_machine(on: WaitingOn, again: bool) -> None:
    CaseFactory(state=State.WAITING, waiting_on=on)
    assert bool(claim(Stage.VERIFY, now=timezone.now())) is again


def test_write_back_under_an_old_token_changes_nothing() -> None:
    CaseFactory()
    now = timezone.now()
    (slow,) = claim(Stage.VERIFY, now=now)
    (quick,) = claim(Stage.VERIFY, now=now + LEASE * 2)
    assert write_back([on_to(quick, Stage.CHOOSE, rows=[entry(quick, EntryKind.VERIFIED, at=now)])], now=now) == [quick]
    assert write_back([on_to(slow, Stage.CHOOSE, rows=[entry(slow, EntryKind.VERIFIED, at=now)])], now=now) == []
    assert Case.objects.get().stage == Stage.CHOOSE
    assert CaseEntry.objects.filter(what="verified").count() == 1


def test_write_back_releases_the_lease_and_starts_the_attempts_anew() -> None:
    CaseFactory(attempts=4)
    now = timezone.now()
    (case,) = claim(Stage.VERIFY, now=now)
    write_back([on_to(case, Stage.CHOOSE)], now=now)
    case.refresh_from_db()
    assert (case.stage, case.state, case.lease_until, case.attempts) == (Stage.CHOOSE, State.READY, None, 0)


def test_write_back_keeps_the_good_when_one_was_taken_away() -> None:
    first, second = CaseFactory(), CaseFactory()
    now = timezone.now()
    claimed = {case.pk: case for case in claim(Stage.VERIFY, now=now)}
    Case.objects.filter(pk=second.pk).update(token=99)
    written = write_back([Move(case=case, stage=Stage.CHOOSE) for case in claimed.values()], now=now)
    assert written == [first]
    assert Case.objects.get(pk=first.pk).stage == Stage.CHOOSE
    assert Case.objects.get(pk=second.pk).stage == Stage.VERIFY


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (3, 8), (6, 60), (50, 60)])
def test_wait_pauses_longer_each_time_up_to_a_minute(attempts: int, seconds: float) -> None:
    now = timezone.now()
    case = CaseFactory(attempts=attempts)
    move = wait(case, WaitingOn.INSTITUTION, reason=Reason(WaitingReason.INSTITUTION), now=now)
    assert move.not_before == min(now + timedelta(seconds=seconds), now + LONGEST_PAUSE)


def test_run_batch_carries_a_case_on_under_one_claim() -> None:
    CaseFactory()
    seen: list[tuple[str, int]] = []

    def step(stage: Stage, after: Stage) -> Any:
        def work(cases: list[Case], now: datetime) -> list[Move]:
            seen.extend((stage, case.token) for case in cases)
            return [on_to(case, after) for case in cases]

        return work

    def stop(cases: list[Case], now: datetime) -> list[Move]:
        return [wait(case, WaitingOn.CLERK, reason=unknown_facts([]), now=now) for case in cases]

    steps = {
        Stage.VERIFY: step(Stage.VERIFY, Stage.CHOOSE),
        Stage.CHOOSE: step(Stage.CHOOSE, Stage.DECIDE),
        Stage.DECIDE: stop,
    }
    assert run_batch(Stage.VERIFY, steps) == 1
    assert seen == [(Stage.VERIFY, 1), (Stage.CHOOSE, 1)]
    case = Case.objects.get()
    assert (case.stage, case.state, case.lease_until) == (Stage.DECIDE, State.WAITING, None)


def test_a_worker_killed_between_stages_leaves_the_case_under_its_lease() -> None:
    CaseFactory()

    def verify(cases: list[Case], now: datetime) -> list[Move]:
        return [on_to(case, Stage.CHOOSE) for case in cases]

    def killed(cases: list[Case], now: datetime) -> list[Move]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(Stage.VERIFY, {Stage.VERIFY: verify, Stage.CHOOSE: killed})
    now = timezone.now()
    assert Case.objects.get().stage == Stage.CHOOSE
    assert claim(Stage.CHOOSE, now=now) == []
    assert len(claim(Stage.CHOOSE, now=now + LEASE * 2)) == 1


def again(case: Case, on: WaitingOn, reason: Reason, *, later: timedelta) -> datetime | None:
    """Since when a case waits, after a step has let it wait for this, some time later."""
    now = MORNING + later
    case.token += 1
    Case.objects.filter(pk=case.pk).update(token=case.token)
    write_back([wait(case, on, reason=reason, now=now)], now=now)
    case.refresh_from_db()
    return case.waiting_since


SAME = [
    (no_answer_of("DIN", what="timeout", seconds=6.0), no_answer_of("DIN", what="error", seconds=None)),
    (unknown_facts(["person.age"]), unknown_facts(["person.age", "person.alive"])),
    (unanswered(["child", "school"]), unanswered(["school"])),
    (refused_by_bank("closed"), refused_by_bank("no_such_account")),
]


@pytest.mark.parametrize(("first", "then"), SAME)
def test_case_that_waits_for_the_same_has_waited_since_it_began(first: Reason, then: Reason) -> None:
    case = CaseFactory()
    began = again(case, WaitingOn.CLERK, first, later=timedelta(hours=1))

    assert began == MORNING + timedelta(hours=1)
    assert again(case, WaitingOn.CLERK, then, later=timedelta(hours=5)) == began
    assert case.reason == then.as_json()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (no_answer_of("DIN", what="timeout", seconds=6.0), no_answer_of("DVX", what="timeout", seconds=6.0)),
        (Reason(WaitingReason.ACCOUNT), Reason(WaitingReason.ORDERS)),
        (Reason(WaitingReason.ORDERS), refused_by_bank("closed")),
    ],
)
def test_case_that_waits_for_something_else_begins_anew(first: Reason, then: Reason) -> None:
    case = CaseFactory()
    again(case, WaitingOn.BANK, first, later=timedelta(hours=1))

    assert again(case, WaitingOn.BANK, then, later=timedelta(hours=5)) == MORNING + timedelta(hours=5)


def test_case_that_is_let_go_and_waits_for_the_same_has_waited_all_the_time() -> None:
    case = CaseFactory()
    reason = unknown_facts(["person.age"])
    began = again(case, WaitingOn.CLERK, reason, later=timedelta(hours=1))

    assert let_go(Case.objects.filter(pk=case.pk), now=MORNING + timedelta(hours=2)) == 1
    case.refresh_from_db()
    assert (case.state, case.waiting_on, case.lease_until) == (State.READY, "", None)

    assert again(case, WaitingOn.CLERK, reason, later=timedelta(hours=3)) == began


def test_case_that_is_let_go_and_goes_on_waits_no_more() -> None:
    case = CaseFactory()
    again(case, WaitingOn.CLERK, unknown_facts(["person.age"]), later=timedelta(hours=1))
    let_go(Case.objects.all(), now=MORNING)
    case.refresh_from_db()

    write_back([on_to(case, Stage.CHOOSE)], now=MORNING)

    case.refresh_from_db()
    assert (case.waiting_since, case.reason) == (None, {})
