"""Institutions' keys, and calls signed with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from joserfc.jwk import ECKey, Key, OKPKey

from registries.intake.keys import add_key
from registries.intake.signature import HEADER, sign
from registries.models import InstitutionKey
from tests.factories.registries import InstitutionFactory

PATH = "/bridge/events"


@dataclass(frozen=True)
class Sender:
    """An institution's system: its private key, and the row of the public one."""

    key: Key
    stored: InstitutionKey
    algorithm: str

    @property
    def kid(self) -> str:
        return self.stored.kid

    def signature(self, body: bytes, *, now: datetime | None = None, **other: Any) -> str:
        """The header's value; `other` replaces what is signed: kid, algorithm, method, path, jti."""
        said = {"kid": self.kid, "algorithm": self.algorithm, "method": "POST", "path": PATH} | other
        return sign(body, self.key, now=now or timezone.now(), **said)

    def headers(self, body: bytes) -> dict[str, str]:
        """What a request with this body carries."""
        return {HEADER: self.signature(body)}


def sender(code: str = "EDLIYYE", *, algorithm: str = "Ed25519", **more: Any) -> Sender:
    """An institution with a key that counts; `more` goes to `add_key`."""
    InstitutionFactory(code=code)
    key: Key = ECKey.generate_key("P-256") if algorithm == "ES256" else OKPKey.generate_key("Ed25519")
    stored = add_key(code, key.as_dict(private=False), **({"now": timezone.now()} | more))
    return Sender(key, stored, algorithm)


def body_of(events: Iterable[Any] | dict[str, Any]) -> bytes:
    """Events as the body of a request."""
    return json.dumps(events, ensure_ascii=False, default=str).encode()
