from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings

from dost.accounts import throttle
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/accounts/sign-in/"


@pytest.fixture(autouse=True)
def _no_failures_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> str:
    client.cookies["django_language"] = "en"
    response = client.post(ADDRESS, {"username": "rza", "password": password, **more})
    return response.headers.get("Location", "") or response.content.decode()


def test_sign_in_goes_where_the_reader_wanted_to_go(client: Client) -> None:
    UserFactory(username="rza")

    assert sign_in(client, next="/office/cases/?state=waiting") == "/office/cases/?state=waiting"


def test_sign_in_goes_to_ones_work_rather_than_to_a_foreign_address(client: Client) -> None:
    UserFactory(username="rza")

    assert sign_in(client, next="https://elsewhere.example/") == "/accounts/start/"


@pytest.mark.parametrize("username", ["rza", "nobody"])
def test_sign_in_says_the_same_for_a_wrong_name_and_a_wrong_password(client: Client, username: str) -> None:
    UserFactory(username=username)

    page = sign_in(client, "wrong")

    assert "The user name or the password is not right." in page
    assert "There is a problem" in page


def test_sign_in_refuses_an_account_that_is_closed(client: Client) -> None:
    UserFactory(username="rza", is_active=False)

    assert "The user name or the password is not right." in sign_in(client)


def test_sign_in_waits_after_too_many_failures(client: Client) -> None:
    UserFactory(username="rza")
    for _time in range(throttle.MOST_BY_NAME):
        sign_in(client, "wrong")

    assert "Too many attempts have failed." in sign_in(client)


def test_sign_in_from_another_address_is_not_slowed_down(client: Client) -> None:
    UserFactory(username="rza")
    for _time in range(throttle.MOST_BY_NAME):
        sign_in(client, "wrong")

    assert sign_in(Client(REMOTE_ADDR="10.1.2.3")) == "/accounts/start/"


def test_many_addresses_together_are_slowed_down_at_one_name(client: Client) -> None:
    UserFactory(username="rza")
    for number in range(throttle.MOST_ANYWHERE):
        throttle.count_failure(username="rza", address=f"10.1.{number}.1")

    assert "Too many attempts have failed." in sign_in(client)
    UserFactory(username="other")
    assert client.post(ADDRESS, {"username": "other", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("account", ["suspended", "invited", "nobody"])
def test_account_that_does_not_open_answers_like_one_that_is_not_there(client: Client, account: str) -> None:
    user = UserFactory(username="rza" if account != "nobody" else "other", is_active=account != "suspended")
    if account == "invited":
        user.set_unusable_password()
        user.save()

    page = sign_in(client)

    assert "The user name or the password is not right." in page
    for word in ("closed", "suspended", "inactive"):
        assert word not in page


def test_sign_in_that_succeeds_clears_the_count(client: Client) -> None:
    UserFactory(username="rza")
    for _time in range(throttle.MOST_BY_NAME - 1):
        sign_in(client, "wrong")
    sign_in(client)
    client.post("/accounts/sign-out/")
    sign_in(client, "wrong")

    assert sign_in(client) == "/accounts/start/"


def test_sign_in_slows_down_an_address_that_tries_many_names(client: Client) -> None:
    for number in range(throttle.MOST_BY_ADDRESS):
        throttle.count_failure(username=f"user{number}", address="127.0.0.1")
    UserFactory(username="rza")

    assert "Too many attempts have failed." in sign_in(client)


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_address_behind_a_proxy_is_the_one_the_proxy_saw(rf: object) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": "1.2.3.4, 10.0.0.9"})  # type: ignore[attr-defined]

    assert throttle.address_of(request) == "10.0.0.9"


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_address_that_is_none_is_cut_to_what_can_be_kept(rf: object) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": "1\x00\r\n2" + "x" * 300})  # type: ignore[attr-defined]

    assert throttle.address_of(request) == "12" + "x" * 62


def test_sign_in_shows_the_demonstrations_accounts(client: Client) -> None:
    assert "dost-demo-2026" not in client.get(ADDRESS).content.decode()

    call_command("demo_users", verbosity=0)

    page = client.get(ADDRESS).content.decode()
    assert "<code>examiner</code>" in page
    assert "dost-demo-2026" in page


@override_settings(PRODUCTION=True)
def test_sign_in_in_production_shows_no_accounts(client: Client) -> None:
    UserFactory(username="examiner")

    assert "<code>examiner</code>" not in client.get(ADDRESS).content.decode()


def test_sign_out_is_a_post_and_ends_the_session(client: Client) -> None:
    client.force_login(UserFactory())

    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/").headers["Location"] == ADDRESS
    assert client.get("/office/").status_code == 302
