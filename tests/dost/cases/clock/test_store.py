"""Stored clocks: written with what moves the case, the same as its timeline says, gone when it is decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dost.cases.batch import Move, closed, entry, on_to, wait, waiting_entry, write_back
from dost.cases.clock.store import clocks_of, keep_clocks, missing_clocks, running_clocks, says
from dost.cases.codes import EntryKind, Reason, WaitingReason, no_answer_of, unknown_facts
from dost.cases.models import Case, CaseClock
from dost.cases.stages import Outcome, Stage, State, WaitingOn
from dost.common.dates import local_day
from registries.models import RegistryEvent
from tests.factories.cases import MORNING, CaseFactory
from tests.factories.registries import InstitutionFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

SILENT = no_answer_of("DIN", what="timeout", seconds=6.0)
ASKED = Reason(WaitingReason.ASK_FIRST)


def clock(case: Case) -> CaseClock | None:
    return CaseClock.objects.filter(case=case).first()


def days(count: float) -> datetime:
    return MORNING + timedelta(days=count)


def to_institution(case: Case, *, now: datetime) -> Move:
    return wait(case, WaitingOn.INSTITUTION, reason=SILENT, now=now, rows=[waiting_entry(case, SILENT, at=now)])


def to_person(case: Case, *, now: datetime) -> Move:
    line = entry(case, EntryKind.ASKED, at=now, **ASKED.as_json())
    return wait(case, WaitingOn.PERSON, reason=ASKED, now=now, rows=[line])


def accepted(case: Case, *, now: datetime) -> Move:
    line = entry(case, EntryKind.ACCEPTED, at=now)
    return Move(case=case, stage=case.stage, state=State.READY, rows=(line,))


def test_a_case_that_waits_gets_its_clock_in_the_same_transaction() -> None:
    case = CaseFactory()
    write_back([to_institution(case, now=days(0))], now=days(0))
    found = clock(case)
    assert found is not None
    assert (found.started_on, found.due_on, found.paused_since) == (date(2026, 3, 3), date(2026, 3, 13), None)


def test_a_case_that_goes_on_without_waiting_needs_none() -> None:
    case = CaseFactory()
    write_back([on_to(case, Stage.CHOOSE, rows=[entry(case, EntryKind.VERIFIED, at=days(0))])], now=days(0))
    assert clock(case) is None


def test_waiting_on_for_the_same_writes_nothing(django_assert_num_queries: Any) -> None:
    case = CaseFactory()
    write_back([to_institution(case, now=days(0))], now=days(0))
    again = wait(case, WaitingOn.INSTITUTION, reason=SILENT, now=days(1))
    with django_assert_num_queries(4):  # savepoint, lock, update, release
        write_back([again], now=days(1))


def test_asked_it_stands_still_and_answered_it_goes_on() -> None:
    case = CaseFactory(stage=Stage.CHOOSE)
    write_back([to_person(case, now=days(2))], now=days(2))
    found = clock(case)
    assert found is not None
    assert (found.due_on, found.paused_since, found.remaining) == (None, days(2), 9)
    write_back([accepted(case, now=days(5))], now=days(5))
    found = clock(case)
    assert found is not None
    assert (found.due_on, found.paused_since, found.remaining) == (date(2026, 3, 16), None, None)


@pytest.mark.parametrize(
    "end",
    [
        lambda case, now: on_to(case, Stage.PAY, outcome=Outcome.GRANTED),
        lambda case, now: closed(case, outcome=Outcome.NO_RIGHT, live=False),
    ],
)
def test_decided_its_clock_is_gone(end: Callable[[Case, datetime], Move]) -> None:
    case = CaseFactory(stage=Stage.DECIDE)
    reason = unknown_facts(["person.age"])
    write_back([wait(case, WaitingOn.CLERK, reason=reason, now=days(0))], now=days(0))
    assert clock(case) is not None
    write_back([end(case, days(1))], now=days(1))
    assert clock(case) is None


def test_waiting_for_the_bank_is_no_matter_of_the_clock() -> None:
    case = CaseFactory(decided=True)
    write_back([wait(case, WaitingOn.BANK, reason=Reason(WaitingReason.ACCOUNT), now=days(1))], now=days(1))
    assert clock(case) is None


def test_it_runs_from_the_day_on_which_the_event_was_received() -> None:
    event = RegistryEvent.objects.create(
        institution=InstitutionFactory(),
        event_id="e-1",
        kind="birth",
        registry="POPULATION",
        payload={},
        happened_on=date(2026, 2, 20),
        received_at=MORNING - timedelta(days=3),
        state=RegistryEvent.State.APPLIED,
    )
    case = CaseFactory(event=event)
    assert clocks_of([case], on=date(2026, 3, 4))[case.pk].started_on == date(2026, 2, 28)


def test_the_limit_is_that_of_its_version() -> None:
    terms = {"decision": {"working_days": 15, "law": "Law, art. 1", "confidence": "verified"}}
    case = CaseFactory(version=VersionFactory(changes={"terms": terms}))
    found = clocks_of([case], on=date(2026, 3, 4))[case.pk]
    assert found.due_on == date(2026, 4, 3)  # over the women's day and the spring holidays


def test_another_last_day_is_warned_of_anew() -> None:
    case = CaseFactory(stage=Stage.CHOOSE)
    write_back([to_person(case, now=days(0))], now=days(0))
    CaseClock.objects.update(warned_at=days(1), escalated_at=days(1))
    write_back([accepted(case, now=days(2))], now=days(2))
    found = clock(case)
    assert found is not None
    assert (found.warned_at, found.escalated_at) == (None, None)


def test_what_has_passed_stays_passed_though_the_person_is_asked_after_it() -> None:
    case = CaseFactory(stage=Stage.DECIDE)
    write_back([wait(case, WaitingOn.CLERK, reason=unknown_facts(["x"]), now=days(0))], now=days(0))
    CaseClock.objects.update(escalated_at=days(12))
    write_back([to_person(case, now=days(20))], now=days(20))
    found = clock(case)
    assert found is not None
    assert (found.due_on, found.escalated_at) == (date(2026, 3, 13), days(12))


def test_what_is_decided_costs_no_query_to_tell(django_assert_num_queries: Any) -> None:
    case = CaseFactory(granted_and_paid=True)
    with django_assert_num_queries(0):
        assert running_clocks([case], on=date(2026, 3, 4)) == {}


def test_clocks_are_read_with_the_same_queries_for_one_and_for_three(django_assert_num_queries: Any) -> None:
    version = VersionFactory()
    several = [CaseFactory(version=version, asked=True) for _ in range(3)]
    for cases in (several[:1], several):
        with django_assert_num_queries(1):
            clocks_of(cases, on=date(2026, 3, 4))


def test_missing_are_those_of_undecided_cases_that_have_none() -> None:
    without, _decided = CaseFactory(), CaseFactory(decided=True)
    has = CaseFactory()
    keep_clocks([has], now=days(0))
    assert list(missing_clocks(opened_before=days(1))) == [without]
    assert not missing_clocks(opened_before=MORNING).exists()


# -- replaying -----------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["institution", "person", "accepted", "clerk", "look", "sent_back"]),
        st.integers(1, 60 * 24 * 6),
    ),
    max_size=8,
)


def _step(case: Case, what: str, now: datetime) -> Move:
    if what == "institution":
        return to_institution(case, now=now)
    if what == "person":
        return to_person(case, now=now)
    if what == "accepted":
        return accepted(case, now=now)
    if what == "clerk":
        reason = unknown_facts(["person.age"])
        return wait(case, WaitingOn.CLERK, reason=reason, now=now, rows=[waiting_entry(case, reason, at=now)])
    if what == "sent_back":
        line = entry(case, EntryKind.SENT_BACK, at=now)
        return Move(case=case, stage=case.stage, state=State.READY, rows=(line,))
    return Move(case=case, stage=case.stage, state=case.state, waiting_on=case.waiting_on, reason=case.reason)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_the_stored_clock_is_what_the_timeline_says(steps: list[tuple[str, int]]) -> None:
    case = CaseFactory(stage=Stage.DECIDE)
    now = MORNING
    for what, minutes in steps:
        now += timedelta(minutes=minutes)
        write_back([_step(case, what, now)], now=now)
        row = clock(case)
        said = clocks_of([case], on=local_day(now))[case.pk]
        if row is None:
            # Only a case that has never waited has none, and nothing can have stopped it.
            assert case.state == State.READY
            assert said.pauses == ()
        else:
            assert says(row, said), (what, row, said)


def test_moments_are_stored_to_the_microsecond_they_were_told() -> None:
    case = CaseFactory(stage=Stage.CHOOSE)
    now = datetime(2026, 3, 5, 20, 30, 1, 234567, tzinfo=UTC)
    write_back([to_person(case, now=now)], now=now)
    found = clock(case)
    assert found is not None
    assert found.paused_since == now
