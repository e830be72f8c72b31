"""The identity provider of the demonstration: what it knows, what it verifies, and that production has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dost.ops.identity import OurClient, make_app
from registries.demonstration import DemonstrationOnlyError
from tests.factories.identity import CALLBACK, SIGNED_OUT, somebody

CLIENT = OurClient("dost", "dost-demo", (CALLBACK,), (SIGNED_OUT,))
ASKED = {
    "response_type": "code",
    "client_id": "dost",
    "redirect_uri": CALLBACK,
    "scope": "openid",
    "state": "here",
    "nonce": "once",
    # of RFC 7636, appendix B
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


@pytest.fixture
def browser() -> Iterator[Any]:
    with make_app(lambda: (somebody("aynur", "7AAAAA1"),), CLIENT).test_client() as client:
        yield client


def code_of(browser: Any) -> str:
    response = browser.post("/oauth2/authorize", query_string=ASKED, data={"sub": "demo-aynur"})
    return parse_qs(urlsplit(response.headers["Location"]).query)["code"][0]


def exchange(browser: Any, code: str, **changes: str) -> Any:
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return browser.post("/oauth2/token", data={**sent, "client_id": "dost", "client_secret": "dost-demo", **changes})


def test_production_has_none(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(DemonstrationOnlyError, match="identity provider"):
        make_app(lambda: (), CLIENT)


def test_the_page_lists_everybody_and_needs_no_script(browser: Any) -> None:
    page = browser.get("/oauth2/authorize", query_string={**ASKED, "login_hint": "demo-aynur", "ui_locales": "en"})

    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert text.count('value="demo-aynur"') == 2  # first, because asked for, and in the list
    assert "<script" not in text
    assert "http" not in text.replace(page.request.url, "")  # nothing is fetched from anywhere
    assert '<html lang="en">' in text


def test_a_code_is_given_for_its_verifier_only(browser: Any) -> None:
    assert exchange(browser, code_of(browser)).status_code == 200
    assert exchange(browser, code_of(browser), code_verifier="x" * 43).status_code == 400
    assert exchange(browser, code_of(browser), code_verifier="").status_code == 400
    assert exchange(browser, code_of(browser), client_secret="other").status_code == 401
    once = code_of(browser)
    assert (exchange(browser, once).status_code, exchange(browser, once).status_code) == (200, 400)


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"client_id": "other"},
        {"redirect_uri": "http://elsewhere.example/"},
        {"nonce": ""},
    ],
    ids=str,
)
def test_what_another_client_asks_is_refused(browser: Any, changes: dict[str, str]) -> None:
    response = browser.post("/oauth2/authorize", query_string={**ASKED, **changes}, data={"sub": "demo-aynur"})

    assert "code=" not in response.headers.get("Location", "")
    assert not response.headers.get("Location", "").startswith("http://elsewhere.example")


def test_nobody_makes_people_or_clients(browser: Any) -> None:
    assert browser.put("/users/demo-new", json={"fin": "7AAAAA9"}).status_code == 404
    assert browser.post("/oauth2/clients", json={"redirect_uris": [CALLBACK]}).status_code == 404
    unknown = browser.post("/oauth2/authorize", query_string=ASKED, data={"sub": "somebody"})
    assert unknown.status_code == 400


def test_whoever_does_not_want_to_goes_back_with_the_state(browser: Any) -> None:
    there = browser.post("/oauth2/authorize", query_string=ASKED, data={"action": "deny"}).headers["Location"]
    assert there == f"{CALLBACK}?error=access_denied&state=here"


def test_signing_out_leads_to_our_page_only(browser: Any) -> None:
    ours = {"post_logout_redirect_uri": SIGNED_OUT, "state": "ru"}
    assert browser.get("/oauth2/end_session", query_string=ours).headers["Location"] == f"{SIGNED_OUT}?state=ru"
    theirs = {"post_logout_redirect_uri": "http://elsewhere.example/"}
    assert browser.get("/oauth2/end_session", query_string=theirs).status_code == 400
