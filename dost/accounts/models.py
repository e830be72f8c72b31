"""Users with their role, and the append-only log of every look at a person's data."""

from __future__ import annotations

import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff."""

    class Role(models.TextChoices):
        CLERK = "clerk", _("Clerk")
        EXAMINER = "examiner", _("Back-office examiner")
        SUPERVISOR = "supervisor", _("Supervisor")
        AUDITOR = "auditor", _("Auditor")
        ADMINISTRATOR = "administrator", _("Administrator of the catalogue")

    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.CLERK)

    def __str__(self) -> str:
        return self.get_username()


class AccessLog(models.Model):
    """Who looked at whose data, in which registries, why and when. Append-only: the database refuses the rest."""

    class Purpose(models.TextChoices):
        CASE = "case", _("Work on a case")
        VISIT = "visit", _("The person is at the window")
        SUPERVISION = "supervision", _("Supervision")
        AUDIT = "audit", _("Audit")
        AUTOMATIC = "automatic", _("Automatic check of a right")

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    reason = models.CharField(max_length=200, blank=True)
    registries = models.JSONField(default=list)
    service_code = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="access_log_person")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M}"
