"""Money that people paid back: recorded by staff, and taken out again where it was recorded wrongly."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, NotPossible
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import Recovery, RecoveryInstalment, Repayment
from dost.common.dates import local_day

from .recovery import locked_recovery

LONGEST_REFERENCE = 64
State = Recovery.State
WITH_PLAN = frozenset({State.DECIDED, State.SET_ASIDE, State.OVERTAKEN})
"""States in which money may come in: also after a plan was set aside, for somebody may have paid already."""


def record_repayment(
    *, recovery_id: int, actor: Actor, amount: Decimal, received_on: date, reference: str, note: str = "", now: datetime
) -> Repayment:
    """Record that money has come in. Recorded twice under one reference, it is one.

    Raises:
        NotAllowed, NotImpartial: the actor may not.
        MovedOn: nothing was asked back.
        NotPossible: the amount or the day cannot be right, or the reference stands for another amount.
    """
    with transaction.atomic():
        recovery = locked_recovery(recovery_id, Act.RECORD_REPAYMENT, WITH_PLAN, actor)
        if not RecoveryInstalment.objects.filter(recovery=recovery).exists():
            raise MovedOn
        if amount <= 0:
            raise NotPossible(_("Write how much has come in, more than nothing."))
        if received_on > local_day(now) or received_on < local_day(recovery.proposed_at):
            raise NotPossible(_("The day lies between the proposal and today."))
        known = Repayment.objects.filter(recovery=recovery, reference=reference.strip(), takes_out=None).first()
        if known is not None:
            if known.amount != amount or known.received_on != received_on:
                raise NotPossible(_("This reference is recorded already, with another amount or day."))
            return known
        row = Repayment(
            recovery=recovery,
            amount=amount,
            received_on=received_on,
            reference=reference.strip()[:LONGEST_REFERENCE],
            note=note.strip()[:300],
            at=now,
        ).signed(actor)
        row.save()
        entry(recovery.case, EntryKind.REPAID, at=now, number=recovery.number, total=str(amount)).signed(actor).save()
        return row


def take_out_repayment(*, repayment_id: int, actor: Actor, note: str, now: datetime) -> Repayment:
    """Take a repayment out that was recorded wrongly, with reasons; both rows stay."""
    wrong = Repayment.objects.get(pk=repayment_id)
    with transaction.atomic():
        recovery = locked_recovery(wrong.recovery_id, Act.RECORD_REPAYMENT, WITH_PLAN, actor)
        if wrong.takes_out_id is not None or Repayment.objects.filter(takes_out=wrong).exists():
            raise MovedOn
        if not note.strip():
            raise NotPossible(_("Write down your reasons."))
        row = Repayment(
            recovery=recovery,
            amount=-wrong.amount,
            received_on=wrong.received_on,
            reference=wrong.reference,
            takes_out=wrong,
            note=note.strip()[:300],
            at=now,
        ).signed(actor)
        row.save()
        line = entry(recovery.case, EntryKind.REPAID_WRONG, at=now, number=recovery.number, total=str(wrong.amount))
        line.signed(actor).save()
        return row
