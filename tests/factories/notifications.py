"""Messages to people."""

from __future__ import annotations

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice


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
