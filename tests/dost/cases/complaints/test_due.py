"""What is near is told, what has passed is escalated, what was asked lapses, old drafts are forgotten; each once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from dost.accounts.actors import Oneself, staff_actor
from dost.cases import complaints
from dost.cases.complaints import due, history
from dost.cases.complaints.due import Watched, is_near, watch_complaints
from dost.cases.models import Complaint, SupportingDocument
from tests.factories.accounts import UserFactory
from tests.factories.complaints import ComplaintDraftFactory, complaint
from tests.factories.supporting import SupportingDocumentFactory

pytestmark = pytest.mark.django_db
RECEIVED = timezone.make_aware(datetime(2026, 12, 1, 12))
DUE = date(2026, 12, 22)


def at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def test_the_last_day_is_told_before_it_and_escalated_after_it() -> None:
    one = complaint(now=RECEIVED)
    assert watch_complaints(now=at(date(2026, 12, 16))) == Watched()
    near = at(date(2026, 12, 17))
    assert [watch_complaints(now=near), watch_complaints(now=near)] == [Watched(near=1), Watched()]
    assert watch_complaints(now=at(DUE)) == Watched()
    late = at(DUE + timedelta(days=1))
    assert [watch_complaints(now=late), watch_complaints(now=late)] == [Watched(passed=1), Watched()]
    assert [line.what for line in one.entries.all()] == ["sent", "near", "passed"]
    actor = staff_actor(UserFactory())
    assert list(complaints.complaints_overdue(actor, on=DUE + timedelta(days=1))) == [one]
    assert not complaints.complaints_overdue(actor, on=DUE).exists()


def test_another_last_day_is_told_anew() -> None:
    one, actor = complaint(now=RECEIVED), staff_actor(UserFactory())
    near = at(date(2026, 12, 17))
    watch_complaints(now=near)
    complaints.take_over(complaint_id=one.pk, actor=actor, now=near)
    complaints.study_longer(complaint_id=one.pk, actor=actor, reasons="The queue is counted.", now=near)
    one.refresh_from_db()
    assert one.warned_at is None
    assert watch_complaints(now=at(one.due_on)) == Watched(near=1)  # type: ignore[arg-type]


def test_what_was_asked_lapses_after_its_day_and_the_days_go_on() -> None:
    one, actor = complaint(now=RECEIVED), staff_actor(UserFactory())
    complaints.take_over(complaint_id=one.pk, actor=actor, now=RECEIVED)
    complaints.ask(complaint_id=one.pk, actor=actor, text="When was it?", now=RECEIVED)
    until = complaints.asked_until(RECEIVED.date())
    assert until == date(2026, 12, 8)
    assert watch_complaints(now=at(until)) == Watched()
    assert watch_complaints(now=at(until + timedelta(days=1))) == Watched(lapsed=1)
    one.refresh_from_db()
    assert one.state == Complaint.State.SENT
    assert one.due_on is not None
    assert one.due_on > DUE


def test_what_was_begun_long_ago_goes_with_its_documents() -> None:
    now = timezone.now()
    fresh = ComplaintDraftFactory()
    old = ComplaintDraftFactory(begun_at=now - timedelta(days=91))
    SupportingDocumentFactory(person=old.person, draft=old.draft_name)
    assert watch_complaints(now=now) == Watched(forgotten=1)
    assert list(Complaint.objects.all()) == [fresh]
    assert not SupportingDocument.objects.exists()


def test_one_that_cannot_be_looked_at_keeps_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, fine = complaint(now=RECEIVED), complaint(now=RECEIVED)

    def breaks(one: Complaint, *_args: object, **_more: object) -> None:
        if one.pk == broken.pk:
            raise ValueError("no clock")
        note(one, *_args, **_more)  # type: ignore[arg-type]

    note = history.note
    monkeypatch.setattr(due, "note", breaks)
    assert watch_complaints(now=at(DUE + timedelta(days=1))) == Watched(passed=1)
    assert [line.what for line in fine.entries.all()] == ["sent", "passed"]


@pytest.mark.parametrize(
    ("on", "near"),
    [(date(2026, 12, 16), False), (date(2026, 12, 17), True), (DUE, True), (DUE + timedelta(days=1), False)],
    ids=["four days", "three days", "the day", "after it"],
)
def test_how_near_is_near(on: date, near: bool) -> None:
    assert is_near(DUE, on=on) is near


def test_what_waits_is_listed_by_its_last_day() -> None:
    later, first = complaint(now=RECEIVED + timedelta(days=3)), complaint(now=RECEIVED)
    done = complaint(now=RECEIVED)
    complaints.withdraw(complaint_id=done.pk, actor=Oneself(done.person_id, "s"), now=RECEIVED)
    assert list(complaints.complaints_waiting(staff_actor(UserFactory()), on=RECEIVED.date())) == [first, later]
