"""What a member of staff asks a person for, for a case, and what is given to it, as rows."""

from __future__ import annotations

from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor
from services_catalog.models import in_language

from .case import Case
from .supporting import SupportingDocument

CHANGED_LATER: Final = ("state", "closed_at", "reminded_at")
"""What is written of a request after it was made."""


class MoreAsked(ActorColumns):
    """One thing asked of a person so that their case can be decided: a document, or an answer in words.

    What was asked with one form is a `round`, counted from 1; `place` is where it stands in it, and all of a round have
    the same `until`, the last day for it. `named` is the document in three languages where the passport of the service
    lists it, else `words` say what is asked. Only how it stands can be written later. The actor is who asked.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", pgettext_lazy("what is asked for", "A document")
        ANSWER = "answer", pgettext_lazy("what is asked for", "An answer in words")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("what was asked for", "Waits for the person")
        GIVEN = "given", pgettext_lazy("what was asked for", "Given")
        LAPSED = "lapsed", pgettext_lazy("what was asked for", "The day passed without an answer")
        TAKEN_BACK = "taken_back", pgettext_lazy("what was asked for", "Not needed any more")

    case = models.ForeignKey(Case, models.PROTECT, related_name="requests")
    round = models.PositiveSmallIntegerField(_("which time the person was asked"))
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    named = models.JSONField(default=dict, blank=True)
    words = models.CharField(_("what is asked for"), max_length=200, blank=True)
    why = models.CharField(_("why it is needed"), max_length=300)
    until = models.DateField(_("last day to give it, inclusive"))
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["round", "place"]
        constraints = [
            one_actor("more_asked_actor"),
            models.UniqueConstraint(fields=["case", "round", "place"], name="more_asked_once"),
            models.CheckConstraint(condition=~Q(named={}) | ~Q(words=""), name="more_asked_says_what"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="more_asked_closed",
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(state="open"), name="more_asked_open")]
        triggers = [
            pgtrigger.ReadOnly(name="as_asked", exclude=list(CHANGED_LATER)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"request {self.round}.{self.place} of case {self.case_id}"

    @property
    def title(self) -> str:
        """What is asked for, in the active language where the passport names it."""
        return in_language(self.named) if self.named else self.words


class MoreGiven(ActorColumns):
    """What was given to one request: words, a document, or both. Append-only but for `seen_at`.

    `seen_at` is when a member of staff first saw it on the page of its case. The actor is who gave it, or the member
    of staff who took it in at the window.
    """

    request = models.OneToOneField(MoreAsked, models.PROTECT, related_name="given")
    words = models.TextField(blank=True)
    document = models.ForeignKey(SupportingDocument, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(_("given at"))
    seen_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            one_actor("more_given_actor"),
            models.CheckConstraint(condition=~Q(words="") | Q(document__isnull=False), name="more_given_something"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="as_given", exclude=["seen_at"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"given to request {self.request_id}"
