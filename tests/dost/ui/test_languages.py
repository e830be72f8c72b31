"""A language has its own address: one address says the same to everybody, and the offices speak their reader's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import etree
from lxml import html as lxml_html

from dost.ui.languages import in_language, language_of
from tests.factories.accounts import UserFactory, sign_in


def found(page: str, xpath: str) -> list[etree._Element]:
    nodes = lxml_html.document_fromstring(page).xpath(xpath)
    assert isinstance(nodes, list)
    return [node for node in nodes if isinstance(node, etree._Element)]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "az"),
        ("/services/05-40/", "az"),
        ("/check/", "az"),
        ("/ru/", "ru"),
        ("/en/services/05-40/", "en"),
        ("/nowhere/", "az"),
        ("/ru/nowhere/", "ru"),
        ("/rubbish/", "az"),
        ("//ru/x", "az"),
        ("/office/", None),
        ("/office/cases/17/", None),
        ("/studio/", None),
        ("/accounts/sign-in/", None),
        ("/bridge/events", None),
        ("/healthz", None),
        ("/cases/17/", None),
    ],
)
def test_an_address_is_in_one_language_and_an_offices_in_none(path: str, language: str | None) -> None:
    assert language_of(path, "dost.urls") == language


def test_a_configuration_without_languages_has_none() -> None:
    assert language_of("/phone/", "registries.bridge.simulator.urls") is None


@pytest.mark.parametrize(
    ("address", "language", "there"),
    [
        ("/", "ru", "/ru/"),
        ("/ru/", "az", "/"),
        ("/en/?q=a%20b", "ru", "/ru/?q=a%20b"),
        ("/services/05-40/", "en", "/en/services/05-40/"),
        ("/rubbish/", "en", "/en/rubbish/"),
        ("/ru//elsewhere.example/", "az", "/elsewhere.example/"),
        ("//elsewhere.example/", "az", "/elsewhere.example/"),
    ],
)
def test_the_same_page_in_another_language(address: str, language: str, there: str) -> None:
    assert in_language(address, language) == there


@pytest.mark.parametrize(("language", "address"), [("az", "/check/"), ("ru", "/ru/check/"), ("en", "/en/check/")])
def test_links_stay_in_the_readers_language(language: str, address: str) -> None:
    with translation.override(language):
        assert reverse("check:ask") == address


@pytest.mark.django_db
def test_a_public_page_does_not_know_who_reads_it(client: Client) -> None:
    nobody = client.get("/ru/")
    sign_in(client, UserFactory(supervisor=True))
    assert client.get("/ru/").content == nobody.content
    assert client.get("/ru/").cookies == {}


@pytest.mark.django_db
def test_the_language_is_a_link_on_a_public_page_and_a_form_in_an_office(client: Client) -> None:
    public = client.get("/en/?q=pension").content.decode()
    links = found(public, "//nav[@class='dost-languages']/a")
    assert [(one.get("hreflang"), one.get("lang"), one.get("href")) for one in links] == [
        ("az", "az", "/?q=pension"),
        ("ru", "ru", "/ru/?q=pension"),
    ]
    office = client.get("/accounts/sign-in/").content.decode()
    assert 'action="/i18n/setlang/"' in office
    assert client.post("/i18n/setlang/", {"language": "ru", "next": "/office/"}).headers["Location"] == "/office/"


@pytest.mark.django_db
def test_search_engines_are_told_of_the_page_in_each_language(client: Client) -> None:
    page = client.get("/ru/?q=pension").content.decode()
    told = {one.get("hreflang"): one.get("href") for one in found(page, "//head/link[@rel='alternate']")}
    base = "http://localhost:8000"
    assert told == {"az": f"{base}/", "en": f"{base}/en/", "ru": f"{base}/ru/", "x-default": f"{base}/"}
    assert [one.get("href") for one in found(page, "//link[@rel='canonical']")] == [f"{base}/ru/"]
    assert not found(client.get("/ru/nowhere/").content.decode(), "//link[@rel='alternate' or @rel='canonical']")
