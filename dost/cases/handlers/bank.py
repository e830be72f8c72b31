"""What staff do when a bank says no: another account, and doubtful payments settled (see `dost.cases.remedies`).

Locks are taken in the order accounts, orders, rights, cases, as when the banks' answers are settled.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Staff, System
from dost.cases import remedies
from dost.cases.acts import Act, MovedOn, NotImpartial, NotPossible, require_note
from dost.cases.batch import Move, entry, on_to, wait, write_back
from dost.cases.codes import EntryKind, Reason, WaitingReason
from dost.cases.impartial import circle_of
from dost.cases.models import Case, CaseEntry, Entitlement
from dost.cases.payees import guardians, receives
from dost.cases.stages import Stage, WaitingOn
from dost.cases.steps.pay import LOOK_AGAIN, after_orders
from dost.common.bulk import bulk_write
from dost.common.dates import local_day
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
        right = Entitlement.objects.filter(case=case_id).first()
        person_id = right.receiver_id if right else Case.objects.values_list("person_id", flat=True).get(pk=case_id)
        account = accounts.lock(person_id)
        list(
            remedies.refused_orders(Q(entitlement__in=Entitlement.objects.filter(receives([person_id]))))
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


def seen_to(*, case_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Record that a payment which was kept back or came back was seen to: it needs nobody any more.

    The order stays as it is. A case that waits because nobody alive could be paid goes on, and is closed.
    """
    with transaction.atomic():
        stuck = (DeliveryState.WITHHELD, DeliveryState.RETURNED)
        orders = list(
            PaymentOrder.objects.select_for_update(no_key=True, of=("self",))
            .filter(entitlement__case=case_id, state__in=stuck)
            .order_by("pk")
        )
        right = Entitlement.objects.select_for_update(no_key=True).filter(case=case_id).first()
        case = locked(case_id, Act.SEEN_TO, actor)
        require_note(Act.SEEN_TO, actor=actor, note=note)
        if right is None:
            raise MovedOn
        told = [remedies.answer_of_bank(order) for order in orders]
        entry(case, EntryKind.ORDER_SEEN_TO, at=now, note=note, orders=told).signed(actor).save()
        right.review = remedies.without_order(right.review)
        right.save(update_fields=["review"])
        if case.stage == Stage.PAY:
            _write(case, on_to(case, Stage.NOTIFY), now=now)
            transaction.on_commit(partial(ring_piece, Stage.NOTIFY))


def pay_to(*, case_id: int, actor: Actor, payee: int, note: str, now: datetime) -> None:
    """Decide who receives the money of somebody too young: the person, or a parent or guardian; then it is paid."""
    with transaction.atomic():
        right = Entitlement.objects.select_for_update(no_key=True).filter(case=case_id).first()
        case = locked(case_id, Act.PAY_TO, actor)
        require_note(Act.PAY_TO, actor=actor, note=note)
        if right is None:
            raise MovedOn
        allowed = {one.pk: one for one in (case.person, *guardians(case.person, on=local_day(now)))}
        if payee not in allowed:
            raise NotPossible(_("Choose the person, or a parent or guardian who is of age."))
        if isinstance(actor, Staff) and payee in (circle_of(actor.user_id, on=local_day(now)) or ()):
            raise NotImpartial
        right.payee = allowed[payee]
        right.save(update_fields=["payee"])
        line = entry(case, EntryKind.PAYEE_CHOSEN, at=now, payee=allowed[payee].full_name, note=note).signed(actor)
        _write(case, Move(case=case, stage=Stage.PAY, rows=(line,), not_before=now), now=now)
        transaction.on_commit(partial(ring_piece, Stage.PAY))


def _write(case: Case, move: Move, *, now: datetime) -> None:
    """Move a case under the next token; a closed one only gets its line."""
    if case.stage == Stage.CLOSED:
        signed = [row for row in move.rows if isinstance(row, CaseEntry) and not isinstance(row.actor, System)]
        CaseEntry.objects.bulk_create(signed)
        return
    case.token += 1
    Case.objects.filter(pk=case.pk).update(token=case.token)
    write_back([move], now=now)
