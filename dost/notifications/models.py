"""What people are told: one notice for each thing to tell, in the person's language."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dost.common.delivery import Delivery


class Notice(Delivery):
    """A message about a case, or about the person's account.

    Without a telephone it stays in the person's inbox and counts as told.

    `number` tells messages of one kind apart, where a case can have several: of a difference it is the payment order's,
    of a payment that came back that of the return, of one that runs again how often it has, of a change of account the
    change's. `seen_at` is when somebody first opened it in the inbox: nothing else of reading is kept.
    """

    class Kind(models.TextChoices):
        GRANTED = "granted", _("A right was granted")
        REFUSED = "refused", _("An application was refused")
        QUESTION = "question", _("The person is asked")
        ANSWERS = "answers", _("Answers are missing")
        ENDED = "ended", _("A payment ended")
        DIFFERENCE = "difference", _("A difference was paid")
        RETURNED = "returned", _("A payment came back")
        RESUMED = "resumed", _("A payment runs again")
        COMING = "coming", _("A right will begin")
        ACCOUNT = "account", _("Payments go to another account")
        ACCOUNT_NO = "account_no", _("An account was not accepted")

    class Channel(models.TextChoices):
        SMS = "sms", "SMS"
        INBOX = "inbox", _("Inbox")

    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="notices")
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.BigIntegerField(default=0, db_default=0)
    channel = models.CharField(max_length=6, choices=Channel)
    language = models.CharField(max_length=2)
    phone = models.CharField(max_length=16, blank=True)
    text = models.TextField()
    seen_at = models.DateTimeField(_("opened in the inbox"), null=True, blank=True)

    class Meta(Delivery.Meta):
        constraints = [models.UniqueConstraint(fields=["case", "kind", "number"], name="notice_once")]
        indexes = [*Delivery.Meta.indexes, models.Index(fields=["person", "-created_at"], name="notice_inbox")]

    def __str__(self) -> str:
        return self.key
