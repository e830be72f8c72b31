"""The reminder of the day before: to whom, how it can be answered, never too late; and who did not come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest

from dost.cases.holds import of_notices
from dost.cases.inbound import read_texts
from dost.centres import reminders
from dost.centres.models import Appointment
from dost.centres.news import tell
from dost.centres.reminders import note_missed, outdated, remind_due
from dost.notifications.models import ContactChange, Notice, TextReading
from dost.notifications.spelling import read_cancel
from registries.models import Person, ReceivedText
from tests.factories.centres import MORNING, booked
from tests.factories.notifications import ContactFactory
from tests.factories.registries import InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db

State = Appointment.State
Finding = TextReading.Finding
PHONE = "+994501112233"
TOMORROW = MORNING + timedelta(days=1)


@pytest.fixture(autouse=True)
def _operator() -> None:
    InstitutionFactory(code="AZERCELL")


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(language="en")
    ContactFactory(person=made, phone=PHONE)
    return made


def write(text: str, *, at: datetime, sender: str = PHONE) -> TextReading:
    row = ReceivedText.objects.create(
        operator_id="AZERCELL",
        message_id=f"m{ReceivedText.objects.count()}",
        sender=sender,
        text=text,
        sent_at=at,
        received_at=at,
    )
    with mock.patch("django.utils.timezone.now", return_value=at):
        read_texts()
    return TextReading.objects.get(text=row)


def test_the_day_before_once(person: Person) -> None:
    row = booked(starts_at=TOMORROW, person=person)
    booked(starts_at=TOMORROW + timedelta(days=1))
    assert remind_due(now=MORNING) == 1
    assert remind_due(now=MORNING + timedelta(hours=1)) == 0
    notice = Notice.objects.get()
    assert (notice.number, notice.channel, notice.phone) == (row.pk, "sms", PHONE)
    assert "Baku DOST Centre No. 1" in notice.text
    assert "2\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2026, 10:00" in notice.text
    assert "reply CANCEL." in notice.text


def test_one_that_cannot_be_told_stops_nobody_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [booked(starts_at=TOMORROW), booked(starts_at=TOMORROW), booked(starts_at=TOMORROW)]

    def broken(row: Appointment, *given: Any, **more: Any) -> bool:
        if row == rows[0]:
            raise ValueError("a row that nobody foresaw")
        return tell(row, *given, **more)

    monkeypatch.setattr("dost.centres.reminders.tell", broken)
    assert remind_due(now=MORNING) == 2
    monkeypatch.setattr("dost.centres.reminders.tell", tell)
    assert remind_due(now=MORNING + timedelta(hours=1)) == 1


def test_who_booked_on_the_day_before_knows() -> None:
    row = booked(starts_at=TOMORROW)
    Appointment.objects.filter(pk=row.pk).update(booked_at=MORNING - timedelta(hours=1))
    assert remind_due(now=MORNING) == 0


def test_whom_the_day_before_missed_is_reminded_on_the_day_in_time() -> None:
    booked(starts_at=MORNING + timedelta(minutes=30))
    booked(starts_at=MORNING + timedelta(hours=3))
    booked(starts_at=MORNING - timedelta(hours=1))
    assert remind_due(now=MORNING) == 1


def test_a_cancelled_one_is_not_reminded_of() -> None:
    row = booked(starts_at=TOMORROW)
    Appointment.objects.filter(pk=row.pk).update(state=State.CANCELLED, closed_at=MORNING)
    assert remind_due(now=MORNING) == 0


def test_without_a_telephone_it_stands_in_the_inbox() -> None:
    booked(starts_at=TOMORROW, person=PersonFactory(phone="", language="en"))
    remind_due(now=MORNING)
    notice = Notice.objects.get()
    assert (notice.channel, notice.untold) == ("inbox", "")
    assert "reply" not in notice.text


def test_a_number_that_no_code_confirmed_cannot_answer() -> None:
    booked(starts_at=TOMORROW, person=PersonFactory(phone=PHONE, language="en"))
    remind_due(now=MORNING)
    assert "reply" not in Notice.objects.get().text


def test_who_shares_a_telephone_answers_with_a_code(person: Person) -> None:
    ContactFactory(person=PersonFactory(), phone=PHONE)
    row = booked(starts_at=TOMORROW, person=person)
    remind_due(now=MORNING)
    code = reminders.code_of(row)
    assert f"reply CANCEL {code}." in Notice.objects.get().text
    assert write("cancel", at=MORNING + timedelta(hours=1)).finding == Finding.NEEDS_CODE
    assert write(f"cancel {code}", at=MORNING + timedelta(hours=1)).finding == Finding.CANCELLED


@pytest.mark.parametrize("text", ["CANCEL", "ləğv", "Legv.", "ОТМЕНА", "no", "yox"])
def test_a_reply_cancels(person: Person, text: str) -> None:
    row = booked(starts_at=TOMORROW, person=person)
    remind_due(now=MORNING)
    reading = write(text, at=MORNING + timedelta(hours=1))
    row.refresh_from_db()
    assert (reading.finding, reading.person, row.state) == (Finding.CANCELLED, person, State.CANCELLED)


def test_a_yes_means_that_they_come(person: Person) -> None:
    row = booked(starts_at=TOMORROW, person=person)
    remind_due(now=MORNING)
    assert write("Bəli", at=MORNING + timedelta(hours=1)).finding == Finding.COMING
    row.refresh_from_db()
    assert row.state == State.BOOKED


def test_what_answers_no_reminder_is_left_to_others(person: Person) -> None:
    booked(starts_at=TOMORROW, person=person)
    assert write("no", at=MORNING).finding == Finding.NO_QUESTION
    assert write("cancel", at=MORNING).finding == Finding.TOO_LATE
    remind_due(now=MORNING)
    assert write("what?", at=MORNING + timedelta(hours=1)).finding == Finding.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("text", "code"),
    [("LƏĞV", ""), ("lagv 1234", "1234"), ("отмена", ""), ("cancel it all", None), ("1 2", None), ("", None)],
)
def test_the_word_that_cancels(text: str, code: str | None) -> None:
    assert read_cancel(text) == code


def test_what_comes_too_late_does_not_leave(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    row = booked(starts_at=TOMORROW, person=person)
    remind_due(now=MORNING)
    notice = Notice.objects.get()
    monkeypatch.setattr("dost.centres.reminders.timezone.now", lambda: MORNING)
    assert outdated([notice]) == set()
    monkeypatch.setattr("dost.centres.reminders.timezone.now", lambda: TOMORROW)
    assert of_notices([notice])[notice.pk].problem == "appointment_over"
    assert row.state == State.BOOKED


def test_who_has_not_come_by_the_evening_did_not_come() -> None:
    today, tomorrow = booked(starts_at=MORNING), booked(starts_at=TOMORROW)
    assert note_missed(now=MORNING + timedelta(hours=3)) == 0
    evening = datetime(2026, 12, 1, 17, 10, tzinfo=UTC)
    assert note_missed(now=evening) == 1
    today.refresh_from_db()
    tomorrow.refresh_from_db()
    assert (today.state, today.closed_at, tomorrow.state) == (State.MISSED, evening, State.BOOKED)


def test_a_number_given_by_somebody_who_acts_no_more_cancels_nothing(person: Person) -> None:
    assert not ContactChange.objects.exists()  # given by the person: it counts
    booked(starts_at=TOMORROW, person=person)
    remind_due(now=MORNING)
    assert write("cancel", at=MORNING + timedelta(hours=1), sender="+994509998877").finding == Finding.NOT_CONFIRMED
