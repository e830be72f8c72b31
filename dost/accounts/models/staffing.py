"""What is done to accounts of staff: one-time links, changes that wait for a second person, and the history."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .append_only import APPEND_ONLY
from .people import User


class OneTimeLink(models.Model):
    """A link that sets the password of one member of staff, once. Of what stands in the link only a hash is stored.

    `made_by` is empty for a link made by a command. `closed_at`: it was used, or another has taken its place.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="one_time_link_ends", condition=Q(expires_at__gt=F("made_at"))),
            models.UniqueConstraint(fields=["user"], condition=Q(closed_at=None), name="one_open_link_per_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d %H:%M}"


class PendingChange(models.Model):
    """What one person has set going for an account and a second one must confirm. Nobody confirms their own."""

    class Kind(models.TextChoices):
        ROLE = "role", _("A privileged role")
        RESET = "reset", _("Password and second step set up anew")

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    role = models.CharField(max_length=16, choices=User.Role, blank=True, default="")
    centre = models.CharField(max_length=16, blank=True, default="")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], condition=Q(outcome=""), name="one_pending_change"),
            models.CheckConstraint(
                name="pending_change_two_people",
                condition=~Q(outcome="confirmed")
                | (Q(closed_by__isnull=False) & ~Q(closed_by=F("asked_by")) & ~Q(closed_by=F("user"))),
            ),
            models.CheckConstraint(
                name="pending_change_closed", condition=Q(outcome="", closed_at=None) | ~Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class AccountEvent(models.Model):
    """What was done to an account of staff: by whom, to whom, from where. Append-only.

    `by` is empty for a command of this installation. The roles and centres are what they were before and are then.
    """

    class What(models.TextChoices):
        INVITED = "invited", _("Invited")
        LINK_MADE = "link_made", _("One-time link made")
        LINK_USED = "link_used", _("One-time link used, password set")
        ROLE_ASKED = "role_asked", _("Privileged role: waits for a second person")
        ROLE_GIVEN = "role_given", _("Role or centre changed")
        FIN_GIVEN = "fin_given", _("FİN written down")
        FIN_CHANGED = "fin_changed", _("FİN changed")
        DECLINED = "declined", _("Second person declined")
        WITHDRAWN = "withdrawn", _("Withdrawn before it was confirmed")
        SUSPENDED = "suspended", _("Suspended")
        RESTORED = "restored", _("Restored")
        RESET_ASKED = "reset_asked", _("Setting up anew: waits for a second person")
        RESET = "reset", _("Password and second step set up anew")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        STEP_ADDED = "step_added", _("Second step set up")
        STEP_REMOVED = "step_removed", _("Second step removed")
        CODES_MADE = "codes_made", _("Recovery codes made")
        SESSIONS_ENDED = "sessions_ended", _("Sessions ended")

    at = models.DateTimeField()
    what = models.CharField(max_length=20, choices=What)
    whom = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    by_role = models.CharField(max_length=16, blank=True, default="")
    address = models.CharField(max_length=64, blank=True, default="")
    role_before = models.CharField(max_length=16, blank=True, default="")
    role_after = models.CharField(max_length=16, blank=True, default="")
    centre_before = models.CharField(max_length=16, blank=True, default="")
    centre_after = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["whom", "at"], name="account_event_whom"),
            models.Index(fields=["at"], name="account_event_at"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
