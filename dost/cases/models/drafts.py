"""Applications that are begun and not sent yet, as rows."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dost.accounts.actor_columns import ActorColumns, one_actor


def new_key() -> str:
    """A secret that nobody guesses: it stands in the form that sends a draft, and nowhere else."""
    return secrets.token_urlsafe(32)


class ApplicationDraft(ActorColumns):
    """What somebody has told for an application that is not sent yet: at most one of a person, service and record.

    Whoever acts for an employer (`applicant_voen`) has another draft for it than for themselves.

    `answers` are by question id, as `services_catalog.answers` keeps them, given under the questions of `version`.
    `record_key` is that of the record (of `basis`) the right would arise from, `about` whom that record is about.
    `key` sends this draft once. `edited_at` is empty until the person has done anything on it; `confirmed_at` is when
    they said that what is known of them is right. `reminded_at` and `told_of_end_at` are when they were told that it is
    not sent, and that it is removed soon. Once it is sent, `sent_at` and `case` say so for good and the answers stand
    on the case; a draft that nobody sends is removed. The actor is who began it.
    """

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="application_drafts")
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey("services_catalog.ServiceVersion", models.PROTECT, related_name="+", db_index=False)
    about = models.ForeignKey(
        "registries.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    applicant_voen = models.CharField(max_length=10, blank=True, default="", db_default="")
    basis = models.CharField(max_length=20)
    record_key = models.CharField(max_length=96)
    answers = models.JSONField(_("answers so far"), default=dict, blank=True)
    key = models.CharField(max_length=43, unique=True, default=new_key)
    started_at = models.DateTimeField(_("begun"))
    edited_at = models.DateTimeField(_("last changed"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("what is known was confirmed"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    told_of_end_at = models.DateTimeField(_("told that it is removed soon"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="drafts")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            one_actor("application_draft_actor"),
            models.UniqueConstraint(
                fields=["person", "service", "basis", "record_key", "applicant_voen"],
                condition=Q(sent_at=None),
                name="draft_once",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, case=None) | Q(sent_at__isnull=False, case__isnull=False),
                name="draft_sent_has_case",
            ),
        ]
        indexes = [models.Index(fields=["started_at"], condition=Q(sent_at=None), name="draft_open")]

    def __str__(self) -> str:
        return f"draft {self.pk}"  # logs and terminals have it: not of which service
