"""What somebody is told whom 142 has tried to call back and not reached: that, and never what it was about."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dost.common.delivery import DeliveryState
from registries.models import Person

from .direct import direct_message
from .models import DirectMessage, Notice
from .notices import addressed
from .reach import house_hours, reach_of


def tell_unreached(*, call_back: int, person: Person | None, phone: str, now: datetime) -> Notice | DirectMessage:
    """Write down what they are told, once of each call back (by id).

    A person by the way they are reached; where nobody knows who called, the number they gave, in Azerbaijani.
    """
    if person is None:
        quiet = house_hours()
        return direct_message(
            key=f"DCB{call_back}",
            kind=DirectMessage.Kind.UNREACHED,
            way=DirectMessage.Channel.SMS,
            to=phone,
            text=not_reached(language=settings.LANGUAGE_CODE),
            language=settings.LANGUAGE_CODE,
            now=now,
            not_before=quiet.hold(now) if quiet else now,
        )
    reach = reach_of(person)
    made = addressed(
        person,
        Notice.Kind.UNREACHED,
        not_reached(language=reach.language),
        ways=reach.ways(),
        number=call_back,
        now=now,
    )
    made.key = f"NCB{call_back}"
    if not reach.ways() and made.state != DeliveryState.WITHHELD:
        made.untold = Notice.Untold.NO_WAY
    made.save()
    return made


def not_reached(*, language: str) -> str:
    """The message."""
    with translation.override(language):
        return _(
            "DOST: 142 has called you back three times and could not reach you. Please call 142 when it suits you."
        )
