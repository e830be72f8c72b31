"""A fact that somebody calls wrong: what stands, what is right, how the institution was told, and what came of it."""

from __future__ import annotations

from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor
from dost.common.delivery import Delivery

from .case import APPEND_ONLY


class FactCorrection(ActorColumns):
    """Somebody says that a fact about a person is wrong. The actor is who said it.

    `person` is whose matter it is, `about` whose fact: the person, or somebody beside them whom a rule reads about too.
    What is contested is one field of one record (`table`, `source`, `reference`, `field`; an empty field is all of the
    record), or a fact that stands in no one field (`fact`); `subject` is all of that in one text, by which it is open
    once for a person. `table` is the name of the model; for the population register's own row it is `Person`, and the
    reference is empty.

    `stands` is what stood when it was contested, as JSON has it, with the institution it came from and the day it was
    recorded; `right` is what is right instead, null where the record should not be there. Both are frozen. `documents`
    are what was handed in with it.
    `sensitive`: it is told to the person alone, and not to who acts for them.
    """

    class State(models.TextChoices):
        SENT = "sent", pgettext_lazy("a contested fact", "On its way to the institution")
        RECEIVED = "received", pgettext_lazy("a contested fact", "The institution has it")
        ANNOUNCED = "announced", pgettext_lazy("a contested fact", "It is being corrected")
        CONFIRMED = "confirmed", pgettext_lazy("a contested fact", "It stands")
        CORRECTED = "corrected", pgettext_lazy("a contested fact", "It was corrected")
        REFUSED = "refused", pgettext_lazy("a contested fact", "The institution does not look at it")
        WITHDRAWN = "withdrawn", pgettext_lazy("a contested fact", "Taken back")

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="corrections")
    about = models.ForeignKey("registries.Person", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="corrections")
    subject = models.CharField(max_length=240)
    table = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=16, blank=True)
    reference = models.CharField(max_length=64, blank=True)
    field = models.CharField(max_length=60, blank=True)
    fact = models.CharField(max_length=80, blank=True)
    registry = models.CharField(_("registry"), max_length=12)
    institution = models.CharField(_("institution"), max_length=16)
    sensitive = models.BooleanField(default=False)
    stands = models.JSONField(_("what stands"), null=True)
    recorded_on = models.DateField(_("recorded on"), null=True, blank=True)
    right = models.JSONField(_("what is right"), null=True)
    words = models.TextField(_("in the person’s words"))
    documents = models.ManyToManyField("cases.SupportingDocument", blank=True, related_name="corrections")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENT)
    asked_at = models.DateTimeField(_("asked"))
    due = models.DateField(_("to be answered by"))
    ask_again_at = models.DateTimeField()
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    OPEN: Final = (State.SENT, State.RECEIVED, State.ANNOUNCED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject"],
                condition=Q(state__in=["sent", "received", "announced"]),
                name="correction_one_open",
            ),
            models.CheckConstraint(
                name="correction_of_one_thing",
                condition=(Q(table="") & ~Q(fact="")) | (~Q(table="") & Q(fact="")),
            ),
            one_actor("correction_actor"),
        ]
        indexes = [
            models.Index(
                fields=["ask_again_at"],
                condition=Q(state__in=["sent", "received", "announced"]),
                name="correction_open",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="as_contested", exclude=["state", "ask_again_at", "answered_at", "answer", "due", "institution"]
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number people know it by, the one on the receipt: `D-2026-0000012`."""
        return f"D-{timezone.localtime(self.asked_at).year}-{self.pk:07d}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered for good yet."""
        return self.state in self.OPEN


class CorrectionQuestion(Delivery):
    """That an institution is told of a contested fact; it is done when the institution has it.

    `verdict` and `text` are what it said when it took the request (`bridge.corrections.Verdict`); what it says later
    stands on the correction.
    """

    correction = models.ForeignKey(FactCorrection, models.PROTECT, related_name="questions")
    institution = models.CharField(max_length=16)
    verdict = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.key


class CorrectionEntry(ActorColumns):
    """One line of what happened to a contested fact. Append-only."""

    class What(models.TextChoices):
        ASKED = "asked", pgettext_lazy("a contested fact", "It was called wrong")
        RECEIVED = "received", pgettext_lazy("a contested fact", "The institution received it")
        ANNOUNCED = "announced", pgettext_lazy("a contested fact", "The institution says that it corrects it")
        CONFIRMED = "confirmed", pgettext_lazy("a contested fact", "The institution says that it stands")
        CORRECTED = "corrected", pgettext_lazy("a contested fact", "It was corrected")
        REFUSED = "refused", pgettext_lazy("a contested fact", "The institution does not look at it")
        WITHDRAWN = "withdrawn", pgettext_lazy("a contested fact", "It was taken back")
        NOT_DELIVERED = "not_delivered", pgettext_lazy("a contested fact", "It could not be handed over")
        ASKED_AGAIN = "asked_again", pgettext_lazy("a contested fact", "The institution was asked again")
        OVERDUE = "overdue", pgettext_lazy("a contested fact", "The institution’s time has passed")
        RECONSIDERED = "reconsidered", pgettext_lazy("a contested fact", "A case was looked at again")
        RECKONED = "reckoned", pgettext_lazy("a contested fact", "What was paid was reckoned again")

    correction = models.ForeignKey(FactCorrection, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    what = models.CharField(max_length=16, choices=What)
    details = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [one_actor("correction_entry_actor")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.what


class CorrectedFacts(models.Model):
    """The facts of a decision as they are since an institution corrected one. Append-only; the latest counts.

    The decision stays as it was made, and can be replayed; what its right is worth is reckoned with these.
    """

    decision = models.ForeignKey("cases.Decision", models.PROTECT, related_name="corrected_facts")
    correction = models.ForeignKey(FactCorrection, models.PROTECT, related_name="+", db_index=False)
    facts = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "correction"], name="corrected_facts_once")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.decision_id}"
