"""Money that people paid back and that is owed to them: said on their case as it becomes so, and recorded as given.

No machine pays it: it came in outside the payment orders, and goes back the same way, by whoever keeps that account.
What is owed stands on the list of overpayments until it is recorded here.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, NotPossible
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import Case, CaseEntry, GivenBack, Recovery
from dost.cases.recoveries.owed_back import overpayments_owed_back, owed_back
from dost.common.dates import local_day
from dost.payments.models import Overpayment
from dost.ui.formats import money

from .recovery import locked_recovery
from .repayment import LONGEST_REFERENCE, WITH_PLAN


def record_given_back(
    *, overpayment_id: int, actor: Actor, amount: Decimal, paid_on: date, reference: str, now: datetime
) -> GivenBack:
    """Record that what was owed back has been paid to the person. Recorded twice under one reference, it is one.

    Raises:
        NotAllowed, NotImpartial: the actor may not.
        MovedOn: nothing has come in for this overpayment.
        NotPossible: the amount or the day cannot be right, or the reference stands for another amount.
    """
    came_in = Recovery.objects.filter(overpayment=overpayment_id, repayments__isnull=False).order_by("-pk").first()
    if came_in is None:
        raise MovedOn
    with transaction.atomic():
        recovery = locked_recovery(came_in.pk, Act.RECORD_REPAYMENT, WITH_PLAN, actor)
        overpayment = recovery.overpayment
        known = GivenBack.objects.filter(overpayment=overpayment, reference=reference.strip()).first()
        if known is not None:
            if known.amount != amount or known.paid_on != paid_on:
                raise NotPossible(_("This reference is recorded already, with another amount or day."))
            return known
        owed = owed_back(overpayment)
        if not 0 < amount <= owed:
            raise NotPossible(
                _("Write an amount of at most %(owed)s: that is what is owed back.") % {"owed": money(owed)}
            )
        if paid_on > local_day(now) or paid_on < local_day(recovery.proposed_at):
            raise NotPossible(_("The day lies between the proposal and today."))
        row = GivenBack(
            overpayment=overpayment,
            amount=amount,
            paid_on=paid_on,
            reference=reference.strip()[:LONGEST_REFERENCE],
            at=now,
        ).signed(actor)
        row.save(force_insert=True)
        line = entry(recovery.case, EntryKind.GIVEN_BACK, at=now, number=recovery.number, total=str(amount))
        line.signed(actor).save()
        return row


def tell_owed_back(*, now: datetime) -> int:
    """Write a line on each case of which something is owed back, once for each sum; return how many were written."""
    told = 0
    for pk in overpayments_owed_back().values_list("pk", flat=True):
        with transaction.atomic():
            told += _tell(pk, now=now)
    return told


def _tell(overpayment_id: int, *, now: datetime) -> bool:
    row = Overpayment.objects.select_related("entitlement").get(pk=overpayment_id)
    case = Case.objects.select_for_update(no_key=True).get(pk=row.entitlement.case_id)
    owed = owed_back(row)
    before = CaseEntry.objects.filter(case=case, what=EntryKind.OWED_BACK, details__overpayment=row.pk)
    last = before.order_by("-pk").first()
    if not owed or (last is not None and last.details["total"] == str(owed)):
        return False
    entry(case, EntryKind.OWED_BACK, at=now, total=str(owed), overpayment=row.pk).save()
    return True
