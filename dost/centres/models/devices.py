"""The screens of a centre: kiosks and boards, paired by a code that works once."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dost.accounts.models import User

from .places import CENTRE

UNPAIRED: Final = ""


class Device(models.Model):
    """A kiosk or a board. Made with a one-time code (`code_digest`, until `code_until`); the browser that gives it
    is paired from then on by a token of which only the SHA-256 is kept, until somebody revokes it.
    """

    class Kind(models.TextChoices):
        KIOSK = "kiosk", _("Kiosk")
        BOARD = "board", _("Display board")

    centre = models.ForeignKey(CENTRE, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    place = models.CharField(_("where it stands"), max_length=60)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    code_digest = models.CharField(max_length=64, blank=True, default="")
    code_until = models.DateTimeField(null=True, blank=True)
    token_digest = models.CharField(max_length=64, blank=True, default="")
    paired_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["centre", "kind", "place"]
        constraints = [
            models.UniqueConstraint(fields=["token_digest"], condition=~Q(token_digest=UNPAIRED), name="device_token"),
            models.UniqueConstraint(fields=["code_digest"], condition=~Q(code_digest=""), name="device_code"),
            models.CheckConstraint(
                name="device_is_paired_or_not",
                condition=Q(token_digest=UNPAIRED, paired_at=None)
                | (~Q(token_digest=UNPAIRED) & Q(paired_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.kind} {self.place}"
