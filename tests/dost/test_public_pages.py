"""Every public page, found by walking the table of addresses: the same for everybody, told to search engines, light."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import LocalePrefixPattern, URLPattern, URLResolver, get_resolver
from lxml import etree
from lxml import html as lxml_html

from dost.common.audiences import is_public
from dost.portal.sitemap import ONE_FOR_EACH, ONE_PAGE
from dost.ui.languages import in_language
from services_catalog.finding.index import rebuild
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

LANGUAGES: Final = ("az", "en", "ru")
NOT_TO_BE_FOUND: Final = {
    "board/<slug:centre>/": "a screen of a centre",
    "board/<slug:centre>/calls/": "the same",
    "board/<slug:centre>/pair/": "the same",
    "check/<str:number>/": "what was issued to somebody",
    "kiosk/<slug:centre>/": "a screen of a centre",
    "kiosk/<slug:centre>/pair/": "the same",
    "kiosk/<slug:centre>/step/": "the same",
    "kiosk/<slug:centre>/who/": "the same",
    "my/sign-in/": "the citizens' door",
    "my/sign-in/callback/": "the way back from the identity provider",
    "my/sign-in/trouble/<slug:why>/": "why somebody is not signed in",
    "my/signed-out/": "what one reads then",
    "my/sign-out/": "and the way out",
    "screening/ask/": "what only who answers can open",
    "screening/begin/": "the same",
    "screening/code/": "the same",
    "screening/forget/": "the same",
    "screening/go-on/": "the same",
    "screening/pages/<int:number>/": "the same",
    "screening/pages/<int:number>/people/<slug:place>/": "the same",
    "screening/result/": "the same",
    "screening/result/why/<slug:code>/": "the same",
    "screening/sign-in/": "the same",
    "services/": "an old address",
    "ticket/<str:code>/": "somebody's ticket",
    "ticket/<str:code>/leave/": "the same",
    "ticket/<str:code>/rate/": "the same",
    "ticket/<str:code>/state/": "the same",
    r"^services/(?P<code>\d{1,2}-\d{1,2}(?:-\d)?)/$": "leads to the page of the service",
}
LIGHT: Final = 100_000
"""Bytes on the wire of a first load: the page and all it needs, as they travel."""


@pytest.fixture(autouse=True)
def services() -> None:
    """As many services as a page of results shows, with texts as long as real ones."""
    summary = "Uşağı dünyaya gəlmiş ailəyə ərizəsiz, bir dəfə ödənilən pul; doğum qeydə alınandan sonra özü gəlir."
    for number in range(25):
        made = ServiceFactory(
            code=f"05-{number + 10}",
            name=texts(f"Uşağın anadan olmasına görə birdəfəlik müavinət {number}"),
            summary=texts(f"{number}: {summary}"),
            life_events=["child_born"],
            audiences=["families"],
        )
        VersionFactory(service=made)
    rebuild()


def localised(entries: list[Any], prefix: str = "", *, inside: bool = False) -> dict[str, str]:
    """The routes that have an address in each language, with their names."""
    found: dict[str, str] = {}
    for entry in entries:
        in_each = inside or isinstance(entry.pattern, LocalePrefixPattern)
        route = prefix + ("" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern))
        if isinstance(entry, URLResolver):
            namespace = f"{entry.namespace}:" if entry.namespace else ""
            for below, name in localised(entry.url_patterns, route, inside=in_each).items():
                found[below] = namespace + name
        elif isinstance(entry, URLPattern) and in_each:
            found[route] = entry.name or ""
    return found


def listed(client: Client) -> list[str]:
    """The paths of the sitemap."""
    tree = etree.fromstring(client.get("/sitemap.xml").content)
    return [str(one.text).removeprefix(settings.PUBLIC_URL) for one in tree.iter("{*}loc")]


def addresses(client: Client) -> list[str]:
    """Every page, in each language, and what is not in the sitemap: a search, a check, a page that is not there."""
    others = ("/?q=pul", "/?q=zzzqqq", "/check/x/", "/check/?number=1", "/services/05-98/", "/nowhere/")
    return [*listed(client), *(in_language(one, language) for one in others for language in LANGUAGES)]


def packed(client: Client, address: str, **headers: str) -> Any:
    return client.get(address, headers={"accept-encoding": "gzip, br", **headers})


def told(page: bytes, xpath: str) -> list[str]:
    found = lxml_html.document_fromstring(page.decode()).xpath(xpath)
    assert isinstance(found, list)
    return [str(one) for one in found]


def test_every_public_page_is_in_the_sitemap(client: Client) -> None:
    routes = localised(get_resolver("dost.urls").url_patterns)
    names = {name for route, name in routes.items() if route not in NOT_TO_BE_FOUND and is_public(route, "dost.urls")}
    assert set(NOT_TO_BE_FOUND) <= set(routes)
    assert names == {*ONE_PAGE, *ONE_FOR_EACH}
    paths = listed(client)
    assert len(paths) == len(set(paths)) >= 3 * (25 + len(ONE_PAGE))
    assert {"/ru/events/child_born/", "/en/areas/benefits/", "/audiences/families/"} <= set(paths)
    assert {"/", "/ru/", "/en/", "/services/05-10/", "/ru/services/05-10/", "/privacy/"} <= set(paths)


def test_search_engines_are_led_to_the_sitemap(client: Client) -> None:
    assert f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml" in client.get("/robots.txt").content.decode()
    for address in ("/robots.txt", "/sitemap.xml"):
        assert "X-Robots-Tag" not in client.get(address).headers


def test_every_page_tells_what_it_is(client: Client) -> None:
    paths = [one for one in listed(client) if "/services/" not in one or one.endswith("/services/05-10/")]
    seen: Counter[tuple[str, ...]] = Counter()
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        page = response.content
        language = response.headers["Content-Language"]
        (title,), (description,) = told(page, "//title/text()"), told(page, "//meta[@name='description']/@content")
        assert told(page, "/html/@lang") == [language]
        assert 20 <= len(description) <= 320, path
        seen.update([("title", language, title), ("description", language, description)])
        assert told(page, "//link[@rel='canonical']/@href") == [f"{settings.PUBLIC_URL}{path}"]
        whole = {code: f"{settings.PUBLIC_URL}{in_language(path, code)}" for code in LANGUAGES}
        alternates = told(page, "//link[@rel='alternate']/@hreflang"), told(page, "//link[@rel='alternate']/@href")
        assert dict(zip(*alternates, strict=True)) == {**whole, "x-default": whole["az"]}
        assert "X-Robots-Tag" not in response.headers
        assert len(told(page, "//h1")) == len(told(page, "//main")) == 1
    assert [one for one, times in seen.items() if times > 1] == []


def test_public_pages_are_compressed_and_hold_no_secret(client: Client) -> None:
    """What repeats a secret next to a reader's own words is shorter by it: so there is none to be repeated."""
    sign_in(client, UserFactory(supervisor=True))
    wrong = []
    for address in addresses(client):
        response, body = packed(client, address), client.get(address).content
        if response.headers.get("Content-Encoding") != "gzip" or gzip.decompress(response.content) != body:
            wrong.append(f"{address}: not compressed")
        if b"csrfmiddlewaretoken" in body or str(client.session.session_key).encode() in body:
            wrong.append(f"{address}: a secret")
        if response.cookies or "Cookie" in response.headers.get("Vary", ""):
            wrong.append(f"{address}: knows its reader")
    assert wrong == []


def test_the_length_of_a_page_says_nothing_of_who_reads_it(client: Client) -> None:
    nobody = packed(Client(), "/?q=supervisor")
    sign_in(client, UserFactory(supervisor=True))
    assert gzip.decompress(packed(client, "/?q=supervisor").content) == gzip.decompress(nobody.content)


def first_load(client: Client, address: str) -> int:
    """The bytes that travel when somebody opens a page for the first time: it and each file it names, compressed."""
    response = packed(client, address)
    assert response.headers["Content-Encoding"] == "gzip"
    files = set(re.findall(r"(?:href|src)=\"/static/([^\"?]+)", gzip.decompress(response.content).decode()))
    assert {"dost.css", "dost.js", "manat.woff2", "favicon.svg"} <= files
    weight = len(response.content)
    for name in files:
        found = finders.find(name)
        assert isinstance(found, str), name
        body = Path(found).read_bytes()
        weight += min(len(body), len(gzip.compress(body, 9)))
    return weight


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "address", ["/", "/screening/", "/events/child_born/", "/areas/benefits/", "/services/05-10/", "/?q=pul"]
)
def test_a_first_load_is_light(client: Client, address: str, language: str) -> None:
    weight = first_load(client, in_language(address, language))
    print(f"{language} {address}: {weight} bytes")
    assert 20_000 < weight <= LIGHT
