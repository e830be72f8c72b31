"""What every registry record has in common: who, since when, from whom, and what replaced it."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

SUPERSESSION = ("superseded_at", "superseded_by", "correction_reason", "corrected_by")


class Record(models.Model):
    """A statement of an institution about a person, valid over a period.

    A record is never edited: a correction is a new row with the same source and reference, and the old row points
    at it. `valid_until` is the last day of validity, inclusive; null means open-ended. The same (source, reference)
    arriving twice is one record, held by a unique constraint over the rows not superseded. The database refuses any
    other update, a second supersession, and every delete.
    """

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey("registries.Institution", models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(_("source's own number"), max_length=64)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until, inclusive"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False, db_index=False
    )
    correction_reason = models.CharField(max_length=200, blank=True, editable=False)
    corrected_by = models.CharField(max_length=64, blank=True, editable=False)

    registry: ClassVar[str] = ""

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source", "reference"],
                condition=Q(superseded_at=None),
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_period",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "valid_from"], condition=Q(superseded_at=None), name="%(class)s_live"),
            models.Index(fields=["person"], condition=Q(superseded_at__isnull=False), name="%(class)s_was"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="never_edited", exclude=list(SUPERSESSION)),
            pgtrigger.Protect(
                name="superseded_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__superseded_at__isnull=False)
                & pgtrigger.Q(old__superseded_at__df=pgtrigger.F("new__superseded_at")),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.registry or type(self).__name__} {self.source_id} {self.reference}"


def choices(**codes: str) -> list[tuple[str, Any]]:
    """Choices from code=label pairs; an underscore at the end of a code is dropped (`class_`)."""
    return [(code.rstrip("_"), label) for code, label in codes.items()]
