"""Pairing a screen with a centre: a one-time code from the supervisor, a token in the browser, and revoking it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from dost.accounts.actors import Staff

from .models import Device
from .problems import QueueError

CODE_LASTS: Final = timedelta(minutes=15)
CODE_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A screen that waits to be paired, and the code to type there: shown once, kept as a digest."""

    device: Device
    code: str


def add_device(*, actor: Staff, kind: str, place: str, now: datetime) -> NewDevice:
    """Make a kiosk or a board of the actor's centre, with a code that works once, for `CODE_LASTS`."""
    code = "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))
    device: Device = Device.objects.create(
        centre_id=actor.centre,
        kind=kind,
        place=place,
        made_by_id=actor.user_id,
        made_at=now,
        code_digest=_digest(f"{actor.centre}\n{code}"),
        code_until=now + CODE_LASTS,
    )
    return NewDevice(device, code)


def pair(*, centre: str, kind: str, code: str, now: datetime) -> str:
    """Pair the browser that gives a code; returns the token it keeps from then on.

    Raises:
        QueueError: the code is none of this centre and kind, was used, or is too old.
    """
    token = secrets.token_urlsafe(32)
    paired = Device.objects.filter(
        centre=centre,
        kind=kind,
        code_digest=_digest(f"{centre}\n{code.strip()}"),
        code_until__gt=now,
        revoked_at=None,
        paired_at=None,
    ).update(code_digest="", code_until=None, token_digest=_digest(token), paired_at=now)
    if not paired:
        raise QueueError(_("This code does not work, or no longer. Ask the supervisor for another."))
    return token


def device_of(*, token: str, centre: str, kind: str) -> Device | None:
    """The screen that shows a token, if it is one of this centre and kind and nobody has revoked it. One query."""
    if not token:
        return None
    return Device.objects.filter(
        token_digest=_digest(token), centre=centre, kind=kind, revoked_at=None, paired_at__isnull=False
    ).first()


def revoke(*, device_id: int, actor: Staff, now: datetime) -> None:
    """Take a screen of the actor's centre out: from its next request on it shows hours only.

    Raises:
        QueueError: there is no such screen at the centre.
    """
    if not Device.objects.filter(pk=device_id, centre=actor.centre, revoked_at=None).update(
        revoked_at=now, revoked_by=actor.user_id, code_digest="", code_until=None
    ):
        raise QueueError(_("There is no such screen at your centre."))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
