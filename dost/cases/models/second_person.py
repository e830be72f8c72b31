"""What a member of staff has granted above the amount of its service, until a second person has confirmed it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor

from .appeals import Appeal
from .case import Case


class GrantToConfirm(ActorColumns):
    """A judgement that grants more than one person may grant alone; nothing is carried out before a second says so.

    The actor is the first person. `via` is by what they grant; `given` what that takes to be done again, word for word
    (the ruling, the facts taken for proven, the court). `before` is what the case waited for till then. `amount` is all
    that would be paid at once, `above` the amount of the version, both in AZN; `found` what the rule gave (`amount`,
    `starts`, `until`): where it gives another thing later, nothing is confirmed. `confirm_by` is the last day for the
    second person. Only what becomes of it is written later; `second` is who confirmed it or sent it back.
    """

    class Via(models.TextChoices):
        DECISION = "decision", pgettext_lazy("second person", "Decision of the case")
        APPEAL = "appeal", pgettext_lazy("second person", "Decision on an appeal")
        COURT = "court", pgettext_lazy("second person", "Decision of a court")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("second person", "Waits for a second person")
        CONFIRMED = "confirmed", pgettext_lazy("second person", "Confirmed by a second person")
        SENT_BACK = "sent_back", pgettext_lazy("second person", "Sent back by the second person")
        TAKEN_BACK = "taken_back", pgettext_lazy("second person", "Taken back by the first person")
        OVERTAKEN = "overtaken", pgettext_lazy("second person", "Overtaken: the case went on meanwhile")

    case = models.ForeignKey(Case, models.PROTECT, related_name="grants_to_confirm")
    appeal = models.ForeignKey(
        Appeal, models.PROTECT, null=True, blank=True, related_name="grants_to_confirm", db_index=False
    )
    via = models.CharField(_("granted by"), max_length=8, choices=Via)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reasons = models.TextField(_("reasons"))
    given = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    amount = models.DecimalField(_("paid at once"), max_digits=12, decimal_places=2)
    above = models.DecimalField(_("above how much"), max_digits=12, decimal_places=2)
    confirm_by = models.DateField(_("to be confirmed by"))
    at = models.DateTimeField(_("decided"))
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("what the second person says"), blank=True, default="")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            one_actor("grant_to_confirm_actor"),
            models.CheckConstraint(condition=Q(by__isnull=False), name="grant_to_confirm_by_staff"),
            models.CheckConstraint(condition=Q(amount__gt=F("above")), name="grant_to_confirm_is_above"),
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "sent_back"], second__isnull=False)
                | (~Q(state__in=["confirmed", "sent_back"]) & Q(second=None)),
                name="grant_to_confirm_has_second",
            ),
            models.CheckConstraint(condition=Q(second=None) | ~Q(second=F("by")), name="grant_to_confirm_two_people"),
            models.CheckConstraint(
                condition=Q(state="waiting", closed_at=None) | (~Q(state="waiting") & Q(closed_at__isnull=False)),
                name="grant_to_confirm_closed",
            ),
            models.CheckConstraint(
                condition=Q(via="appeal", appeal__isnull=False) | (~Q(via="appeal") & Q(appeal=None)),
                name="grant_to_confirm_appeal",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state="waiting"), name="grant_to_confirm_one_waits"),
        ]
        indexes = [
            models.Index(fields=["confirm_by"], condition=Q(state="waiting"), name="grant_to_confirm_to_do"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="grant_to_confirm_way",
                field="state",
                transitions=[("waiting", after) for after in ("confirmed", "sent_back", "taken_back", "overtaken")],
            ),
            pgtrigger.Protect(
                name="as_judged",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.id = NEW.id AND (OLD.case_id, OLD.appeal_id, OLD.via, OLD.reasons, OLD.given, OLD.before,"
                    " OLD.found, OLD.amount, OLD.above, OLD.at, OLD.by_id) IS DISTINCT FROM (NEW.case_id,"
                    " NEW.appeal_id, NEW.via, NEW.reasons, NEW.given, NEW.before, NEW.found, NEW.amount, NEW.above,"
                    " NEW.at, NEW.by_id)"
                ),
            ),
            pgtrigger.Protect(name="judged_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"grant to confirm {self.pk}"
