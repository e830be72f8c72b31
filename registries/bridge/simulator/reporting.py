"""An institution's own system reports to DOST: it signs what it sends with its own key, and hands it over by HTTP.

It is software of its own: it makes the signature (JWS, detached, RFC 7515 and 7797) by itself, with the private key
that a demonstration made for it.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from joserfc.jwk import OKPKey

KEYS: Final = "institution_keys.json"
EVENTS: Final = "/bridge/events"
PATIENCE_SECONDS: Final = 10.0


class NotHandedOverError(Exception):
    """What was to be reported did not arrive, or was not taken; the message says why, for whoever plays the sender."""


def report_event(institution: str, event: Mapping[str, Any]) -> None:
    """Hand one event over; raises `NotHandedOverError` where DOST did not take it, with what it says is wrong."""
    post(institution, EVENTS, event)


def post(institution: str, path: str, content: Any) -> None:
    """Send signed JSON to an address of DOST; raises `NotHandedOverError` unless all of it was taken."""
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "X-JWS-Signature": signature(institution, body, path=path)}
    try:
        answer = httpx.post(
            f"http://127.0.0.1:{settings.PORT}{path}",
            content=body,
            headers=headers,
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        )
    except httpx.TransportError as error:
        raise NotHandedOverError(f"DOST does not answer: {type(error).__name__}") from error
    if answer.status_code != HTTPStatus.OK:
        raise NotHandedOverError(f"DOST answered {answer.status_code}: {answer.text[:200]}")


def signature(institution: str, body: bytes, *, path: str, now: datetime | None = None) -> str:
    """The value of the header that signs a body with an institution's key."""
    key = _key(institution)
    private = key.private_key
    assert isinstance(private, Ed25519PrivateKey)
    protected: dict[str, Any] = {
        "alg": "Ed25519",
        "kid": f"{institution}-{key.thumbprint()[:32]}",
        "b64": False,
        "crit": ["b64"],
        "iat": int(now.timestamp() if now else time.time()),
        "jti": secrets.token_urlsafe(24),
        "htm": "POST",
        "htu": path,
    }
    head = _encoded(json.dumps(protected).encode())
    return f"{head}..{_encoded(private.sign(head.encode() + b'.' + body))}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _key(institution: str) -> OKPKey:
    try:
        keys = json.loads((settings.DOST_HOME / KEYS).read_text(encoding="ascii"))
        return OKPKey.import_key(keys[institution])
    except (OSError, ValueError, KeyError) as error:
        raise NotHandedOverError(f"{institution} has no key here: `manage.py demo_keys` makes one") from error
