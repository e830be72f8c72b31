"""The mail server's book: what arrived in which mailbox. The same `Message-ID` arrives once for whoever reads it."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import parseaddr
from http import HTTPStatus
from typing import Final

from django.utils import timezone

from registries.bridge.simulator.models import MailMessage
from registries.bridge.simulator.refusal import RefusalError

NOWHERE: Final = ".invalid"
"""Addresses below this name exist nowhere (RFC 2606): the server refuses them for good."""
LONGEST: Final = 254


def deliver(content: bytes) -> None:
    """Put a message (RFC 5322) into the mailboxes of its receivers; raises `RefusalError` as SMTP would refuse it."""
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    to = [parseaddr(part)[1].lower() for part in str(parsed.get("To", "")).split(",")]
    if not to or any("@" not in one or len(one) > LONGEST for one in to):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "expected an address in To", "To")
    if any(one.endswith(NOWHERE) for one in to):
        raise RefusalError(HTTPStatus.NOT_FOUND, "mailbox", "there is no such mailbox", "To")
    body = parsed.get_body(("plain",))
    MailMessage.objects.bulk_create(
        [
            MailMessage(
                message_id=str(parsed.get("Message-ID", ""))[:200],
                to=one,
                sender=str(parsed.get("From", ""))[:LONGEST],
                subject=str(parsed.get("Subject", ""))[:200],
                language=str(parsed.get("Content-Language", "az"))[:2],
                text=body.get_content() if body is not None else "",
                received_at=timezone.now(),
            )
            for one in to
        ],
        ignore_conflicts=True,
    )


def mailboxes(*, limit: int) -> Sequence[MailMessage]:
    """The newest message of each mailbox that received something lately."""
    newest = MailMessage.objects.order_by("to", "-pk").distinct("to")
    return sorted(newest, key=lambda row: row.pk, reverse=True)[:limit]


def mailbox(address: str, *, limit: int) -> Sequence[MailMessage]:
    """The messages of one mailbox, the newest first."""
    return list(MailMessage.objects.filter(to=address.lower()).order_by("-pk")[:limit])
