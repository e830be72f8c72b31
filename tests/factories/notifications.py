"""Messages to people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from dost.common.delivery import DeliveryState
from dost.notifications.models import Contact, DirectMessage, Notice

from .registries import PersonFactory


class NoticeFactory(DjangoModelFactory):
    """A message that a right was granted, on its way."""

    class Meta:
        model = Notice

    class Params:
        told = factory.Trait(
            state=DeliveryState.DONE,
            settled_at=factory.LazyAttribute(lambda row: row.created_at + timedelta(minutes=1)),
        )

    key = factory.LazyAttribute(lambda row: f"N{row.case.pk}-{row.kind}")
    person = factory.LazyAttribute(lambda row: row.case.person)
    kind = Notice.Kind.GRANTED
    channel = Notice.Channel.SMS
    language = "az"
    phone = "+994501234517"
    text = "DOST: 600,00 ₼ hesabınıza göndərildi."
    state = DeliveryState.SENDING
    created_at = factory.LazyAttribute(lambda row: row.case.opened_at + timedelta(minutes=4))
    not_before = factory.SelfAttribute("created_at")


class ContactFactory(DjangoModelFactory):
    """What a person told this house: a telephone that a code has confirmed."""

    class Meta:
        model = Contact

    person = factory.SubFactory(PersonFactory)
    phone = "+994501112233"
    phone_confirmed_at = factory.LazyAttribute(lambda row: row.changed_at if row.phone else None)
    email = ""
    email_confirmed_at = factory.LazyAttribute(lambda row: row.changed_at if row.email else None)
    changed_at = datetime(2026, 1, 1, tzinfo=UTC)
    by_person = factory.SelfAttribute("person")
    by_subject = "subject"


class DirectMessageFactory(DjangoModelFactory):
    """Word to an old telephone that it counts no more."""

    class Meta:
        model = DirectMessage

    key = factory.Sequence(lambda number: f"K{number}")
    person = factory.SubFactory(PersonFactory)
    kind = DirectMessage.Kind.CHANGED
    channel = DirectMessage.Channel.SMS
    to = "+994501112233"
    language = "az"
    text = "DOST: mesajlar bundan sonra başqa yerə gedir."
    created_at = datetime(2026, 1, 1, tzinfo=UTC)
    not_before = factory.SelfAttribute("created_at")
