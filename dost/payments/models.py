"""Bank accounts, payment orders and the files that carried them to the banks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dost.common.delivery import Delivery


class PaymentAccount(Delivery):
    """A person's account at a partner bank, opened on the ministry's request, with its card.

    Delivery of this row is the request to open; `iban` and `card_no` (masked) are the bank's answer.
    """

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="accounts")
    bank = models.CharField(_("bank"), max_length=16)
    iban = models.CharField("IBAN", max_length=28, blank=True)
    card_no = models.CharField(_("card, masked"), max_length=19, blank=True)
    current = models.BooleanField(default=True)

    class Meta(Delivery.Meta):
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(current=True), name="account_one_current"),
        ]

    def __str__(self) -> str:
        return self.key


class BankFile(models.Model):
    """An ISO 20022 pain.001 file as it was sent: what it carried and what came back."""

    message_id = models.CharField(max_length=35, unique=True)
    bank = models.CharField(max_length=16)
    orders = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=14, decimal_places=2)
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.message_id


class PaymentOrder(Delivery):
    """One payment of one entitlement for one period (`period` is its first day). Unique for the two."""

    entitlement = models.ForeignKey("cases.Entitlement", models.PROTECT, related_name="orders")
    period = models.DateField(_("period"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    account = models.ForeignKey(PaymentAccount, models.PROTECT, related_name="orders", db_index=False)
    message_id = models.CharField(_("bank file"), max_length=35, blank=True)

    class Meta(Delivery.Meta):
        constraints = [
            models.UniqueConstraint(fields=["entitlement", "period"], name="payment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
        ]

    def __str__(self) -> str:
        return self.key
