"""A telephone operator's book of text messages. The same message sent twice is delivered twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from registries.bridge.directory import TEXT, QuestionSpec, operator_of

from . import fence

BOOK = "messages"
MESSAGES = QuestionSpec("sms", {"to": TEXT, "text": TEXT, "sender": TEXT, "language": TEXT}, {})

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)


def deliver(
    operator: str, items: Sequence[dict[str, Any]], *, request_id: str, deadline: float | None
) -> tuple[datetime, dict[str, dict[str, Any]]]:
    """Deliver each message to its telephone; a number that is not this operator's is refused."""
    own = [item for item in items if operator_of(item["to"]) == operator]
    with fence.writing(BOOK, institution=operator, request_id=request_id, deadline=deadline) as entry:
        if entry is not None and own:
            _insert(operator, own, entry)
    refused = {
        item["key"]: {"status": "refused", "reason": "unknown_number", "times": 0, "delivered_at": None}
        for item in items
    }
    return timezone.now(), refused | _known(operator, [item["key"] for item in own])


def statuses(operator: str, keys: Sequence[str]) -> tuple[datetime, dict[str, dict[str, Any]]]:
    """What is known of messages, and as of when."""
    return fence.reading(BOOK, institution=operator), _known(operator, keys)


def parts(text: str) -> int:
    """How many parts a message takes: 160 characters of the GSM alphabet or 70 others, less when divided."""
    whole, part = (160, 153) if set(text) <= _GSM else (70, 67)
    return 1 if len(text) <= whole else -(-len(text) // part)


def _insert(operator: str, items: Sequence[dict[str, Any]], entry: fence.Entry) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO simulator_textmessage"
            ' (request_id, operator, delivered_at, key, "to", sender, language, text, parts)'
            " SELECT %s, %s, %s, * FROM unnest("
            "%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::smallint[])",
            [
                entry.pk,
                operator,
                entry.at,
                *([item[name] for item in items] for name in ("key", "to", "sender", "language", "text")),
                [parts(item["text"]) for item in items],
            ],
        )


def _known(operator: str, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, count(*), min(delivered_at) FROM simulator_textmessage"
            " WHERE operator = %s AND key = ANY(%s) GROUP BY key",
            [operator, list(keys)],
        )
        rows = cursor.fetchall()
    return {
        key: {
            "status": "delivered",
            "reason": None,
            "times": times,
            "delivered_at": delivered_at.isoformat(),
        }
        for key, times, delivered_at in rows
    }
