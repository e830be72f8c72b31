"""What somebody is told whom 142 could not reach: by their own way, in their language, and nothing of their matter."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from dost.common.delivery import DeliveryState
from dost.notifications.call_notices import not_reached, tell_unreached
from dost.notifications.models import DirectMessage, Notice
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_it_names_142_and_who_writes_in_each_language(language: str) -> None:
    text = not_reached(language=language)
    assert text.startswith("DOST: ")
    assert "142" in text
    assert (text == not_reached(language="en")) == (language == "en")


def test_a_person_is_told_where_they_are_reached_in_their_language() -> None:
    person = PersonFactory(phone="+994501112233", language="ru")
    made = tell_unreached(call_back=7, person=person, phone="+994509998877", now=NOW)
    assert isinstance(made, Notice)
    assert (made.key, made.channel, made.phone) == ("NCB7", Notice.Channel.SMS, "+994501112233")
    assert made.text == not_reached(language="ru")
    assert not DirectMessage.objects.exists()


def test_whom_no_way_leads_to_a_member_of_staff_tells() -> None:
    made = tell_unreached(call_back=7, person=PersonFactory(phone=""), phone="+994509998877", now=NOW)
    assert isinstance(made, Notice)
    assert (made.channel, made.untold) == (Notice.Channel.INBOX, Notice.Untold.NO_WAY)


def test_the_dead_are_not_written_to() -> None:
    person = PersonFactory(phone="+994501112233", died_on=NOW.date())
    made = tell_unreached(call_back=7, person=person, phone="+994509998877", now=NOW)
    assert made.state == DeliveryState.WITHHELD


def test_who_is_not_known_is_told_at_the_number_they_gave_once() -> None:
    for _time in range(2):
        made = tell_unreached(call_back=7, person=None, phone="+994509998877", now=NOW)
    assert isinstance(made, DirectMessage)
    assert (made.to, made.language, made.text) == ("+994509998877", "az", not_reached(language="az"))
    assert DirectMessage.objects.count() == 1


def test_by_night_it_waits_for_the_morning(settings: Any) -> None:
    settings.QUIET_HOURS = (time(21), time(9))
    night = datetime(2026, 12, 1, 18, 30, tzinfo=UTC)  # half past ten in Baku
    made = tell_unreached(call_back=8, person=None, phone="+994509998877", now=night)
    assert made.not_before == datetime(2026, 12, 2, 5, 0, tzinfo=UTC)
