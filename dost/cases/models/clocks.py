"""The clock of the law over a case that is not decided, as a row: for lists of what is due."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class CaseClock(models.Model):
    """By which day a case must be decided, as `cases.clock` reads it from its timeline.

    It is there while the case is not decided and has had to wait, written in the transaction of every move and made
    anew in the night; the timeline is the truth. `due_on` is the last day, empty while the clock stands still
    (`paused_since`) and has not run out; `remaining` are the days it then still has. `warned_at` is when it was told
    that the day is near, `escalated_at` when it was told that it has passed.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="clock")
    started_on = models.DateField(_("runs since"))
    due_on = models.DateField(_("to be decided by"), null=True, blank=True)
    paused_since = models.DateTimeField(_("stands still since"), null=True, blank=True)
    remaining = models.SmallIntegerField(_("days left when it stood still"), null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(paused_since__isnull=False, remaining__isnull=False),
                name="clock_due_or_paused",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(due_on__isnull=False), name="clock_due"),
            models.Index(fields=["case"], condition=Q(escalated_at__isnull=False), name="clock_escalated"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.due_on or 'paused'}"
