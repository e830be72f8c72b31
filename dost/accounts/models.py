"""Users with their role, and the append-only log of every look at a person's data."""

from __future__ import annotations

from typing import Any, Final

import pgtrigger
from django.contrib import auth
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff. What one may do follows from the role alone (see `backends`), superuser or not."""

    class Role(models.TextChoices):
        CLERK = "clerk", _("Clerk")
        EXAMINER = "examiner", _("Back-office examiner")
        SUPERVISOR = "supervisor", _("Supervisor")
        AUDITOR = "auditor", _("Auditor")
        EDITOR = "editor", _("Catalogue editor")
        PUBLISHER = "publisher", _("Catalogue publisher")
        VIEWER = "viewer", _("Catalogue viewer")

    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.CLERK)
    session_epoch = models.PositiveIntegerField(default=0, help_text="Raised to end all sessions of this user.")

    second_step_passed: bool = False
    """Whether the session this object was loaded for has passed the second step; `middleware` says so."""

    def __str__(self) -> str:
        return self.get_username()

    @property
    def needs_second_step(self) -> bool:
        """Whether the role signs in with a password and a code, always."""
        return self.role in SIGN_IN_WITH_CODE

    @property
    def waits_for_second_step(self) -> bool:
        """Whether nothing opens yet, for want of the second step."""
        return self.needs_second_step and not self.second_step_passed

    @property
    def opens_cases(self) -> bool:
        """Whether the role opens the list of cases and, with a reason, a case."""
        return self.role in OPENS_CASES

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
SIGN_IN_WITH_CODE: Final = frozenset({User.Role.EDITOR, User.Role.PUBLISHER, User.Role.VIEWER})


class AccessLog(models.Model):
    """Who looked at whose data, in which registries, why and when. Append-only: the database refuses the rest."""

    REASON_LENGTH: Final = 200

    class Purpose(models.TextChoices):
        CASE = "case", _("Work on a case")
        VISIT = "visit", _("The person is at the window")
        SUPERVISION = "supervision", _("Supervision")
        AUDIT = "audit", _("Audit")
        AUTOMATIC = "automatic", _("Automatic check of a right")
        PREVIEW = "preview", _("Preview of a rule change")

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    registries = models.JSONField(default=list)
    service_code = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="access_log_person")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M}"
