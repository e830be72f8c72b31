"""What somebody had typed when their session ran out is not lost, and is nobody else's."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts import typed
from dost.accounts.models import Session, User
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db

ADDRESS = "/office/cases/17/actions/refuse/?from=list"
NOTE = "The ministry has confirmed\nwhat “the mother” said"


@pytest.fixture
def user() -> User:
    made: User = UserFactory()
    return made


def run_out(client: Client, user: User) -> None:
    """Sign in, and let so much time pass that the session has ended."""
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))


def test_form_that_came_too_late_is_offered_after_signing_in(client: Client, user: User) -> None:
    run_out(client, user)

    sent = client.post(ADDRESS, {"note": NOTE, "code": "123456", "csrfmiddlewaretoken": "x", "box": ["a", "b"]})
    assert sent.headers["Location"] == "/accounts/sign-in/?next=/accounts/typed/"
    sign_in_keeping(client, user)
    page = client.get("/accounts/typed/").content.decode()

    assert f'action="{ADDRESS}"' in page
    assert "The ministry has confirmed" in page
    assert page.count('name="box"') == 2
    assert "123456" not in page
    assert client.get("/accounts/typed/").headers["Location"] == "/office/work/"  # shown once


def test_what_waits_leaves_the_database_with_its_hour_and_does_not_shorten_the_next_session(
    client: Client, user: User
) -> None:
    run_out(client, user)
    client.post(ADDRESS, {"note": NOTE})
    waiting = Session.objects.get(session_key=client.session.session_key)
    assert waiting.expire_date <= timezone.now() + timedelta(seconds=typed.LASTS_SECONDS)

    sign_in_keeping(client, user)

    assert client.session.get_expiry_age() > typed.LASTS_SECONDS


def test_fragment_s_form_is_set_aside_too_and_the_whole_page_goes_to_the_sign_in(client: Client, user: User) -> None:
    run_out(client, user)

    sent = client.post(ADDRESS, {"note": NOTE}, headers={"HX-Request": "true"})

    assert sent.headers["HX-Redirect"] == "/accounts/sign-in/?next=/accounts/typed/"


def test_page_that_was_only_read_leads_back_to_itself(client: Client, user: User) -> None:
    run_out(client, user)

    assert client.get("/office/cases/").headers["Location"] == "/accounts/sign-in/?next=/office/cases/"


def test_whoever_signs_in_instead_does_not_see_it(client: Client, user: User) -> None:
    run_out(client, user)
    client.post(ADDRESS, {"note": NOTE})
    sign_in_keeping(client, UserFactory())

    assert client.get("/accounts/typed/").headers["Location"] == "/office/work/"
    assert typed.SESSION_KEY not in client.session


def test_it_is_forgotten_after_an_hour(client: Client, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    run_out(client, user)
    client.post(ADDRESS, {"note": NOTE})
    sign_in_keeping(client, user)
    later = time.time() + typed.LASTS_SECONDS + 1
    monkeypatch.setattr("dost.accounts.typed.time.time", lambda: later)

    assert client.get("/accounts/typed/").status_code == 302


@pytest.mark.parametrize("form", [{}, {"note": "x" * (typed.MOST_LETTERS + 1)}, {"password": "secret"}])
def test_nothing_too_much_or_secret_is_not_set_aside(client: Client, user: User, form: dict[str, str]) -> None:
    run_out(client, user)

    assert client.post(ADDRESS, form).headers["Location"].startswith("/accounts/sign-in/?next=/office/cases/")


def test_session_that_was_ended_on_purpose_leaves_nothing(client: Client, user: User) -> None:
    run_out(client, user)
    Session.objects.all().delete()

    assert client.post(ADDRESS, {"note": NOTE}).headers["Location"].startswith("/accounts/sign-in/?next=/office/cases/")


def sign_in_keeping(client: Client, user: User) -> None:
    """Sign in as the pages do: what the visitor's session holds stays."""
    held = client.session[typed.SESSION_KEY]
    sign_in(client, user)
    session = client.session
    session[typed.SESSION_KEY] = held
    session.save()
