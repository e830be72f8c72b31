"""Whoever has begun an appeal and not sent it is told so once, before its last day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from dost.cases.begun_appeals import REMIND_BEFORE, remind_of_appeals
from dost.cases.holds import of_notices
from dost.cases.models import Appeal
from dost.notifications.models import Notice
from dost.notifications.notices import appeal_not_sent
from tests.factories.appeals import AppealFactory
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def begun(**more: object) -> Appeal:
    made: Appeal = AppealFactory(case=CaseFactory(refused=True), draft=True, **more)
    return made


def told() -> list[Notice]:
    return list(Notice.objects.filter(kind=Notice.Kind.APPEAL_DRAFT).order_by("pk"))


def test_it_is_told_once_before_the_last_day() -> None:
    appeal = begun()
    days = (REMIND_BEFORE + timedelta(days=1), REMIND_BEFORE, timedelta(days=1), timedelta(0))
    assert [remind_of_appeals(now=noon(appeal.lodge_by - before)) for before in days] == [0, 1, 0, 0]
    (notice,) = told()
    assert (notice.case, notice.number, notice.person) == (appeal.case, appeal.pk, appeal.case.person)
    assert appeal.grounds not in notice.text


def test_after_the_last_day_and_of_what_was_only_opened_nothing_is_told() -> None:
    late, opened = begun(), begun(grounds="")
    assert remind_of_appeals(now=noon(late.lodge_by + timedelta(days=1))) == 0
    Appeal.objects.filter(pk=late.pk).update(lodge_by=opened.lodge_by - timedelta(days=30))
    assert remind_of_appeals(now=noon(opened.lodge_by)) == 0


def test_of_one_that_was_sent_meanwhile_no_word_leaves_the_house() -> None:
    appeal = begun()
    remind_of_appeals(now=noon(appeal.lodge_by))
    assert of_notices(told()) == {}
    Appeal.objects.filter(pk=appeal.pk).update(state="lodged", lodged_at=noon(appeal.lodge_by))
    assert [hold.problem for hold in of_notices(told()).values()] == ["draft_gone"]


def test_one_that_cannot_be_told_of_keeps_no_other_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = begun(), begun()

    def broken(case: object, *, appeal: int, last_day: date, now: datetime) -> Notice:
        if appeal == first.pk:
            raise ValueError("broken")
        return appeal_not_sent(case, appeal=appeal, last_day=last_day, now=now)

    monkeypatch.setattr("dost.cases.begun_appeals.appeal_not_sent", broken)
    assert remind_of_appeals(now=noon(second.lodge_by)) == 1
    assert [notice.number for notice in told()] == [second.pk]
