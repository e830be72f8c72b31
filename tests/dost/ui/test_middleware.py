"""In which language a page is answered, what is compressed, and what is kept out of search engines."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from dost.ui.middleware import FOR_SEARCH_ENGINES, LanguageMiddleware, PublicPagesMiddleware
from tests.factories.accounts import UserFactory, sign_in

LONG = "Müavinət " * 100


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """What a middleware activates is over with the test."""
    with translation.override("az"):
        yield


def answered(path: str, *, language: str = "", cookie: str = "", answer: HttpResponse | None = None) -> Any:
    """What comes back through the middleware of languages, and the request as the page saw it."""
    request = RequestFactory().get(path, headers={"accept-language": language} if language else {})
    if cookie:
        request.COOKIES["django_language"] = cookie
    seen: list[str] = []

    def page(inside: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language() or "")
        assert seen[0] == inside.LANGUAGE_CODE
        return answer or HttpResponse("x")

    return LanguageMiddleware(page)(request), seen[0]


@pytest.mark.parametrize(("path", "said"), [("/centres/", "az"), ("/ru/centres/", "ru"), ("/en/nowhere/", "en")])
def test_a_public_address_is_in_its_own_language_whoever_reads(path: str, said: str) -> None:
    for language, cookie in (("", ""), ("ru", ""), ("", "en")):
        response, seen = answered(path, language=language, cookie=cookie)
        assert (seen, response.headers["Content-Language"]) == (said, said)
        assert "Vary" not in response.headers


@pytest.mark.parametrize(
    ("language", "cookie", "said"), [("ru", "", "ru"), ("en-GB,en;q=0.9", "", "en"), ("ru", "en", "en"), ("", "", "az")]
)
def test_an_office_is_in_the_language_of_its_reader_and_says_so_to_caches(
    language: str, cookie: str, said: str
) -> None:
    response, seen = answered("/office/", language=language, cookie=cookie)
    assert (seen, response.headers["Content-Language"], response.headers["Vary"]) == (said, said, "Accept-Language")


def test_a_page_that_says_its_language_itself_is_believed() -> None:
    response, _seen = answered("/ru/", answer=HttpResponse("x", headers={"Content-Language": "az"}))
    assert response.headers["Content-Language"] == "az"


# -- what is compressed and found ------------------------------------------------------------------------------------


def passed(path: str, answer: HttpResponse, *, accepts: str = "gzip, br") -> HttpResponse:
    """What comes back through the middleware of public pages."""
    request = RequestFactory().get(path, headers={"accept-encoding": accepts})
    response = PublicPagesMiddleware(lambda _request: answer)(request)
    assert isinstance(response, HttpResponse)
    return response


def test_a_public_page_is_compressed_and_may_be_found() -> None:
    response = passed("/ru/centres/", HttpResponse(LONG))
    assert gzip.decompress(response.content).decode() == LONG
    assert response.headers["Content-Encoding"] == "gzip"
    assert "X-Robots-Tag" not in response.headers
    assert passed("/centres/", HttpResponse(LONG), accepts="").content.decode() == LONG


def test_what_knows_its_reader_is_never_compressed() -> None:
    with_session = HttpResponse(LONG, headers={"Vary": "Accept-Language, Cookie"})
    with_cookie = HttpResponse(LONG)
    with_cookie.set_cookie("x", "1")
    for answer in (with_session, with_cookie):
        response = passed("/centres/", answer)
        assert "Content-Encoding" not in response.headers
        assert response.content.decode() == LONG
        assert "X-Robots-Tag" not in response.headers


@pytest.mark.parametrize("path", ["/office/", "/studio/sets/1/", "/accounts/sign-in/", "/bridge/events", "/healthz"])
def test_what_is_not_public_is_neither_compressed_nor_found(path: str) -> None:
    response = passed(path, HttpResponse(LONG))
    assert "Content-Encoding" not in response.headers
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_search_engines_may_read_what_is_written_for_them() -> None:
    for path in FOR_SEARCH_ENGINES:
        assert "X-Robots-Tag" not in passed(path, HttpResponse(LONG)).headers


# -- as the installation has it --------------------------------------------------------------------------------------


READERS: tuple[dict[str, Any], ...] = (
    {},
    {"headers": {"accept-language": "ru"}},
    {"headers": {"accept-language": "en-GB,en;q=0.9"}},
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "language"), [("/", "az"), ("/ru/", "ru"), ("/en/check/", "en"), ("/ru/no/", "ru")]
)
@pytest.mark.parametrize("reader", READERS)
def test_a_public_address_says_the_same_to_everybody(address: str, language: str, reader: dict[str, Any]) -> None:
    client = Client(**reader)
    client.cookies["django_language"] = "en"
    response = client.get(address)
    assert f'<html lang="{language}"' in response.content.decode()
    assert response.headers["Content-Language"] == language
    assert not {"Accept-Language", "Cookie"} & set(response.headers.get("Vary", "").split(", "))


@pytest.mark.django_db
def test_an_office_speaks_its_readers_language(client: Client) -> None:
    page = client.get("/accounts/sign-in/", headers={"accept-language": "ru"})
    assert '<html lang="ru"' in page.content.decode()
    assert "Accept-Language" in page.headers["Vary"]
    client.cookies["django_language"] = "en"
    assert '<html lang="en"' in client.get("/accounts/sign-in/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/accounts/sign-in/", "/office/", "/office/cases/", "/studio/", "/office/nowhere/"]
)
@pytest.mark.parametrize("role", ["", "supervisor"])
def test_the_offices_are_neither_compressed_nor_found(client: Client, address: str, role: str) -> None:
    if role:
        sign_in(client, UserFactory(role=role))
    response = client.get(address, headers={"accept-encoding": "gzip, br"})
    assert "Content-Encoding" not in response.headers
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
