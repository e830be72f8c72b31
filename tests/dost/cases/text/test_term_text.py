"""The clock in words, for the person and for staff: by when, since when it stands still, that the day has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from dost.cases.clock.reckon import Pause, reckoned
from dost.cases.text.term_text import TermView, term_for_person, term_for_staff
from services_catalog.time_limits import TimeLimit, Unit

LAW = "Social Benefits Law (55-IIIQ, 07.02.2006)"
TEN_DAYS = TimeLimit(10, Unit.DAYS, LAW, "verified")
STARTED = date(2026, 3, 3)
DUE = date(2026, 3, 13)
ASKED = Pause(datetime(2026, 3, 5, 9, tzinfo=ZoneInfo("Asia/Baku")), None, "asked")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def plain(view: TermView | None) -> tuple[date | None, str, str]:
    assert view is not None
    return view.by, str(view.text).replace("\N{NO-BREAK SPACE}", " "), str(view.tag.word) if view.tag else ""


def test_while_it_runs_the_day_is_said() -> None:
    clock = reckoned(TEN_DAYS, started_on=STARTED, on=date(2026, 3, 4))
    assert plain(term_for_person(clock)) == (DUE, "", "")
    assert plain(term_for_staff(clock)) == (DUE, "", "9 days to go")


@pytest.mark.parametrize(
    ("day", "word", "colour"),
    [(10, "3 days to go", "grey"), (11, "2 days to go", "orange"), (13, "today", "orange"), (14, "1 day late", "red")],
)
def test_staff_see_how_near_it_is(day: int, word: str, colour: str) -> None:
    view = term_for_staff(reckoned(TEN_DAYS, started_on=STARTED, on=date(2026, 3, day)))
    assert view is not None
    assert view.tag is not None
    assert (str(view.tag.word), view.tag.colour) == (word, colour)
    assert view.law == f"10 days, {LAW}"


def test_while_the_person_must_act_it_is_said_since_when_and_what_their_answer_does() -> None:
    clock = reckoned(TEN_DAYS, started_on=STARTED, on=date(2026, 6, 1), pauses=[ASKED])
    assert plain(term_for_person(clock)) == (
        None,
        "The days stand still since you were asked on 5 March 2026. After your answer it is decided within 9 days.",
        "",
    )
    working = TimeLimit(3, Unit.WORKING_DAYS, LAW, "verified")
    clock = reckoned(working, started_on=STARTED, on=date(2026, 6, 1), pauses=[ASKED])
    assert plain(term_for_staff(clock))[1] == (
        "The days stand still since the person was asked on 5 March 2026. 2 working days are left."
    )


def test_a_day_that_has_passed_is_owned_up_to() -> None:
    clock = reckoned(TEN_DAYS, started_on=STARTED, on=date(2026, 3, 20))
    by, text, _word = plain(term_for_person(clock))
    assert by == DUE
    assert text == "This day has passed. A member of staff sees to it that it is decided."


def test_once_decided_there_is_nothing_to_say() -> None:
    clock = reckoned(TEN_DAYS, started_on=STARTED, on=date(2026, 3, 20), stopped_on=date(2026, 3, 19))
    assert (term_for_person(clock), term_for_staff(clock)) == (None, None)


@pytest.mark.parametrize("language", ["az", "ru"])
def test_no_english_is_left_in_other_languages(language: str) -> None:
    clock = reckoned(TEN_DAYS, started_on=STARTED, on=date(2026, 6, 1), pauses=[ASKED])
    with translation.override(language):
        view = term_for_person(clock)
        assert view is not None
        assert "days" not in str(view.text)
