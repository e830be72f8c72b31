"""A customer's telephone writes to DOST: the operator keeps the message and reports it, signed with its own key.

The operator's system is software of its own: it makes the signature (JWS, detached, RFC 7515 and 7797) by itself, with
the private key that a demonstration made for it.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone
from joserfc.jwk import OKPKey

from registries.bridge.directory import operator_of

from .models import WrittenText

KEYS: Final = "institution_keys.json"
PATH: Final = "/bridge/texts"
PATIENCE_SECONDS: Final = 10.0
LONGEST: Final = 459
"""Letters of a message: three parts of a network."""


class NotHandedOverError(Exception):
    """The operator could not report the message; what it says is for whoever holds the telephone."""


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
    body = json.dumps(message, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "X-JWS-Signature": _signature(written_text.operator, body)}
    try:
        answer = httpx.post(
            f"http://127.0.0.1:{settings.PORT}{PATH}",
            content=body,
            headers=headers,
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        )
    except httpx.TransportError as error:
        raise NotHandedOverError(f"DOST does not answer: {type(error).__name__}") from error
    if answer.status_code != HTTPStatus.OK:
        raise NotHandedOverError(f"DOST answered {answer.status_code}: {answer.text[:200]}")


def _signature(operator: str, body: bytes, *, now: datetime | None = None) -> str:
    """The value of the header that signs a body with an operator's key."""
    key = _key(operator)
    private = key.private_key
    assert isinstance(private, Ed25519PrivateKey)
    protected: dict[str, Any] = {
        "alg": "Ed25519",
        "kid": f"{operator}-{key.thumbprint()[:32]}",
        "b64": False,
        "crit": ["b64"],
        "iat": int(now.timestamp() if now else time.time()),
        "jti": secrets.token_urlsafe(24),
        "htm": "POST",
        "htu": PATH,
    }
    head = _encoded(json.dumps(protected).encode())
    return f"{head}..{_encoded(private.sign(head.encode() + b'.' + body))}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _key(operator: str) -> OKPKey:
    try:
        keys = json.loads((settings.DOST_HOME / KEYS).read_text(encoding="ascii"))
        return OKPKey.import_key(keys[operator])
    except (OSError, ValueError, KeyError) as error:
        raise NotHandedOverError(f"{operator} has no key here: `manage.py demo_keys` makes one") from error
