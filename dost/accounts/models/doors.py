"""What happened at the doors, and the sessions that are open."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .append_only import APPEND_ONLY
from .people import Citizen, User


class SecurityEvent(models.Model):
    """Something that happened at the doors: who, from where, what. Append-only; `security_log` is what writes it.

    `user` is a member of staff; `proven` says whether they had signed in, or somebody only wrote their user name.
    `institution` is an institution's code, or what was sent in place of one. `address` is an IP address, or empty for a
    command of this installation. `about` names the thing concerned – never a citizen.
    """

    ABOUT_LENGTH: Final = 200

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", _("Signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
        SIGN_IN_THROTTLED = "sign_in_throttled", _("Sign-in refused after too many failures")
        SIGN_OUT = "sign_out", _("Signed out")
        SECOND_STEP = "second_step", _("Second step of signing in set up, used or taken away")
        SECOND_STEP_FAILED = "second_step_failed", _("Second step of signing in failed")
        PASSWORD = "password", _("Password changed")
        SESSION_ENDED = "session_ended", _("Sessions ended")
        ACCOUNT = "account", _("Account of staff invited, changed, suspended or resumed")
        ROLE = "role", _("Role given or confirmed")
        REFUSED = "refused", _("Refused: no permission")
        DEMO_REFUSED = "demo_refused", _("Refused: only for a demonstration")
        CALL_REFUSED = "call_refused", _("Call of an institution refused")
        KEYS = "keys", _("Key of an institution added, followed by another, or revoked")
        PUBLISHED = "published", _("Change of the catalogue published")
        EXPORTED = "exported", _("Table with people taken out")
        MANY_LOOKS = "many_looks", _("Many people looked at at once")
        LOG_READ = "log_read", _("Record of looks searched")
        CITIZEN_IN = "citizen_in", _("A citizen signed in")
        CITIZEN_OUT = "citizen_out", _("A citizen signed out, or ended their sessions")
        CITIZEN_REFUSED = "citizen_refused", _("Sign-in of a citizen refused")
        CITIZEN_SUBJECT = "citizen_subject", _("A citizen came under a new subject of the identity provider")
        ACTING = "acting", _("A citizen began or stopped acting for somebody")

    kind = models.CharField(max_length=24, choices=Kind)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    role = models.CharField(max_length=16, blank=True, default="", db_default="")
    proven = models.BooleanField(default=False, db_default=False)
    institution = models.CharField(max_length=64, blank=True, default="", db_default="")
    address = models.CharField(max_length=64, blank=True, default="", db_default="")
    about = models.CharField(max_length=ABOUT_LENGTH, blank=True, default="", db_default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="security_event_party",
                condition=Q(user=None, role="", proven=False) | Q(user__isnull=False, institution=""),
            )
        ]
        indexes = [
            models.Index(fields=["at"], name="security_event_at"),
            models.Index(fields=["kind", "address", "at"], name="security_event_flood"),
            models.Index(fields=["user", "at"], name="security_event_user"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Session(AbstractBaseSession):
    """A session as Django keeps it, and whose it is: what its owner needs to see and end it, and no more.

    `sessions.SessionStore` writes these columns. `device` is the kind of browser and system, never the whole header.
    It is a member of staff's, a citizen's, or, with neither, a visitor's.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    citizen = models.ForeignKey(Citizen, models.CASCADE, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=64, blank=True, default="", db_default="")
    device = models.CharField(max_length=60, blank=True, default="", db_default="")
    began_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractBaseSession.Meta):
        constraints = [
            models.CheckConstraint(name="session_of_one_kind", condition=Q(user=None) | Q(citizen=None)),
        ]

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that reads and writes these rows."""
        from ..sessions import SessionStore  # deferred: needs the models

        return SessionStore
