"""Days that pass: silence goes to a clerk, terms of staff are told once, and what is known otherwise overtakes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from dost.cases import handlers
from dost.cases.codes import EntryKind
from dost.cases.models import Recovery
from dost.cases.overpaid import cancel_overpayment
from dost.cases.recoveries.lists import overpayments_to_see, recoveries_overdue
from dost.notifications.models import Notice
from dost.payments.models import Overpayment
from registries.models import Person
from tests.factories.payments import PaymentOrderFactory
from tests.factories.recoveries import (
    NOW,
    REASONS,
    instalments,
    member,
    oneself,
    overpaid_right,
    overpayment,
    proposed,
)

pytestmark = pytest.mark.django_db
State = Recovery.State
LAST_DAY = datetime.fromisoformat("2026-12-11T23:00:00+04:00")


def watched(now: datetime) -> tuple[int, int, int]:
    found = handlers.watch_recoveries(now=now)
    return found.unheard, found.overtaken, found.passed


def reread(one: Recovery) -> Recovery:
    one.refresh_from_db()
    return one


def test_on_the_last_day_somebody_can_still_say_something() -> None:
    one = proposed()
    assert watched(LAST_DAY) == (0, 0, 0)
    assert reread(one).state == State.HEARING


def test_who_was_silent_goes_to_a_clerk_once_as_not_heard_from() -> None:
    one = proposed()
    assert watched(LAST_DAY + timedelta(hours=2)) == (1, 0, 0)
    assert watched(LAST_DAY + timedelta(hours=3)) == (0, 0, 0)
    assert (reread(one).state, one.act_by) == (State.UNHEARD, date(2027, 1, 11))
    assert one.case.entries.filter(what=EntryKind.RECOVERY_UNHEARD).count() == 1
    assert not handlers.has_agreed(one)


def test_a_term_of_staff_that_passes_is_told_once() -> None:
    one = proposed()
    watched(LAST_DAY + timedelta(hours=2))
    late = LAST_DAY + timedelta(days=45)
    assert watched(late) == (0, 0, 1)
    assert watched(late + timedelta(days=1)) == (0, 0, 0)
    assert list(recoveries_overdue(date(2027, 1, 25))) == [one]
    line = one.case.entries.get(what=EntryKind.TERM_PASSED)
    assert line.details["due"] == "2027-01-11"


def test_what_nobody_proposes_anything_about_in_time_is_told_once() -> None:
    noted = overpayment()
    assert watched(NOW + timedelta(days=31)) == (0, 0, 0)  # the thirtieth day is a Sunday: the next working day counts
    late = NOW + timedelta(days=32)
    assert watched(late) == (0, 0, 1)
    assert watched(late + timedelta(days=1)) == (0, 0, 0)
    line = noted.entitlement.case.entries.get(what=EntryKind.TERM_PASSED)
    assert line.details == {"due": "2026-12-21", "overpayment": noted.pk}


def test_more_that_is_noted_overtakes_a_proposal() -> None:
    right = overpaid_right()
    one = proposed(overpayment(right))
    PaymentOrderFactory(entitlement=right, period=date(2026, 10, 1), amount=Decimal(60), paid=True)
    overpayment(right)
    assert watched(NOW) == (0, 1, 0)
    assert reread(one).state == State.OVERTAKEN
    assert overpayments_to_see(date(2026, 11, 21)).exists()


def test_what_was_owed_after_all_overtakes_a_proposal_and_a_plan() -> None:
    for is_decided in (False, True):
        one = proposed()
        if is_decided:
            handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), agrees=True, words="Good.", now=NOW)
            handlers.decide_recovery(
                recovery_id=one.pk, actor=member(), terms=instalments(20), reasons=REASONS, now=NOW
            )
        noted = one.overpayment
        because = noted.because
        assert because is not None
        cancel_overpayment(noted.entitlement, cause=Overpayment.Cause(noted.cause), because=because, now=NOW)
        assert watched(NOW) == (0, 1, 0)
        assert reread(one).state == State.OVERTAKEN


def test_who_dies_is_asked_for_nothing_more_and_a_clerk_is_told() -> None:
    one = proposed()
    before = Notice.objects.count()
    Person.objects.filter(pk=one.person_id).update(died_on=date(2026, 11, 25))
    assert watched(NOW + timedelta(days=6)) == (0, 1, 0)
    assert reread(one).state == State.OVERTAKEN
    assert list(overpayments_to_see(date(2026, 11, 26))) == [one.overpayment]
    assert Notice.objects.count() == before


def test_a_plan_that_was_paid_stays_when_its_person_dies() -> None:
    one = proposed()
    handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), agrees=True, words="Good.", now=NOW)
    handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=instalments(20), reasons=REASONS, now=NOW)
    handlers.record_repayment(
        recovery_id=one.pk, actor=member(), amount=Decimal(180), received_on=date(2026, 11, 20), reference="1", now=NOW
    )
    Person.objects.filter(pk=one.person_id).update(died_on=date(2026, 11, 25))
    assert watched(NOW) == (0, 0, 0)
    assert reread(one).state == State.DECIDED
