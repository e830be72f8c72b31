"""Each role begins at its own work, however it signs in."""

from __future__ import annotations

import pytest
from django.test import Client

from dost.accounts.landing import LANDING, landing
from dost.accounts.models import User
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db

WORK = {
    "examiner": "/office/work/",
    "supervisor": "/office/",
    "auditor": "/office/purposes/",
    "accounts": "/office/staff/",
    "editor": "/studio/",
    "publisher": "/studio/",
    "viewer": "/studio/",
    "clerk": "/counter/",
    "greeter": "/counter/greeter/",
    "operator": "/counter/calls/",
}


def test_every_role_has_its_own_work() -> None:
    assert set(LANDING) == set(User.Role)
    assert set(WORK) == {str(role) for role in User.Role}


@pytest.mark.parametrize(("role", "address"), WORK.items())
def test_role_is_led_to_its_work_and_may_open_it(client: Client, role: str, address: str) -> None:
    user = UserFactory(role=role)
    sign_in(client, user)

    assert client.get("/accounts/start/").headers["Location"] == address == landing(user)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", ["examiner", "publisher"])
def test_wordmark_leads_to_the_work(client: Client, role: str) -> None:
    sign_in(client, UserFactory(role=role))

    page = client.get(WORK[role]).content.decode()

    assert '<a class="dost-header__home" href="/accounts/start/">' in page


def test_wordmark_leads_everybody_else_to_the_services(client: Client) -> None:
    assert '<a class="dost-header__home" href="/">' in client.get("/").content.decode()


def test_whoever_has_no_role_is_told_so(client: Client) -> None:
    sign_in(client, UserFactory(role=""))

    there = client.get("/accounts/start/").headers["Location"]
    page = client.get(there, headers={"Accept-Language": "en"}).content.decode()

    assert "You have no role yet" in page


def test_start_is_for_staff(client: Client) -> None:
    assert client.get("/accounts/start/").headers["Location"].startswith("/accounts/sign-in/")


def test_a_public_page_leads_staff_to_their_work_signed_in_or_not(client: Client) -> None:
    assert 'href="/accounts/start/">' in client.get("/").content.decode()
    assert client.get("/accounts/start/").headers["Location"] == "/accounts/sign-in/?next=/accounts/start/"
    sign_in(client, UserFactory(role="examiner"))
    assert client.get("/accounts/start/").headers["Location"] == WORK["examiner"]
