"""What an appeal or a court does to money that was asked back: it is not, or it is proposed anew."""

from __future__ import annotations

from datetime import datetime

from dost.accounts.actors import Actor
from dost.cases.acts import MovedOn
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import ASKS_BACK, Case, Recovery, Ruling
from dost.payments.models import Overpayment


def set_aside(case: Case, *, ruling: Ruling, number: str, actor: Actor, now: datetime) -> Recovery:
    """Set aside what a case (locked) last asked back: nothing more is expected.

    Changed, nothing is asked back, and what has come in already is owed to the person (`recoveries.owed_back`); sent
    back, the overpayment waits for another proposal, and what has come in is counted when that is made.
    """
    decided = Recovery.objects.select_for_update(no_key=True, of=("self",)).filter(
        case=case, state=Recovery.State.DECIDED, decisions__way__in=ASKS_BACK
    )
    recovery = decided.order_by("-closed_at", "-pk").first()
    if recovery is None:
        raise MovedOn
    recovery.state = Recovery.State.SET_ASIDE
    recovery.nothing_owed = ruling == Ruling.CHANGED
    recovery.save(update_fields=["state", "nothing_owed"])
    if ruling == Ruling.SENT_BACK:
        Overpayment.objects.filter(pk=recovery.overpayment_id, state=Overpayment.State.LOOKED_AT).update(
            state=Overpayment.State.OPEN
        )
    line = entry(case, EntryKind.RECOVERY_SET_ASIDE, at=now, number=recovery.number, because=number)
    line.signed(actor).save()
    return recovery
