"""Keys of the simulated institutions of a demonstration: private ones in a file of the home, public ones in the table.

Real institutions make their keys themselves, and no installation ever has them. Production neither makes these nor
accepts what they sign (`registries.intake.signature`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from joserfc.jwk import Key, OKPKey

from registries.bridge.directory import OPERATORS
from registries.data.reporting import reporting
from registries.intake.keys import add_key, kid_of
from registries.models import Institution, InstitutionKey

FILE: Final = "institution_keys.json"
ALGORITHM: Final = "Ed25519"


class NotADemonstrationError(Exception):
    """Keys of institutions were to be made, or used, in production."""


def demo_keys(home: Path) -> Mapping[str, Key]:
    """The private keys of the simulated institutions, by code; made when the home has none.

    Raises:
        NotADemonstrationError: this is production.
    """
    if settings.PRODUCTION:
        raise NotADemonstrationError("private keys of institutions are made for a demonstration only")
    path = home / FILE
    kept = _stored(path)
    missing = sorted({*reporting(), *OPERATORS.values()} - set(kept))
    if missing:
        kept |= {code: OKPKey.generate_key("Ed25519").as_dict(private=True) for code in missing}
        _store(path, kept)
    return {code: OKPKey.import_key(jwk) for code, jwk in kept.items()}


def register_demo_keys(home: Path, *, now: datetime) -> int:
    """Bring the public halves into the table; returns how many were new there."""
    keys = demo_keys(home)
    there = set(InstitutionKey.objects.values_list("kid", flat=True))
    known = set(Institution.objects.values_list("code", flat=True))
    new = [code for code, key in keys.items() if kid_of(code, key) not in there and code in known]
    for code in new:
        add_key(code, keys[code].as_dict(private=False), now=now, demonstration=True)
    return len(new)


def _stored(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return {}
    return content


def _store(path: Path, keys: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the file in one step, readable by its owner alone."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        json.dump(keys, file)
    draft.replace(path)
