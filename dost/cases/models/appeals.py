"""What a person says against a decision, what becomes of it, and what is asked and answered about a case."""

from __future__ import annotations

from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor

from .case import APPEND_ONLY, Case, Letter


class Against(models.TextChoices):
    """What of a case somebody does not agree with: the last thing that was decided about it."""

    REFUSED = "refused", pgettext_lazy("appeal", "The application was refused")
    NO_RIGHT = "no_right", pgettext_lazy("appeal", "It was found that there is no right")
    GRANTED = "granted", pgettext_lazy("appeal", "It was granted otherwise than the person thinks right")
    AMOUNT = "amount", pgettext_lazy("appeal", "The amount was changed")
    ENDED = "ended", pgettext_lazy("appeal", "The right was ended")
    RECOVERY = "recovery", pgettext_lazy("appeal", "What was paid in excess is asked back")
    REVIEW = "review", pgettext_lazy("appeal", "A decision of another body, for review")


class Ruling(models.TextChoices):
    """What an appeal, or a court, says of a decision."""

    UPHELD = "upheld", pgettext_lazy("appeal", "The decision stands")
    CHANGED = "changed", pgettext_lazy("appeal", "The decision is changed")
    SENT_BACK = "sent_back", pgettext_lazy("appeal", "It is decided anew")


class Appeal(ActorColumns):
    """An appeal against what was decided of a case: one that is not answered at a time.

    `letter` is the one that told of the decision, empty where none did; `told_on` the day from which the time to appeal
    counts, `lodge_by` its last day. Begun, it is a draft that its person can still change; the columns of the actor are
    who began it and, once it is sent, who sent it. `answer_by` is the last day for the next word of staff: whether a
    late one is admitted, and then what is decided. Once it is sent, only its state and what follows change.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("appeal", "Begun, not sent")
        LODGED = "lodged", pgettext_lazy("appeal", "To be decided")
        LATE = "late", pgettext_lazy("appeal", "Late, to be admitted or not")
        ADMITTED = "admitted", pgettext_lazy("appeal", "Late, admitted, to be decided")
        NOT_ADMITTED = "not_admitted", pgettext_lazy("appeal", "Not admitted")
        DECIDED = "decided", pgettext_lazy("appeal", "Decided")
        OVERTAKEN = "overtaken", pgettext_lazy("appeal", "A court has decided")

    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    against = models.CharField(_("against what"), max_length=10, choices=Against)
    told_on = models.DateField(_("told on"))
    lodge_by = models.DateField(_("last day to appeal"))
    grounds = models.TextField(_("grounds"), blank=True)
    late_reason = models.TextField(_("why it is late"), blank=True)
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.DRAFT)
    ruling = models.CharField(_("what was decided"), max_length=10, choices=Ruling, blank=True, default="")
    begun_at = models.DateTimeField()
    lodged_at = models.DateTimeField(_("sent"), null=True, blank=True)
    answer_by = models.DateField(_("to be answered by"), null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    new_case = models.OneToOneField(
        Case, models.PROTECT, null=True, blank=True, related_name="from_appeal", verbose_name=_("decided anew in")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            one_actor("appeal_actor"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["draft", "lodged", "late", "admitted"]),
                name="appeal_one_open",
            ),
            models.UniqueConstraint(fields=["letter"], name="appeal_once"),
            models.UniqueConstraint(fields=["case", "against"], condition=Q(letter=None), name="appeal_once_untold"),
            models.CheckConstraint(
                condition=Q(state="draft", lodged_at=None) | (~Q(state="draft") & Q(lodged_at__isnull=False)),
                name="appeal_sent",
            ),
            models.CheckConstraint(
                condition=Q(state="decided") & ~Q(ruling="") | ~Q(state="decided") & Q(ruling=""),
                name="appeal_decided",
            ),
            models.CheckConstraint(condition=Q(state="draft") | ~Q(grounds=""), name="appeal_has_grounds"),
        ]
        indexes = [
            models.Index(fields=["answer_by", "lodged_at"], condition=Q(decided_at=None), name="appeal_to_do"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="appeal_way",
                field="state",
                transitions=[
                    ("draft", "lodged"),
                    ("draft", "late"),
                    ("draft", "overtaken"),
                    ("lodged", "decided"),
                    ("lodged", "overtaken"),
                    ("late", "admitted"),
                    ("late", "not_admitted"),
                    ("late", "overtaken"),
                    ("admitted", "decided"),
                    ("admitted", "overtaken"),
                ],
            ),
            pgtrigger.Protect(
                name="as_sent",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND (OLD.case_id, OLD.letter_id, OLD.against, OLD.told_on, OLD.lodge_by,"
                    " OLD.grounds, OLD.late_reason, OLD.lodged_at) IS DISTINCT FROM (NEW.case_id, NEW.letter_id,"
                    " NEW.against, NEW.told_on, NEW.lodge_by, NEW.grounds, NEW.late_reason, NEW.lodged_at)"
                ),
            ),
            pgtrigger.Protect(
                name="appeal_kept", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="draft")
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"

    @property
    def number(self) -> str:
        """The number people know it by; empty before it is sent."""
        return f"A-{self.lodged_at.year}-{self.pk:07d}" if self.lodged_at else ""


OPEN_APPEAL: Final = frozenset({Appeal.State.DRAFT, Appeal.State.LODGED, Appeal.State.LATE, Appeal.State.ADMITTED})
"""States of an appeal that is not answered, nor overtaken."""
TO_ADMIT: Final = frozenset({Appeal.State.LATE})
TO_DECIDE: Final = frozenset({Appeal.State.LODGED, Appeal.State.ADMITTED})
SENT: Final = TO_ADMIT | TO_DECIDE
"""States in which staff have it."""


class AppealAnswer(ActorColumns):
    """What a member of staff answered to an appeal, with their reasons. Append-only: one admission, one decision.

    `facts` are those that the decision takes for proven otherwise than the registries say, by name, as a decision keeps
    values: what was decided anew rests on them.
    """

    class About(models.TextChoices):
        ADMISSION = "admission", pgettext_lazy("appeal", "Whether it is admitted")
        DECISION = "decision", pgettext_lazy("appeal", "The appeal itself")

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="answers")
    about = models.CharField(max_length=10, choices=About)
    answer = models.CharField(max_length=12)
    reasons = models.TextField(_("reasons"))
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            one_actor("appeal_answer_actor"),
            models.UniqueConstraint(fields=["appeal", "about"], name="appeal_answer_once"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.answer


class CourtDecision(ActorColumns):
    """A court's decision about what was decided of a case, as a supervisor registered it. Append-only; it binds.

    `says` is what it says in short, `ruling` what follows from it here. `facts` are those it takes for proven, as in
    an `AppealAnswer`; `new_case` is where it is decided anew.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="court_decisions")
    against = models.CharField(_("against what"), max_length=10, choices=Against)
    court = models.CharField(_("court"), max_length=200)
    number = models.CharField(_("number of the decision"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    says = models.TextField(_("what it says"))
    ruling = models.CharField(_("what follows"), max_length=10, choices=Ruling)
    facts = models.JSONField(default=dict)
    new_case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="from_court")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            one_actor("court_decision_actor"),
            models.UniqueConstraint(fields=["case", "court", "number"], name="court_decision_once"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.number


class CaseMessage(ActorColumns):
    """A question about a case, or an answer to one, in the place where both are read. Append-only.

    `side` is who speaks: the person (or whoever acts for them, or staff who wrote it down), or the office. A question
    of the person waits until the office has said something after it.
    """

    class Side(models.TextChoices):
        PERSON = "person", pgettext_lazy("side of a conversation", "The person")
        OFFICE = "office", pgettext_lazy("side of a conversation", "DOST")

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    side = models.CharField(max_length=6, choices=Side)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [one_actor("case_message_actor")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.side} {self.pk}"
