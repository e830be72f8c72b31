"""Staff with their role and sessions, citizens who have signed in; what is done to accounts of staff, and by whom.

Append-only: who looked at whose data, why they said, and the history of the accounts.
"""

from __future__ import annotations

from typing import Any, Final

import pgtrigger
from django.contrib import auth
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from .actor_columns import ActorColumns, one_actor
from .actors import Oneself

APPEND_ONLY: Final = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class User(AbstractUser):
    """A member of staff. What one may do follows from the role alone (see `backends`), superuser or not.

    Nobody has a role by default: without one nothing opens. Whoever cannot write a password yet waits for a one-time
    link (`OneTimeLink`); `is_active` is false while the account is suspended.
    """

    class Role(models.TextChoices):
        CLERK = "clerk", _("Clerk")
        EXAMINER = "examiner", _("Back-office examiner")
        SUPERVISOR = "supervisor", _("Supervisor")
        AUDITOR = "auditor", _("Auditor")
        EDITOR = "editor", _("Catalogue editor")
        PUBLISHER = "publisher", _("Catalogue publisher")
        VIEWER = "viewer", _("Catalogue viewer")
        ACCOUNTS = "accounts", _("Account administrator")
        GREETER = "greeter", _("Greeter")
        OPERATOR = "operator", _("Operator of 142")

    role = models.CharField(_("role"), max_length=16, choices=Role, blank=True, default="", db_default="")
    centre = models.CharField(_("centre"), max_length=16, blank=True, default="", help_text="Code of a DOST centre.")
    session_epoch = models.PositiveIntegerField(default=0, help_text="Raised to end all sessions of this user.")

    is_demonstration = models.BooleanField(
        default=False, db_default=False, help_text="Made for a demonstration: never signs in to a production."
    )

    second_step_passed: bool = False
    """Whether the session this object was loaded for has passed the second step; `middleware` says so."""

    REQUIRED_FIELDS = [*AbstractUser.REQUIRED_FIELDS, "role"]

    def __str__(self) -> str:
        return self.get_username()

    @property
    def waits_for_second_step(self) -> bool:
        """Whether nothing opens yet, for want of the second step: all staff need it."""
        return not self.second_step_passed

    @property
    def waits_for_link(self) -> bool:
        """Whether the account has no password yet, or none any more: a one-time link sets it."""
        return not self.has_usable_password()

    @property
    def opens_cases(self) -> bool:
        """Whether the role opens the list of cases and, with a reason, a case."""
        return self.role in OPENS_CASES

    @property
    def reviews_purposes(self) -> bool:
        """Whether the role reads for what purposes staff have opened people's records."""
        return self.role in REVIEWS

    @property
    def reads_logs(self) -> bool:
        """Whether the role reads the record of looks and the security events."""
        return self.role in READS_LOG

    @property
    def sees_the_day(self) -> bool:
        """Whether the role sees the run of the day."""
        return self.role in SEES_THE_DAY

    @property
    def manages_accounts(self) -> bool:
        """Whether the role invites, suspends and gives roles to staff."""
        return self.role in MANAGES_ACCOUNTS

    @property
    def confirms_changes(self) -> bool:
        """Whether the role is the second person for privileged roles and for new second steps."""
        return self.role in CONFIRMS_CHANGES

    @property
    def reads_account_history(self) -> bool:
        """Whether the role reads what was done to accounts of staff."""
        return self.role in READS_ACCOUNT_HISTORY

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Ask the backends. A superuser gets no more than the role gives (decision 7). No query."""
        return any(backend.has_perm(self, perm, obj) for backend in auth.get_backends())

    def has_module_perms(self, app_label: str) -> bool:
        """Whether there is any permission of that application, superuser or not. No query."""
        return any(name.startswith(f"{app_label}.") for name in self.get_all_permissions())

    async def ahas_perm(self, perm: str, obj: Any = None) -> bool:
        """`has_perm`, which never waits."""
        return self.has_perm(perm, obj)

    async def ahas_module_perms(self, app_label: str) -> bool:
        """`has_module_perms`, which never waits."""
        return self.has_module_perms(app_label)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to count: it changes with the password and with `session_epoch`."""
        carried = f"{self.password}\n{self.session_epoch}"
        return salted_hmac("dost.accounts.session", carried, secret=secret, algorithm="sha256").hexdigest()


OPENS_CASES: Final = frozenset({User.Role.EXAMINER, User.Role.SUPERVISOR, User.Role.AUDITOR})
READS_LOG: Final = frozenset({User.Role.AUDITOR})
REVIEWS: Final = frozenset({User.Role.SUPERVISOR, User.Role.AUDITOR})
SEES_THE_DAY: Final = frozenset(User.Role) - {User.Role.ACCOUNTS}
MANAGES_ACCOUNTS: Final = frozenset({User.Role.ACCOUNTS})
CONFIRMS_CHANGES: Final = frozenset({User.Role.ACCOUNTS, User.Role.SUPERVISOR})
READS_ACCOUNT_HISTORY: Final = frozenset({User.Role.ACCOUNTS, User.Role.AUDITOR})
PRIVILEGED: Final = frozenset({User.Role.SUPERVISOR, User.Role.AUDITOR, User.Role.PUBLISHER, User.Role.ACCOUNTS})
"""Roles that only a second person's word gives."""


class Citizen(models.Model):
    """A person who has signed in: `subject` is who they are for the identity provider (OpenID Connect `sub`)."""

    person = models.OneToOneField("registries.Person", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=255, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(name="citizen_has_a_subject", condition=~Q(subject=""))]

    def __str__(self) -> str:
        return self.subject

    @property
    def actor(self) -> Oneself:
        """The citizen acting for themselves."""
        return Oneself(person_id=self.person_id, subject=self.subject)


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
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M}"


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
    Without a user it is a visitor's.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=64, blank=True, default="", db_default="")
    device = models.CharField(max_length=60, blank=True, default="", db_default="")
    began_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that reads and writes these rows."""
        from .sessions import SessionStore  # deferred: needs the models

        return SessionStore


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
