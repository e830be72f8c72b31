"""What was signed on paper for a mandate, as it was scanned at a window."""

from __future__ import annotations

from django.db import models

from dost.accounts.models import APPEND_ONLY, Mandate

from .supporting import SupportingDocument


class MandatePaper(models.Model):
    """That a mandate was signed on this paper. Append-only."""

    mandate = models.OneToOneField(Mandate, models.PROTECT, related_name="paper")
    document = models.OneToOneField(SupportingDocument, models.PROTECT, related_name="+")

    class Meta:
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"paper of mandate {self.mandate_id}"
