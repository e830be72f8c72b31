"""Whether an ID token is the provider's, for us, for this sign-in, and of now (OpenID Connect Core, 3.1.3.7).

allauth takes a token that came straight from the provider unread. Here its signature is verified all the same: one
wrong name in a file of hosts must not make somebody another person.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""Signatures that are taken: those with a key of which only the provider has the secret half."""
LEEWAY_SECONDS: Final = 60
"""How far the provider's clock and ours may be apart."""


class BadTokenError(ValueError):
    """The token is not to be believed; the message says what is wrong, and holds nothing of the token."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Of whom a token must be, for whom, and in answer to what."""

    issuer: str
    client_id: str
    nonce: str


def verify(raw: str, keys: Mapping[str, Any], expected: Expected, *, now: int) -> dict[str, Any]:
    """The claims of a token that `keys` (the provider's JWK set) proves to be what was expected; `now` in seconds.

    Raises:
        BadTokenError: signature, algorithm, issuer, audience, time or nonce is wrong, or missing.
    """
    try:
        token = jwt.decode(raw, KeySet.import_key_set(cast(KeySetSerialization, dict(keys))), algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": expected.issuer},
            aud={"essential": True, "value": expected.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(token.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise BadTokenError(f"the ID token cannot be believed: {type(error).__name__}") from error
    claims: dict[str, Any] = dict(token.claims)
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (many or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise BadTokenError("the ID token cannot be believed: it was made for another client")
    sent = claims.get("nonce")
    if (
        not expected.nonce
        or not isinstance(sent, str)
        or not hmac.compare_digest(sent.encode(), expected.nonce.encode())
    ):
        raise BadTokenError("the ID token cannot be believed: it is of another sign-in")
    return claims
