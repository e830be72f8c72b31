"""Signatures of institutions: what counts, and everything that does not."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from registries.intake.keys import revoke_key
from registries.intake.signature import WINDOW, DeniedError, Signed, read_public, sign, verify
from registries.models import UsedCall
from tests.factories.keys import PATH, Sender, sender

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BODY = '[{"name": "Əliyev. Nihad"}]'.encode()
SIGNED_ONCE = "x" * 20


def checked(
    signature: str, body: bytes = BODY, *, now: datetime = NOW, method: str = "POST", path: str = PATH
) -> Signed:
    return verify(signature, body, method=method, path=path, now=now)


def denied(signature: str, body: bytes = BODY, **other: Any) -> tuple[str, str]:
    with pytest.raises(DeniedError) as caught:
        checked(signature, body, **other)
    assert caught.value.hint
    return caught.value.code, caught.value.institution


@pytest.fixture
def justice(db: None) -> Sender:
    return sender("EDLIYYE", now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("algorithm", ["Ed25519", "EdDSA", "ES256"])
def test_signature_says_whose_it_is(algorithm: str) -> None:
    by = sender("DTSERA", algorithm=algorithm, now=NOW)

    assert checked(by.signature(BODY, now=NOW)) == Signed("DTSERA", by.kid)
    assert checked(by.signature(b"", now=NOW), b"") == Signed("DTSERA", by.kid)


def test_signed_text_is_the_header_a_dot_and_the_body(justice: Sender) -> None:
    """As RFC 7797 has it, reckoned here by hand: an institution needs no library of this house."""
    said = {"alg": "Ed25519", "kid": justice.kid, "b64": False, "crit": ["b64"], "iat": int(NOW.timestamp())}
    said |= {"jti": SIGNED_ONCE, "htm": "POST", "htu": PATH}
    head = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=")
    private = justice.key.private_key
    assert isinstance(private, Ed25519PrivateKey)
    signed = base64.urlsafe_b64encode(private.sign(head + b"." + BODY)).rstrip(b"=")

    assert checked(f"{head.decode()}..{signed.decode()}").institution == "EDLIYYE"


def test_other_body_method_path_and_time_are_denied(justice: Sender) -> None:
    signature = justice.signature(BODY, now=NOW)

    assert denied(signature, BODY + b" ") == ("bad_signature", "EDLIYYE")
    assert denied(signature, method="PUT") == ("other_target", "EDLIYYE")
    assert denied(signature, path="/bridge/other") == ("other_target", "EDLIYYE")
    assert denied(signature, now=NOW + WINDOW + timedelta(seconds=1)) == ("stale", "EDLIYYE")
    assert denied(signature, now=NOW - timedelta(seconds=1)) == ("not_yet", "EDLIYYE")
    ahead = justice.signature(BODY, now=NOW + WINDOW + timedelta(seconds=1))
    assert denied(ahead) == ("stale", "EDLIYYE")
    assert checked(signature).institution == "EDLIYYE"


def test_signature_counts_once(justice: Sender) -> None:
    signature = justice.signature(BODY, now=NOW)

    checked(signature)

    assert denied(signature) == ("replay", "EDLIYYE")
    assert denied(justice.signature(b"[]", now=NOW, jti=json.loads(head_of(signature))["jti"]), b"[]")[0] == "replay"
    other = sender("DTSERA", now=NOW)
    assert checked(other.signature(BODY, now=NOW, jti=json.loads(head_of(signature))["jti"])).institution == "DTSERA"


def head_of(signature: str) -> bytes:
    head = signature.partition(".")[0]
    return base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))


def test_used_numbers_are_forgotten_when_nothing_can_carry_them_any_more(justice: Sender) -> None:
    checked(justice.signature(BODY, now=NOW))
    later = NOW + 4 * WINDOW
    checked(justice.signature(BODY, now=later), now=later)

    assert UsedCall.objects.count() == 1


def test_key_counts_between_its_dates_and_until_it_is_revoked(db: None) -> None:
    by = sender("EDLIYYE", now=NOW - timedelta(days=9), valid_from=NOW, valid_until=NOW + timedelta(days=1))
    for now, code in ((NOW - timedelta(hours=1), "not_yet"), (NOW + timedelta(days=1), "expired")):
        assert denied(by.signature(BODY, now=now), now=now) == (code, "EDLIYYE")
    assert checked(by.signature(BODY, now=NOW)).institution == "EDLIYYE"

    revoke_key(by.kid, because="lost", now=NOW)

    assert denied(by.signature(BODY, now=NOW)) == ("revoked", "EDLIYYE")


def test_key_of_a_demonstration_does_not_count_in_production(db: None, settings: Any) -> None:
    by = sender("EDLIYYE", now=NOW, demonstration=True)
    assert checked(by.signature(BODY, now=NOW)).kid == by.kid
    settings.PRODUCTION = True

    assert denied(by.signature(BODY, now=NOW)) == ("demonstration", "EDLIYYE")


def test_key_and_algorithm_belong_together_and_shared_secrets_do_not_count(justice: Sender) -> None:
    bank = sender("DSMF", algorithm="ES256", now=NOW)
    crossed = sign(BODY, justice.key, kid=bank.kid, algorithm="Ed25519", method="POST", path=PATH, now=NOW)
    assert denied(crossed) == ("algorithm", "DSMF")
    forged = sign(
        BODY, OKPKey.generate_key("Ed25519"), kid=justice.kid, algorithm="Ed25519", method="POST", path=PATH, now=NOW
    )
    assert denied(forged) == ("bad_signature", "EDLIYYE")
    assert denied(justice.signature(BODY, now=NOW, kid="EDLIYYE-another")) == ("unknown_key", "")
    for algorithm in ("none", "HS256", "RS256", "ed25519", 7, None):
        assert denied(_changed(justice.signature(BODY, now=NOW), alg=algorithm))[0] in {"algorithm", "unreadable"}


@pytest.mark.parametrize(
    "change",
    [
        {"b64": True}, {"crit": []}, {"crit": ["b64", "exp"]}, {"iat": "now"}, {"iat": True}, {"jti": "short"},
        {"jti": "x" * 65}, {"jti": 7}, {"kid": 7}, {"kid": "a\x00b"}, {"htm": None},
        {"jku": "https://elsewhere.example"},
    ],
)  # fmt: skip
def test_header_that_is_not_exactly_as_agreed_is_unreadable(justice: Sender, change: dict[str, Any]) -> None:
    assert denied(_changed(justice.signature(BODY, now=NOW), **change))[0] == "unreadable"


def _changed(signature: str, **said: Any) -> str:
    head = json.loads(head_of(signature)) | said
    return base64.urlsafe_b64encode(json.dumps(head).encode()).rstrip(b"=").decode() + ".." + signature.split(".")[2]


def test_no_signature_is_told_apart() -> None:
    assert denied("") == ("no_signature", "")


@given(signature=st.text() | st.from_regex(r"[A-Za-z0-9_-]{1,80}\.\.[A-Za-z0-9_-]{0,90}", fullmatch=True))
def test_anything_else_is_unreadable(signature: str) -> None:
    if signature:
        assert denied(signature)[0] == "unreadable"


@pytest.mark.parametrize(
    ("jwk", "said"),
    [
        ("{", "as JSON"),
        ("[]", "kty OKP"),
        ('{"kty": "oct", "k": "c2VjcmV0"}', "kty OKP"),
        ('{"kty": "OKP", "crv": "Ed448", "x": "AA"}', "crv Ed25519"),
        ('{"kty": "OKP", "crv": "Ed25519", "x": "AA"}', "cannot be read"),
        # Named, for it is another at each run, and processes that share the tests have to agree on what they are.
        pytest.param(
            json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)), "private key", id="a private key"
        ),
    ],
)
def test_only_public_keys_of_two_kinds_are_read(jwk: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_public(jwk)
