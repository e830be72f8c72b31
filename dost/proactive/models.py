"""What the detection remembers of its own work: runs of the sweep, looks at running rights, days dealt with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SweepRun(models.Model):
    """One look at everybody: on a date, for some or all proactive services."""

    class Cause(models.TextChoices):
        DATE = "date", _("A date was reached")
        RULE = "rule", _("A new rule took force")

    on = models.DateField()
    cause = models.CharField(max_length=6, choices=Cause, default=Cause.DATE)
    services = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on"], condition=Q(cause="date", services=[]), name="sweep_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.on}"


class SweepChunk(models.Model):
    """A part of a run: one basis over a range of ids, done in one short transaction."""

    run = models.ForeignKey(SweepRun, models.CASCADE, related_name="chunks")
    basis = models.CharField(max_length=20)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["run"], condition=Q(finished_at=None), name="sweep_chunk_to_do")]

    def __str__(self) -> str:
        return f"{self.basis} {self.low}-{self.high}"


class RightsReview(models.Model):
    """A look at the running rights of some services, because what they are judged by has changed.

    `last` is the id of the last right looked at, written in the transaction that marks: a look that is killed goes on
    after it.
    """

    on = models.DateField()
    services = models.JSONField(default=list)
    last = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    marked = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="rights_review_to_do")]

    def __str__(self) -> str:
        return f"{', '.join(self.services)} {self.on}"


class BooksCheck(models.Model):
    """What the nightly look at the books found, as of a day; the latest look at a day counts.

    `counts` is how many there are of each kind; `findings` the first of each kind, as `books.Finding` has them. Both
    hold numbers of cases and keys of rows, and nothing about a person.
    """

    on = models.DateField(unique=True)
    checked_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.on}"


class LastDay(models.Model):
    """The last day on which something that is done once a day was done."""

    what = models.CharField(max_length=24, primary_key=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.what} {self.day}"
