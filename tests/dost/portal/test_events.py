"""The page of a life event: what comes by itself and how much, what is one question, what depends on the person."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from lxml import html as lxml_html
from lxml.html import HtmlElement

from dost.portal.events import Entry, EventPage, event_page
from services_catalog import schema
from services_catalog.models import Service
from tests.factories.readers import Reader
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts
from tests.factories.whole_catalogue import publish_files

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)
NumQueries = Callable[[int], AbstractContextManager[Any]]
UNPAID: dict[str, Any] = {"amount": None, "period": "none", "outcome": "message"}


def service(code: str, *, changes: dict[str, Any] | None = None, **fields: Any) -> Service:
    given = {
        "summary": texts(f"Summary of {code}"),
        "receives": texts(f"What {code} gives"),
        "life_events": ["child_born"],
        "audiences": ["families"],
        **fields,
    }
    made: Service = ServiceFactory(code=code, **given)
    VersionFactory(service=made, changes=changes or {})
    return made


def on_condition(condition: str, said: str) -> dict[str, Any]:
    return {"criteria": [{"id": "telling", "require": condition, "text": texts(said), "law": "Law, art. 1"}]}


def page(code: str = "child_born", *, on: date = ON, language: str = "en") -> EventPage:
    with translation.override(language):
        return event_page(code, on=on, language=language)


def codes(entries: tuple[Entry, ...]) -> list[list[str]]:
    return [[answer.row.code for answer in entry.answers] for entry in entries]


def tree_of(address: str, language: str = "en") -> HtmlElement:
    response = Reader(language).get(address)
    assert response.status_code == 200
    tree = lxml_html.document_fromstring(response.content.decode())
    assert isinstance(tree, HtmlElement)
    return tree


def text_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


# -- which service stands where --------------------------------------------------------------------------------------


def test_money_that_comes_by_itself_stands_apart_from_what_must_be_asked_for() -> None:
    service("05-91")
    service("05-92", changes=UNPAID)
    service("05-93", delivery="online", changes={**UNPAID, "mode": "on_application"})
    service("05-94", changes={"mode": "ask_first"})
    service("05-95", life_events=["illness"])
    found = page()
    assert codes(found.money) == [["05-91"]]
    assert codes(found.also) == [["05-92"]]
    assert codes(found.asks) == [["05-94"], ["05-93"]]
    assert found.employers == ()


def test_what_is_only_for_employers_stands_apart_unless_the_event_is_theirs() -> None:
    service("05-91")
    service("05-92")
    service("05-93", audiences=["employers"])
    service("05-94", audiences=["employers", "workers"])
    assert codes(page().employers) == [["05-93"]]

    service("02-01", audiences=["employers"], life_events=["employing"])
    service("02-02", audiences=["employers"], life_events=["employing"])
    theirs = page("employing")
    assert theirs.employers == ()
    assert codes(theirs.money) == [["02-01"], ["02-02"]]


def test_what_leads_comes_first_then_the_larger_sum_and_what_is_paused_last() -> None:
    service("05-91", changes={"amount": "2 * parameter.test_benefit"})
    service("05-92", changes={"amount": "3 * parameter.test_benefit"})
    service("05-37")
    service("05-40")
    service(
        "05-93", availability={"state": "paused", "note": texts("x")}, changes={"amount": "9 * parameter.test_benefit"}
    )
    found = page().money
    assert codes(found) == [["05-40"], ["05-37"], ["05-92"], ["05-91"], ["05-93"]]
    assert [entry.leads for entry in found] == [True, True, False, False, False]


def test_two_that_differ_by_one_fact_are_one_question_with_two_answers() -> None:
    service("05-40", changes=on_condition("NOT employment.active", "Neither parent worked"))
    service("05-41", changes=on_condition("employment.active", "A parent worked"))
    service("05-49", changes=on_condition("person.alive", "Alive"))
    found = page().money
    assert codes(found) == [["05-40", "05-41"], ["05-49"]]
    question = found[0]
    assert question.is_question
    assert question.ask == "Did a parent work on the day of the birth?"
    assert [answer.text for answer in question.answers] == ["Neither parent worked", "A parent worked"]
    assert [answer.row.worth.figure for answer in question.answers] == ["600\xa0₼", "600\xa0₼"]


def test_a_question_nobody_has_written_yet_is_asked_in_general() -> None:
    service("05-91", changes=on_condition("NOT employment.active", "Does not work"))
    service("05-92", changes=on_condition("employment.active", "Works"))
    [entry] = page().money
    assert entry.ask == "Which of these is true?"


def test_alternatives_in_different_places_are_no_question() -> None:
    service("05-40", changes=on_condition("NOT employment.active", "Neither parent worked"))
    service(
        "05-41", delivery="online", changes={**on_condition("employment.active", "Works"), "mode": "on_application"}
    )
    found = page()
    assert codes(found.money) == [["05-40"]]
    assert codes(found.asks) == [["05-41"]]
    assert not found.asks[0].is_question


def test_a_sensitive_service_stands_beside_others_only_where_it_was_picked_by_hand() -> None:
    service("10-03", life_events=["complaint"])
    service("09-07", life_events=["complaint"], sensitive=True)
    service("10-02", life_events=["complaint"], sensitive=True)
    assert codes(page("complaint").money) == [["10-03"], ["10-02"]]
    assert "Asking, complaining, settling a dispute 2 services" in text_of(tree_of("/"))


def test_neighbours_share_most_services() -> None:
    service("05-91", life_events=["child_born", "low_income", "illness"])
    service("05-92", life_events=["child_born", "illness"])
    assert [option.code for option in page().neighbours] == ["illness", "low_income"]


def test_first_steps_lead_to_services_that_are_there() -> None:
    service("10-01", name=texts("Urgent call"))
    steps = page().first
    assert [step.name for step in steps] == ["", "", "Urgent call", ""]
    assert steps[2].url == "/en/services/10-01/"
    assert steps[3].text.startswith("If your family gets targeted social assistance")


# -- the page --------------------------------------------------------------------------------------------------------


def test_the_page_is_called_by_its_event_and_says_the_sums_in_its_description() -> None:
    service("05-40", name=texts("Birth benefit"))
    tree = tree_of("/events/child_born/")
    assert tree.findtext(".//title") == "A child is born – DOST"
    assert [text_of(heading) for heading in tree.findall(".//h1")] == ["A child is born"]
    [description] = tree.xpath("//meta[@name='description']/@content")
    assert "Birth benefit – 600 ₼ paid once" in description.replace("\xa0", " ")
    main = text_of(tree.findall(".//main")[0]).replace("\xa0", " ")
    for said in (
        "Money that comes by itself You do not have to apply",
        "600 ₼ paid once Birth benefit Summary of 05-40",
        "What to do first Have the birth registered.",
    ):
        assert said in main, said


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_an_event_without_services_is_a_page_too(language: str) -> None:
    tree = tree_of("/events/housing/", language)
    assert tree.findall(".//h1")
    assert not tree.find_class("dost-entries")


def test_what_is_no_life_event_is_not_found() -> None:
    assert Reader("en").get("/events/other/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_the_same_queries_however_many_services_there_are(
    django_assert_num_queries: NumQueries, count: int
) -> None:
    for number in range(count):
        service(f"05-9{number}")
    page()
    with django_assert_num_queries(7):
        page()


def test_the_whole_catalogue_is_on_the_pages_of_its_life_events() -> None:
    catalogue = publish_files(indexed=False)
    birth = page("child_born", on=date(2026, 11, 30))
    assert codes(birth.money)[0] == ["05-40", "05-41"]
    assert codes(birth.employers) == [["08-06"]]
    for event in schema.LIFE_EVENTS:
        found = page(event)
        shown = [
            code
            for part in (found.money, found.also, found.asks, found.employers)
            for row in codes(part)
            for code in row
        ]
        own = [one for one in catalogue.services.values() if event in one.passport["life_events"]]
        assert len(shown) == len(set(shown))
        assert set(shown) <= {one.code for one in own}
        assert {one.code for one in own if not one.passport.get("sensitive")} <= set(shown)
        questions = [entry for part in (found.money, found.also, found.asks) for entry in part if entry.is_question]
        assert all(entry.ask != "Which of these is true?" for entry in questions)
