"""A code to the telephone of who gives, accepts or ends a mandate at a window: they read it out, and so say it is they.

It goes to the number that a code has confirmed before, to no other: at a window somebody may stand for somebody else.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dost.accounts.employers import employer_of
from dost.accounts.models import Mandate, MandateCode, MandateEvent
from dost.notifications.direct import Kind, Way, direct_message
from dost.notifications.reach import reach_of
from registries.models import Person

from .problems import NotGiven

DIGITS: Final = 6
LASTS: Final = timedelta(minutes=10)
MOST_ATTEMPTS: Final = 5
WINDOW: Final = timedelta(hours=1)
MOST_CODES: Final = 3


What = MandateEvent.What


@dataclass(frozen=True, slots=True)
class Matter:
    """What a code is for: one counts for nothing else. See `MandateCode`."""

    what: What
    agent_fin: str = ""
    voen: str = ""
    mandate: int | None = None

    @classmethod
    def giving(cls, agent_fin: str, *, voen: str = "") -> Self:
        """A mandate is given to who has this FİN, by the person or in the name of an employer."""
        return cls(What.GIVEN, agent_fin=agent_fin, voen=voen)

    @classmethod
    def about(cls, mandate: Mandate, what: What) -> Self:
        """A mandate is accepted, or ended."""
        return cls(what, mandate=mandate.pk)


def send_code(*, person: Person, matter: Matter, now: datetime) -> MandateCode:
    """Send a code to the confirmed number of who is at the window, for one matter; the newest counts.

    Raises:
        NotGiven: no number of theirs is confirmed, or too many codes were sent.
    """
    reach = reach_of(person)
    if not reach.confirmed:
        raise NotGiven("how", _("No telephone of theirs is confirmed. Choose another way."))
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if MandateCode.objects.filter(person=person, sent_at__gt=now - WINDOW).count() >= MOST_CODES:
            raise NotGiven("how", _("Three codes were sent within an hour. Try again later, or choose another way."))
        code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", secrets.token_hex(16)
        row = MandateCode.objects.create(
            person=person,
            what=matter.what,
            agent_fin=matter.agent_fin,
            voen=matter.voen,
            mandate_id=matter.mandate,
            salt=salt,
            digest=_digest(salt, code),
            sent_at=now,
            expires_at=now + LASTS,
        )
        with translation.override(reach.language):
            text = _text(matter, code)
        direct_message(
            key=f"MC{row.pk}",
            kind=Kind.CODE,
            way=Way.SMS,
            to=reach.phone,
            text=text,
            language=reach.language,
            now=now,
            person=person,
        )
    return row


def use(*, person: Person, matter: Matter, typed: str, now: datetime) -> None:
    """Pass only with the code that was sent for this matter; the attempt counts even where it fails.

    Raises:
        NotGiven: it is not the code, or it counts no more.
    """
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        sent = MandateCode.objects.filter(
            person=person, what=matter.what, agent_fin=matter.agent_fin, voen=matter.voen, mandate=matter.mandate
        )
        row = sent.order_by("-pk").first()
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


def _text(matter: Matter, code: str) -> str:
    """What the message says: a code read out for one thing does not do another."""
    if matter.what == What.ACCEPTED:
        return _(
            "DOST: read this code out only if you are at a DOST centre and accept a mandate to act for somebody: "
            "%(code)s. It is valid for ten minutes."
        ) % {"code": code}
    if matter.what == What.ENDED:
        return _(
            "DOST: read this code out only if you are at a DOST centre and end a mandate: %(code)s. "
            "It is valid for ten minutes."
        ) % {"code": code}
    if matter.voen:
        return _(
            "DOST: read this code out only if you are at a DOST centre and give a mandate to %(fin)s in the name of "
            "%(employer)s: %(code)s. It is valid for ten minutes."
        ) % {"fin": matter.agent_fin, "employer": employer_of(matter.voen), "code": code}
    return _(
        "DOST: read this code out only if you are at a DOST centre and give a mandate to %(fin)s: %(code)s. "
        "It is valid for ten minutes."
    ) % {"fin": matter.agent_fin, "code": code}


def _digest(salt: str, code: str) -> str:
    """What is kept of a code: six digits alone would be found by trying them all."""
    key = f"dost.mandate.{settings.SECRET_KEY}".encode()
    return hmac.new(key, f"{salt}:{code}".encode(), hashlib.sha256).hexdigest()
