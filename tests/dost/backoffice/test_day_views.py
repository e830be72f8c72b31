from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml.html import HtmlElement, document_fromstring

from dost.accounts.models import SEES_THE_DAY, User
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def examiner(client: Client) -> User:
    user: User = UserFactory()
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    return user


def test_day_sends_whoever_is_not_signed_in_to_sign_in(client: Client) -> None:
    response = client.get("/office/?on=2026-03-03")

    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/sign-in/?next=/office/%3Fon%3D2026-03-03"


def test_day_makes_the_whole_page_of_a_fragment_go_to_the_sign_in(client: Client) -> None:
    response = client.get("/office/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/"})

    assert response.headers["HX-Redirect"] == "/accounts/sign-in/?next=/"
    assert response.content == b""


def test_day_shows_the_whole_page(client: Client, examiner: User) -> None:
    CaseFactory(granted_and_paid=True, opened_at=timezone.now() - timedelta(seconds=1))

    response = client.get("/office/")

    assert response.status_code == 200
    assert response.templates[0].name == "backoffice/day.html"
    assert "no-store" in response.headers["Cache-Control"]
    assert "HX-Request" in response.headers["Vary"]


def test_day_shows_htmx_the_fragment_only(client: Client, examiner: User) -> None:
    response = client.get("/office/", headers={"HX-Request": "true"})

    assert response.content.strip().startswith(b"<div")
    assert b"<html" not in response.content


def test_what_waits_stands_directly_under_the_five_figures(client: Client, examiner: User) -> None:
    for number in range(12):
        CaseFactory(to_clerk=True, version=VersionFactory(service__code=f"05-{number + 10}"), opened_at=timezone.now())

    shown = document_fromstring(client.get("/office/").content)
    everything = document_fromstring(client.get("/office/?services=all").content)

    assert [one.get("id") for one in shown.iterfind(".//main//h2")][:2] == ["totals-title", "waiting-title"]
    assert (len(services(shown)), len(services(everything))) == (10, 12)
    [link] = [one for one in shown.iter("a") if one.get("id") == "all-services"]
    assert link.get("href") == "/office/?services=all#services-title"


def services(page: HtmlElement) -> list[HtmlElement]:
    """The rows of the table of services."""
    (table,) = page.find_class("dost-services")
    return list(table.iterfind("tbody/tr"))


@pytest.mark.parametrize("role", sorted(SEES_THE_DAY))
def test_day_is_open_to_every_role_without_links_where_cases_are_closed(client: Client, role: str) -> None:
    sign_in(client, UserFactory(role=role))
    case = CaseFactory(waiting_on_institution=True, opened_at=timezone.now())

    page = client.get("/office/").content.decode()

    assert (f"/office/cases/{case.pk}/" in page) is (role in {"examiner", "supervisor", "auditor"})
    assert case.person.surname not in page
    assert case.person.fin not in page


def test_day_leads_account_administrators_to_the_accounts(client: Client) -> None:
    sign_in(client, UserFactory(accounts=True))
    CaseFactory(waiting_on_institution=True, opened_at=timezone.now())

    assert client.get("/office/").headers["Location"] == "/office/staff/"


@pytest.mark.parametrize("on", ["yesterday", "2026-02-30", "20260303", "0001-01-01", "9999-01-01"])
def test_day_says_what_would_be_right_for_a_day_it_cannot_show(client: Client, examiner: User, on: str) -> None:
    response = client.get("/office/", {"on": on})

    assert response.status_code == 400
    assert timezone.localdate().isoformat() in response.content.decode()


def test_day_needs_few_queries(client: Client, examiner: User, django_assert_max_num_queries: Any) -> None:
    for _row in range(3):
        CaseFactory(granted_and_paid=True, opened_at=timezone.now() - timedelta(minutes=5))

    with django_assert_max_num_queries(14):
        assert client.get("/office/").status_code == 200
