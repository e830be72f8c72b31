"""Who looked at whose data, the seals of that record, and why staff said they look. Append-only."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..actor_columns import ActorColumns, one_actor
from .append_only import APPEND_ONLY
from .people import User


class AccessLog(ActorColumns):
    """Who looked at whose data, in which registries, why and when. Append-only: the database refuses the rest."""

    STAFF = "user"
    REASON_LENGTH: Final = 200

    class Purpose(models.TextChoices):
        CASE = "case", _("Work on a case")
        VISIT = "visit", _("The person is at the window")
        SUPERVISION = "supervision", _("Supervision")
        AUDIT = "audit", _("Audit")
        AUTOMATIC = "automatic", _("Automatic check of a right")
        PREVIEW = "preview", _("Preview of a rule change")
        OWN = "own", _("The person’s own data")
        ON_BEHALF = "on_behalf", _("On behalf of the person")

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    registries = models.JSONField(default=list)
    service_code = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "at"], name="access_log_person"),
            models.Index(fields=["at"], condition=Q(user__isnull=False), name="access_log_staff"),
        ]
        constraints = [one_actor("access_log_actor", staff="user")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M}"


class AccessSeal(models.Model):
    """A link of the chain that seals the log of looks: rows up to `last`, and what all before them said. Append-only.

    `rows` holds for each row its id (8 bytes) and the SHA-256 of its content (32 bytes), by id; `digest` is the SHA-256
    of this seal's own columns, of `rows`, and of the digest before.
    """

    number = models.BigIntegerField(primary_key=True)
    first = models.BigIntegerField(help_text="Id of the first row sealed here.")
    last = models.BigIntegerField(help_text="All ids up to here are sealed, here or before; none can come any more.")
    count = models.IntegerField()
    rows = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.number}: {self.first}-{self.last}"


class StatedPurpose(models.Model):
    """Why a member of staff says they need to see a person's record, and until when it opens. Append-only.

    `role` and `centre` are what they were when it was stated.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=16)
    centre = models.CharField(max_length=16, blank=True, default="")
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=12, choices=AccessLog.Purpose)
    note = models.CharField(max_length=AccessLog.REASON_LENGTH)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="stated_purpose_ends", condition=Q(until__gt=F("at")))]
        indexes = [
            models.Index(fields=["user", "person", "until"], name="stated_purpose_open"),
            models.Index(fields=["at"], name="stated_purpose_at"),
            models.Index(fields=["user", "at"], name="stated_purpose_by_at"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M}"


class PurposeReview(models.Model):
    """That a supervisor has seen a stated purpose, and what they noted of it. Append-only, once for each purpose."""

    NOTE_LENGTH = 500

    stated = models.OneToOneField(StatedPurpose, models.PROTECT, related_name="review")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=16)
    note = models.CharField(max_length=NOTE_LENGTH)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="purpose_review_noted", condition=~Q(note=""))]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.stated_id} {self.at:%Y-%m-%d %H:%M}"
