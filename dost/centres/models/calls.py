"""Calls to 142: each try of a caller to be identified, who calls that no registry knows, and calling back."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dost.accounts.models import User
from dost.accounts.models.append_only import APPEND_ONLY

from .visits import Visit


class CallerCheck(models.Model):
    """One try in one call: what was asked of whom, and whether all was right. What was said is kept nowhere.

    `asked` are kinds of `caller_questions.Question`. `passed` is empty while the answers are waited for.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="checks")
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+")
    asked = ArrayField(models.CharField(max_length=12))
    asked_at = models.DateTimeField()
    passed = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=Q(passed=None), name="one_check_at_a_time"),
            models.CheckConstraint(
                name="check_is_answered",
                condition=Q(passed=None, answered_at=None) | Q(passed__isnull=False, answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "asked_at"], name="check_person")]

    def __str__(self) -> str:
        return f"{self.pk} {self.passed}"


class Caller(models.Model):
    """A caller whom no registry knows, or who could not be identified: what they call themselves, and their number.

    Both as they were said; nothing is looked up by them. `phone` is in E.164, empty where none was given. The row goes
    with its use (`callers.forget`).
    """

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="caller")
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=16, blank=True, default="")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk}"


class CallBack(models.Model):
    """A caller who is to be called back by a moment, promised at the end of a call (`visit`); `phone` is in E.164.

    `by_another`: whoever has promised it does not call, because it may be about them. `note` says why a supervisor has
    closed it by hand. Number and words are emptied a week after it is closed (`callers.forget`).
    """

    class Closed(models.TextChoices):
        DONE = "done", _("Called back")
        MISSED = "missed", _("Not reached")

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="call_back")
    phone = models.CharField(max_length=16, blank=True)
    about = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField()
    by_another = models.BooleanField(default=False, db_default=False)
    note = models.CharField(max_length=300, blank=True, default="", db_default="")
    closed_as = models.CharField(max_length=6, choices=Closed, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_back_is_closed",
                condition=Q(closed_as="", closed_at=None, closed_by=None)
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_as="")),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(closed_at=None), name="call_back_due")]

    def __str__(self) -> str:
        return f"{self.pk} {self.due_at:%Y-%m-%d %H:%M}"


class CallBackTry(models.Model):
    """A call (`visit`) made to call somebody back; how it ended says whether they were reached. Append-only."""

    call_back = models.ForeignKey(CallBack, models.PROTECT, related_name="tries")
    visit = models.OneToOneField(Visit, models.PROTECT, related_name="calls_back")

    class Meta:
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.pk}"
