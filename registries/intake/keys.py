"""Adding, following up and revoking the public keys of institutions."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from joserfc.jwk import Key

from registries.bridge.directory import OPERATORS
from registries.data.reporting import reporting
from registries.models import Institution, InstitutionKey
from registries.signals import keys_changed

from .problems import did_you_mean
from .signature import read_public

OVERLAP: Final = timedelta(days=14)
"""How long the keys before a new one go on counting, unless said otherwise."""


class KeyRefusedError(ValueError):
    """A key that cannot be kept as it was given; the message names what would be right."""


def kid_of(institution: str, key: Key) -> str:
    """The name of a key: the institution's code and the key's thumbprint (RFC 7638)."""
    return f"{institution}-{key.thumbprint()[:32]}"


def add_key(
    institution: str,
    jwk: dict[str, Any],
    *,
    now: datetime,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    demonstration: bool = False,
) -> InstitutionKey:
    """Keep a public key of an institution.

    Raises:
        KeyRefusedError: the institution is unknown or reports nothing, the key is none that counts here, is there
            already, or ends before it begins.
    """
    _check_institution(institution)
    try:
        key = read_public(json.dumps(jwk, sort_keys=True))
    except ValueError as error:
        raise KeyRefusedError(f"jwk: {error}") from error
    kid, since = kid_of(institution, key), valid_from or now
    if valid_until is not None and valid_until <= since:
        raise KeyRefusedError(f"until: {valid_until.isoformat()} is not after {since.isoformat()}")
    public = {name: value for name, value in key.as_dict(private=False).items() if name != "kid"}
    if InstitutionKey.objects.filter(jwk__contains={name: public[name] for name in ("crv", "x")}).exists():
        raise KeyRefusedError(f"jwk: this key is here already; {institution} needs one of its own")
    stored = InstitutionKey.objects.create(
        kid=kid,
        institution_id=institution,
        jwk=public,
        valid_from=since,
        valid_until=valid_until,
        added_at=now,
        demonstration=demonstration,
    )
    keys_changed.send(InstitutionKey, institution=institution, reason=f"{kid} added, counts from {since.isoformat()}")
    return stored


@transaction.atomic
def rotate_key(
    institution: str, jwk: dict[str, Any], *, now: datetime, overlap: timedelta = OVERLAP
) -> tuple[InstitutionKey, int]:
    """Keep a new key; those before it count for `overlap` more. Returns the new key and how many got an end.

    Raises:
        KeyRefusedError: as `add_key`, or there is no key to follow.
    """
    before = InstitutionKey.objects.select_for_update(no_key=True).filter(institution=institution, revoked_at=None)
    ending = [key for key in before if key.valid_until is None or key.valid_until > now + overlap]
    if not before:
        raise KeyRefusedError(f"institution: {institution} has no key yet; add its first one")
    stored = add_key(institution, jwk, now=now)
    for key in ending:
        key.valid_until = max(now + overlap, key.valid_from)
        key.save(update_fields=["valid_until"])
        reason = f"{key.kid} counts until {key.valid_until.isoformat()}"
        keys_changed.send(InstitutionKey, institution=institution, reason=reason)
    return stored, len(ending)


def revoke_key(kid: str, *, because: str, now: datetime) -> InstitutionKey:
    """Let a key count no more, for good.

    Raises:
        KeyRefusedError: there is no such key, it was revoked before, or no reason is given.
    """
    if not because.strip():
        raise KeyRefusedError("because: say why, in a few words")
    with transaction.atomic():
        key = InstitutionKey.objects.select_for_update(no_key=True).filter(kid=kid).first()
        if key is None:
            raise KeyRefusedError(f"kid: there is no key {kid}; `institution_keys list` names those there are")
        if key.revoked_at is not None:
            raise KeyRefusedError(f"kid: {kid} was revoked on {key.revoked_at.isoformat()}")
        key.revoked_at, key.revoked_because = now, because.strip()[:200]
        key.save(update_fields=["revoked_at", "revoked_because"])
    keys_changed.send(InstitutionKey, institution=key.institution_id, reason=f"{kid} revoked: {key.revoked_because}")
    return key


def _check_institution(code: str) -> None:
    if not Institution.objects.filter(pk=code).exists():
        known = list(Institution.objects.values_list("code", flat=True))
        raise KeyRefusedError(f"institution: there is no {code}. {did_you_mean(code, known)}")
    if code not in reporting() and code not in OPERATORS.values():
        raise KeyRefusedError(f"institution: {code} may report nothing (registries/data/reporting.csv)")
