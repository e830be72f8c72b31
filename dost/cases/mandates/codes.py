"""A code to the telephone of who gives a mandate at a window: they read it out, and so say that it is they who give it.

It goes to the number that a code has confirmed before, to no other: at a window somebody may stand for somebody else.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dost.accounts.models import MandateCode
from dost.notifications.direct import Kind, Way, direct_message
from dost.notifications.reach import reach_of
from registries.models import Person

from .problems import NotGiven

DIGITS: Final = 6
LASTS: Final = timedelta(minutes=10)
MOST_ATTEMPTS: Final = 5
WINDOW: Final = timedelta(hours=1)
MOST_CODES: Final = 3


def send_code(*, grantor: Person, agent_fin: str, now: datetime) -> MandateCode:
    """Send a code to the confirmed number of who gives a mandate, for the one they name; the newest counts.

    Raises:
        NotGiven: no number of theirs is confirmed, or too many codes were sent.
    """
    reach = reach_of(grantor)
    if not reach.confirmed:
        raise NotGiven("how", _("No telephone of theirs is confirmed. Choose another way."))
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=grantor.pk)
        if MandateCode.objects.filter(grantor=grantor, sent_at__gt=now - WINDOW).count() >= MOST_CODES:
            raise NotGiven("how", _("Three codes were sent within an hour. Try again later, or choose another way."))
        code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", secrets.token_hex(16)
        row = MandateCode.objects.create(
            grantor=grantor,
            agent_fin=agent_fin,
            salt=salt,
            digest=_digest(salt, code),
            sent_at=now,
            expires_at=now + LASTS,
        )
        with translation.override(reach.language):
            text = _(
                "DOST: read this code out only if you are at a DOST centre and give a mandate to %(fin)s: %(code)s. "
                "It is valid for ten minutes."
            ) % {"fin": agent_fin, "code": code}
        direct_message(
            key=f"MC{row.pk}",
            kind=Kind.CODE,
            way=Way.SMS,
            to=reach.phone,
            text=text,
            language=reach.language,
            now=now,
            person=grantor,
        )
    return row


def use(*, grantor: Person, agent_fin: str, typed: str, now: datetime) -> None:
    """Pass only with the code that was sent for these two; the attempt counts even where it fails.

    Raises:
        NotGiven: it is not the code, or it counts no more.
    """
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=grantor.pk)
        row = MandateCode.objects.filter(grantor=grantor, agent_fin=agent_fin).order_by("-pk").first()
        counts = row is not None and row.used_at is None and row.expires_at > now and row.attempts < MOST_ATTEMPTS
        right = False
        if row is not None and counts:
            right = hmac.compare_digest(row.digest, _digest(row.salt, re.sub(r"[\s-]", "", typed)))
            row.attempts += 1
            row.used_at = now if right else None
            row.save(update_fields=["attempts", "used_at"])
    if not counts:
        raise NotGiven("code", _("This code is no longer valid. Send a new one."))
    if not right:
        raise NotGiven("code", _("This is not the code that was sent."))


def _digest(salt: str, code: str) -> str:
    """What is kept of a code: six digits alone would be found by trying them all."""
    key = f"dost.mandate.{settings.SECRET_KEY}".encode()
    return hmac.new(key, f"{salt}:{code}".encode(), hashlib.sha256).hexdigest()
