"""Make sure there is an account, and put the payment orders of all periods due in the way of the bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import models

from dost.cases.batch import Move, entry, on_to, wait, waiting_entry
from dost.cases.codes import EntryKind, Reason, WaitingReason, refused_by_bank
from dost.cases.models import Case, Entitlement
from dost.cases.periods import due_orders
from dost.cases.stages import Stage, WaitingOn
from dost.common.delivery import DeliveryState
from dost.payments import accounts
from dost.payments.models import PaymentAccount, PaymentOrder

LOOK_AGAIN: Final = timedelta(seconds=60)


def work(cases: list[Case], now: datetime) -> Sequence[Move]:
    """Move a batch as far as the bank lets it; the bank's answers wake the cases (see `dost.cases.wake`)."""
    by_id = {case.pk: case for case in cases}
    entitlements = {row.case_id: row for row in Entitlement.objects.filter(case__in=cases)}
    for case_id, row in entitlements.items():
        row.case = by_id[case_id]
    orders: dict[int, list[PaymentOrder]] = defaultdict(list)
    for order in PaymentOrder.objects.filter(entitlement__case__in=cases):
        orders[order.entitlement_id].append(order)
    held = accounts.current([row.person_id for row in entitlements.values()])
    alive = [row.person_id for row in entitlements.values() if row.case.person.died_on is None]
    accounts.request([person for person in alive if person not in held], now=now)
    ready = [
        row
        for row in entitlements.values()
        if row.pk not in orders and row.person_id in held and held[row.person_id].state == DeliveryState.DONE
    ]
    made = due_orders(ready, accounts=held, now=now)
    return [
        _move(case, orders.get(row.pk, []), held.get(row.person_id), made.get(row.pk, []), now=now)
        for case in cases
        for row in [entitlements[case.pk]]
    ]


def _move(
    case: Case,
    orders: Sequence[PaymentOrder],
    account: PaymentAccount | None,
    made: Sequence[PaymentOrder],
    *,
    now: datetime,
) -> Move:
    opening = account is not None and account.state in (DeliveryState.READY, DeliveryState.SENDING)
    if orders and not opening:  # refused orders wait for the new account (see `dost.cases.remedies`)
        return after_orders(case, orders, now=now)
    if case.person.died_on is not None:
        reason = Reason(WaitingReason.NO_PAYEE)
        return wait(case, WaitingOn.CLERK, reason=reason, now=now, rows=[waiting_entry(case, reason, at=now)])
    if account is None:
        rows = [entry(case, EntryKind.ACCOUNT_ASKED, at=now)]
        return wait(case, WaitingOn.BANK, reason=Reason(WaitingReason.ACCOUNT), now=now, rows=rows, pause=LOOK_AGAIN)
    if account.state in (DeliveryState.REFUSED, DeliveryState.DOUBTFUL):
        return refused(case, account.problem, now=now)
    if account.state != DeliveryState.DONE:
        return wait(case, WaitingOn.BANK, reason=Reason(WaitingReason.ACCOUNT), now=now, pause=LOOK_AGAIN)
    if not made:
        return on_to(case, Stage.NOTIFY)
    lines: list[models.Model] = [*made, entry(case, EntryKind.ORDERED, at=now, orders=len(made))]
    return wait(case, WaitingOn.BANK, reason=Reason(WaitingReason.ORDERS), now=now, rows=lines, pause=LOOK_AGAIN)


def after_orders(case: Case, orders: Sequence[PaymentOrder], *, now: datetime) -> Move:
    """What follows from the state of a case's orders: announced when all are paid, a clerk when one was refused."""
    states = {order.state for order in orders}
    for bad in (DeliveryState.REFUSED, DeliveryState.DOUBTFUL):
        if bad in states:
            return refused(case, next(order.problem for order in orders if order.state == bad), now=now)
    if states == {DeliveryState.DONE}:
        total = sum(order.amount for order in orders)
        return on_to(
            case, Stage.NOTIFY, rows=[entry(case, EntryKind.PAID, at=now, total=str(total), orders=len(orders))]
        )
    return wait(case, WaitingOn.BANK, reason=Reason(WaitingReason.ORDERS), now=now, pause=LOOK_AGAIN)


def refused(case: Case, problem: str, *, now: datetime) -> Move:
    """The bank said no: a person must look."""
    reason = refused_by_bank(problem)
    return wait(case, WaitingOn.CLERK, reason=reason, now=now, rows=[waiting_entry(case, reason, at=now)])
