"""The page of a service: what it says in each state, and its one next step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import translation

from dost.portal.service.page import ServicePage, service_page
from dost.portal.service.versions import version_on
from registries.models import Centre
from services_catalog.next_step import StepKind
from services_catalog.queries import forget_parameters
from tests.factories.readers import Reader
from tests.factories.registries import InstitutionFactory
from tests.factories.service_pages import SHEET, service, text_of
from tests.factories.services_catalog import ParameterFactory, ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

BAKU = ZoneInfo("Asia/Baku")
ON = date(2026, 3, 2)  # a Monday


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def reader() -> Client:
    """Somebody who reads English."""
    return Reader("en")


def page_of(code: str = "05-99", *, on: date = ON, at: time = time(12)) -> ServicePage:
    version = version_on(code, on)
    assert version is not None
    return service_page(version, at=datetime.combine(on, at, BAKU), language="en")


def test_the_page_says_everything_about_a_service(reader: Client) -> None:
    InstitutionFactory(code="DIN", name_en="Ministry of Internal Affairs")
    service(receives=texts("Money"), takes=texts("A day"), next=texts("A message comes"))

    page = text_of(reader, "/services/05-99/")

    for said in (
        "Benefit 05-99",
        "Summary of 05-99",
        "Old people",
        "600.00 ₼",
        "since 1 July 2025",
        "Money",
        "A day",
        "A message comes",
        "Nothing: it is free",
        "The birth is registered",
        "The person has turned 65",
        "Ministry of Internal Affairs",
        "A photograph",
        "It was received already",
        "15 minutes",
        "2 days",
        "10 days",
        "Social Benefits Law",
        "Confirmed in a published source",
        "/services/05-99/",
    ):
        assert said in page.replace("\xa0", " "), said


def test_an_unknown_code_is_not_found_and_another_spelling_leads_there(reader: Client) -> None:
    service()
    assert reader.get("/services/05-98/").status_code == 404
    assert reader.get("/services/5-99/").headers["Location"] == "/en/services/05-99/"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"availability": {"state": "paused", "note": texts("Until the budget is set")}}, "Until the budget is set"),
        ({"availability": {"state": "paused", "note": texts("x")}}, "Paused for now"),
        (
            {
                "availability": {
                    "state": "seasonal",
                    "from": "2026-06-01",
                    "until": "2026-09-30",
                    "note": texts("Summer"),
                }
            },
            "Open from 1 June 2026. Open until 30 September 2026.",
        ),
        ({"availability": {"state": "closed", "note": texts("x")}}, "No longer offered"),
        ({"provenance": {"rule": "assumed", "note": texts("x")}}, "The rule on this page is not confirmed"),
        (
            {"provenance": {"rule": "verified", "passport": "recalled", "note": texts("x")}},
            "times, papers and ways on this page are",
        ),
    ],
)
def test_the_page_is_honest_about_its_state(reader: Client, fields: dict[str, Any], said: str) -> None:
    service(**fields)
    assert said in text_of(reader, "/services/05-99/").replace("\xa0", " ")


def test_what_is_not_in_force_yet_or_any_more_says_so() -> None:
    ParameterFactory()
    made = ServiceFactory()
    VersionFactory(service=made, number=1, valid=DateRange(date(2027, 1, 1), date(2028, 1, 1)))
    pages = [page_of(made.code, on=on) for on in (ON, date(2027, 5, 1), date(2028, 1, 1))]
    assert [page.stands for page in pages] == ["coming", "in_force", "ended"]
    assert [page.step.kind for page in pages] == [StepKind.WAIT, StepKind.NOTHING, StepKind.GONE]
    assert [page.missed is None for page in pages] == [True, False, True]


def test_in_force_is_the_version_of_the_day() -> None:
    ParameterFactory()
    forget_parameters()
    made = ServiceFactory()
    VersionFactory(service=made, number=1, valid=DateRange(date(2019, 4, 1), date(2026, 5, 1)))
    ask = {"mode": "ask_first"}
    VersionFactory(service=made, number=2, valid=DateRange(date(2026, 5, 1), None), changes=ask)
    steps = [page_of(made.code, on=on).step.kind for on in (ON, date(2026, 5, 1))]
    assert steps == [StepKind.NOTHING, StepKind.SAY_YES]


def test_only_the_person_can_answer_a_question_and_it_is_not_among_what_is_known() -> None:
    asked = [{"id": "moves", "ask": texts("Will you move?"), "type": "yes_no"}]
    criteria = [{"id": "moves", "require": "answer.moves", "text": texts("Moves"), "law": "Law, art. 1"}]
    service(changes={"questions": asked, "criteria": criteria})
    page = page_of()
    assert page.questions == ("Will you move?",)
    assert page.known == ()


def test_conditions_that_everyone_meets_are_with_how_it_is_checked(reader: Client) -> None:
    alive = {"id": "a", "shared": "alive", "require": "person.alive", "text": texts("Is alive"), "law": "Law"}
    old = {"id": "b", "require": "person.age >= 65", "text": texts("Has turned 65"), "law": "Law"}
    service(changes={"criteria": [alive, old]})
    page = page_of()
    assert (page.criteria, page.met_anyway) == (("Has turned 65",), ("Is alive",))
    text = text_of(reader, "/services/05-99/")
    assert text.index("Has turned 65") < text.index("How it is checked") < text.index("Is alive")


# -- the next step -------------------------------------------------------------------------------------------------


def asked_for(*channels: str, places: tuple[str, ...] = ("dost_centre",), **fields: Any) -> None:
    """A service that does not come by itself."""
    sheet = {**SHEET, "channels": list(channels), "places": list(places)}
    service(passport=sheet, delivery="counter", changes={"mode": "on_application"}, **fields)


def centre(code: str = "BAKI-1", **fields: Any) -> None:
    given: dict[str, Any] = {"opens": time(9), "closes": time(18), "name_az": code, "name_en": code, "status": "open"}
    Centre.objects.create(code=code, confidence="verified", **{**given, **fields})


def test_what_comes_by_itself_needs_nothing_and_says_what_to_do_when_it_does_not(reader: Client) -> None:
    service()
    text = text_of(reader, "/services/05-99/")
    assert "What to do now You need do nothing" in text
    assert "Nothing came within 10 days?" in text
    assert "At a centre you can also apply for it" in text
    assert text.index("600.00") < text.index("What to do now") < text.index("In short")


def test_what_nobody_applies_for_is_looked_at_again(reader: Client) -> None:
    terms = {"decision": {"working_days": 1, "law": "Law, art. 1", "confidence": "assumed"}}
    service(passport={**SHEET, "channels": ["automatic"]}, changes={"terms": terms})
    text = text_of(reader, "/services/05-99/")
    assert "Nothing came within 1 working day?" in text
    assert "ask for the state to look again" in text


def test_a_document_is_made_and_a_message_is_told(reader: Client) -> None:
    service(changes={"outcome": "document", "amount": None, "award": None, "period": "none"})
    assert "it makes the document itself" in text_of(reader, "/services/05-99/")


def test_where_the_person_is_asked_first_nothing_is_to_be_done_but_answer(reader: Client) -> None:
    service(changes={"mode": "ask_first"})
    text = text_of(reader, "/services/05-99/")
    assert "Wait for our question" in text
    assert "Nobody asked you within 10 days?" in text


@pytest.mark.parametrize(
    ("at", "said"),
    [(time(8), (False, 9, "today")), (time(12), (True, 18, "today")), (time(18), (False, 9, "tomorrow"))],
)
def test_a_centre_is_open_or_says_when_it_opens(at: time, said: tuple[bool, int, str]) -> None:
    asked_for("centre", places=("dost_centre", "dsmf_unit"))
    centre()
    centre("GENCE", status="building", opens=None, closes=None)
    step = page_of(at=at).step
    assert (step.kind, step.at_centres) == (StepKind.CENTRE, True)
    assert step.places == ("Local units of the State Social Protection Fund",)
    assert step.now is not None
    assert (step.now.is_open, step.now.at.hour, step.now.day) == said


def test_where_centres_keep_different_hours_the_page_does_not_choose_one() -> None:
    asked_for("centre")
    centre()
    centre("BAKI-2", opens=time(10))
    assert page_of().step.now is not None  # both are open, until the same hour
    assert page_of(at=time(9, 30)).step.now is None


def test_a_service_of_another_house_says_where_and_whom_to_ask(reader: Client) -> None:
    asked_for("centre", places=("employment_centre",))
    text = text_of(reader, "/services/05-99/")
    assert "Come in person Where: DOST employment centres. Ask for the nearest address at 142." in text
    assert "missed" not in text
    assert "If you do not agree" in text


def test_advice_is_given_by_telephone_and_nobody_decides(reader: Client) -> None:
    asked_for("centre", "call_centre", kind="consultation")
    text = text_of(reader, "/services/05-99/")
    assert "Call 142 Or come to a DOST centre." in text
    assert "how to apply" not in text
    assert "If you do not agree" not in text


def test_what_is_closed_is_asked_about(reader: Client) -> None:
    service(availability={"state": "closed", "note": texts("x")})
    assert "Ask what there is instead" in text_of(reader, "/services/05-99/")
