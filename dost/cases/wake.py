"""When the bank or the operator has answered, the cases that waited for it go on, in the same transaction.

Each function is an `on_settled` of a delivery channel. A woken case gets the next fencing token, so that a worker that
happens to hold it cannot write back what it saw before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q
from django.utils import timezone

from dost.common.bulk import bulk_write
from dost.common.delivery import DeliveryState
from dost.notifications.account_notices import account
from dost.notifications.models import Notice
from dost.notifications.notices import REROUTED, difference, notice, reroute
from dost.notifications.untold import leave_doubtful
from dost.payments import account_changes
from dost.payments.models import AccountChange, PaymentAccount, PaymentOrder, PaymentReturn
from dost.payments.returned import TELLING
from registries.models import Person

from . import remedies
from .batch import write_back
from .endings import note_paid_after_end
from .models import Case, Entitlement
from .payees import receives
from .stages import Stage, State
from .steps.notify import KINDS, after_notice
from .steps.pay import after_orders
from .waits import let_go


def accounts_settled(accounts: Sequence[PaymentAccount]) -> None:
    """Cases that pay these people are looked at now, also one that a worker holds and has just seen without account."""
    now = timezone.now()
    people = [row.person_id for row in accounts]
    paid_to = Q(pk__in=Entitlement.objects.filter(receives(people), case__stage=Stage.PAY).values("case"))
    let_go(Case.objects.filter(paid_to, stage=Stage.PAY), now=now)


def changes_settled(changes: Sequence[AccountChange]) -> None:
    """Put in place the accounts that banks have confirmed, send refused orders through them, and tell the people.

    Locks are taken in the order changes, accounts, orders, rights, cases.
    """
    now = timezone.now()
    placed = account_changes.put_in_place(changes, now=now)
    remedies.send_again(placed, now=now)
    accounts_settled(placed)
    people = Person.objects.in_bulk({change.person_id for change in changes})
    Notice.objects.bulk_create(
        [
            account(
                people[change.person_id],
                change=change.pk,
                ending=change.iban[-4:],
                accepted=change.state == DeliveryState.DONE,
                now=now,
            )
            for change in changes
        ],
        ignore_conflicts=True,
    )


def orders_settled(orders: Sequence[PaymentOrder]) -> None:
    """Cases whose orders are all settled go on to the announcement; a refused one goes to a clerk.

    The orders are read after the cases are locked: of two workers that settle two months of one right, the later one
    sees both settled.
    """
    now = timezone.now()
    entitlements = dict(
        Entitlement.objects.filter(pk__in={order.entitlement_id for order in orders}).values_list("pk", "case_id")
    )
    remedies.mark(orders, now=now)
    tell_differences(orders, now=now)
    note_paid_late(orders, now=now)
    cases = _take(Stage.PAY, set(entitlements.values()))
    by_case: dict[int, list[PaymentOrder]] = defaultdict(list)
    for order in PaymentOrder.objects.filter(entitlement__in=list(entitlements)):
        by_case[entitlements[order.entitlement_id]].append(order)
    write_back([after_orders(case, by_case[case.pk], now=now) for case in cases], now=now)


def tell_differences(orders: Sequence[PaymentOrder], *, now: datetime) -> None:
    """Tell people of the differences that the bank has paid: once for each right and ground, when all of it is paid.

    The rights are locked before the orders are read: of two workers that settle two months, the later sees both.
    """
    settled = {
        (order.entitlement_id, order.ground, order.reference)
        for order in orders
        if order.part and order.state == DeliveryState.DONE
    }
    if not settled:
        return
    rights = {
        right.pk: right
        for right in Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in={right for right, _, _ in settled}, person__died_on=None)
        .select_related("case__person__contact", "case__service")
        .order_by("pk")
    }
    groups: dict[tuple[int, str, str], list[PaymentOrder]] = defaultdict(list)
    for order in PaymentOrder.objects.filter(entitlement__in=rights, part__gt=0).order_by("period", "pk"):
        groups[order.entitlement_id, order.ground, order.reference].append(order)
    notices = [
        difference(
            rights[key[0]].case,
            months=[order.period for order in group],
            amount=sum((order.amount for order in group), Decimal(0)),
            title=group[0].title,
            number=group[0].pk,
            now=now,
        )
        for key, group in groups.items()
        if key in settled and all(order.state == DeliveryState.DONE for order in group)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def note_paid_late(orders: Sequence[PaymentOrder], *, now: datetime) -> None:
    """Note what a bank has just paid for months after the end of a right: it was on its way when the right ended."""
    paid = {order.entitlement_id for order in orders if order.state == DeliveryState.DONE}
    late = Q(ended_on__lt=F("orders__period"), orders__in=[order.pk for order in orders])
    rights = Entitlement.objects.filter(late, pk__in=paid).select_related("case__version").distinct().order_by("pk")
    note_paid_after_end(list(rights), now=now)


def orders_returned(returns: Sequence[PaymentReturn]) -> None:
    """Payments that came back: a clerk hears of each, and the person of those that came back whole."""
    now = timezone.now()
    told = [row for row in returns if row.order is not None and row.finding in TELLING]
    orders = [row.order for row in told if row.order is not None]
    orders_settled(orders)
    rights = {
        right.pk: right
        for right in Entitlement.objects.filter(pk__in=[order.entitlement_id for order in orders]).select_related(
            "case__person__contact", "case__service", "payee__contact"
        )
    }
    notices = [
        notice(
            right.case,
            Notice.Kind.RETURNED,
            now=now,
            amount=row.order.amount,
            to=right.payee,
            number=row.pk,
        )
        for row in told
        if row.order is not None and row.finding == PaymentReturn.Finding.WHOLE
        for right in [rights[row.order.entitlement_id]]
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def notices_settled(notices: Sequence[Notice]) -> None:
    """Cases whose message was taken are closed; one that was refused goes the next way, or is left to staff."""
    now = timezone.now()
    refused = [row for row in notices if row.state == DeliveryState.REFUSED]
    with_people = Notice.objects.filter(pk__in=[row.pk for row in refused]).select_related(
        "person__contact", "case__service"
    )
    again = {row.pk: row for row in with_people}
    for row in again.values():
        reroute(row, now=now)
    bulk_write(list(again.values()), REROUTED)
    leave_doubtful([row for row in notices if row.kind not in KINDS.values()])
    notices = [again.get(row.pk, row) for row in notices]
    by_case = {row.case_id: row for row in notices if row.case_id is not None and row.kind in KINDS.values()}
    cases = _take(Stage.NOTIFY, set(by_case))
    write_back([after_notice(case, by_case[case.pk], now=now) for case in cases], now=now)


def _take(stage: Stage, case_ids: Iterable[int]) -> list[Case]:
    """Lock the waiting cases among these, under the next token."""
    waiting = Case.objects.filter(pk__in=list(case_ids), stage=stage, state=State.WAITING)
    ids = list(waiting.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    Case.objects.filter(pk__in=ids).update(token=F("token") + 1)
    return list(Case.objects.filter(pk__in=ids).select_related("person", "service").prefetch_related("version"))
