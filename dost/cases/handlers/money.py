"""What is done with what was paid in excess: a person looks at it, and says in writing what becomes of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, require_note
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import Entitlement
from dost.payments.models import Overpayment

from .way import locked


def close_overpaid(*, case_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Close all that was paid in excess under a case as looked at, with reasons. No money moves by it."""
    with transaction.atomic():
        Entitlement.objects.select_for_update(no_key=True).filter(case=case_id).first()
        case = locked(case_id, Act.CLOSE_OVERPAID, actor)
        require_note(Act.CLOSE_OVERPAID, actor=actor, note=note)
        rows = list(Overpayment.objects.filter(entitlement__case=case_id, state=Overpayment.State.OPEN))
        if not rows:
            raise MovedOn
        for row in rows:
            row.state, row.looked_at, row.note = Overpayment.State.LOOKED_AT, now, note[:300]
            row.signed(actor).save()
        total = sum((row.total for row in rows), Decimal(0))
        entry(case, EntryKind.OVERPAID_SEEN, at=now, total=str(total), note=note).signed(actor).save()
