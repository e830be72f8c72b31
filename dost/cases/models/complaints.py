"""Complaints and proposals: what a person writes under the law on citizens' appeals, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import uuid4

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor

from .case import APPEND_ONLY, Case

DRAFT_NAME: Final = "complaint-"
"""How the documents of a complaint name it."""
_AS_SENT: Final = (
    "key",
    "person_id",
    "kind",
    "about",
    "service_id",
    "about_service_id",
    "about_case_id",
    "centre",
    "named",
    "words",
    "begun_at",
    "sent_at",
    "limit",
    "longer",
    "by_id",
    "by_person_id",
    "by_for_id",
)
"""The columns that never change once it is sent; how it stands, its clock and whose work it is do."""


def _differ(columns: Iterable[str]) -> str:
    """The SQL that is true where one of these columns is given another value."""
    names = list(columns)
    old, new = (", ".join(f'{row}."{name}"' for name in names) for row in ("OLD", "NEW"))
    return f"ROW({old}) IS DISTINCT FROM ROW({new})"


class Complaint(ActorColumns):
    """A complaint or a proposal of a person. The actor is who wrote it, or the member of staff who wrote it down.

    Begun, it is a draft that its writer can change; sent, what was written changes no more. `key` makes that it
    is sent once. What it is about stands in one of `about_service`, `about_case`, or `centre` and `named` (a member of
    staff, a centre, an employer); in none of them where it is about things in general. `service` is the one of the
    catalogue that takes it.

    `heard_by` is who has to see to it because nobody below may know of it: supervisors where no examiner may, auditors
    where nobody who answers may; empty where it is work like any other.

    `limit` is the time limit of the law as of the day it was received, `longer` the one with further study, both as
    `services_catalog.time_limits` keeps them; `due_on` is the last day, empty while the clock stands still. Everything
    the clock reads stands in the entries.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", pgettext_lazy("what a person writes", "A complaint")
        PROPOSAL = "proposal", pgettext_lazy("what a person writes", "A proposal")

    class About(models.TextChoices):
        SERVICE = "service", pgettext_lazy("what it is about", "A service")
        CASE = "case", pgettext_lazy("what it is about", "A case")
        STAFF = "staff", pgettext_lazy("what it is about", "A centre or a member of staff")
        EMPLOYER = "employer", pgettext_lazy("what it is about", "An employer who breaks labour law")
        GENERAL = "general", pgettext_lazy("what it is about", "Something else")

    class HeardBy(models.TextChoices):
        SUPERVISORS = "supervisor", pgettext_lazy("complaint", "Supervisors alone can answer it")
        AUDITORS = "auditor", pgettext_lazy("complaint", "Nobody can answer it")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("complaint", "Begun, not sent")
        SENT = "sent", pgettext_lazy("complaint", "Being looked at")
        ASKED = "asked", pgettext_lazy("complaint", "Waits for the person")
        ANSWERED = "answered", pgettext_lazy("complaint", "Answered")
        LEFT = "left", pgettext_lazy("complaint", "Left unconsidered")
        WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "Withdrawn")

    class Outcome(models.TextChoices):
        JUSTIFIED = "justified", pgettext_lazy("complaint", "The complaint is justified")
        PARTLY = "partly", pgettext_lazy("complaint", "The complaint is justified in part")
        NOT_JUSTIFIED = "not_justified", pgettext_lazy("complaint", "The complaint is not justified")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "The proposal is accepted")
        NOTED = "noted", pgettext_lazy("proposal", "The proposal is noted")
        NOT_ACCEPTED = "not_accepted", pgettext_lazy("proposal", "The proposal is not accepted")
        REPEATED = "repeated", pgettext_lazy("complaint", "It was answered three times, and nothing is new")
        IN_COURT = "in_court", pgettext_lazy("complaint", "A court is looking at it")

    OPEN: Final = (State.SENT, State.ASKED)

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="complaints")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    about = models.CharField(_("about what"), max_length=10, choices=About)
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+", db_index=False)
    about_service = models.ForeignKey(
        "services_catalog.Service", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    about_case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    centre = models.CharField(_("centre"), max_length=16, blank=True, default="")
    named = models.CharField(_("who is named"), max_length=200, blank=True, default="")
    words = models.TextField(_("in the person’s words"), blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    outcome = models.CharField(_("what was answered"), max_length=14, choices=Outcome, blank=True, default="")
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("received"), null=True, blank=True)
    limit = models.JSONField(default=dict, blank=True)
    longer = models.JSONField(default=dict, blank=True)
    is_longer = models.BooleanField(default=False)
    due_on = models.DateField(_("to be answered by"), null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    heard_by = models.CharField(
        _("who has to see to it"), max_length=10, choices=HeardBy, blank=True, default="", db_default=""
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            one_actor("complaint_actor"),
            models.UniqueConstraint(
                fields=["person", "by_person"], condition=Q(state="draft"), name="complaint_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None)
                | (~Q(state="draft") & Q(sent_at__isnull=False) & ~Q(words="")),
                name="complaint_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["answered", "left"]) & ~Q(outcome="")
                | ~Q(state__in=["answered", "left"]) & Q(outcome=""),
                name="complaint_answered",
            ),
            models.CheckConstraint(
                condition=Q(about="service", about_case=None)
                | Q(about="case", about_service=None)
                | Q(about__in=["staff", "employer", "general"], about_service=None, about_case=None),
                name="complaint_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "sent_at"], condition=Q(state__in=["sent", "asked"]), name="complaint_open"),
            models.Index(fields=["begun_at"], condition=Q(state="draft"), name="complaint_begun"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="complaint_way",
                field="state",
                transitions=[
                    ("draft", "sent"),
                    ("sent", "asked"),
                    ("sent", "answered"),
                    ("sent", "left"),
                    ("sent", "withdrawn"),
                    ("asked", "sent"),
                    ("asked", "answered"),
                    ("asked", "left"),
                    ("asked", "withdrawn"),
                ],
            ),
            pgtrigger.Protect(
                name="as_sent",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.state <> 'draft' AND {_differ(_AS_SENT)}"),
            ),
            pgtrigger.Protect(
                name="complaint_kept", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="draft")
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.pk}"

    @property
    def number(self) -> str:
        """The number on the receipt, `S-2026-0000012`, of a proposal with a T; empty before it is sent."""
        if self.sent_at is None:
            return ""
        letter = "S" if self.kind == self.Kind.COMPLAINT else "T"
        return f"{letter}-{timezone.localtime(self.sent_at).year}-{self.pk:07d}"

    @property
    def is_open(self) -> bool:
        """Whether it is sent and waits for its answer."""
        return self.state in self.OPEN

    @property
    def draft_name(self) -> str:
        """What its documents name as the draft they belong to."""
        return f"{DRAFT_NAME}{self.pk}"


class ComplaintEntry(ActorColumns):
    """One line of what happened to a complaint or a proposal. Append-only; its clock is read of these."""

    class What(models.TextChoices):
        SENT = "sent", pgettext_lazy("complaint", "It arrived")
        TAKEN = "taken", pgettext_lazy("complaint", "Somebody took it")
        GIVEN_BACK = "given_back", pgettext_lazy("complaint", "It waits for somebody else to take it")
        LONGER = "longer", pgettext_lazy("complaint", "It needs further study")
        ASKED = "asked", pgettext_lazy("complaint", "The person was asked something")
        GIVEN = "given", pgettext_lazy("complaint", "The person answered")
        LAPSED = "lapsed", pgettext_lazy("complaint", "The day for the person’s answer passed")
        NEAR = "near", pgettext_lazy("complaint", "The last day is near")
        PASSED = "passed", pgettext_lazy("complaint", "The last day has passed")
        MEANT = "meant", pgettext_lazy("complaint", "It was found whom it is about")
        NOT_MEANT = "not_meant", pgettext_lazy("complaint", "Somebody is not meant by it")
        ANSWERED = "answered", pgettext_lazy("complaint", "It was answered")
        LEFT = "left", pgettext_lazy("complaint", "It was left unconsidered")
        WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "It was withdrawn")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=What)
    details = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [one_actor("complaint_entry_actor")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.what


class ComplainedOf(models.Model):
    """A member of staff whom a complaint is about, or may be about: from them it is kept. Only `lifted_at` changes.

    `why` says how that is known: they had a hand in the case, the name that was written is theirs, or whoever studied
    it has found it out. Somebody of the same name is kept from it too, until it is found that they are not meant.
    """

    class Why(models.TextChoices):
        CASE = "case", pgettext_lazy("who is complained about", "Had a hand in the case")
        NAME = "name", pgettext_lazy("who is complained about", "Has the name that was written")
        FOUND = "found", pgettext_lazy("who is complained about", "Found while it was studied")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="complained_of")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=5, choices=Why)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "user"], name="complained_of_once")]
        triggers = [
            pgtrigger.ReadOnly(name="as_written", exclude=["lifted_at"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"complaint {self.complaint_id}"  # logs have it: not who is complained about


class ComplaintLetter(models.Model):
    """A letter about a complaint or a proposal, as it was written and sent. Append-only.

    `ordinal` counts those of one complaint, and the number is made of both. `content` is `letter_content.Written` as
    JSON, `content_hash` its SHA-256. `notice` is the message that tells of it.
    """

    class Kind(models.TextChoices):
        LONGER = "longer", pgettext_lazy("letter", "Your complaint or proposal needs further study")
        ANSWERED = "answered", pgettext_lazy("letter", "The answer to your complaint or proposal")
        LEFT = "left", pgettext_lazy("letter", "Your complaint or proposal is left unconsidered")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="letters", db_index=False)
    ordinal = models.PositiveSmallIntegerField(_("which letter of it"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    number = models.CharField(_("number"), max_length=40, unique=True)
    issued_at = models.DateTimeField(_("written"))
    language = models.CharField(_("language"), max_length=2)
    content = models.JSONField(_("what it says"))
    content_hash = models.CharField(_("hash of what it says"), max_length=64)
    notice = models.OneToOneField(
        "notifications.Notice", models.PROTECT, null=True, blank=True, related_name="complaint_letter"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "ordinal"], name="complaint_letter_once")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.number
