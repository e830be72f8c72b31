"""Mandates: one person lets another act for them, for services, acts and a time; their history; codes at a window."""

from __future__ import annotations

from datetime import date
from typing import Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..actor_columns import ActorColumns, one_actor
from .append_only import APPEND_ONLY

CHANGED_LATER: Final = ("accepted_at", "ended_at", "ended_for", "reminded_at")
"""What is written of a mandate after it was given: everything else stays as it was said."""


class Mandate(ActorColumns):
    """That one person lets another act for them. What it covers never changes: who wants another gives a new one.

    `grantor` gives it: a person, or a legal person by its VÖEN (`grantor_voen`), exactly one of the two. `agent_fin` is
    whom they named; `agent` is empty where nobody of the registries, or nobody who can act, has this FİN – the grantor
    is not told, or trying would tell who exists. It covers the `services` named, or all but sensitive ones
    (`all_services`), the `deeds`, and the days from `starts` to `until`, both inclusive. `how` it was given: at a
    window with the document that was seen. It counts once it is accepted and until it is ended; whether it stands on a
    day is asked of `accounts.representation`. The actor is who gave it: the grantor, or the staff who wrote it down.
    """

    class Deed(models.TextChoices):
        """What can be done under a mandate; `cases.mandated` says which acts each of them allows."""

        LOOK = "look", pgettext_lazy("under a mandate", "Read cases, letters and messages")
        APPLY = "apply", pgettext_lazy("under a mandate", "Apply, and take an application back")
        ANSWER = "answer", pgettext_lazy("under a mandate", "Ask and answer, and hand in documents")
        CORRECT = "correct", pgettext_lazy("under a mandate", "Say that a fact is wrong")
        APPEAL = "appeal", pgettext_lazy("under a mandate", "Appeal")

    class How(models.TextChoices):
        ONLINE = "online", pgettext_lazy("how a mandate was given", "Online")
        PRESENCE = "presence", pgettext_lazy("how a mandate was given", "In person, with a document")
        CODE = "code", pgettext_lazy("how a mandate was given", "By a code to their telephone")
        PAPER = "paper", pgettext_lazy("how a mandate was given", "Signed on paper")

    class Seen(models.TextChoices):
        """A document that a member of staff has seen."""

        IDENTITY_CARD = "identity_card", _("Identity card")
        PASSPORT = "passport", _("Passport")
        RESIDENCE = "residence", _("Residence permit")

    class Ended(models.TextChoices):
        """Why it counts no more."""

        DECLINED = "declined", pgettext_lazy("a mandate", "Declined")
        UNANSWERED = "unanswered", pgettext_lazy("a mandate", "Not accepted in time")
        WITHDRAWN = "withdrawn", pgettext_lazy("a mandate", "Withdrawn by who gave it")
        GIVEN_BACK = "given_back", pgettext_lazy("a mandate", "Given back by who had it")
        RAN_OUT = "ran_out", pgettext_lazy("a mandate", "Its last day has passed")
        DIED = "died", pgettext_lazy("a mandate", "One of the two has died")
        INCAPABLE = "incapable", pgettext_lazy("a mandate", "One of the two may not act for themselves any more")

    grantor = models.ForeignKey(
        "registries.Person", models.PROTECT, null=True, blank=True, related_name="mandates_given"
    )
    grantor_voen = models.CharField(_("VÖEN of who gives it"), max_length=10, blank=True, default="", db_default="")
    agent = models.ForeignKey("registries.Person", models.PROTECT, null=True, blank=True, related_name="mandates_had")
    agent_fin = models.CharField(_("FİN of who may act"), max_length=7)
    all_services = models.BooleanField(default=False, db_default=False)
    services = ArrayField(models.CharField(max_length=12), default=list, blank=True, db_default=[])
    deeds = ArrayField(models.CharField(max_length=8, choices=Deed))
    starts = models.DateField(_("first day"))
    until = models.DateField(_("last day, inclusive"))
    how = models.CharField(max_length=8, choices=How)
    document_kind = models.CharField(max_length=16, choices=Seen, blank=True, default="", db_default="")
    document_number = models.CharField(max_length=30, blank=True, default="", db_default="")
    given_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_for = models.CharField(max_length=10, choices=Ended, blank=True, default="", db_default="")
    reminded_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            one_actor("mandate_actor"),
            models.CheckConstraint(
                name="mandate_of_a_person_or_a_legal_person",
                condition=Q(grantor__isnull=False, grantor_voen="") | (Q(grantor=None) & ~Q(grantor_voen="")),
            ),
            models.CheckConstraint(name="mandate_to_somebody_else", condition=~Q(grantor=F("agent")) | Q(agent=None)),
            models.CheckConstraint(
                name="mandate_for_services",
                condition=Q(all_services=True, services=[]) | (Q(all_services=False) & ~Q(services=[])),
            ),
            models.CheckConstraint(name="mandate_opens_looking", condition=Q(deeds__contains=["look"])),
            models.CheckConstraint(name="mandate_has_its_days", condition=Q(until__gte=F("starts"))),
            models.CheckConstraint(
                name="mandate_document_seen",
                condition=~Q(how="presence") | (~Q(document_kind="") & ~Q(document_number="")),
            ),
            models.CheckConstraint(
                name="mandate_ended",
                condition=Q(ended_at=None, ended_for="") | (Q(ended_at__isnull=False) & ~Q(ended_for="")),
            ),
            models.CheckConstraint(
                name="mandate_accepted_by_somebody", condition=Q(accepted_at=None) | Q(agent__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["grantor", "agent_fin"], condition=Q(ended_at=None), name="one_mandate_between_two"
            ),
            models.UniqueConstraint(
                fields=["grantor_voen", "agent_fin"],
                condition=Q(ended_at=None) & ~Q(grantor_voen=""),
                name="one_mandate_of_an_employer",
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(ended_at=None), name="mandate_runs")]
        triggers = [
            pgtrigger.ReadOnly(name="as_given", exclude=list(CHANGED_LATER)),
            pgtrigger.Protect(
                name="ended_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__ended_at__isnull=False)
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"mandate {self.pk}"

    @property
    def is_accepted(self) -> bool:
        """Whether the other has accepted it, whatever has become of it since."""
        return self.accepted_at is not None

    @property
    def is_over(self) -> bool:
        """Whether it was ended."""
        return self.ended_at is not None

    def has_day(self, on: date) -> bool:
        """Whether a day is one of its days."""
        return self.starts <= on <= self.until


class MandateEvent(ActorColumns):
    """One line of what happened to a mandate: what, when, by whom. Append-only.

    Where one of the two accepted or ended it at a window, `how` says by what it is known that it was they, with the
    document that was seen; how it was given stands on the mandate.
    """

    class What(models.TextChoices):
        GIVEN = "given", pgettext_lazy("a mandate", "Given")
        ACCEPTED = "accepted", pgettext_lazy("a mandate", "Accepted")
        ENDS_SOON = "ends_soon", pgettext_lazy("a mandate", "Both were told that it ends soon")
        ENDED = "ended", pgettext_lazy("a mandate", "Ended")

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="events")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField()
    how = models.CharField(max_length=8, choices=Mandate.How, blank=True, default="", db_default="")
    document_kind = models.CharField(max_length=16, choices=Mandate.Seen, blank=True, default="", db_default="")
    document_number = models.CharField(max_length=30, blank=True, default="", db_default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            one_actor("mandate_event_actor"),
            models.CheckConstraint(
                name="mandate_event_document_seen",
                condition=~Q(how="presence") | (~Q(document_kind="") & ~Q(document_number="")),
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.what} mandate {self.mandate_id}"


class MandateCode(models.Model):
    """A code that was sent to somebody at a window for one thing about a mandate; they read it out to the clerk.

    They give one to whom they name (`agent_fin`), for themselves or for their employer (`voen`); or they accept or end
    `mandate`. `digest` is of the code, the row's salt and the installation's secret. The newest for the same thing
    counts, until `expires_at`, for a few attempts, and once.
    """

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=MandateEvent.What, default="given", db_default="given")
    agent_fin = models.CharField(max_length=7, blank=True, default="", db_default="")
    voen = models.CharField(max_length=10, blank=True, default="", db_default="")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="+")
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mandate_code_for_one_thing",
                condition=(Q(what="given", mandate=None) & ~Q(agent_fin=""))
                | Q(what__in=["accepted", "ended"], mandate__isnull=False, agent_fin="", voen=""),
            )
        ]

    def __str__(self) -> str:
        return f"code {self.pk} for a mandate"
