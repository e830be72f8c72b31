"""Accounts and payment orders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from dost.common.delivery import DeliveryState
from dost.payments.models import PaymentAccount, PaymentOrder, order_key


class PaymentAccountFactory(DjangoModelFactory):
    """An open account with a card."""

    class Meta:
        model = PaymentAccount
        django_get_or_create = ("key",)

    key = factory.LazyAttribute(lambda row: f"A{row.person.pk}")
    bank = "ABB"
    iban = "AZ43IBAZ00000000137010001944"
    card_no = "4169 •••• •••• 4417"
    state = DeliveryState.DONE
    created_at = factory.LazyAttribute(lambda row: row.person.recorded_at)
    not_before = factory.SelfAttribute("created_at")
    settled_at = factory.SelfAttribute("created_at")


def _account(row: Any) -> PaymentAccount:
    account: PaymentAccount = PaymentAccountFactory(person=row.entitlement.person)
    return account


class PaymentOrderFactory(DjangoModelFactory):
    """An order that the bank has and has not answered."""

    class Meta:
        model = PaymentOrder

    class Params:
        paid = factory.Trait(
            state=DeliveryState.DONE,
            receiver_reference=factory.Sequence(lambda n: f"TRF{n:08d}"),
            settled_at=factory.LazyAttribute(lambda row: row.created_at + timedelta(minutes=1)),
        )
        refused = factory.Trait(
            state=DeliveryState.REFUSED,
            problem="AC04",
            settled_at=factory.LazyAttribute(lambda row: row.created_at + timedelta(minutes=1)),
        )

    key = factory.LazyAttribute(lambda row: order_key(row.entitlement.pk, row.period, row.part))
    part = 0
    period = factory.LazyAttribute(lambda row: row.entitlement.starts.replace(day=1))
    amount = factory.SelfAttribute("entitlement.amount")
    account = factory.LazyAttribute(_account)
    state = DeliveryState.SENDING
    created_at = factory.LazyAttribute(lambda row: row.entitlement.created_at + timedelta(minutes=1))
    not_before = factory.SelfAttribute("created_at")
