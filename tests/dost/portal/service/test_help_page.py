"""The page for people in danger: telephones first, a way out, and nothing that frightens or tells."""

from __future__ import annotations

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from services_catalog.models import Service
from tests.factories.readers import Reader
from tests.factories.service_pages import service, text_of
from tests.factories.services_catalog import texts
from tests.factories.whole_catalogue import publish_files

pytestmark = pytest.mark.django_db

HELP = {
    "telephones": [
        {"number": "102", "text": texts("The police")},
        {"number": "142", "text": texts("The call centre")},
    ],
    "confidential": [texts("Nobody learns of it")],
    "neighbours": ["05-98", "05-00"],
}


@pytest.fixture
def shelter() -> Service:
    """A service with a page of its own kind."""
    service("05-98", name=texts("Advice"))
    service("05-97", name=texts("Mediation"))
    return service("05-99", name=texts("Shelter"), sensitive=True, help=HELP, receives=texts("A safe place"))


def tree_of(address: str = "/services/05-99/") -> HtmlElement:
    tree = lxml_html.document_fromstring(Reader("en").get(address).content.decode())
    assert isinstance(tree, HtmlElement)
    return tree


def test_telephones_are_the_first_links(shelter: Service) -> None:
    main = tree_of().findall(".//main")[0]
    assert [link.get("href") for link in main.findall(".//a")][:2] == ["tel:102", "tel:142"]


def test_it_says_what_one_gets_and_what_stays_between_us_but_no_condition_rule_or_law(shelter: Service) -> None:
    text = text_of(Reader("en"), "/services/05-99/")
    for said in ("A safe place", "Nobody learns of it", "The birth is registered", "Advice"):
        assert said in text
    for unsaid in ("has turned 65", "is alive", "Law", "600.00", "refused", "Mediation", "rule", "05-99"):
        assert unsaid not in text


def test_the_tab_the_description_and_a_print_do_not_tell(shelter: Service) -> None:
    tree = tree_of()
    assert tree.findtext(".//title") == "DOST"
    [description] = tree.xpath("//meta[@name='description']/@content")
    assert "Shelter" not in description
    assert "Benefit" not in description
    [heading] = tree.findall(".//h1")
    assert "dost-noprint" in str(heading.get("class"))
    assert not tree.find_class("dost-printed")


def test_no_browser_keeps_it_and_no_site_learns_of_it(shelter: Service) -> None:
    response = Reader("en").get("/services/05-99/")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noarchive"
    ordinary = Reader("en").get("/services/05-98/")
    assert ordinary.headers["Referrer-Policy"] == "same-origin"


def test_the_way_out_is_a_plain_link_that_scripts_make_quicker(shelter: Service) -> None:
    tree = tree_of()
    [way_out] = tree.xpath("//*[@data-leave]//a")
    assert way_out.get("href") == "https://www.google.com/"
    assert {"noreferrer", "nofollow", "noopener"} <= set(way_out.get("rel").split())
    assert tree.xpath("//script[contains(@src, 'leave')]")
    assert not tree_of("/services/05-98/").xpath("//*[@data-leave] | //script[contains(@src, 'leave')]")


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_of_the_catalogue_it_is_the_shelter_and_its_neighbours_exist(language: str) -> None:
    publish_files()
    with_help = Service.objects.exclude(help={})
    assert [one.code for one in with_help] == ["09-07"]
    assert all(one.sensitive for one in with_help)
    page = Reader(language).get("/services/09-07/").context["page"]
    assert [telephone.number for telephone in page.telephones] == ["102", "142"]
    assert [one.code for one in page.neighbours] == ["10-03", "06-00", "04-01"]
    assert all((page.heading, page.receives, page.takes, page.confidential, page.steps))
