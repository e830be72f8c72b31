"""Calls to 142: each try of a caller to be identified by questions, and who is to be called back by when."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dost.accounts.models import User

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


class CallBack(models.Model):
    """A caller who is to be called back by a moment, promised at the end of a call; `phone` is in E.164."""

    class Closed(models.TextChoices):
        DONE = "done", _("Called back")
        MISSED = "missed", _("Not reached")

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="call_back")
    phone = models.CharField(max_length=16)
    about = models.CharField(max_length=300)
    due_at = models.DateTimeField()
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
