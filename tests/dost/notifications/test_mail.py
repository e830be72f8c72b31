"""E-mail through the mail server: what it takes, what it refuses for good, and what nobody can tell."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from dost.notifications import mail
from dost.notifications.mail import Mail, never_known, read, send
from registries.bridge.client import final_absence
from registries.bridge.transport import Unavailable

GONE = smtplib.SMTPRecipientsRefused({"b@b.az": (550, b"no such mailbox")})
BUSY = smtplib.SMTPRecipientsRefused({"b@b.az": (451, b"try again later")})
CUT_OFF = smtplib.SMTPServerDisconnected("gone")


class Server(BaseEmailBackend):
    """A mail server: `fails` says what it answers to a receiver; `closed` that it is not there."""

    fails: dict[str, Exception] = {}
    closed = False
    taken: list[EmailMessage] = []

    def open(self) -> bool:
        if Server.closed:
            raise ConnectionRefusedError
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.to[0] in Server.fails:
                raise Server.fails[message.to[0]]
            Server.taken.append(message)
        return len(email_messages)


@pytest.fixture(autouse=True)
def _server(monkeypatch: pytest.MonkeyPatch) -> None:
    Server.fails, Server.closed, Server.taken = {}, False, []
    monkeypatch.setattr(mail, "get_connection", lambda **_more: Server())


def mails(*to: str) -> list[Mail]:
    return [Mail(key=f"N{number}", to=one, text="Salam", language="en") for number, one in enumerate(to)]


def test_message_says_who_it_is_from_and_nothing_of_the_matter(settings: Any) -> None:
    settings.PUBLIC_URL = "https://dost.example"
    answers = send(mails("a@b.az"))
    assert [read(answer).done for answer in answers] == [True]
    (message,) = Server.taken
    assert message.extra_headers["Message-ID"] == "<N0@dost.example>"
    assert message.subject == "DOST: a message for you"


def test_address_that_is_not_there_is_refused_alone() -> None:
    Server.fails = {"b@b.az": GONE}
    settled = [read(answer) for answer in send(mails("a@b.az", "b@b.az", "c@b.az"))]
    assert [(one.done, one.problem) for one in settled] == [(True, ""), (False, "unknown_address"), (True, "")]


def test_server_that_is_not_there_has_done_nothing() -> None:
    Server.closed = True
    with pytest.raises(Unavailable) as error:
        send(mails("a@b.az"))
    assert error.value.surely_not_done


@pytest.mark.parametrize(("failure", "surely"), [(BUSY, True), (CUT_OFF, False)])
def test_failure_on_the_way_keeps_what_was_taken(failure: Exception, surely: bool) -> None:
    Server.fails = {"b@b.az": failure}
    with pytest.raises(Unavailable) as error:
        send(mails("a@b.az", "b@b.az", "c@b.az"))
    assert [answer.key for answer in error.value.answers] == ["N0"]
    assert error.value.surely_not_done is surely


def test_message_in_doubt_is_sent_again_once_its_deadline_has_passed() -> None:
    (answer,) = never_known(["N0"])
    assert not answer.found
    assert final_absence(answer, deadline=datetime(2020, 1, 1, tzinfo=UTC))
