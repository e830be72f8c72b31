"""The page of a one-time link: what it shows, to whom, and that every link that does not work is told alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts import staffing
from dost.accounts.account_events import Acting, Place
from dost.accounts.actors import staff_actor
from dost.accounts.models import OneTimeLink, User
from tests.factories.accounts import PASSWORD, UserFactory, sign_in

pytestmark = pytest.mark.django_db

CHOOSE = "/accounts/link/"


@pytest.fixture
def invited() -> tuple[User, str]:
    administrator = UserFactory(accounts=True)
    user = User(username="new.one", first_name="Aysel", last_name="Nəsirova")
    token = staffing.invite(user, Place("greeter"), by=Acting(staff_actor(administrator)), now=timezone.now())
    return user, token


def arrived(token: str) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    assert client.get(f"{CHOOSE}{token}/").headers["Location"] == CHOOSE
    return client


def choose(client: Client, password: str = PASSWORD) -> str:
    response = client.post(CHOOSE, {"new_password1": password, "new_password2": password})
    return response.headers.get("Location", "") or response.content.decode()


def test_link_shows_whose_account_it_is_and_keeps_nothing_in_the_address(invited: tuple[User, str]) -> None:
    client = arrived(invited[1])

    page = client.get(CHOOSE)

    assert "Aysel Nəsirova" in page.content.decode()
    assert "new.one" in page.content.decode()
    assert invited[1] not in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_password_is_chosen_and_the_second_step_comes_next(invited: tuple[User, str]) -> None:
    user, token = invited
    client = arrived(token)
    assert "at least 12 characters" in choose(client, "short")

    assert choose(client) == "/accounts/second-step/set-up/"

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert client.get("/office/").headers["Location"].startswith("/accounts/second-step/set-up/")


@pytest.mark.parametrize("how", ["used", "expired", "replaced", "suspended", "unknown"])
def test_links_that_do_not_work_are_told_alike(invited: tuple[User, str], how: str) -> None:
    user, token = invited
    client = arrived(token if how != "unknown" else "x" * 43)
    if how == "used":
        choose(arrived(token))
    elif how == "suspended":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif how == "expired":
        past = timezone.now() - timedelta(days=3)
        OneTimeLink.objects.update(made_at=past, expires_at=past + timedelta(hours=48))
    elif how == "replaced":
        OneTimeLink.objects.update(closed_at=timezone.now())

    page = client.get(CHOOSE)

    assert page.status_code == 410
    assert "This link does not work any more" in page.content.decode()
    assert "Aysel" not in page.content.decode()
    assert client.post(CHOOSE, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 410


def test_whoever_is_signed_in_as_somebody_is_signed_out_by_the_link(invited: tuple[User, str]) -> None:
    client = Client()
    sign_in(client, UserFactory())

    client.get(f"{CHOOSE}{invited[1]}/")

    assert client.get("/office/").headers["Location"].startswith("/accounts/sign-in/")
