"""A customer's telephone writes to DOST: the operator keeps the message and reports it, signed with its own key."""

from __future__ import annotations

import secrets
from typing import Final

from django.utils import timezone

from registries.bridge.directory import operator_of

from . import reporting
from .models import WrittenText
from .reporting import NotHandedOverError

__all__ = ["LONGEST", "PATH", "NotHandedOverError", "write", "written"]

PATH: Final = "/bridge/texts"
LONGEST: Final = 459
"""Letters of a message: three parts of a network."""


def write(number: str, text: str) -> WrittenText:
    """Keep a message of a customer and report it.

    Raises:
        NotHandedOverError: DOST did not take it, or there is no key; the message is kept all the same.
    """
    operator = operator_of(number)
    if operator is None:
        raise NotHandedOverError("no operator serves this number")
    written_text = WrittenText.objects.create(
        operator=operator,
        message_id=secrets.token_hex(12),
        number=number,
        text=text[:LONGEST],
        written_at=timezone.now(),
    )
    _report(written_text)
    return written_text


def written(number: str, *, limit: int) -> list[WrittenText]:
    """What this telephone wrote, the newest first."""
    return list(WrittenText.objects.filter(number=number).order_by("-pk")[:limit])


def _report(written_text: WrittenText) -> None:
    message = {
        "id": written_text.message_id,
        "from": written_text.number,
        "text": written_text.text,
        "sent_at": written_text.written_at.isoformat(),
    }
    reporting.post(written_text.operator, PATH, message)
