from __future__ import annotations

import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import connection
from django.test import Client

from dost.accounts import second_step
from dost.accounts.models import User
from tests.factories.accounts import SECRET, UserFactory, code_of, sign_in

pytestmark = pytest.mark.django_db

START = 1_900_000_000 // 30 * 30  # the first second of a time step


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the clock that codes are looked at by: `clock(31)` is 31 seconds after the start."""

    def turn(seconds: int) -> None:
        monkeypatch.setattr("time.time", lambda: float(START + seconds))

    turn(0)
    return turn


def code_at(seconds: int) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(SECRET, (START + seconds) // 30)))


def enrolled() -> Authenticator:
    authenticator = second_step.totp_of(UserFactory(enrolled=True))
    assert authenticator is not None
    return authenticator


def test_code_of_rfc_6238_is_the_one_expected() -> None:
    """Appendix B, SHA1, time 59, as six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"

    assert totp.format_hotp_value(totp.hotp_value(secret, 59 // 30)) == "287082"


def test_code_works_once(clock: Any) -> None:
    authenticator = enrolled()

    assert second_step.use_code(authenticator, code_at(0))
    assert not second_step.use_code(authenticator, code_at(0))
    clock(31)  # still within what a slow clock is allowed, and not in a cache any more
    assert not second_step.use_code(authenticator, code_at(0))


def test_code_older_than_one_used_does_not_work(clock: Any) -> None:
    authenticator = enrolled()

    assert second_step.use_code(authenticator, code_at(30))
    assert not second_step.use_code(authenticator, code_at(0))


@pytest.mark.parametrize(("seconds", "works"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clock_may_be_one_step_off(clock: Any, seconds: int, works: bool) -> None:
    assert second_step.use_code(enrolled(), code_at(seconds)) is works


@pytest.mark.parametrize("wrong", ["", "12345", "abcdef", "ə12345", "0" * 500])
def test_what_is_no_code_does_not_work(clock: Any, wrong: str) -> None:
    assert not second_step.use_code(enrolled(), wrong)


def test_code_may_be_written_in_groups(clock: Any) -> None:
    code = code_at(0)

    assert second_step.use_code(enrolled(), f"{code[:3]} {code[3:]}")


def test_next_code_is_one_that_works(clock: Any) -> None:
    authenticator = enrolled()
    clock(10)

    first, seconds = second_step.next_code(authenticator.user)
    assert (first, seconds) == (code_at(0), 50.0)
    assert second_step.use_code(authenticator, first)
    second, seconds = second_step.next_code(authenticator.user)
    assert (second, seconds) == (code_at(30), 80.0)
    assert second_step.use_code(authenticator, second)


@pytest.mark.django_db(transaction=True)
def test_code_sent_twice_at_once_works_once() -> None:
    authenticator = enrolled()
    code, worked, start = code_of(authenticator.user), [], threading.Barrier(4)

    def send() -> None:
        start.wait()
        worked.append(second_step.use_code(authenticator, code))
        connection.close()

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(worked) == [False, False, False, True]


def test_secret_is_not_readable_in_the_database() -> None:
    assert SECRET not in str(enrolled().data)


def test_reset_forgets_everything_and_ends_all_sessions(client: Client) -> None:
    user = UserFactory(publisher=True, enrolled=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    sign_in(client, user)
    assert client.get("/office/").status_code == 200

    assert second_step.reset(user)

    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get("/office/").headers["Location"].startswith("/accounts/sign-in/")
    assert not second_step.reset(user)


def test_reset_leaves_others_alone(client: Client) -> None:
    other = UserFactory(publisher=True, enrolled=True)
    sign_in(client, other)

    second_step.reset(UserFactory(editor=True, enrolled=True))

    assert second_step.is_enrolled(other)
    assert client.get("/office/").status_code == 200
    assert User.objects.get(pk=other.pk).session_epoch == 0
