"""What staff do when a bank says no: another account, and doubtful payments settled (see `dost.cases.remedies`).

Locks are taken in the order accounts, orders, rights, cases, as when the banks' answers are settled.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from dost.accounts.actors import Actor, System
from dost.cases import remedies
from dost.cases.acts import Act, MovedOn, require_note
from dost.cases.batch import Move, entry, wait, write_back
from dost.cases.codes import EntryKind, Reason, WaitingReason
from dost.cases.models import Case, CaseEntry
from dost.cases.stages import Stage, WaitingOn
from dost.cases.steps.pay import LOOK_AGAIN, after_orders
from dost.common.bulk import bulk_write
from dost.common.delivery import DeliveryState
from dost.payments import accounts
from dost.payments.models import PaymentOrder

from .way import locked, ring_piece


def new_account(*, case_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Let the refused payments of the case's person go through another account.

    The current account is replaced if it was refused, or could not take this case's payments; it stays when another
    member of staff, on another case of the person, has replaced it already. Once the new account is open its refused
    orders are sent again (`send_again`), until then the case waits for the bank.
    """
    with transaction.atomic():
        person_id = Case.objects.values_list("person_id", flat=True).get(pk=case_id)
        account = accounts.lock(person_id)
        list(
            remedies.refused_orders(Q(entitlement__person=person_id))
            .select_for_update(no_key=True, of=("self",))
            .order_by("pk")
        )
        case = locked(case_id, Act.NEW_ACCOUNT, actor)
        require_note(Act.NEW_ACCOUNT, actor=actor, note=note)
        if account is None:
            accounts.request([person_id], now=now)
        elif (
            account.state in remedies.BAD
            or remedies.refused_orders(Q(entitlement__case=case, account=account)).exists()
        ):
            accounts.replace(account, now=now)
        else:
            remedies.send_again([account], now=now)
        line = entry(case, EntryKind.ACCOUNT_ANEW, at=now, note=note).signed(actor)
        opening = account is None or accounts.current([person_id])[person_id].state in remedies.OPENING
        reason = Reason(WaitingReason.ACCOUNT if opening else WaitingReason.ORDERS)
        _write(case, wait(case, WaitingOn.BANK, reason=reason, now=now, rows=[line], pause=LOOK_AGAIN), now=now)
        for piece in ("accounts", "orders"):
            transaction.on_commit(partial(ring_piece, piece))


def paid_once(*, case_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Take the doubtful orders of a case for done, on a person's word."""
    with transaction.atomic():
        doubtful = list(
            PaymentOrder.objects.select_for_update(no_key=True, of=("self",))
            .filter(entitlement__case=case_id, state=DeliveryState.DOUBTFUL)
            .order_by("pk")
        )
        case = locked(case_id, Act.PAID_ONCE, actor)
        require_note(Act.PAID_ONCE, actor=actor, note=note)
        if not doubtful:
            raise MovedOn
        orders = [remedies.answer_of_bank(order) for order in doubtful]
        entry(case, EntryKind.PAID_ONCE, at=now, note=note, orders=orders).signed(actor).save()
        for order in doubtful:
            order.state, order.problem, order.settled_at = DeliveryState.DONE, "", now
        bulk_write(doubtful, ["state", "problem", "settled_at"])
        remedies.unmark([doubtful[0].entitlement_id])
        _write(case, after_orders(case, list(PaymentOrder.objects.filter(entitlement__case=case)), now=now), now=now)
        transaction.on_commit(partial(ring_piece, Stage.NOTIFY))


def _write(case: Case, move: Move, *, now: datetime) -> None:
    """Move a case under the next token; a closed one only gets its line."""
    if case.stage == Stage.CLOSED:
        signed = [row for row in move.rows if isinstance(row, CaseEntry) and not isinstance(row.actor, System)]
        CaseEntry.objects.bulk_create(signed)
        return
    case.token += 1
    Case.objects.filter(pk=case.pk).update(token=case.token)
    write_back([move], now=now)
