"""What was signed on paper about a mandate, as it was scanned at a window."""

from __future__ import annotations

from django.db import models

from dost.accounts.models import APPEND_ONLY, Mandate, MandateEvent

from .supporting import SupportingDocument


class MandatePaper(models.Model):
    """That a mandate was given, accepted or ended (`what`) by signing this paper. Append-only."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="papers")
    what = models.CharField(max_length=10, choices=MandateEvent.What, default="given", db_default="given")
    document = models.OneToOneField(SupportingDocument, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mandate", "what"], name="one_paper_for_each_thing")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"paper of mandate {self.mandate_id}"
