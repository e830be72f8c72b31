"""What is done with what was paid in excess: a person looks at it, and says in writing what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, NotPossible, require_note
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import Entitlement
from dost.cases.recoveries.limits import needs_second, open_recovery
from dost.common.dates import local_day
from dost.payments.models import Overpayment
from dost.ui.formats import money
from registries.data.recovery_terms import RecoveryTerm, recovery_value

from .way import locked


def close_overpaid(*, case_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Close all that was paid in excess under a case as looked at, with reasons. No money moves by it.

    Above the amount of which a second person must know it is proposed and decided instead (`recovery`).
    """
    with transaction.atomic():
        Entitlement.objects.select_for_update(no_key=True).filter(case=case_id).first()
        case = locked(case_id, Act.CLOSE_OVERPAID, actor)
        require_note(Act.CLOSE_OVERPAID, actor=actor, note=note)
        rows = list(Overpayment.objects.filter(entitlement__case=case_id, state=Overpayment.State.OPEN))
        if not rows:
            raise MovedOn
        _require_small(rows, on=local_day(now))
        for row in rows:
            row.state, row.looked_at, row.note = Overpayment.State.LOOKED_AT, now, note[:300]
            row.signed(actor).save()
        total = sum((row.total for row in rows), Decimal(0))
        entry(case, EntryKind.OVERPAID_SEEN, at=now, total=str(total), note=note).signed(actor).save()


def _require_small(rows: Sequence[Overpayment], *, on: date) -> None:
    """Pass only where one person may say so, and nothing is proposed."""
    if any(open_recovery(row) for row in rows):
        raise NotPossible(_("It is proposed already what becomes of it. Decide the proposal, or take it back first."))
    if any(needs_second(row.total, on=on) for row in rows):
        most = recovery_value(RecoveryTerm.SECOND_PERSON_ABOVE, on=on).value
        raise NotPossible(
            _("Above %(amount)s a second person confirms: propose what becomes of it on the page of the overpayment.")
            % {"amount": money(most)}
        )
