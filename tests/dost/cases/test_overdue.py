"""Near days are told of before they pass, passed ones after; and nobody's trouble keeps back the others."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dost.cases import overdue
from dost.cases.clock.lists import Term, due, due_cases, due_counts
from dost.cases.clock.store import keep_clocks
from dost.cases.codes import EntryKind
from dost.cases.models import Case, CaseClock, CaseEntry
from dost.cases.overdue import Watched, mend_clocks, refusals_not_told, watch
from dost.cases.stages import Origin
from tests.factories.accounts import UserFactory
from tests.factories.cases import MORNING, CaseFactory, EntryFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 13)


def on(day: date) -> datetime:
    """Noon of a day."""
    return MORNING + (day - MORNING.date()) + timedelta(hours=3)


def lines(case: Case, what: EntryKind) -> list[dict[str, Any]]:
    return [one.details for one in CaseEntry.objects.filter(case=case, what=what)]


def waiting_case(**fields: Any) -> Case:
    made: Case = CaseFactory(unknown_fact=True, **fields)
    keep_clocks([made], now=MORNING)
    return made


@pytest.mark.parametrize(
    ("before", "near", "passed"),
    [(3, 0, 0), (2, 1, 0), (1, 1, 0), (0, 1, 0), (-1, 0, 1), (-30, 0, 1)],
)
def test_two_days_before_it_is_told_that_the_day_is_near_and_after_it_that_it_has_passed(
    before: int, near: int, passed: int
) -> None:
    case = waiting_case()
    now = on(DUE - timedelta(days=before))
    assert watch(now=now) == Watched(given=0, near=near, passed=passed)
    assert watch(now=now) == Watched()
    assert lines(case, EntryKind.TERM_NEAR) == [{"due": "2026-03-13"}] * near
    assert lines(case, EntryKind.TERM_PASSED) == [{"due": "2026-03-13"}] * passed


def test_near_first_and_passed_later_are_both_told() -> None:
    case = waiting_case()
    watch(now=on(DUE))
    watch(now=on(DUE + timedelta(days=1)))
    assert (len(lines(case, EntryKind.TERM_NEAR)), len(lines(case, EntryKind.TERM_PASSED))) == (1, 1)


def test_what_stands_still_and_what_is_decided_is_not_told_of() -> None:
    asked = CaseFactory(asked=True)
    keep_clocks([asked], now=MORNING)
    decided = CaseFactory(decided=True)
    CaseClock.objects.create(case=decided, started_on=MORNING.date(), due_on=DUE)  # left over
    assert watch(now=on(DUE + timedelta(days=90))) == Watched()


def test_a_case_that_stands_though_it_waits_for_nobody_gets_its_clock_and_is_told_of() -> None:
    case = CaseFactory()
    assert watch(now=on(DUE + timedelta(days=1))) == Watched(given=1, passed=1)
    assert lines(case, EntryKind.TERM_PASSED)


def test_one_that_cannot_be_looked_at_never_keeps_back_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [CaseFactory() for _ in range(4)]
    broken = cases[1].pk

    def keep(waiting: Any, *, now: datetime) -> None:
        if any(case.pk == broken for case in waiting):
            raise ValueError("its version cannot be read")
        keep_clocks(waiting, now=now)

    monkeypatch.setattr(overdue, "keep_clocks", keep)
    assert watch(now=on(DUE)).given == 3
    assert set(CaseClock.objects.values_list("case_id", flat=True)) == {one.pk for one in cases} - {broken}


def test_more_than_a_chunk_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overdue, "CHUNK", 2)
    version = VersionFactory()
    for _ in range(5):
        CaseFactory(version=version)
    assert watch(now=on(DUE + timedelta(days=1))) == Watched(given=5, passed=5)


def test_at_night_every_clock_is_read_anew_and_left_over_ones_are_taken_away() -> None:
    case = waiting_case()
    CaseClock.objects.update(due_on=date(2030, 1, 1))
    decided = CaseFactory(decided=True)
    CaseClock.objects.create(case=decided, started_on=MORNING.date(), due_on=DUE)
    assert mend_clocks(now=on(DUE)) == 1
    (row,) = CaseClock.objects.all()
    assert (row.case_id, row.due_on) == (case.pk, DUE)


# -- lists ---------------------------------------------------------------------------------------------------------


def test_what_is_due_first_stands_on_top_and_what_stands_still_last() -> None:
    paused, late, early = CaseFactory(asked=True), CaseFactory(), CaseFactory()
    CaseClock.objects.create(case=paused, started_on=DUE, paused_since=MORNING, remaining=3)
    CaseClock.objects.create(case=late, started_on=DUE, due_on=DUE + timedelta(days=1))
    CaseClock.objects.create(case=early, started_on=DUE, due_on=DUE)
    CaseFactory()
    assert list(due_cases()) == [early, late, paused]
    assert list(due_cases(cases=Case.objects.filter(pk__gte=late.pk))) == [early, late]
    assert list(Case.objects.filter(due(Term.PASSED, on=DUE + timedelta(days=1)))) == [early]
    assert list(Case.objects.filter(due(Term.SOON, on=DUE + timedelta(days=1)))) == [late]


def test_counts_are_of_all_and_of_ones_own(django_assert_num_queries: Any) -> None:
    clerk = UserFactory(role="examiner")
    waiting_case(assigned_to=clerk)
    waiting_case()
    CaseFactory(asked=True)
    with django_assert_num_queries(1):
        soon = due_counts(on=DUE, user_id=clerk.pk)
    assert (soon.soon, soon.mine_soon, soon.passed, soon.mine_passed) == (2, 1, 0, 0)
    passed = due_counts(on=DUE + timedelta(days=1), user_id=clerk.pk)
    assert (passed.soon, passed.mine_soon, passed.passed, passed.mine_passed) == (0, 0, 2, 1)
    assert due_counts(on=DUE, user_id=None).mine_soon == 0


# -- refusals ------------------------------------------------------------------------------------------------------


def refused(*, told: bool = False, **fields: Any) -> Case:
    made: Case = CaseFactory(refused=True, **fields)
    if not told:
        # The factory tells; a case of which nobody was told has a line that says why instead.
        made = CaseFactory(
            stage="closed",
            state="done",
            outcome="refused",
            origin=fields.get("origin", Origin.APPLICATION),
            decided_at=made.decided_at,
            closed_at=made.closed_at,
        )
        EntryFactory(case=made, what=EntryKind.NOT_TOLD, details={"problem": "no_way"})
    return made


def test_a_refusal_that_nobody_was_told_of_within_five_days_is_found() -> None:
    untold = refused()
    refused(told=True)
    assert refusals_not_told(on=date(2026, 3, 8)) == []
    assert refusals_not_told(on=date(2026, 3, 9)) == [untold]
    EntryFactory(case=untold, what=EntryKind.TOLD, details={"channel": "by_phone"})
    assert refusals_not_told(on=date(2026, 3, 9)) == []


def test_the_dead_and_who_never_applied_are_told_nothing() -> None:
    refused(origin=Origin.EVENT)
    dead = refused()
    dead.person.died_on = date(2026, 3, 4)
    dead.person.save()
    assert refusals_not_told(on=date(2026, 4, 9)) == []
