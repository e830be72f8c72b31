"""What becomes of money paid in excess: proposed, heard, decided, confirmed by a second person, and paid back."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor
from dost.payments.models import Overpayment

from .case import APPEND_ONLY

NOTHING: Final = Decimal(0)


class RecoveryWay(models.TextChoices):
    """What becomes of what was paid in excess."""

    NOTHING = "nothing", pgettext_lazy("what was overpaid", "Nothing is asked back")
    INSTALMENTS = "instalments", pgettext_lazy("what was overpaid", "It is paid back in instalments")
    AT_ONCE = "at_once", pgettext_lazy("what was overpaid", "It is paid back in one sum")
    WRITE_OFF = "write_off", pgettext_lazy("what was overpaid", "It is written off")


class WriteOffRule(models.TextChoices):
    """By which rule something may be written off."""

    SMALL = "small", pgettext_lazy("write-off", "Asking for so small a sum costs more than it brings")
    NO_HEIRS = "no_heirs", pgettext_lazy("write-off", "The person has died, and no heir or estate is known")
    LONG_AGO = "long_ago", pgettext_lazy("write-off", "It was paid for months that lie too far back")


ASKS_BACK: Final = frozenset({RecoveryWay.INSTALMENTS, RecoveryWay.AT_ONCE})
"""Ways by which money is asked of the person: about these they are heard first."""


class RecoveryTerms(models.Model):
    """Terms on which something is proposed or decided; `monthly` and `first_month` where money is asked back.

    The last of `instalments` is what is left. `rule` is that of a write-off.
    """

    way = models.CharField(_("what becomes of it"), max_length=12, choices=RecoveryWay)
    rule = models.CharField(_("rule of the write-off"), max_length=10, choices=WriteOffRule, blank=True, default="")
    instalments = models.PositiveSmallIntegerField(_("instalments"), default=0)
    monthly = models.DecimalField(_("a month"), max_digits=12, decimal_places=2, default=NOTHING)
    first_month = models.DateField(_("first month"), null=True, blank=True)
    reasons = models.TextField(_("reasons"))

    class Meta:
        abstract = True


def _terms_hold(name: str) -> models.CheckConstraint:
    """The parts of terms belong to their way."""
    none = Q(instalments=0, monthly=0, first_month=None)
    asked = Q(monthly__gt=0, first_month__isnull=False)
    return models.CheckConstraint(
        name=name,
        condition=(Q(way="nothing", rule="") & none)
        | (Q(way="write_off") & ~Q(rule="") & none)
        | (Q(way="at_once", rule="", instalments=1) & asked)
        | (Q(way="instalments", rule="", instalments__gt=1) & asked),
    )


class Recovery(RecoveryTerms, ActorColumns):
    """A proposal of what becomes of an overpayment, and how far it has come: one that is open at a time.

    The actor, and the terms, are those of the proposal; they never change. `amount` is what it is about. `heard_by` is
    the last day for the person to say something, empty where nothing is asked of them; `act_by` the last day for the
    next word of staff. `escalated_for` is the day whose passing has been told. `person` is whose money it was: they are
    heard, and nobody in their place once they have died. `nothing_owed`: an appeal or a court found that nothing may be
    asked back by it, so what has come in for it is owed back (`recoveries.owed_back`).
    """

    class State(models.TextChoices):
        HEARING = "hearing", pgettext_lazy("recovery", "The person is being heard")
        HEARD = "heard", pgettext_lazy("recovery", "The person was heard")
        UNHEARD = "unheard", pgettext_lazy("recovery", "Not heard from")
        NOT_ASKED = "not_asked", pgettext_lazy("recovery", "To be decided; nothing is asked of the person")
        TO_CONFIRM = "to_confirm", pgettext_lazy("recovery", "A second person must confirm")
        DECIDED = "decided", pgettext_lazy("recovery", "Decided")
        DROPPED = "dropped", pgettext_lazy("recovery", "The proposal was taken back")
        OVERTAKEN = "overtaken", pgettext_lazy("recovery", "Overtaken: something else is known now")
        SET_ASIDE = "set_aside", pgettext_lazy("recovery", "Set aside by an appeal or a court")

    overpayment = models.ForeignKey(Overpayment, models.PROTECT, related_name="recoveries")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="recoveries")
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+")
    amount = models.DecimalField(_("about how much"), max_digits=12, decimal_places=2)
    noted = models.DecimalField(_("what was noted as paid in excess then"), max_digits=12, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=State)
    proposed_at = models.DateTimeField(_("proposed"))
    heard_by = models.DateField(_("last day to say something"), null=True, blank=True)
    act_by = models.DateField(_("to be dealt with by"), null=True, blank=True)
    escalated_for = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    nothing_owed = models.BooleanField(_("nothing may be asked back by it"), default=False, db_default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            one_actor("recovery_actor"),
            models.UniqueConstraint(
                fields=["overpayment"],
                condition=Q(state__in=["hearing", "heard", "unheard", "not_asked", "to_confirm"]),
                name="recovery_one_open",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0) & Q(amount__lte=F("noted")), name="recovery_amount"),
            models.CheckConstraint(
                condition=Q(way__in=["nothing", "write_off"]) | Q(heard_by__isnull=False), name="recovery_is_heard"
            ),
            _terms_hold("recovery_terms"),
        ]
        indexes = [
            models.Index(
                fields=["act_by"],
                condition=Q(state__in=["hearing", "heard", "unheard", "not_asked", "to_confirm"]),
                name="recovery_to_do",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="recovery_way",
                field="state",
                transitions=[
                    ("hearing", "heard"),
                    ("hearing", "unheard"),
                    ("unheard", "heard"),
                    *((before, "to_confirm") for before in ("heard", "unheard", "not_asked")),
                    *((before, "decided") for before in ("heard", "unheard", "not_asked", "to_confirm")),
                    *(("to_confirm", after) for after in ("heard", "unheard", "not_asked")),
                    *((before, "dropped") for before in ("hearing", "heard", "unheard", "not_asked")),
                    *(
                        (before, "overtaken")
                        for before in ("hearing", "heard", "unheard", "not_asked", "to_confirm", "decided")
                    ),
                    ("decided", "set_aside"),
                ],
            ),
            pgtrigger.ReadOnly(
                name="as_proposed", exclude=["state", "act_by", "escalated_for", "closed_at", "nothing_owed"]
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number people know it by: `G-2026-0000012` (G for geri, back)."""
        return f"G-{timezone.localtime(self.proposed_at).year}-{self.pk:07d}"


OPEN_RECOVERY: Final = frozenset(
    {
        Recovery.State.HEARING,
        Recovery.State.HEARD,
        Recovery.State.UNHEARD,
        Recovery.State.NOT_ASKED,
        Recovery.State.TO_CONFIRM,
    }
)
"""States of a proposal that nothing is decided of for good."""
RECOVERY_TO_DECIDE: Final = frozenset({Recovery.State.HEARD, Recovery.State.UNHEARD, Recovery.State.NOT_ASKED})
RECOVERY_HEARS: Final = frozenset({Recovery.State.HEARING, Recovery.State.HEARD, Recovery.State.UNHEARD})
"""States in which what the person says is taken in; also late, as long as nothing is decided."""


class RecoveryStatement(ActorColumns):
    """What the person said about a proposal, or staff wrote down for them. Append-only.

    `agrees` is what they say of it, None where they say neither: only a yes is a consent.
    """

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="statements")
    agrees = models.BooleanField(_("agrees"), null=True)
    words = models.TextField(blank=True)
    document = models.ForeignKey(
        "cases.SupportingDocument", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_actor("recovery_statement_actor"),
            models.CheckConstraint(
                name="recovery_says_something",
                condition=Q(agrees__isnull=False) | ~Q(words="") | Q(document__isnull=False),
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"statement {self.pk}"


class RecoveryDecision(RecoveryTerms, ActorColumns):
    """What was decided of an overpayment, with reasons that become the letter. Append-only.

    `heard` is how the person stood to it when it was decided. `second` says that somebody else must confirm it.
    """

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="decisions")
    heard = models.CharField(max_length=10, choices=Recovery.State)
    second = models.BooleanField(_("a second person must confirm"))
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [one_actor("recovery_decision_actor"), _terms_hold("recovery_decision_terms")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.way


class RecoveryConfirmation(ActorColumns):
    """What the second person said of a decision: confirmed, or sent back with reasons. Append-only; once for each."""

    decision = models.OneToOneField(RecoveryDecision, models.PROTECT, related_name="confirmation")
    confirmed = models.BooleanField()
    reasons = models.TextField(_("reasons"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [one_actor("recovery_confirmation_actor")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return "confirmed" if self.confirmed else "sent back"


class RecoveryInstalment(models.Model):
    """One instalment of a plan that was decided: in which month how much is expected. Append-only."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="plan")
    place = models.PositiveSmallIntegerField()
    month = models.DateField(_("month"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["recovery", "place"]
        constraints = [
            models.UniqueConstraint(fields=["recovery", "place"], name="recovery_instalment_once"),
            models.UniqueConstraint(fields=["recovery", "month"], name="recovery_instalment_a_month"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_instalment_positive"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.amount}"


class Repayment(ActorColumns):
    """Money of a person that has come in for an overpayment, as a member of staff recorded it. Append-only.

    `reference` is the bank's or the cash office's, once for a recovery. One that was recorded wrongly is taken out by
    a row of its own (`takes_out`).
    """

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="repayments")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    received_on = models.DateField(_("received on"))
    reference = models.CharField(_("reference"), max_length=64)
    takes_out = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="taken_out_by")
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_actor("repayment_actor"),
            models.UniqueConstraint(
                fields=["recovery", "reference"], condition=Q(takes_out=None), name="repayment_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, takes_out=None) | Q(amount__lt=0, takes_out__isnull=False),
                name="repayment_sign",
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.received_on}: {self.amount}"


class GivenBack(ActorColumns):
    """Money that had come in for an overpayment and was paid back to its person, for it was owed to them. Append-only.

    A member of staff recorded it; `reference` is the bank's or the treasury's, once for an overpayment.
    """

    overpayment = models.ForeignKey(Overpayment, models.PROTECT, related_name="given_back")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("reference"), max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_actor("given_back_actor"),
            models.UniqueConstraint(fields=["overpayment", "reference"], name="given_back_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="given_back_positive"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.paid_on}: {self.amount}"
