"""Sessions end by themselves, are seen by their owner, and are ended by them or at once by an administrator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore as DjangosStore
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dost.accounts import sessions
from dost.accounts.models import Session, User
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"
EDGE = f"{CHROME.replace('X11; Linux x86_64', 'Windows NT 10.0; Win64; x64')} Edg/139.0.0.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def user() -> User:
    made: User = UserFactory(clerk=True)
    return made


def row_of(client: Client) -> Session:
    return Session.objects.get(session_key=client.session.session_key)


def is_open(client: Client) -> bool:
    return client.get("/office/").status_code == 200


def rewind(client: Client, *, seen: timedelta = timedelta(0), began: timedelta = timedelta(0)) -> None:
    """Put the session as far back as if it had begun and been used last so long ago."""
    store = client.session
    store["seen_at"] -= int(seen.total_seconds())
    store["began_at"] -= int(began.total_seconds())
    store.save()


# -- the end ---------------------------------------------------------------------------------------------------


def test_session_ends_half_an_hour_after_the_last_request(client: Client, user: User, settings: Any) -> None:
    sign_in(client, user)
    idle = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    rewind(client, seen=idle - timedelta(minutes=2), began=idle)
    assert is_open(client)
    rewind(client, seen=idle, began=idle)

    assert client.get("/office/").headers["Location"] == "/accounts/sign-in/?next=/office/"


def test_session_ends_ten_hours_after_signing_in_however_busy(client: Client, user: User, settings: Any) -> None:
    sign_in(client, user)
    rewind(client, began=timedelta(seconds=settings.SESSION_COOKIE_AGE - 120))
    assert is_open(client)
    rewind(client, began=timedelta(seconds=120))

    assert not is_open(client)


def test_request_counts_as_seen_once_a_minute_and_a_page_that_polls_never(client: Client, user: User) -> None:
    sign_in(client, user)
    rewind(client, seen=timedelta(minutes=20), began=timedelta(minutes=20))
    long_ago = row_of(client).seen_at

    client.get("/office/", headers={"HX-Request": "true", "X-Polled": "1"})
    assert row_of(client).seen_at == long_ago
    client.get("/office/")
    seen = row_of(client).seen_at
    assert seen is not None
    assert timezone.now() - seen < timedelta(minutes=1)
    client.get("/office/")
    assert row_of(client).seen_at == seen


@given(
    began=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    minutes=st.integers(min_value=0, max_value=24 * 60),
)
def test_session_never_outlives_either_end(began: datetime, minutes: int) -> None:
    seen = began + timedelta(minutes=minutes)

    for limits, idle, whole in ((sessions.of_staff(), 30, 10), (sessions.of_citizens(), 20, 8)):
        end = sessions.ends_at(began, seen, limits)

        assert end <= began + timedelta(hours=whole)
        assert end <= seen + timedelta(minutes=idle)
        assert end in {began + timedelta(hours=whole), seen + timedelta(minutes=idle)}


def test_session_of_django_s_own_table_opens_nothing(client: Client, user: User) -> None:
    """What a session of before an update carried is not a session any more: its owner signs in again."""
    old = DjangosStore()
    old["_auth_user_id"] = str(user.pk)
    old.create()
    client.cookies["sessionid"] = str(old.session_key)

    assert not is_open(client)


def test_what_ran_out_is_deleted_a_while_later(client: Client, user: User) -> None:
    sign_in(client, user)
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    sessions.SessionStore.clear_expired()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=timezone.now() - sessions.KEPT_AFTER_THE_END - timedelta(seconds=1))

    sessions.SessionStore.clear_expired()

    assert not Session.objects.exists()


# -- what is kept of one -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox, Windows"),
        (CHROME, "Chrome, Linux"),
        (EDGE, "Edge, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("x" * 100_000, ""),
    ],
)
def test_device_is_browser_and_system_only(agent: str, device: str) -> None:
    assert sessions.device(agent) == device


def test_session_says_whose_it_is_since_when_and_from_where(user: User) -> None:
    client = Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="10.1.2.3")
    UserFactory(username="rza", enrolled=True)
    client.force_login(user)
    client.get("/office/")
    row = row_of(client)

    assert row.user == user
    assert row.began_at is not None
    assert row.began_at == row.seen_at


def test_visitor_s_session_is_nobody_s(client: Client) -> None:
    client.get("/accounts/link/whatever/")
    row = Session.objects.get()

    assert (row.user, row.address, row.device, row.began_at) == (None, "", "", None)


# -- seeing and ending -------------------------------------------------------------------------------------------


def test_owner_sees_their_own_sessions_the_current_one_first(user: User) -> None:
    here, there, elsewhere = Client(), Client(), Client()
    sign_in(here, user)
    sign_in(there, user)
    sign_in(elsewhere, UserFactory())
    ended = Client()
    sign_in(ended, user)
    rewind(ended, seen=timedelta(hours=1))

    listed = sessions.own_sessions(user, current=here.session.session_key, now=timezone.now())

    assert [one.is_current for one in listed] == [True, False]
    assert {one.handle for one in listed} == {
        sessions.handle_of(str(client.session.session_key)) for client in (here, there)
    }
    assert str(there.session.session_key) not in str(listed)


def test_owner_ends_one_and_nobody_else_s(user: User) -> None:
    there, stranger = Client(), Client()
    sign_in(there, user)
    sign_in(stranger, UserFactory())

    assert not sessions.end_one(user, sessions.handle_of(str(stranger.session.session_key)))
    assert is_open(stranger)
    assert sessions.end_one(user, sessions.handle_of(str(there.session.session_key)))
    assert not is_open(there)
    assert not sessions.end_one(user, "nonsense")


def test_owner_ends_all_others(user: User) -> None:
    here, there, third = Client(), Client(), Client()
    for client in (here, there, third):
        sign_in(client, user)

    assert sessions.end_others(user, current=here.session.session_key) == 2
    assert [is_open(client) for client in (here, there, third)] == [True, False, False]


def test_all_end_at_once_also_one_whose_row_comes_back(client: Client, user: User) -> None:
    sign_in(client, user)
    under_way = client.session  # of a request that is being answered
    sessions.end_all(user.pk)
    under_way["more"] = 1
    under_way.save(must_create=True)

    assert not is_open(client)
