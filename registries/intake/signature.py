"""Signatures of institutions over what they send: JWS, detached (RFC 7515, appendix F), the body unencoded (RFC 7797).

The header `X-JWS-Signature` holds `<protected header>..<signature>`; the signed text is the protected header, a dot and
the body byte by byte. The protected header has exactly

    {"alg": "Ed25519" | "EdDSA" | "ES256", "kid": …, "b64": false, "crit": ["b64"],
     "iat": seconds since 1970, "jti": 16 to 64 characters of one's own, "htm": "POST", "htu": "/bridge/events"}

`kid` leads to the key, and the key to the institution: nothing in the body says who sends. `iat` may be five minutes
off this installation's clock; a `jti` works once; `htm` and `htu` bind the signature to this method and path.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.db import connection
from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, Key, OKPKey
from joserfc.registry import HeaderParameter

from registries.models import InstitutionKey

HEADER: Final = "X-JWS-Signature"
WINDOW: Final = timedelta(minutes=5)
LONGEST: Final = 2_048
"""Characters of a signature header; one with ES256 and a long kid has some 450."""

ALGORITHMS: Final[Mapping[str, frozenset[str]]] = {
    "OKP": frozenset({"Ed25519", "EdDSA"}),
    "EC": frozenset({"ES256"}),
}
"""The algorithms that count, by the type of the key; `none` and all shared secrets are not among them."""

_JTI: Final = re.compile(r"[A-Za-z0-9._~-]{16,64}")
_FORGET: Final = "DELETE FROM registries_usedcall WHERE kid = %s AND at < %s"
_USE_UP: Final = "INSERT INTO registries_usedcall (kid, jti, at) VALUES (%s, %s, %s) ON CONFLICT (kid, jti) DO NOTHING"
_NEEDED: Final = frozenset({"alg", "kid", "b64", "crit", "iat", "jti", "htm", "htu"})


class DeniedError(Exception):
    """A call whose signature does not count. `code` says why, `hint` what would be right.

    `institution` is whose key was named, when it is a known one; whether it was they who called is another matter.
    """

    def __init__(self, code: str, hint: str, *, institution: str = "") -> None:
        super().__init__(code)
        self.code, self.hint, self.institution = code, hint, institution


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a call, and with which key."""

    institution: str
    kid: str


class _Registry(jws.JWSRegistry):
    """The header members of these signatures, and bodies of the size that the door takes."""

    max_header_length = LONGEST
    max_payload_length = 64 * 1024 * 1024


_REGISTRY: Final = _Registry(
    header_registry={
        "iat": HeaderParameter("issued at", "int", True),
        "jti": HeaderParameter("number of the call", "str", True),
        "htm": HeaderParameter("method", "str", True),
        "htu": HeaderParameter("path", "str", True),
    },
    algorithms=sorted(set().union(*ALGORITHMS.values())),
)


def sign(
    body: bytes, key: Key, *, kid: str, algorithm: str, method: str, path: str, now: datetime, jti: str = ""
) -> str:
    """The value of the header that signs a body; as an institution's own system makes it."""
    protected: dict[str, Any] = {
        "alg": algorithm,
        "kid": kid,
        "b64": False,
        "crit": ["b64"],
        "iat": int(now.timestamp()),
        "jti": jti or secrets.token_urlsafe(24),
        "htm": method,
        "htu": path,
    }
    head = base64.urlsafe_b64encode(json.dumps(protected).encode()).rstrip(b"=")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # the old name of Ed25519 is accepted
        signature = _REGISTRY.get_alg(algorithm).sign(head + b"." + body, key)
    return f"{head.decode()}..{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def verify(signature: str, body: bytes, *, method: str, path: str, now: datetime) -> Signed:
    """Who signed this body for this method and path just now; the signature is used up.

    Costs three short statements: the key, the number of this call, and old numbers that are forgotten.

    Raises:
        DeniedError: the signature does not count.
    """
    protected = _protected(signature)
    stored = InstitutionKey.objects.filter(kid=protected["kid"]).first()
    if stored is None:
        raise DeniedError("unknown_key", "send the kid of a key that is registered here")
    institution = stored.institution_id
    _require(_in_force(stored, now), institution)
    if protected["alg"] not in ALGORITHMS[stored.jwk["kty"]]:
        wanted = " or ".join(sorted(ALGORITHMS[stored.jwk["kty"]]))
        raise DeniedError("algorithm", f"this key signs with {wanted}", institution=institution)
    if not _is_right(signature, body, public_key(stored)):
        raise DeniedError(
            "bad_signature", "sign the protected header, a dot and the body as sent", institution=institution
        )
    _require(_aim(protected, method=method, path=path, now=now), institution)
    if not _use_up(stored.kid, protected["jti"], now):
        raise DeniedError("replay", "sign every call anew, with a jti of its own", institution=institution)
    return Signed(institution, stored.kid)


def _require(denial: tuple[str, str] | None, institution: str) -> None:
    if denial is not None:
        raise DeniedError(*denial, institution=institution)


def _protected(signature: str) -> dict[str, Any]:
    """The protected header, complete and of the right types."""
    if not signature:
        raise DeniedError("no_signature", f"sign the call: {HEADER}: <protected header>..<signature>")
    parts = signature.split(".")
    if len(signature) > LONGEST or len(parts) != 3 or parts[1] or not signature.isascii():
        raise DeniedError("unreadable", f"{HEADER} is <protected header>..<signature>, at most {LONGEST} characters")
    try:
        protected = jws.extract_compact(signature.encode(), b"-", _REGISTRY).protected
        _REGISTRY.check_header(protected)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DeniedError("unreadable", "the protected header is not one that is understood here") from error
    if set(protected) != _NEEDED or protected["b64"] is not False or protected["crit"] != ["b64"]:
        raise DeniedError("unreadable", f"the protected header has exactly {', '.join(sorted(_NEEDED))}; b64 is false")
    kid, jti, issued = protected["kid"], protected["jti"], protected["iat"]
    if not isinstance(kid, str) or not kid.isprintable() or not _JTI.fullmatch(jti) or isinstance(issued, bool):
        raise DeniedError(
            "unreadable", "kid, jti (16 to 64 characters A-Z a-z 0-9 . _ ~ -) or iat is not what it should be"
        )
    return dict(protected)


def _in_force(key: InstitutionKey, now: datetime) -> tuple[str, str] | None:
    """Why a key does not count now, or None."""
    if key.revoked_at is not None and key.revoked_at <= now:
        return "revoked", "this key was revoked; sign with another"
    if now < key.valid_from:
        return "not_yet", f"this key counts from {key.valid_from.isoformat()} on"
    if key.valid_until is not None and now >= key.valid_until:
        return "expired", f"this key counted until {key.valid_until.isoformat()}; sign with the next"
    if key.demonstration and settings.PRODUCTION:
        return "demonstration", "keys of a demonstration do not count here"
    return None


def _aim(protected: Mapping[str, Any], *, method: str, path: str, now: datetime) -> tuple[str, str] | None:
    """Why a right signature was not made for this call, or None."""
    if (protected["htm"], protected["htu"]) != (method, path):
        return "other_target", f"sign for this call: htm {method}, htu {path}"
    if abs(protected["iat"] - now.timestamp()) > WINDOW.total_seconds():
        return "stale", f"iat may be {WINDOW.seconds} seconds off; it is {int(now.timestamp())} here"
    return None


def _is_right(signature: str, body: bytes, key: Key) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)
            jws.deserialize_compact(signature.encode(), key, registry=_REGISTRY, payload=body)
    except (JoseError, ValueError, TypeError):
        return False
    return True


def _use_up(kid: str, jti: str, now: datetime) -> bool:
    """Whether the number is new; from now on it is used. Numbers that no signature can carry any more are forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [kid, now - 3 * WINDOW])
        cursor.execute(_USE_UP, [kid, jti, now])
        return bool(cursor.rowcount == 1)


def public_key(key: InstitutionKey) -> Key:
    """A stored key, ready to verify with."""
    return read_public(json.dumps(key.jwk, sort_keys=True))


@lru_cache(maxsize=512)
def read_public(jwk: str) -> Key:
    """A public key of one of the two kinds that count here, from its JSON.

    Raises:
        ValueError: it is not one; the message says what would be right.
    """
    try:
        given = json.loads(jwk)
    except ValueError as error:
        raise ValueError("expected a public key as JSON (JWK, RFC 7517)") from error
    if not isinstance(given, dict) or (given.get("kty"), given.get("crv")) not in {("OKP", "Ed25519"), ("EC", "P-256")}:
        raise ValueError("expected a JWK with kty OKP and crv Ed25519, or kty EC and crv P-256")
    if "d" in given:
        raise ValueError("this is a private key (d): it belongs to the institution alone; send the public one")
    try:
        return (OKPKey if given["kty"] == "OKP" else ECKey).import_key(given)
    except (JoseError, ValueError, TypeError) as error:
        raise ValueError(f"this JWK cannot be read: {error}") from error
