"""The page of the centres: open or closed, what is not known said to be so, what is being built apart."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from dost.centres.models import ClosedDay
from dost.portal.centres import centres_now, centres_page
from registries.data.reference import load_reference
from registries.models import Centre
from tests.factories.accounts import UserFactory
from tests.factories.readers import Reader
from tests.factories.service_pages import text_of

pytestmark = pytest.mark.django_db

BAKU = ZoneInfo("Asia/Baku")
MONDAY = datetime(2026, 11, 30, 12, tzinfo=BAKU)
SUNDAY = datetime(2026, 11, 29, 12, tzinfo=BAKU)


@pytest.fixture
def centres() -> None:
    """Those of the files."""
    load_reference()


def test_those_with_an_address_come_first_and_those_being_built_apart(centres: None) -> None:
    page = centres_page(at=MONDAY, language="en")
    assert [row.code for row in page.open][:4] == ["BAKI-1", "BAKI-2", "BAKI-3", "QARABAG"]
    assert (len(page.open), len(page.building)) == (12, 6)
    assert all(row.as_of and row.now is None for row in page.building)


def test_on_a_working_day_they_are_open_and_on_a_sunday_they_open_tomorrow(centres: None) -> None:
    monday, sunday = (centres_page(at=at, language="en").now for at in (MONDAY, SUNDAY))
    assert monday is not None
    assert sunday is not None
    assert (monday.is_open, monday.at.hour) == (True, 18)
    assert (sunday.is_open, sunday.day, sunday.at.hour) == (False, "tomorrow", 9)


def test_of_centres_with_hours_of_their_own_each_says_whether_it_is_open(centres: None) -> None:
    Centre.objects.filter(code="BAKI-1").update(closes=time(11))
    page = centres_page(at=MONDAY, language="en")
    assert page.now is None
    first, second, *_others = page.open
    assert first.now is not None
    assert second.now is not None
    assert (first.now.is_open, second.now.is_open) == (False, True)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_it_invents_nothing_and_prints_no_note_of_the_files(centres: None, language: str) -> None:
    text = text_of(Reader(language), "/centres/")
    assert "Yasamal, Qutqaşınlı küç. 86" in text
    assert "to check" not in text
    unknown = {"az": "bizə məlum deyil", "en": "not known to us", "ru": "нам не известен"}[language]
    assert text.count(f"{unknown} –") == 8
    unsure = {"az": "təsdiqlənməyib)", "en": "(not confirmed)", "ru": "не подтвержд"}[language]
    assert unsure in text


def test_without_a_centre_it_says_whom_to_ask() -> None:
    assert "Ask at 142" in text_of(Reader("en"), "/centres/")


def test_the_page_takes_two_queries(centres: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        Reader("en").get("/centres/")


def test_a_day_closed_by_the_centre_is_said_and_counts(centres: None) -> None:
    ClosedDay.objects.create(centre_id="BAKI-1", day=MONDAY.date(), reason="Təmir", by=UserFactory())
    ClosedDay.objects.create(
        centre_id="BAKI-2", day=MONDAY.date(), reason="Açıqdır", by=UserFactory(), withdrawn_at=MONDAY
    )
    page = centres_page(at=MONDAY, language="en")
    first, second, *_others = page.open
    assert first.now is not None
    assert second.now is not None
    assert (first.now.is_open, first.now.day, second.now.is_open) == (False, "tomorrow", True)
    assert [(one.day, one.reason) for one in first.closed] == [(MONDAY.date(), "Təmir")]
    assert second.closed == ()
    assert centres_now(MONDAY) is None
