"""The institutions' own books: accounts, cards, payment orders, the ledger, messages, requests to correct a fact; and
the faults switched on.

What has been done is append-only, held by the database. There is no unique constraint on any key that a
caller chooses: an order that arrives twice is done twice.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def append_only() -> pgtrigger.Protect:
    """Refuse to change or delete what is in the books."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class HandledRequest(models.Model):
    """One HTTP request that has changed the books.

    The network may deliver a request twice; the second copy carries the same `request_id` and is answered
    from the books without doing anything. Two requests with different ids are two, whatever they hold.
    """

    institution = models.CharField(max_length=16)
    request_id = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "request_id"], name="simulator_request_once")]

    def __str__(self) -> str:
        return f"{self.institution} {self.request_id}"


class BankFile(models.Model):
    """A file of payment orders as a bank received it; `posted_at` is set when its ledger lines are written."""

    request = models.OneToOneField(HandledRequest, models.PROTECT, related_name="file")
    bank = models.CharField(max_length=16)
    message_id = models.CharField(max_length=35)
    instruction_id = models.CharField(max_length=35)
    transactions = models.PositiveIntegerField()
    control_sum = models.DecimalField(max_digits=20, decimal_places=2)
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=4, blank=True)
    received_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["bank", "message_id"], name="simulator_file_message"),
            models.Index(fields=["bank"], condition=models.Q(posted_at=None), name="simulator_file_unposted"),
        ]

    def __str__(self) -> str:
        return self.message_id


class PaymentOrder(models.Model):
    """One transfer of a file. `reason` is the ISO code of a refusal; without one it is carried out."""

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="orders")
    end_to_end_id = models.CharField(max_length=35, db_index=True)
    iban = models.CharField(max_length=34)
    name = models.CharField(max_length=140, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    text = models.CharField(max_length=140, blank=True)
    reason = models.CharField(max_length=4, blank=True)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.end_to_end_id


class LedgerLine(models.Model):
    """Money that has moved: a credit to an account. One for each order that was carried out."""

    order = models.OneToOneField(PaymentOrder, models.PROTECT, related_name="line")
    bank = models.CharField(max_length=16)
    end_to_end_id = models.CharField(max_length=35, db_index=True)
    iban = models.CharField(max_length=34, db_index=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    booked_at = models.DateTimeField()

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.end_to_end_id} {self.amount}"


class ReturnedPayment(models.Model):
    """A payment that came back after it was booked: the whole of it or a part, with the ISO code of the reason."""

    order = models.ForeignKey(PaymentOrder, models.PROTECT, null=True, related_name="returns")
    bank = models.CharField(max_length=16)
    end_to_end_id = models.CharField(max_length=35)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    reason = models.CharField(max_length=4)
    returned_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["bank", "id"], name="simulator_return_bank")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.end_to_end_id} {self.amount}"


class Account(models.Model):
    """An account a bank opened on request; `key` is the caller's."""

    request = models.ForeignKey(HandledRequest, models.PROTECT, related_name="accounts")
    bank = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    fin = models.CharField(max_length=7)
    holder = models.CharField(max_length=200)
    iban = models.CharField(max_length=28, unique=True)
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["bank", "key"], name="simulator_account_key")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.iban


class Card(models.Model):
    """A card for an account; ordered with the account (under its key) or later."""

    request = models.ForeignKey(HandledRequest, models.PROTECT, related_name="cards")
    bank = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    iban = models.CharField(max_length=28, db_index=True)
    card_no = models.CharField(_("number, masked"), max_length=19)
    ready_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["bank", "key"], name="simulator_card_key")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.card_no


class ClosedAccount(models.Model):
    """An account number that no longer takes credits, at whichever bank."""

    iban = models.CharField(max_length=34, primary_key=True)
    closed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.iban


class TextMessage(models.Model):
    """A message delivered to a telephone."""

    request = models.ForeignKey(HandledRequest, models.PROTECT, related_name="messages")
    operator = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    to = models.CharField(max_length=16)
    sender = models.CharField(max_length=16)
    language = models.CharField(max_length=2)
    text = models.TextField()
    parts = models.PositiveSmallIntegerField()
    delivered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["operator", "key"], name="simulator_message_key"),
            models.Index(fields=["to", "-id"], name="simulator_message_phone"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.key


class WrittenText(models.Model):
    """A text message that a customer wrote to DOST, as its operator has it. `message_id` is the operator's own."""

    operator = models.CharField(max_length=16)
    message_id = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=16)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["number", "-id"], name="simulator_written_phone")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.message_id


class MailMessage(models.Model):
    """An e-mail in somebody's mailbox."""

    message_id = models.CharField(max_length=200)
    to = models.CharField(max_length=254)
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    language = models.CharField(max_length=2)
    text = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "message_id"], name="simulator_mail_once")]
        indexes = [models.Index(fields=["to", "-id"], name="simulator_mailbox")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.message_id


class Verdict(models.TextChoices):
    """What an official of an institution says of a fact that somebody calls wrong; as the bridge writes it."""

    CONFIRMED = "confirmed", pgettext_lazy("an institution about a fact", "It stands")
    CORRECTED = "corrected", pgettext_lazy("an institution about a fact", "It is corrected")
    REFUSED = "refused", pgettext_lazy("an institution about a fact", "It is not looked at")


class CorrectionRequest(models.Model):
    """That DOST told an institution of a fact which somebody calls wrong; `key` is DOST's.

    `right` is null where the record should not be there at all.
    """

    request = models.ForeignKey(HandledRequest, models.PROTECT, related_name="corrections")
    institution = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    fin = models.CharField(max_length=7)
    table = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=64, blank=True)
    field = models.CharField(max_length=60, blank=True)
    fact = models.CharField(max_length=80, blank=True)
    stands = models.TextField(blank=True)
    right = models.TextField(null=True, blank=True)  # noqa: DJ001 - nothing is another thing than an empty text
    words = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["institution", "key"], name="simulator_correction_key")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.key


class CorrectionAnswer(models.Model):
    """What an institution decided of a request, once; `event_id` is its own event where it corrected a record."""

    correction = models.OneToOneField(CorrectionRequest, models.PROTECT, related_name="answer")
    verdict = models.CharField(max_length=10, choices=Verdict)
    text = models.TextField(blank=True)
    event_id = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.verdict


class CorrectionHabit(models.Model):
    """How an institution (`*`: every other one) answers people who call its facts wrong, and after how many days.

    Without a verdict an official decides on the simulator's page.
    """

    institution = models.CharField(_("institution"), max_length=16, primary_key=True)
    verdict = models.CharField(_("answer"), max_length=10, choices=Verdict, blank=True)
    days = models.PositiveSmallIntegerField(_("after how many days"), default=0)

    def __str__(self) -> str:
        return self.institution


class Fault(models.Model):
    """Something wrong with an institution (`*`: with all of them), switched on until it is removed."""

    class Kind(models.TextChoices):
        SLOW = "slow", _("Slow")
        DOWN = "down", _("Down")
        ERROR = "error", _("Answers with an error")
        GARBAGE = "garbage", _("Answers with something unreadable")
        ANSWER_LOST = "answer_lost", _("Does the work, but the answer is lost")
        RETURN = "return", _("Sends payments back")
        DUPLICATE_DELIVERY = "duplicate_delivery", _("Every message arrives twice")
        UNSURE = "unsure", _("Cannot tell whose an account is")

    institution = models.CharField(_("institution"), max_length=16)
    fault = models.CharField(_("fault"), max_length=20, choices=Kind)
    probability = models.FloatField(_("probability"), default=1.0)
    seconds = models.FloatField(_("seconds"), default=0.0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "fault"], name="simulator_fault_once"),
            models.CheckConstraint(
                condition=models.Q(probability__gt=0, probability__lte=1), name="simulator_fault_probability"
            ),
            models.CheckConstraint(
                condition=models.Q(seconds__gte=0, seconds__lte=600), name="simulator_fault_seconds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.fault}"
