"""The public pages: how many queries they take, what a list says, and that neither sign-in nor JavaScript is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from lxml import html as lxml_html
from lxml.html import HtmlElement

from dost.ui.languages import in_language
from services_catalog.finding.index import rebuild
from tests.factories.readers import Reader
from tests.factories.service_pages import service, text_of
from tests.factories.services_catalog import ServiceFactory, texts

pytestmark = pytest.mark.django_db

LANGUAGES = ("az", "en", "ru")
NumQueries = Callable[[int], AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def reader() -> Client:
    """Somebody who reads English."""
    return Reader("en")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_takes_few_queries_however_many_services_there_are(
    django_assert_max_num_queries: NumQueries, count: int, language: str
) -> None:
    client = Reader(language)
    for number in range(count):
        service(f"05-9{number}", changes={"amount": "3 * parameter.test_benefit"})
    rebuild()
    client.get("/services/05-90/")  # what a process keeps is asked for once
    with django_assert_max_num_queries(9):
        assert client.get("/services/05-90/").status_code == 200
    for address, most in (("/", 3), ("/?q=benefit", 4), ("/?delivery=proactive", 4), ("/?q=zzzqqq", 2)):
        client.get(address)  # what the catalogue is worth today is asked once
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


# -- the list ----------------------------------------------------------------------------------------------------


@pytest.fixture
def several() -> None:
    """Three services to browse."""
    service("05-91", name=texts("Birth grant"), life_events=["child_born"], audiences=["families"])
    service("05-92", name=texts("Funeral grant"), area="pensions", delivery="counter", digitized=False)
    service("05-93", name=texts("Home visits"), availability={"state": "paused", "note": texts("x")})
    rebuild()


def test_the_first_page_has_the_ways_to_browse_with_their_numbers(reader: Client, several: None) -> None:
    page = text_of(reader, "/")
    assert "Retiring 2 services" in page
    assert "A child is born 1 service" in page
    assert "Pensioners and older people 2" in page


def test_a_search_without_javascript(reader: Client, several: None) -> None:
    page = text_of(reader, "/?q=birth+grant")
    assert "Birth grant" in page
    assert "Home visits" not in page


def test_filters_combine_and_can_be_taken_away(reader: Client, several: None) -> None:
    address = "/?life_event=retirement&area=pensions"
    assert "1 service found" in text_of(reader, address)
    tree = lxml_html.document_fromstring(reader.get(address).content.decode())
    assert isinstance(tree, HtmlElement)
    assert [link.get("href") for link in tree.find_class("dost-chosen__tag")] == [
        "/en/areas/pensions/",
        "/en/events/retirement/",
    ]
    assert "Nothing was found" in text_of(reader, "/?life_event=child_born&area=pensions")


def test_the_list_says_what_is_paused_and_what_is_only_at_a_centre(reader: Client, several: None) -> None:
    page = text_of(reader, "/?life_event=retirement&q=grant+visits")
    assert "Paused 05-93" in page
    assert "Only at a centre 05-92" in page


def test_every_row_carries_its_sum_or_what_it_gives(reader: Client, several: None) -> None:
    service(
        "05-94", name=texts("Grant notice"), receives=texts("A message"), changes={"amount": None, "period": "none"}
    )
    rebuild()
    page = text_of(reader, "/?q=grant").replace("\xa0", " ")
    assert "Birth grant 600 ₼ paid once Summary of 05-91" in page
    assert "Grant notice A message Summary of 05-94" in page


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("/?life_event=child_born", "/events/child_born/"),
        ("/?q=&life_event=child_born&area=&audience=&delivery=", "/events/child_born/"),
        ("/?life_event=child_born&page=2", "/events/child_born/"),
        ("/?life_event=child_born&area=nonsense", "/events/child_born/"),
        ("/?area=benefits", "/areas/benefits/"),
        ("/?audience=families", "/audiences/families/"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_choice_alone_leads_to_its_page(address: str, there: str, language: str) -> None:
    response = Reader(language).get(address)
    assert (response.status_code, response.headers["Location"]) == (301, in_language(there, language))
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize(
    "address",
    [
        "/?life_event=child_born&q=money",
        "/?life_event=child_born&area=benefits",
        "/?delivery=online",
        "/?area=nonsense",
    ],
)
def test_anything_else_stays_a_search(address: str) -> None:
    assert Reader("az").get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/", "Find a service"),
        ("/?q=birth+grant", "“birth grant”"),
        ("/?q=grant&area=pensions", "“grant” · Pensions"),
        ("/?delivery=proactive", "Comes by itself"),
        ("/?q=zzzqqq", "“zzzqqq”"),
    ],
)
def test_the_heading_is_what_was_asked(reader: Client, several: None, address: str, heading: str) -> None:
    tree = lxml_html.document_fromstring(reader.get(address).content.decode())
    assert [" ".join((one.text or "").split()) for one in tree.findall(".//h1")] == [heading]
    title = "Services – DOST" if address == "/" else f"{heading} – Services – DOST"
    assert tree.findtext(".//title") == title


def test_heading_and_title_follow_what_is_typed(reader: Client, several: None) -> None:
    body = reader.get("/?q=birth", headers={"HX-Request": "true", "HX-Trigger": "q"}).content.decode()
    assert 'id="heading" hx-swap-oob="true">“birth”</h1>' in body
    assert "<title>“birth” – Services – DOST</title>" in body


def test_an_empty_result_is_kind(reader: Client, several: None) -> None:
    page = text_of(reader, "/?q=berth+zzzqqq") + text_of(reader, "/?q=zzzqqq")
    assert "Try fewer or simpler words" in page
    assert "142" in page


def test_a_filter_that_is_no_code_counts_for_nothing(reader: Client, several: None) -> None:
    assert "What has happened in your life?" in text_of(reader, "/?area=nonsense&page=x&life_event=none")


def test_htmx_gets_the_results_alone_and_the_address_follows(reader: Client, several: None) -> None:
    typing = reader.get("/?q=birth&area=", headers={"HX-Request": "true", "HX-Trigger": "q"})
    assert typing.content.decode().lstrip().startswith("<section")
    assert typing.headers["HX-Replace-Url"] == "/en/?q=birth"
    assert "data-announce" in typing.content.decode()
    chosen = reader.get("/?q=&area=benefits", headers={"HX-Request": "true", "HX-Trigger": "find"})
    assert chosen.headers["HX-Push-Url"] == "/en/?area=benefits"


def test_a_long_list_has_pages(reader: Client) -> None:
    for number in range(23):
        ServiceFactory(code=f"06-{number:02}", life_events=["retirement"])
    first, second = (text_of(reader, f"/?delivery=proactive&page={page}") for page in (1, 2))
    assert "06-19" in first
    assert "06-20" not in first
    assert "06-22" in second
    assert "Previous page" in second


def test_whatever_is_asked_is_shown_as_text(reader: Client, several: None) -> None:
    body = reader.get("/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in body
