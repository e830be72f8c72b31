"""Whither a citizen may be led: to pages of this site that are theirs or everybody's, and to no other place."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dost.accounts.addresses import let_forms_lead_out, provider_origins, safe_address

OVERVIEW = "/my/"


def asked(*, secure: bool = False) -> HttpRequest:
    return RequestFactory().get("/my/sign-in/", secure=secure)


@pytest.mark.parametrize(
    "wanted",
    [
        "/my/",
        "/my/payments/",
        "/en/my/sessions/",
        "/ru/my/sessions/?page=2",
        "/services/",
        "/en/services/?q=a&page=2",
        "/my/appointments/new/?service=05-41",
    ],
)
def test_a_page_of_a_citizen_or_of_everybody_is_gone_to_with_its_query(wanted: str) -> None:
    assert safe_address(asked(), wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "https://evil.example/my/",
        "//evil.example/my/",
        "///evil.example/my/",
        "/\\evil.example/my/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "my/payments/",
        "/my/nothing-there/",
        "/office/",
        "/office/work/",
        "/counter/person/page/",
        "/accounts/login/",
        "/my/sign-in/",
        "/en/my/sign-out/",
        "/my/sign-in/callback/?code=x&state=y",
        "/my/payments/\n/evil",
    ],
)
def test_everything_else_leads_to_the_overview(wanted: str) -> None:
    assert safe_address(asked(), wanted) == OVERVIEW


def test_of_this_site_the_path_alone_remains() -> None:
    assert safe_address(asked(), "http://testserver/my/payments/?page=2#account") == "/my/payments/?page=2"


def test_from_a_secure_page_nobody_is_led_to_an_open_one() -> None:
    assert safe_address(asked(secure=True), "http://testserver/my/payments/") == OVERVIEW


def test_the_overview_is_that_of_the_language_one_reads() -> None:
    with translation.override("ru"):
        assert safe_address(asked(), "https://evil.example/") == "/ru/my/"


@given(st.text(max_size=60))
def test_whatever_is_wanted_the_answer_is_a_path_of_this_site(wanted: str) -> None:
    found = safe_address(asked(), wanted)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert "\n" not in found
    assert "\r" not in found


def test_forms_may_lead_to_the_provider_of_the_settings_and_to_nobody_else(settings: Any) -> None:
    settings.OIDC_ISSUER = "https://login.example:8443/realms/az"
    settings.OIDC_ORIGINS = ["https://second.example"]
    response = HttpResponse()
    assert let_forms_lead_out(response) is response
    assert provider_origins() == ["https://login.example:8443", "https://second.example"]
    assert response._csp_update == {"form-action": provider_origins()}  # type: ignore[attr-defined]
