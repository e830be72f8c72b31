"""E-mail: each message alone, through the mail server of the settings (Django's backend; SMTP in production).

A mail server cannot be asked what became of a message. So one whose answer was lost is sent again, after its deadline
has passed, under the same `Message-ID`, which is made of its key: whoever receives it twice is shown it once. What a
server refuses for good – there is no such address – is refused here, and the next way is tried.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import gettext as _

from dost.common.delivery import Settled
from registries.bridge.client import Answer
from registries.bridge.transport import Unavailable

SERVER: Final = "MAIL"
NO_SUCH_ADDRESS: Final = "unknown_address"
FOR_GOOD: Final = 500
"""Answers of a mail server from here on are final (RFC 5321, 4.2.1); those below say that it may be tried again."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail: plain text, in the language of its receiver."""

    key: str
    to: str
    text: str
    language: str


def send(mails: Sequence[Mail]) -> list[Answer]:
    """Hand messages to the mail server; raises `Unavailable`, with the answers that did arrive."""
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        connection.open()
    except OSError as error:
        raise Unavailable(SERVER, "unreachable") from error
    answers: list[Answer] = []
    try:
        for one in mails:
            answers.append(_sent(connection, one, answers))
    finally:
        connection.close()
    return answers


def _sent(connection: BaseEmailBackend, mail: Mail, before: Sequence[Answer]) -> Answer:
    """The server's answer to one message."""
    try:
        connection.send_messages([_message(mail)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        if min(_codes(error), default=0) >= FOR_GOOD:
            return _answer(mail.key, done=False)
        raise Unavailable(SERVER, "rejected", answers=before) from error
    except OSError as error:  # SMTPException is one
        raise Unavailable(SERVER, "cut_off", answers=before) from error
    return _answer(mail.key, done=True)


def _codes(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> Iterator[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        yield from (code for code, _text in error.recipients.values())
    else:
        yield error.smtp_code


def _message(mail: Mail) -> EmailMessage:
    with translation.override(mail.language):
        subject = _("DOST: a message for you")
    host = urlsplit(settings.PUBLIC_URL).hostname
    return EmailMessage(
        subject=subject,
        body=mail.text,
        to=[mail.to],
        headers={
            "Message-ID": f"<{mail.key}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )


def _answer(key: str, *, done: bool) -> Answer:
    data = {"done": done, "reason": "" if done else NO_SUCH_ADDRESS}
    return Answer(key=key, found=True, data=data, answered_at=datetime.now(UTC))


def never_known(keys: Sequence[str]) -> list[Answer]:
    """What is said of messages in doubt: that no server knows them, so that they are sent again."""
    return [Answer(key=key, found=False, data={}, answered_at=datetime.now(UTC)) for key in keys]


def read(answer: Answer) -> Settled:
    """What a mail server's answer means."""
    return Settled(key=answer.key, done=answer.data["done"], problem=answer.data["reason"])
