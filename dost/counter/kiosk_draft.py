"""What somebody has said at a kiosk so far: it travels in the form, signed for this kiosk, and nowhere else.

No session holds it, and it is good for a few minutes only: what the next person finds says nothing of the last.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field, fields
from datetime import timedelta
from typing import Final

from django.core import signing

from dost.centres.models import Device

LASTS: Final = timedelta(minutes=3)
"""From one step to the next; the screen clears itself long before."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One road to one ticket. `key` is given out once: a form that is sent twice takes one ticket."""

    fin: str = ""
    service: str = ""
    event: str = ""
    is_quick: bool = False
    has_screening: bool = False
    key: str = field(default_factory=lambda: secrets.token_urlsafe(12))


def sealed(draft: Draft, device: Device) -> str:
    """Return the text that stands in the form."""
    return signing.dumps(asdict(draft), salt=_salt(device), compress=True)


def opened(text: str, device: Device) -> Draft | None:
    """Return what a form carries; None when it was not signed for this kiosk, or too long ago."""
    try:
        given = signing.loads(text, salt=_salt(device), max_age=LASTS)
    except signing.BadSignature:
        return None
    return Draft(**{one.name: given[one.name] for one in fields(Draft)})


def _salt(device: Device) -> str:
    return f"dost.kiosk.{device.pk}"
