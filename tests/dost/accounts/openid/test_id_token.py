"""Which ID tokens are believed."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from dost.accounts.openid.id_token import LEEWAY_SECONDS, BadTokenError, Expected, verify

NOW = 1_780_000_000
EXPECTED = Expected(issuer="https://id.example", client_id="dost", nonce="n0nce")
KEY = RSAKey.generate_key(2048, {"kid": "one"})
OTHER = RSAKey.generate_key(2048, {"kid": "one"})
KEYS: dict[str, Any] = dict(KeySet([KEY]).as_dict(private=False))


def claims(**changes: Any) -> dict[str, Any]:
    whole = {"iss": "https://id.example", "aud": "dost", "sub": "s", "exp": NOW + 300, "iat": NOW, "nonce": "n0nce"}
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def signed(told: dict[str, Any], *, key: Any = KEY, alg: str = "RS256") -> str:
    return jwt.encode({"alg": alg, "kid": "one"}, told, key, algorithms=[alg])


def test_the_providers_own_is_believed() -> None:
    assert verify(signed(claims()), KEYS, EXPECTED, now=NOW)["sub"] == "s"
    many = claims(aud=["dost", "other"], azp="dost")
    assert verify(signed(many), KEYS, EXPECTED, now=NOW)["azp"] == "dost"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "other"},
        {"aud": ["dost", "other"]},
        {"azp": "other"},
        {"sub": None},
        {"exp": NOW - LEEWAY_SECONDS - 1},
        {"exp": None},
        {"iat": NOW + LEEWAY_SECONDS + 1},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 7},
    ],
    ids=str,
)
def test_what_is_wrong_in_it_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadTokenError):
        verify(signed(claims(**changes)), KEYS, EXPECTED, now=NOW)


def test_another_key_is_refused() -> None:
    with pytest.raises(BadTokenError):
        verify(signed(claims(), key=OTHER), KEYS, EXPECTED, now=NOW)


def test_a_secret_made_of_the_public_key_is_no_key() -> None:
    """The old trick: sign with HS256, and take the provider's public key for the secret."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "one"}, claims())]
    begun = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    mac = hmac.digest(KEY.as_pem(private=False), begun, "sha256")
    forged = begun + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")

    with pytest.raises(BadTokenError):
        verify(forged.decode(), KEYS, EXPECTED, now=NOW)


@pytest.mark.parametrize("raw", ["", "a.b.c", "e30.e30.", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_is_refused(raw: str) -> None:
    with pytest.raises(BadTokenError):
        verify(raw, KEYS, EXPECTED, now=NOW)


def test_without_a_nonce_of_ours_nothing_is_believed() -> None:
    with pytest.raises(BadTokenError):
        verify(signed(claims(nonce="")), KEYS, Expected("https://id.example", "dost", ""), now=NOW)
