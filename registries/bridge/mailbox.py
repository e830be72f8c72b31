"""The e-mail backend of a demonstration: messages are handed to the simulator's mailbox over HTTP, as they would leave.

It fails as SMTP does, so that whoever sends handles one kind of failure.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

import httpx
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

PATH: Final = "/_sim/mail"
REFUSED_FOR_GOOD: Final = 550
"""The SMTP code of an address that is not there (RFC 5321)."""


class MailboxBackend(BaseEmailBackend):
    """Hands each message to the mailbox of the simulator."""

    def __init__(self, fail_silently: bool = False, timeout: float = 10.0, **_kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self._timeout = timeout

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand over messages; raises what SMTP would: an address refused for good, or a server that went away."""
        for message in email_messages:
            self._send(message)
        return len(email_messages)

    def _send(self, message: EmailMessage) -> None:
        content = message.message().as_bytes()
        try:
            answer = httpx.post(
                f"{settings.SIMULATOR_URL}{PATH}",
                content=content,
                headers={"Content-Type": "message/rfc822"},
                timeout=self._timeout,
                trust_env=False,
            )
        except httpx.TransportError as error:
            raise smtplib.SMTPServerDisconnected(str(error)) from error
        if answer.status_code == HTTPStatus.NOT_FOUND:
            refusals = dict.fromkeys(message.recipients(), (REFUSED_FOR_GOOD, b"no such mailbox"))
            raise smtplib.SMTPRecipientsRefused(refusals)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise smtplib.SMTPServerDisconnected(f"HTTP {answer.status_code}")
