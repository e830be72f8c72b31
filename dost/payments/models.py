"""Bank accounts, payment orders and the files that carried them to the banks; and what was paid in excess."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor
from dost.common.delivery import Delivery

from .grounds import Grounded


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


class AccountChange(Delivery, ActorColumns):
    """Somebody wants a person's money paid to another account; delivery of this row is the question to its bank.

    It is done when the bank has said that the account is the person's: `account` is then the current one, in the place
    of `instead_of`. While the bank cannot say it is asked again; one that is taken back is `withheld`. The columns of
    the actor are who wanted it, or the member of staff who wrote it down for the person before them; `in_visit` is then
    the number of that visit. The database takes none of staff without one.
    """

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="account_changes")
    bank = models.CharField(_("bank"), max_length=16)
    iban = models.CharField("IBAN", max_length=28)
    instead_of = models.ForeignKey(
        PaymentAccount, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    account = models.ForeignKey(PaymentAccount, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    in_visit = models.BigIntegerField(_("visit at a centre"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta(Delivery.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["ready", "sending"]), name="account_change_one_open"
            ),
            one_actor("account_change_actor"),
            models.CheckConstraint(
                name="account_change_of_staff_in_a_visit",
                condition=Q(by=None, in_visit=None) | Q(by__isnull=False, in_visit__isnull=False),
            ),
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


class PaymentOrder(Delivery, Grounded):
    """One payment of one entitlement for one period (`period` is its first day).

    `part` 0 is the period's own payment; 1, 2 … are what is owed for it besides, each with its ground. The three are
    unique together, so that one row is one payment.
    """

    entitlement = models.ForeignKey("cases.Entitlement", models.PROTECT, related_name="orders")
    period = models.DateField(_("period"))
    part = models.PositiveSmallIntegerField(_("part"), default=0, db_default=0)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    account = models.ForeignKey(PaymentAccount, models.PROTECT, related_name="orders", db_index=False)
    message_id = models.CharField(_("bank file"), max_length=35, blank=True)

    class Meta(Delivery.Meta):
        constraints = [
            models.UniqueConstraint(fields=["entitlement", "period", "part"], name="payment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.CheckConstraint(condition=Q(part=0) | ~Q(ground=""), name="payment_part_has_ground"),
        ]

    def __str__(self) -> str:
        return self.key


_KEY: Final = re.compile(r"E\d+-(\d{4})(\d{2})(?:-|$)")


def order_key(entitlement_id: int, period: date, part: int = 0) -> str:
    """The key an order is first sent under: `E5-202610` the month's own, `E5-202610-D1` what is owed besides."""
    return f"E{entitlement_id}-{period:%Y%m}" + (f"-D{part}" if part else "")


def month_of_key(key: str) -> str:
    """The month of an order as people write it (`10.2026`), of the key it was sent under; of another key nothing."""
    found = _KEY.match(key)
    return f"{found[2]}.{found[1]}" if found else ""


class Overpayment(ActorColumns, Grounded):
    """What was paid to somebody in excess of what they were owed, for one reason; one for (entitlement, cause, ground).

    Nothing is taken back by itself: it is put before a clerk, who looks at it (`state`, with the actor who did and
    their note). `total` is the sum over its months. `learnt_on` is the day on which the state could know.
    """

    class Cause(models.TextChoices):
        DEATH = "death", pgettext_lazy("overpaid because", "A death was learnt of late")
        CORRECTED = "corrected", pgettext_lazy("overpaid because", "A record was corrected")
        ANNULLED = "annulled", pgettext_lazy("overpaid because", "A record was annulled")
        LOWERED = "lowered", pgettext_lazy("overpaid because", "The amount was lowered afterwards")
        REPLACED = "replaced", pgettext_lazy("overpaid because", "Another right took its place")
        ENDED = "ended", pgettext_lazy("overpaid because", "The right ended before the month paid for")
        TWICE = "twice", pgettext_lazy("overpaid because", "The bank paid twice")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("overpayment", "Nobody has looked at it")
        LOOKED_AT = "looked_at", pgettext_lazy("overpayment", "Looked at")
        CANCELLED = "cancelled", pgettext_lazy("overpayment", "It was owed after all")

    entitlement = models.ForeignKey("cases.Entitlement", models.PROTECT, related_name="overpayments")
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    total = models.DecimalField(_("paid in excess"), max_digits=12, decimal_places=2, default=Decimal(0))
    learnt_on = models.DateField(_("learnt on"))
    noted_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entitlement", "cause", "ground", "reference"], name="overpayment_once"),
            models.CheckConstraint(condition=~Q(ground=""), name="overpayment_has_ground"),
            one_actor("overpayment_actor"),
        ]
        indexes = [models.Index(fields=["noted_at"], condition=Q(state="open"), name="overpayment_open")]

    def __str__(self) -> str:
        return f"{self.entitlement_id}: {self.total}"


class OverpaidMonth(models.Model):
    """One month of an overpayment: what had been paid for it and not been called excess already, and what was owed."""

    overpayment = models.ForeignKey(Overpayment, models.PROTECT, related_name="months")
    period = models.DateField(_("period"))
    paid = models.DecimalField(_("paid"), max_digits=12, decimal_places=2)
    due = models.DecimalField(_("owed"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["period"]
        constraints = [
            models.UniqueConstraint(fields=["overpayment", "period"], name="overpaid_month_once"),
            models.CheckConstraint(condition=Q(paid__gt=F("due")) & Q(due__gte=0), name="overpaid_month_in_excess"),
        ]

    def __str__(self) -> str:
        return f"{self.period:%Y-%m}: {self.paid - self.due}"


class PaidElsewhere(Grounded):
    """A month of a right that another right, which excludes it, has paid for: `amount` of it counts as paid.

    The ground is the case, or the award of another system, that paid. A month that is covered in full has no order.
    """

    entitlement = models.ForeignKey("cases.Entitlement", models.PROTECT, related_name="paid_elsewhere")
    period = models.DateField(_("period"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    covered = models.BooleanField(_("covered in full"))
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entitlement", "period"], name="paid_elsewhere_once"),
            models.CheckConstraint(condition=Q(amount__gt=0) & ~Q(ground=""), name="paid_elsewhere_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.period:%Y-%m}: {self.amount}"


class OwedDifference(Grounded):
    """Months already paid that are worth more now, and could not be ordered yet; `amount` is what was owed when noted.

    `since` and `until` are the days of law concerned. It is tried again every hour and goes when the difference is
    ordered; what only a person can solve waits for one.
    """

    class Why(models.TextChoices):
        NO_ACCOUNT = "no_account", pgettext_lazy("why unpaid", "There is no open account")
        NO_PAYEE = "no_payee", pgettext_lazy("why unpaid", "The person has died")
        UNKNOWN = "unknown", pgettext_lazy("why unpaid", "What the amount needs was not known when it was decided")
        FAILED = "failed", pgettext_lazy("why unpaid", "The system could not reckon it")

    entitlement = models.ForeignKey("cases.Entitlement", models.PROTECT, related_name="owed_differences")
    since = models.DateField(_("from the day"))
    until = models.DateField(_("until the day, not included"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, default=Decimal(0))
    why = models.CharField(_("why"), max_length=12, choices=Why)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entitlement", "ground", "reference"], name="owed_difference_once"),
            models.CheckConstraint(condition=~Q(ground=""), name="owed_difference_has_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.entitlement_id}: {self.amount}"


class BankInbox(models.Model):
    """How far the messages of a bank have been read: `after` is its own mark, `problem` why it could not be asked."""

    bank = models.CharField(max_length=16, unique=True)
    after = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.bank


class BankMessage(models.Model):
    """A message of a bank as it was read, once; `content` is kept only of one in which something could not be read."""

    bank = models.CharField(max_length=16)
    kind = models.CharField(max_length=8, blank=True)
    message_id = models.CharField(max_length=35, blank=True)
    sha256 = models.CharField(max_length=64)
    payments = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    problem = models.CharField(max_length=300, blank=True)
    content = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "sha256"], name="bank_message_once")]

    def __str__(self) -> str:
        return self.message_id or self.sha256[:12]


class PaymentReturn(ActorColumns):
    """A payment that came back, as a bank told it; one for (bank, kind of message, the bank's reference).

    What the bank said never changes. `finding` is what it meant for our order, `key` the order's at that moment. Where
    a person must look (`TO_LOOK_AT`), `looked_at`, the actor and the note say who did.
    """

    class Finding(models.TextChoices):
        WHOLE = "whole", pgettext_lazy("returned payment", "The whole payment came back")
        PARTLY = "partly", pgettext_lazy("returned payment", "A part of the payment came back")
        OTHER = "other", pgettext_lazy("returned payment", "Another amount or currency than was paid")
        AGAIN = "again", pgettext_lazy("returned payment", "The same payment came back once more")
        UNPAID = "unpaid", pgettext_lazy("returned payment", "It was not paid before")
        EARLIER = "earlier", pgettext_lazy("returned payment", "Of an earlier attempt; it has been sent again since")
        CONFIRMED = "confirmed", pgettext_lazy("returned payment", "Told again in another message")
        UNKNOWN = "unknown", pgettext_lazy("returned payment", "Of a payment that is not known here")
        UNREADABLE = "unreadable", pgettext_lazy("returned payment", "The message cannot be read")

    TO_LOOK_AT = (Finding.EARLIER, Finding.UNKNOWN, Finding.UNREADABLE)
    """What no case waits with: it is looked at on the page of returned payments."""

    bank = models.CharField(_("bank"), max_length=16)
    message = models.ForeignKey(BankMessage, models.PROTECT, related_name="returns", db_index=False)
    kind = models.CharField(max_length=8)
    reference = models.CharField(_("bank reference"), max_length=64)
    end_to_end_id = models.CharField(max_length=35, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=5, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    reason = models.CharField(_("reason"), max_length=35, blank=True)
    words = models.CharField(max_length=140, blank=True)
    returned_on = models.DateField(_("came back on"))
    received_at = models.DateTimeField()
    order = models.ForeignKey(PaymentOrder, models.PROTECT, null=True, blank=True, related_name="returns")
    finding = models.CharField(max_length=10, choices=Finding)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "kind", "reference"], name="payment_return_once"),
            one_actor("payment_return_actor"),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(looked_at=None, finding__in=["earlier", "unknown", "unreadable"]),
                name="payment_return_open",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="as_told",
                fields=[
                    "bank",
                    "message",
                    "kind",
                    "reference",
                    "end_to_end_id",
                    "amount",
                    "currency",
                    "reason",
                    "words",
                    "returned_on",
                    "received_at",
                    "order",
                    "finding",
                ],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.reference}"
