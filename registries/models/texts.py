"""Text messages that people have sent to this house, as their operators handed them over."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReceivedText(models.Model):
    """A text message from a telephone to this house. Append-only; an operator's message is here once.

    `message_id` is the operator's own, `sender` in E.164; `sent_at` by the operator's clock.
    """

    operator = models.ForeignKey("registries.Institution", models.PROTECT, related_name="+")
    message_id = models.CharField(max_length=64)
    sender = models.CharField(_("telephone, E.164"), max_length=16)
    text = models.CharField(max_length=1600)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["operator", "message_id"], name="received_text_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.operator_id} {self.message_id}"
