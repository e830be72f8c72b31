"""Who signs in: members of staff with their role, and citizens."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import auth
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ..actors import Oneself


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
    fin = models.CharField(
        _("FİN"),
        max_length=7,
        blank=True,
        default="",
        db_default="",
        help_text="Who they are for the registries: asked whether a case is about somebody close to them.",
    )
    session_epoch = models.PositiveIntegerField(default=0, help_text="Raised to end all sessions of this user.")

    is_demonstration = models.BooleanField(
        default=False, db_default=False, help_text="Made for a demonstration: never signs in to a production."
    )

    second_step_passed: bool = False
    """Whether the session this object was loaded for has passed the second step; `middleware` says so."""

    REQUIRED_FIELDS = [*AbstractUser.REQUIRED_FIELDS, "role"]

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(fields=["fin"], condition=~Q(fin=""), name="one_account_for_a_person"),
        ]

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
    def lacks_fin(self) -> bool:
        """Whether the role decides on cases, and nobody has written down who this is for the registries."""
        return self.role in WORKS_ON_CASES and not self.fin

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
    def serves_people(self) -> bool:
        """Whether the role sits at a desk, and the account says of which centre."""
        return self.role in SERVES_PEOPLE and bool(self.centre)

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
WORKS_ON_CASES: Final = frozenset({User.Role.EXAMINER, User.Role.SUPERVISOR})
SERVES_PEOPLE: Final = frozenset({User.Role.CLERK, User.Role.SUPERVISOR})
OPENS_SPECIAL: Final = frozenset({User.Role.EXAMINER, User.Role.SUPERVISOR})
"""Who reads, with a reason like any other, what the registries keep of special categories: diagnoses, convictions,
adoption, violence in a family. At a window it is closed: a right is settled there without it.
"""
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
