"""What the night does with drafts: one reminder, a notice a week before the end, and the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q

from dost.accounts.actors import Capacity, OnBehalf
from dost.cases import holds
from dost.cases.drafts import tend as tending
from dost.cases.drafts.tend import ends_on, tend
from dost.cases.models import ApplicationDraft
from dost.common.dates import months_later
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.notifications.notices import application_draft
from dost.notifications.untold import notices_without_case
from tests.factories.drafts import ApplicationDraftFactory, applied_for
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 15, 1, 20, tzinfo=UTC)
DAY = timedelta(days=1)


def draft(*, edited: timedelta | None = None, started: timedelta = DAY, **more: Any) -> ApplicationDraft:
    """A draft that was begun, and last edited, so long ago."""
    made: ApplicationDraft = ApplicationDraftFactory(
        started_at=NOW - started, edited_at=None if edited is None else NOW - edited, **more
    )
    return made


def months_ago(months: int, days: int = 0) -> timedelta:
    return NOW - months_later(NOW, -months) + days * DAY


def counts(now: datetime = NOW) -> tuple[int, int, int]:
    found = tend(now=now)
    return found.reminded, found.told, found.removed


def test_an_abandoned_draft_is_reminded_of_once() -> None:
    row = draft(edited=3 * DAY, person=PersonFactory(phone="+994501234567", language="en"))
    assert counts() == (1, 0, 0)
    notice = Notice.objects.get()
    assert (notice.kind, notice.channel, notice.case, notice.number) == ("draft", "sms", None, row.pk)
    assert "Service 90-50" in notice.text
    assert "not sent yet" in notice.text
    assert notice.state == DeliveryState.READY
    assert counts(NOW + 5 * DAY) == (0, 0, 0)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("edited", [None, DAY, 2 * DAY])
def test_who_has_only_looked_or_is_at_it_is_left_alone(edited: timedelta | None) -> None:
    draft(edited=edited)
    assert counts() == (0, 0, 0)
    assert not Notice.objects.exists()


def test_an_untouched_draft_goes_silently_after_fourteen_days() -> None:
    draft(started=13 * DAY)
    assert counts() == (0, 0, 0)
    assert counts(NOW + DAY) == (0, 0, 1)
    assert not ApplicationDraft.objects.exists()
    assert not Notice.objects.exists()


def test_a_touched_draft_goes_three_months_after_its_last_edit_and_a_week_after_it_was_told() -> None:
    row = draft(edited=months_ago(3, -7), started=200 * DAY, reminded_at=NOW)
    end = ends_on(row)
    assert counts() == (0, 1, 0)
    assert Notice.objects.get().kind == "draft_ends"
    assert counts(NOW + 6 * DAY) == (0, 0, 0)
    row.refresh_from_db()
    assert ends_on(row) == end
    assert counts(NOW + 7 * DAY) == (0, 0, 1)


def test_a_notice_that_came_late_leaves_a_week_all_the_same() -> None:
    row = draft(edited=months_ago(5), reminded_at=NOW)  # nobody worked at night for two months
    assert counts() == (0, 1, 0)
    row.refresh_from_db()
    assert ends_on(row) == (NOW + 7 * DAY).date()
    assert counts(NOW + 6 * DAY) == (0, 0, 0)
    assert counts(NOW + 7 * DAY) == (0, 0, 1)


def test_who_goes_on_after_the_notice_is_told_anew_when_it_ends_again() -> None:
    row = draft(edited=months_ago(3, -7), reminded_at=NOW)
    counts()
    ApplicationDraft.objects.filter(pk=row.pk).update(edited_at=NOW, told_of_end_at=None)
    assert counts(NOW + 8 * DAY) == (0, 0, 0)
    assert counts(months_later(NOW, 3) - 6 * DAY) == (0, 1, 0)
    assert Notice.objects.filter(kind="draft_ends").count() == 2


def test_nothing_is_sent_about_a_sensitive_service_and_it_goes_all_the_same() -> None:
    secret = applied_for("90-51", sensitive=True)
    draft(edited=4 * DAY, service=secret)
    draft(edited=months_ago(3, 1), service=secret)
    assert counts() == (0, 0, 1)
    assert not Notice.objects.exists()


def test_who_began_it_for_a_child_is_told_not_the_child() -> None:
    child, mother = PersonFactory(phone=""), PersonFactory(phone="+994501234568")
    row = draft(edited=4 * DAY, person=child)
    actor = OnBehalf(mother.pk, "sub", child.pk, Capacity.PARENT)
    ApplicationDraft.objects.filter(pk=row.pk).update(**ApplicationDraft.columns_of(actor))
    counts()
    assert Notice.objects.get().person == mother


def test_who_cannot_be_reached_is_left_to_staff() -> None:
    draft(edited=4 * DAY, person=PersonFactory(phone=""))
    counts()
    assert notices_without_case().get().untold == Notice.Untold.NO_WAY


def test_what_was_sent_is_left_alone_and_a_word_about_it_is_held_back() -> None:
    row = draft(edited=4 * DAY, person=PersonFactory(phone="+994501234567"))
    counts()
    notice = Notice.objects.get()
    assert holds.of_notices([notice]) == {}
    row.delete()
    assert holds.of_notices([notice])[notice.pk].problem == "draft_gone"


def test_one_draft_that_cannot_be_told_of_keeps_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = draft(edited=4 * DAY), draft(edited=4 * DAY)

    def fails(*given: Any, **named: Any) -> Notice:
        if named["draft"] == bad.pk:
            raise ValueError("no such language")
        return application_draft(*given, **named)

    monkeypatch.setattr(tending, "application_draft", fails)
    assert counts() == (1, 0, 0)
    assert ApplicationDraft.objects.filter(~Q(reminded_at=None)).get() == good


def test_of_what_was_begun_under_a_mandate_its_person_is_told() -> None:
    """The mandate may have ended: whoever had it reads nothing of the person's any more."""
    person, agent = PersonFactory(phone="+994501234567"), PersonFactory(phone="+994501234568")
    row = draft(edited=4 * DAY, person=person)
    actor = OnBehalf(agent.pk, "sub", person.pk, Capacity.MANDATE)
    ApplicationDraft.objects.filter(pk=row.pk).update(**ApplicationDraft.columns_of(actor))
    assert counts() == (1, 0, 0)
    assert Notice.objects.get().person == person
