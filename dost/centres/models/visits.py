"""A visit: one person with one member of staff, at a desk or on the telephone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dost.accounts.models import User

from .places import CENTRE, Desk
from .tickets import Ticket


class Visit(models.Model):
    """A contact: at a window, or by telephone with 142. What is shown of the person belongs to it, and ends with it.

    `person` is empty until the clerk has confirmed who it is; `identified_by` says how. A ticket that is handed on has
    a visit for each clerk. `rating` is what the person says of it, 1 (bad) to 5.
    """

    class Channel(models.TextChoices):
        WINDOW = "window", _("At a window")
        TELEPHONE = "telephone", _("By telephone")

    class Identified(models.TextChoices):
        CARD = "card", _("Identity card seen")
        PASSPORT = "passport", _("Passport seen")
        OTHER = "other", _("Another document with a photograph seen")
        QUESTIONS = "questions", _("Questions answered")

    class Outcome(models.TextChoices):
        SETTLED = "settled", _("Settled")
        BEGUN = "begun", _("Begun, goes on by itself")
        ADVISED = "advised", _("Advised")
        ELSEWHERE = "elsewhere", _("Belongs to another office")
        NOT_DONE = "not_done", _("Could not be done")
        CALL_BACK = "call_back", _("To be called back")
        HANDED_ON = "handed_on", _("Handed on to another desk")
        UNREACHED = "unreached", _("Nobody answered")

    centre = models.ForeignKey(CENTRE, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=9, choices=Channel, default=Channel.WINDOW)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, blank=True, related_name="visits")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+")
    clerk = models.ForeignKey(User, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    person = models.ForeignKey("registries.Person", models.PROTECT, null=True, blank=True, related_name="+")
    identified_by = models.CharField(max_length=9, choices=Identified, blank=True, default="")
    identified_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clerk"], condition=Q(ended_at=None), name="one_visit_at_a_time"),
            models.CheckConstraint(
                name="visit_knows_who",
                condition=Q(person=None, identified_by="", identified_at=None)
                | (Q(person__isnull=False, identified_at__isnull=False) & ~Q(identified_by="")),
            ),
            models.CheckConstraint(
                name="visit_has_an_outcome",
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="visit_is_rated",
                condition=Q(rating=None, rated_at=None) | Q(rating__gte=1, rating__lte=5, rated_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "began_at"], name="visit_person"),
            models.Index(fields=["centre", "began_at"], name="visit_centre"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.channel}"
