"""The pages of the screening: what a browser carries and nothing else does, and what happens to whatever is sent."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dost.proactive.screening.sealed import MOST_BYTES
from tests.dost.portal.screening.visitor import Visitor
from tests.factories.readers import Reader
from tests.factories.service_pages import service, text_of
from tests.factories.services_catalog import texts

pytestmark = pytest.mark.django_db

PATHS = {"az": "/screening", "en": "/en/screening", "ru": "/ru/screening"}


@pytest.fixture(autouse=True)
def services() -> None:
    """A service for the old, one for those with a disability, and one that is not named in lists."""
    service("05-91", name=texts("Old age grant"))
    service(
        "05-92",
        name=texts("Disability grant"),
        changes={
            "criteria": [
                {"id": "alive", "require": "person.alive", "text": texts("Is alive"), "law": "Law, art. 1"},
                {"id": "band", "require": "disability.active", "text": texts("Has a disability"), "law": "Law, art. 2"},
            ]
        },
    )
    service("05-93", name=texts("Secret shelter"), sensitive=True)
    cache.clear()


@pytest.fixture
def visitor() -> Visitor:
    made = Visitor()
    made.begin()
    return made


def at(moment: datetime) -> Any:
    return mock.patch("django.utils.timezone.now", return_value=moment)


# -- the start ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_start_is_the_same_for_everybody_and_knows_nobody(language: str) -> None:
    response = Reader(language).get("/screening/")
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert b"csrfmiddlewaretoken" not in response.content


def test_whoever_comes_from_a_service_is_told_so() -> None:
    assert "“Old age grant”" in text_of(Reader("en"), "/screening/?service=05-91")
    for other in ("05-93", "99-99", "x", "05-91%27--"):
        assert "The questions begin with" not in text_of(Reader("en"), f"/screening/?service={other}")


def test_the_page_of_a_service_leads_here() -> None:
    body = Reader("en").get("/services/05-91/").content.decode()
    assert 'href="/en/screening/?service=05-91"' in body
    assert "screening/?service" not in Reader("en").get("/services/05-93/").content.decode()


# -- what a browser carries --------------------------------------------------------------------------------------


def test_the_cookie_is_for_these_pages_only_and_for_no_script(visitor: Visitor) -> None:
    response = visitor.get("/screening/pages/1/")
    assert set(response.cookies) >= {"screening-az", "screening-en", "screening-ru"}
    for language, path in PATHS.items():
        cookie = response.cookies[f"screening-{language}"]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (path, True, "Lax", 1200)
        assert len(cookie.value) <= MOST_BYTES * 4 / 3 + 4
    assert "sessionid" not in response.cookies


def test_a_changed_language_goes_on_where_it_was(visitor: Visitor) -> None:
    visitor.language = "ru"
    response = visitor.get("/screening/pages/1/")
    assert response.status_code == 200
    assert response.headers["Content-Language"] == "ru"


def test_no_page_is_kept_or_found(visitor: Visitor) -> None:
    visitor.everybody()
    for address in ("pages/1/", "pages/1/people/new/", "pages/2/", "result/", "code/", "result/why/05-91/"):
        response = visitor.get(f"/screening/{address}")
        assert response.status_code == 200, address
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert "Cookie" in response.headers["Vary"]


def test_nothing_of_it_stays_on_the_server_or_in_a_log(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        visitor.post(
            "/screening/pages/1/people/new/",
            {"relation": "child", "sex": "F", "home": "yes", "born-d": "7", "born-m": "11", "born-y": "2013"},
        )
        visitor.everybody()
        visitor.get("/screening/pages/2/")
        visitor.get("/screening/result/")
    writing = ("INSERT", "UPDATE", "DELETE", "COPY", "MERGE", "CREATE")
    written = [one["sql"] for one in queries if one["sql"].lstrip("( \n").upper().startswith(writing)]
    assert written == []
    said = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert not [record for record in said if "2013" in record.getMessage()]


def test_after_twenty_minutes_nothing_is_left(visitor: Visitor) -> None:
    later = timezone.now() + timedelta(minutes=21)
    with at(later):
        response = visitor.get("/screening/pages/1/")
    assert response.status_code == 410
    assert b"nothing of it is left" in response.content


def test_each_page_makes_it_last_longer_but_never_over_a_day() -> None:
    visitor, begun = Visitor(), timezone.now()
    visitor.begin()
    for minutes in range(15, 24 * 60, 15):
        with at(begun + timedelta(minutes=minutes)):
            assert visitor.get("/screening/pages/1/").status_code == 200
    with at(begun + timedelta(hours=24, minutes=1)):
        assert visitor.get("/screening/pages/1/").status_code == 410


@pytest.mark.parametrize(
    "value", ["", "x", "A" * 40, "A" * 5000, "%00", "ü", "AAAA.BBBB", "../../etc", "=" * 80, '"', "é" * 300]
)
def test_whatever_is_put_in_the_cookie_there_are_no_answers(value: str) -> None:
    client = Visitor()
    client.cookies["screening-en"] = value
    for address in ("pages/1/", "result/", "code/", "go-on/"):
        assert client.get(f"/screening/{address}").status_code == 410


def test_what_is_carried_through_signing_in_opens_no_page_here(visitor: Visitor) -> None:
    visitor.everybody()
    visitor.post("/screening/sign-in/")
    visitor.cookies["screening-en"] = visitor.cookies["carried-en"].value
    assert visitor.get("/screening/pages/1/").status_code == 410


def test_beginning_anew_forgets_who_was_here_before(visitor: Visitor) -> None:
    visitor.post("/screening/begin/")
    assert visitor.get("/screening/pages/1/").headers["Location"].endswith("/people/0/")


def test_answers_can_be_deleted(visitor: Visitor) -> None:
    response = visitor.post("/screening/forget/")
    assert response.status_code == 200
    assert {response.cookies[f"screening-{language}"].value for language in PATHS} == {""}
    assert visitor.get("/screening/result/").status_code == 410


# -- asking ------------------------------------------------------------------------------------------------------


def test_the_list_of_people_grows_changes_and_shrinks(visitor: Visitor) -> None:
    child = {"relation": "child", "sex": "M", "home": "yes", "born-d": "3", "born-m": "5", "born-y": "2019"}
    visitor.post("/screening/pages/1/people/new/", child)
    assert "Your son" in text_of(visitor, "/screening/pages/1/")
    visitor.post("/screening/pages/1/people/1/", {**child, "sex": "F", "home": "no"})
    assert "Your daughter, 7 years old (lives elsewhere)" in text_of(visitor, "/screening/pages/1/")
    visitor.post("/screening/pages/1/people/1/", {"do": "remove"})
    assert "Your daughter" not in text_of(visitor, "/screening/pages/1/")


@pytest.mark.parametrize("place", ["7", "-1", "x", "99999"])
def test_a_place_that_is_none_leads_to_the_list(visitor: Visitor, place: str) -> None:
    for response in (
        visitor.get(f"/screening/pages/1/people/{place}/"),
        visitor.post(f"/screening/pages/1/people/{place}/", {"do": "remove"}),
    ):
        assert response.headers["Location"] == "/en/screening/pages/1/"


def test_the_one_who_answers_cannot_be_taken_out(visitor: Visitor) -> None:
    visitor.post("/screening/pages/1/people/0/", {"do": "remove"})
    assert "You" in text_of(visitor, "/screening/pages/1/")


def test_what_is_wrong_is_told_at_the_top_and_at_its_field(visitor: Visitor) -> None:
    visitor.everybody()
    response = visitor.post("/screening/pages/2/", {})
    body = response.content.decode()
    assert response.status_code == 400
    assert "<title>Error: " in body
    assert '<a href="#c">Choose what applies' in body
    assert 'id="c"' in body
    assert 'id="c-error"' in body


def test_what_was_answered_stands_there_when_one_comes_back(visitor: Visitor) -> None:
    visitor.everybody()
    assert visitor.post("/screening/pages/2/", {"c": "none"}).headers["Location"] == "/en/screening/pages/3/"
    assert 'value="none" data-behaviour="exclusive" checked' in " ".join(
        visitor.get("/screening/pages/2/").content.decode().split()
    )


def test_the_link_back_leads_to_the_page_before(visitor: Visitor) -> None:
    visitor.everybody()
    assert (
        'govuk-back-link govuk-!-margin-top-0 dost-noprint" href="/en/screening/pages/1/"'
        in visitor.get("/screening/pages/2/").content.decode()
    )


@pytest.mark.parametrize("number", [0, 50, 10**9])
def test_a_page_that_is_not_there_yet_leads_to_the_next(visitor: Visitor, number: int) -> None:
    visitor.everybody()
    assert visitor.get(f"/screening/pages/{number}/").headers["Location"] == "/en/screening/pages/2/"


@pytest.mark.parametrize("origin", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", "nowhere"])
def test_no_address_leads_elsewhere(visitor: Visitor, origin: str) -> None:
    visitor.everybody()
    response = visitor.post(f"/screening/pages/2/?from={origin}", {"c": "none"})
    assert response.headers["Location"] == "/en/screening/pages/3/"
    body = visitor.get(f"/screening/pages/2/?from={origin}").content.decode()
    assert f'="{origin}' not in body


@given(data=st.dictionaries(st.sampled_from(["c", "f0", "f0-d", "relation", "do"]), st.lists(st.text(max_size=50))))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_sent_is_taken_or_refused_with_words(visitor: Visitor, data: dict[str, list[str]]) -> None:
    visitor.everybody()
    assert visitor.post("/screening/pages/2/", data).status_code in {302, 400}
    assert visitor.post("/screening/pages/1/people/new/", data).status_code in {302, 400}


def test_a_form_needs_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/en/screening/begin/").status_code == 302  # forgets what was there, and reads nothing
    for address in ("pages/1/people/0/", "ask/", "forget/", "sign-in/"):
        assert strict.post(f"/en/screening/{address}", {"sex": "F"}).status_code == 403


def test_too_many_people_are_refused_in_words(visitor: Visitor) -> None:
    one = {"relation": "other", "sex": "M", "home": "yes", "born-d": "3", "born-m": "5", "born-y": "1980"}
    statuses = [visitor.post("/screening/pages/1/people/new/", one).status_code for _number in range(31)]
    assert statuses[:28] == [302] * 28
    assert statuses[-1] == 400
    assert len(visitor.carried()) <= MOST_BYTES * 4 / 3 + 4


# -- the result --------------------------------------------------------------------------------------------------


def test_nothing_is_said_before_the_first_answer() -> None:
    visitor = Visitor()
    visitor.post("/screening/begin/")
    page = text_of(visitor, "/screening/result/")
    assert "Nothing can be said before the first answer." in page
    assert "No right" not in page
    assert "very probable" not in text_of(visitor, "/screening/pages/1/people/0/")


def test_what_there_is_a_right_to_is_named_and_why(visitor: Visitor) -> None:
    visitor.everybody()
    page = text_of(visitor, "/screening/result/")
    assert "Old age grant" in page
    assert "Disability grant" in page
    assert "Who is in your family? You" in page
    assert "Secret shelter" not in page
    assert "Is alive" in text_of(visitor, "/screening/result/why/05-92/")


@pytest.mark.parametrize("code", ["05-93", "99-99", "x"])
def test_why_is_told_of_no_service_that_is_not_in_the_lists(visitor: Visitor, code: str) -> None:
    visitor.everybody()
    assert visitor.get(f"/screening/result/why/{code}/").status_code == 404


def test_an_answer_changed_from_the_result_leads_back_there(visitor: Visitor) -> None:
    visitor.everybody()
    visitor.post("/screening/pages/2/", {"c": "none"})
    assert "/en/screening/pages/2/?from=result" in visitor.get("/screening/result/").content.decode()
    response = visitor.post("/screening/pages/2/?from=result", {"c": "unknown"})
    assert response.headers["Location"] == "/en/screening/result/"
    assert "I don’t know" in text_of(visitor, "/screening/result/")


def test_a_question_can_be_chosen(visitor: Visitor) -> None:
    visitor.everybody()
    response = visitor.post("/screening/ask/", {"ask": "situation"})
    assert response.headers["Location"] == "/en/screening/pages/2/"
    assert "Which of these is true" in text_of(visitor, "/screening/pages/2/")
    for other in ("nothing.7", "", "people"):
        assert visitor.post("/screening/ask/", {"ask": other}).status_code == 302


# -- the code ----------------------------------------------------------------------------------------------------


def test_the_code_is_a_square_and_a_text(visitor: Visitor) -> None:
    visitor.everybody()
    response = visitor.get("/screening/code/")
    body = response.content.decode()
    assert "<svg" in body
    assert "style=" not in body.partition("<svg")[2].partition("</svg>")[0]
    assert response.context["page"].groups[0].startswith("DOST")
