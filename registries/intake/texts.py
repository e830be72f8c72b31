"""Text messages that people have sent to this house: an operator's signed report, each message kept once.

A message is `{"id": the operator's own, "from": "+994501234567", "text": …, "sent_at": "2026-11-30T09:05:00+04:00"}`.
An operator reports messages of its own numbers: nobody vouches for another's. What a message says is read by whoever
asked the person something; here it is only kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from registries.bridge.directory import OPERATORS, operator_of
from registries.models import ReceivedText
from registries.signals import texts_received

from .cells import shown
from .envelope import LONGEST_ID, storable
from .inbox import Receipt
from .permitted import NotAllowedError
from .problems import RowError

MOST_TEXTS: Final = 500
LONGEST_TEXT: Final = 1600
"""Letters of a message; ten parts of a network have fewer."""
AHEAD: Final = timedelta(minutes=5)
"""How far an operator's clock may be ahead of ours."""
FIELDS: Final = frozenset({"id", "from", "text", "sent_at"})


def receive_texts(many: Sequence[object], sender: str) -> list[Receipt]:
    """Keep the messages that an operator (`sender`, who has signed) reports; a receipt for each, in order.

    One that is known is a duplicate, whatever it says now; one that is wrong is refused alone.
    """
    now = timezone.now()
    receipts = []
    for raw in many:
        try:
            row = _read(raw, sender, now=now)
        except RowError as error:
            number = raw.get("id") if isinstance(raw, Mapping) else ""
            receipts.append(
                Receipt(
                    sender,
                    number if isinstance(number, str) else "",
                    "refused",
                    error.as_problem(),
                    denied=isinstance(error, NotAllowedError),
                )
            )
            continue
        receipts.append(Receipt(sender, row.message_id, "applied" if _keep(row) else "duplicate", None))
    if any(one.status == "applied" for one in receipts):
        transaction.on_commit(lambda: texts_received.send(ReceivedText))
    return receipts


def _keep(row: ReceivedText) -> bool:
    """Keep a message; False when it is here already. Who reports it twice at once is told so once."""
    before = ReceivedText.objects.filter(operator=row.operator_id, message_id=row.message_id)
    if before.exists():
        return False
    ReceivedText.objects.bulk_create([row], ignore_conflicts=True)
    return not before.exclude(received_at=row.received_at).exists()


def _read(raw: object, sender: str, *, now: datetime) -> ReceivedText:
    """A message as it is kept; raises RowError."""
    if sender not in OPERATORS.values():
        raise NotAllowedError("from", f"{sender} is no telephone operator", "operators report text messages")
    if not isinstance(raw, Mapping):
        raise RowError("", f"a message is an object, not {type(raw).__name__}", f"with {', '.join(sorted(FIELDS))}")
    unknown = sorted(set(raw) - FIELDS)
    if unknown:
        raise RowError(str(unknown[0])[:40], "is not part of a message", f"a message has {', '.join(sorted(FIELDS))}")
    number, phone, text = raw.get("id"), raw.get("from"), raw.get("text")
    if not isinstance(number, str) or not number.strip() or not number.isprintable() or len(number) > LONGEST_ID:
        raise RowError("id", "is missing or too long", f"the operator's own id, at most {LONGEST_ID} characters")
    if not isinstance(phone, str) or operator_of(phone) is None:
        raise RowError("from", f"{shown(phone)} is not a mobile number", "such as +994501234567")
    if operator_of(phone) != sender:
        raise NotAllowedError("from", f"the number is not one of {sender}", "an operator reports its own numbers")
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise RowError("text", "is missing or too long", f"at most {LONGEST_TEXT} characters")
    return ReceivedText(
        operator_id=sender,
        message_id=number.strip(),
        sender=phone,
        text=str(storable(text)),
        sent_at=_moment(raw.get("sent_at"), now=now),
        received_at=now,
    )


def _moment(value: object, *, now: datetime) -> datetime:
    """When it was sent; a moment ahead of ours becomes ours."""
    hint = "a moment with its zone, such as 2026-11-30T09:05:00+04:00"
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise RowError("sent_at", f"{shown(value)} is not a moment", hint)
    try:
        if moment > now + AHEAD:
            raise RowError("sent_at", "is in the future", hint)
        return min(moment, now)
    except OverflowError:
        raise RowError("sent_at", f"{shown(value)} is not a moment", hint) from None
