"""Make sure there is an account, and put the payment orders of all periods due in the way of the bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import models

from dost.cases.batch import Move, also, entry, on_to, wait, waiting_entry
from dost.cases.codes import EntryKind, Reason, WaitingReason, refused_by_bank
from dost.cases.counterparts import ensure_as_seen, with_several
from dost.cases.models import Case, Entitlement
from dost.cases.payees import undecided
from dost.cases.periods import Due, due_orders
from dost.cases.remedies import BAD, NOT_OWED
from dost.cases.stages import Stage, WaitingOn
from dost.cases.unpaid import mark_without_amount
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.payments import accounts
from dost.payments.models import PaymentAccount, PaymentOrder

LOOK_AGAIN: Final = timedelta(seconds=60)


def work(cases: list[Case], now: datetime) -> Sequence[Move]:
    """Move a batch as far as the bank lets it; the bank's answers wake the cases (see `dost.cases.wake`)."""
    by_id = {case.pk: case for case in cases}
    entitlements = {row.case_id: row for row in Entitlement.objects.filter(case__in=cases).select_related("payee")}
    for case_id, row in entitlements.items():
        row.case, row.person = by_id[case_id], by_id[case_id].person
    orders: dict[int, list[PaymentOrder]] = defaultdict(list)
    for order in PaymentOrder.objects.filter(entitlement__case__in=cases):
        orders[order.entitlement_id].append(order)
    held = accounts.current([row.receiver_id for row in entitlements.values()])
    young = undecided(list(entitlements.values()), on=local_day(now))
    payable = [row for row in entitlements.values() if row.pk not in young and _lives(row)]
    accounts.request([row.receiver_id for row in payable if row.receiver_id not in held], now=now)
    ready = [
        row
        for row in payable
        if row.pk not in orders and row.receiver_id in held and held[row.receiver_id].state == DeliveryState.DONE
    ]
    due = due_orders(ready, accounts=held, now=now)
    several = with_several({row.person_id for row in ready if row.period == Entitlement.Period.MONTHLY})
    moves = []
    for case in cases:
        row = entitlements[case.pk]
        if row.pk in young and not orders.get(row.pk):
            moves.append(_ask_who(case, now=now))
            continue
        move = _move(case, row, orders.get(row.pk, []), held.get(row.receiver_id), due, now=now)
        if row.person_id in several and due.rows(row.pk):
            seen = due.seen.get(row.pk, {})
            move = also(move, partial(ensure_as_seen, row.pk, person=row.person_id, seen=seen))
        moves.append(move)
    return moves


def _lives(right: Entitlement) -> bool:
    """Whether the person, and whoever receives the money for them, are alive."""
    return right.case.person.died_on is None and (right.payee is None or right.payee.died_on is None)


def _ask_who(case: Case, *, now: datetime) -> Move:
    """The person is too young to be paid: a member of staff decides who receives it, before any account is opened."""
    reason = Reason(WaitingReason.MINOR_PAYEE)
    return wait(case, WaitingOn.CLERK, reason=reason, now=now, rows=[waiting_entry(case, reason, at=now)])


def _move(
    case: Case,
    right: Entitlement,
    orders: Sequence[PaymentOrder],
    account: PaymentAccount | None,
    due: Due,
    *,
    now: datetime,
) -> Move:
    opening = account is not None and account.state in (DeliveryState.READY, DeliveryState.SENDING)
    if orders and not opening:  # refused orders wait for the new account (see `dost.cases.remedies`)
        return after_orders(case, orders, now=now)
    if not _lives(right):
        return no_payee(case, now=now)
    if account is None:
        rows = [entry(case, EntryKind.ACCOUNT_ASKED, at=now)]
        return wait(case, WaitingOn.BANK, reason=Reason(WaitingReason.ACCOUNT), now=now, rows=rows, pause=LOOK_AGAIN)
    if account.state in BAD:
        return refused(case, account.problem, now=now)
    if account.state != DeliveryState.DONE:
        return wait(case, WaitingOn.BANK, reason=Reason(WaitingReason.ACCOUNT), now=now, pause=LOOK_AGAIN)
    return _ordered(case, right, due, now=now)


def _ordered(case: Case, right: Entitlement, due: Due, *, now: datetime) -> Move:
    """Order what is due; a right of which no month has an amount waits for a clerk, one that is due nothing goes on.

    A right of which only some months have none is paid the others, and is marked.
    """
    lacking = due.without_amount.get(right.pk, [])
    rows: list[models.Model] = [*due.rows(right.pk)]
    if lacking and not rows:
        reason = Reason(WaitingReason.NO_AMOUNT)
        return wait(case, WaitingOn.CLERK, reason=reason, now=now, rows=[waiting_entry(case, reason, at=now)])
    made = len(due.orders.get(right.pk, ()))
    if made:
        rows.append(entry(case, EntryKind.ORDERED, at=now, orders=made))
        move = wait(case, WaitingOn.BANK, reason=Reason(WaitingReason.ORDERS), now=now, rows=rows, pause=LOOK_AGAIN)
    else:
        move = on_to(case, Stage.NOTIFY, rows=rows)
    return also(move, partial(mark_without_amount, [right], {right.pk: lacking}, now=now)) if lacking else move


def after_orders(case: Case, orders: Sequence[PaymentOrder], *, now: datetime) -> Move:
    """What follows from the state of a case's orders: announced when all are paid, a clerk when one was refused."""
    states = {order.state for order in orders}
    if any(order.state == DeliveryState.WITHHELD and order.problem != NOT_OWED for order in orders):
        return no_payee(case, now=now)
    for bad in (DeliveryState.REFUSED, DeliveryState.RETURNED, DeliveryState.DOUBTFUL):
        if bad in states:
            return refused(case, next(order.problem for order in orders if order.state == bad), now=now)
    if states == {DeliveryState.WITHHELD}:
        return refused(case, NOT_OWED, now=now)  # the right ended before anything was paid
    if states and states <= {DeliveryState.DONE, DeliveryState.WITHHELD}:
        paid = [order.amount for order in orders if order.state == DeliveryState.DONE]
        rows = [entry(case, EntryKind.PAID, at=now, total=str(sum(paid)), orders=len(paid))] if paid else []
        return on_to(case, Stage.NOTIFY, rows=rows)
    return wait(case, WaitingOn.BANK, reason=Reason(WaitingReason.ORDERS), now=now, pause=LOOK_AGAIN)


def no_payee(case: Case, *, now: datetime) -> Move:
    """Nobody alive to pay to: a person must look."""
    reason = Reason(WaitingReason.NO_PAYEE)
    return wait(case, WaitingOn.CLERK, reason=reason, now=now, rows=[waiting_entry(case, reason, at=now)])


def refused(case: Case, problem: str, *, now: datetime) -> Move:
    """The bank said no: a person must look."""
    reason = refused_by_bank(problem)
    return wait(case, WaitingOn.CLERK, reason=reason, now=now, rows=[waiting_entry(case, reason, at=now)])
