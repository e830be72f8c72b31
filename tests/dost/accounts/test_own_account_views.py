"""One's own password and sessions, and what was typed before: pages, as a browser without scripts uses them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from dost.accounts import sessions, throttle
from dost.accounts.models import AccountEvent, User
from tests.factories.accounts import PASSWORD, UserFactory, sign_in

pytestmark = pytest.mark.django_db

CHANGE = "/accounts/password/"
SESSIONS = "/accounts/sessions/"
END = "/accounts/sessions/end/"
NEW = "quite another secret"


@pytest.fixture(autouse=True)
def _no_failures_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user() -> User:
    made: User = UserFactory(first_name="Nigar", last_name="Rzayeva", username="nigar.rzayeva")
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    sign_in(client, user, password_given=True)
    return client


def change(client: Client, *, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> str:
    again = new if again is None else again
    sent = {"old_password": old, "new_password1": new, "new_password2": again}
    return client.post(CHANGE, sent, follow=True).content.decode()


def test_password_is_changed_and_other_sessions_end(user: User) -> None:
    here, there = signed_in(user), signed_in(user)

    assert "Your password is changed." in change(here)

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert here.get("/office/").status_code == 200
    assert there.get("/office/").status_code == 302
    assert AccountEvent.objects.get().what == "password_changed"


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, "The password is not right."),
        (PASSWORD, "short", "short", "at least 12 characters"),
        (PASSWORD, "123456789012345", "123456789012345", "entirely numeric"),
        (PASSWORD, "nigar.rzayeva1", "nigar.rzayeva1", "too similar"),
        (PASSWORD, NEW, "something else here", "didn’t match"),
        (PASSWORD, PASSWORD, PASSWORD, "another password than the one you have"),
        ("", "", "", "Write a new password."),
    ],
)
def test_password_that_will_not_do_is_refused_in_words(user: User, old: str, new: str, again: str, said: str) -> None:
    page = change(signed_in(user), old=old, new=new, again=again)

    assert said in page
    assert "There is a problem" in page
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_guessing_the_password_at_a_screen_left_open_is_throttled(user: User) -> None:
    client = signed_in(user)
    for _try in range(throttle.MOST_BY_NAME):
        change(client, old="wrong")

    assert "Too many attempts have failed." in change(client)


def test_own_sessions_are_listed_and_one_is_ended(user: User) -> None:
    here, there = signed_in(user), signed_in(user)
    handle = sessions.handle_of(str(there.session.session_key))

    page = here.get(SESSIONS).content.decode()
    assert "this one" in page
    assert page.count('name="session"') == 1
    assert handle in page
    assert str(there.session.session_key) not in page
    said = here.post(END, {"session": handle}, follow=True).content.decode()

    assert "You are signed out there." in said
    assert there.get("/office/").status_code == 302
    assert AccountEvent.objects.get().what == "sessions_ended"


def test_all_others_are_ended_and_nobody_else_s(user: User) -> None:
    here, there, stranger = signed_in(user), signed_in(user), signed_in(UserFactory())

    here.post(END)

    assert [client.get("/office/").status_code for client in (here, there, stranger)] == [200, 302, 200]
    assert "There was nothing to end any more." in here.post(END, follow=True).content.decode()
    foreign = sessions.handle_of(str(stranger.session.session_key))
    assert "There was nothing to end any more." in here.post(END, {"session": foreign}, follow=True).content.decode()
    assert stranger.get("/office/").status_code == 200


def test_ending_a_session_wants_the_password_once_more(user: User) -> None:
    client = Client()
    sign_in(client, user, password_given=False)

    assert client.post(END).headers["Location"].startswith("/accounts/sign-in/password-again/")


@pytest.mark.parametrize("address", [CHANGE, SESSIONS, END, "/accounts/sessions/stay/", "/accounts/typed/"])
def test_none_of_them_opens_with_a_password_alone(user: User, address: str) -> None:
    client = Client()
    client.force_login(user)

    for ask in (client.get, client.post):
        there = ask(address).headers.get("Location", "")
        assert there.startswith(("/accounts/second-step/set-up/", "/accounts/sign-in/"))


def test_staying_answers_nothing(user: User) -> None:
    assert signed_in(user).post("/accounts/sessions/stay/").status_code == 204


def test_nothing_typed_leads_to_the_start(user: User) -> None:
    assert signed_in(user).get("/accounts/typed/").headers["Location"] == "/office/work/"
