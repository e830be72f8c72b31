"""What is said of an appointment: where and when, in the person's language, never what for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dost.notifications.appointment_notices import AppointmentNews, about_an_appointment, appointment
from dost.notifications.question import ReplyBy
from tests.factories.registries import PersonFactory

AT = datetime(2026, 12, 2, 6, tzinfo=UTC)
NOW = datetime(2026, 12, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("news", list(AppointmentNews), ids=str)
def test_each_says_where_and_when_in_each_language(news: AppointmentNews, language: str) -> None:
    said = about_an_appointment(news=news, centre="BAKI-1", starts_at=AT, language=language)
    assert said.startswith("DOST: ")
    assert "BAKI-1" in said
    assert "10:00" in said
    others = {
        about_an_appointment(news=news, centre="BAKI-1", starts_at=AT, language=one) for one in ("az", "en", "ru")
    }
    assert len(others) == 3


@pytest.mark.parametrize(("language", "word"), [("az", "LƏĞV 0042"), ("en", "CANCEL 0042"), ("ru", "ОТМЕНА 0042")])
def test_a_reminder_says_what_to_reply(language: str, word: str) -> None:
    said = about_an_appointment(
        news=AppointmentNews.REMINDER, centre="x", starts_at=AT, reply=ReplyBy("0042"), language=language
    )
    assert word in said


@pytest.mark.django_db
def test_whom_no_way_reaches_is_left_to_staff_but_not_for_a_reminder() -> None:
    person = PersonFactory(phone="")
    made = {
        news: appointment(person, news, appointment=5, centre="x", starts_at=AT, now=NOW) for news in AppointmentNews
    }
    assert {news for news, one in made.items() if one.untold == "no_way"} == {
        AppointmentNews.BOOKED,
        AppointmentNews.CLOSED,
        AppointmentNews.FEWER,
    }
    assert {one.channel for one in made.values()} == {"inbox"}
    assert len({one.key for one in made.values()}) == 4


@pytest.mark.django_db
def test_nothing_is_sent_to_the_dead() -> None:
    person = PersonFactory(phone="+994501112233", died_on=NOW.date())
    made = appointment(person, AppointmentNews.CLOSED, appointment=5, centre="x", starts_at=AT, now=NOW)
    assert (made.state, made.untold) == ("withheld", "")
