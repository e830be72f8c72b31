"""Until when one may appeal, from when one was told; and by when a refusal is told and an appeal answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dost.cases.clock.appeals import appeal_answer_by, appeal_by, appeal_deadline, limits_of, refusal_told_by, told_at
from dost.cases.models import CaseEntry
from services_catalog.time_limits import STANDARD
from tests.factories.cases import MORNING, CaseFactory, EntryFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db


def test_the_days_are_those_of_the_law() -> None:
    assert refusal_told_by(STANDARD, decided_on=date(2026, 3, 3)) == date(2026, 3, 8)
    assert appeal_by(STANDARD, told_on=date(2026, 3, 3)) == date(2026, 4, 2)
    assert appeal_by(STANDARD, told_on=date(2026, 2, 19)) == date(2026, 3, 31)  # the spring holidays lie there
    assert appeal_answer_by(STANDARD, lodged_on=date(2026, 1, 31)) == date(2026, 2, 28)


def test_an_appeal_is_counted_from_the_day_the_person_was_first_told() -> None:
    case = CaseFactory(refused=True)
    EntryFactory(case=case, what="told", at=MORNING + timedelta(days=9), details={"channel": "by_phone"})
    assert appeal_deadline(case.decision) == date(2026, 4, 2)


def test_while_they_have_not_been_told_no_day_runs() -> None:
    case = CaseFactory(no_right=True)
    assert told_at([case.pk]) == {}
    refused = CaseFactory(decided=True)
    assert appeal_deadline(refused.decision) is None


def test_the_day_is_that_in_baku() -> None:
    case = CaseFactory(decided=True)
    late = datetime(2026, 3, 4, 0, 30, tzinfo=ZoneInfo("Asia/Baku"))
    CaseEntry.objects.create(case=case, what="told", at=late, details={"channel": "sms"})
    assert appeal_deadline(case.decision) == date(2026, 4, 3)


def test_the_limits_are_those_of_the_cases_own_version() -> None:
    appeal = {"days": 10, "law": "Law, art. 9", "confidence": "verified"}
    decision = {"days": 3, "law": "Law, art. 9", "confidence": "verified"}
    case = CaseFactory(version=VersionFactory(changes={"terms": {"decision": decision, "appeal": appeal}}))
    limits = limits_of(case)
    assert (limits.decision.count, limits.appeal.count, limits.refusal_notice) == (3, 10, STANDARD.refusal_notice)
