"""Messages that are about no case: codes, word of a change, answers to what somebody wrote. How they leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from dost.common.delivery import Channel
from registries.bridge import sms
from registries.bridge.directory import operator_of
from registries.models import Person

from . import mail
from .models import DirectMessage
from .notices import read_sms

Kind = DirectMessage.Kind
Way = DirectMessage.Channel


def direct_message(
    *,
    key: str,
    kind: Kind,
    way: Way,
    to: str,
    text: str,
    language: str,
    now: datetime,
    person: Person | None = None,
    not_before: datetime | None = None,
) -> DirectMessage:
    """Write down a message that is to leave; one key leaves once."""
    made, _created = DirectMessage.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "channel": way,
            "to": to,
            "text": text,
            "language": language,
            "person": person,
            "created_at": now,
            "not_before": not_before or now,
        },
    )
    return made


def _settled(rows: Sequence[DirectMessage]) -> None:
    """A code that has left, or never will, is kept nowhere."""
    codes = [row.pk for row in rows if row.kind == Kind.CODE]
    DirectMessage.objects.filter(pk__in=codes).update(text="")


SMS_CHANNEL = Channel(
    model=DirectMessage,
    group=lambda row: operator_of(row.to) or "",
    send=lambda rows, deadline: sms.send(
        [sms.Message(key=row.key, to=row.to, text=row.text, language=row.language) for row in rows], deadline
    ),
    ask=lambda rows: sms.messages_status({row.key: row.to for row in rows}),
    read=read_sms,
    on_settled=_settled,
    own=Q(channel=Way.SMS),
)
EMAIL_CHANNEL = Channel(
    model=DirectMessage,
    group=lambda row: "mail",
    send=lambda rows, deadline: mail.send(
        [mail.Mail(key=row.key, to=row.to, text=row.text, language=row.language) for row in rows]
    ),
    ask=lambda rows: mail.never_known([row.key for row in rows]),
    read=mail.read,
    on_settled=_settled,
    own=Q(channel=Way.EMAIL),
)
