"""What is done when a bank says no: another account, the refused orders once more, doubtful ones settled by a person.

An order that the bank has refused has moved no money and never will under its key, and one that came back whole has
moved none in the end; so it may be ordered again – as the same row, under the next key: (entitlement, period, part)
stays one row, and one row is one payment. A doubtful order has moved money; nothing here ever sends one again.

Locks are taken in the order accounts, orders, rights, cases, as when the banks' answers are settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from dost.common.bulk import bulk_write
from dost.common.delivery import DeliveryState
from dost.payments import accounts
from dost.payments.models import PaymentAccount, PaymentOrder, order_key

from .codes import OF_AN_ORDER, EntryKind, ReviewCause, WaitingReason, reason_code
from .models import Case, CaseEntry, Entitlement
from .payees import receives
from .stages import Stage, State, WaitingOn
from .waits import let_go

UNPAID: Final = ReviewCause.UNPAID.value
"""The key of a mark under which months stand that could not be ordered (`unpaid`)."""
BAD: Final = (DeliveryState.REFUSED, DeliveryState.DOUBTFUL, DeliveryState.WITHHELD, DeliveryState.RETURNED)
"""States of an account, or of an order, with which nothing goes on by itself."""
WITHOUT_MONEY: Final = (DeliveryState.REFUSED, DeliveryState.RETURNED)
"""Orders that have moved no money in the end: refused, or sent back."""
CAUSES: Final = {
    DeliveryState.WITHHELD: (ReviewCause.ORDER_WITHHELD, EntryKind.ORDER_WITHHELD),
    DeliveryState.RETURNED: (ReviewCause.ORDER_RETURNED, EntryKind.ORDER_RETURNED),
    DeliveryState.REFUSED: (ReviewCause.ORDER_REFUSED, EntryKind.ORDER_REFUSED),
    DeliveryState.DOUBTFUL: (ReviewCause.ORDER_REFUSED, EntryKind.ORDER_REFUSED),
}
"""How a right is marked, and what its timeline tells, by the state of the order; the first is what matters most."""
NOT_OWED: Final = "right_ended"
"""The problem of an order that was kept back for a month nobody owes: nobody need look at it."""
OPENING: Final = (DeliveryState.READY, DeliveryState.SENDING)


def needs_another_account(case: Case) -> bool:
    """Whether payments that the bank has refused, or months not paid, need an account that nobody has asked for."""
    right = _right(case)
    if right is None or case.person.died_on is not None:
        return False
    account = accounts.current([right.receiver_id]).get(right.receiver_id)
    refused = refused_orders(Q(entitlement=right)).exists()
    if case.stage == Stage.PAY:
        return refused or account is None or account.state in BAD
    if not refused:  # months that could not be ordered for want of an account
        return UNPAID in (right.review or {}) and (account is None or account.state in BAD)
    return account is None or account.state not in OPENING  # nothing is to be woken


def has_doubtful_payments(case: Case) -> bool:
    """Whether the bank may have paid something twice, or not, so that a person must settle it with the bank."""
    right = _right(case)
    return right is not None and PaymentOrder.objects.filter(entitlement=right, state=DeliveryState.DOUBTFUL).exists()


def send_again(opened: Iterable[PaymentAccount], *, now: datetime) -> None:
    """Put the refused orders of these accounts' people on their way through them, if they are open and current.

    Runs under the lock of the accounts. No order is sent again through the account that could not take it, none for a
    month after the end of its right, and none before the deadline of its last request has passed.
    """
    by_person = {row.person_id: row for row in opened if row.current and row.state == DeliveryState.DONE}
    if not by_person:
        return
    orders = [
        order
        for order in refused_orders(Q(entitlement__in=Entitlement.objects.filter(receives(list(by_person)))))
        .filter(entitlement__person__died_on=None)
        .select_for_update(no_key=True, of=("self",))
        .select_related("entitlement")
        .order_by("pk")
        if order.account_id != by_person[order.entitlement.receiver_id].pk
    ]
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for order in orders:
        before = answer_of_bank(order)
        _renew(order, by_person[order.entitlement.receiver_id], now=now)
        lines[order.entitlement.case_id].append({**before, "now": order.key})
    bulk_write(orders, _RENEWED)
    unmark({order.entitlement_id for order in orders})
    CaseEntry.objects.bulk_create(
        CaseEntry(case_id=case_id, at=now, what=EntryKind.SENT_AGAIN, details={"orders": sent})
        for case_id, sent in lines.items()
    )


def release(*, now: datetime) -> int:
    """Let orders go that were kept back and may leave after all: a death or an end was taken back; return how many.

    They have never left the house, so they go under their own keys.
    """
    payee_lives = Q(entitlement__payee=None) | Q(entitlement__payee__died_on=None)
    runs = Q(entitlement__ended_on=None) | Q(period__lte=F("entitlement__ended_on"))
    lives = Q(entitlement__person__died_on=None, account__person__died_on=None)
    with transaction.atomic():
        orders = list(
            PaymentOrder.objects.filter(lives, payee_lives, runs, state=DeliveryState.WITHHELD)
            .select_for_update(no_key=True, skip_locked=True, of=("self",))
            .order_by("pk")
        )
        for order in orders:
            order.state, order.problem, order.not_before, order.settled_at = DeliveryState.READY, "", now, None
        bulk_write(orders, ["state", "problem", "not_before", "settled_at"])
        rights = {order.entitlement_id for order in orders}
        unmark(rights)
        let_go(Case.objects.filter(entitlement__in=rights, stage=Stage.PAY, state=State.WAITING), now=now)
    return len(orders)


def mark(orders: Iterable[PaymentOrder], *, now: datetime) -> None:
    """Mark the rights of which an order was refused, done twice, kept back or sent back, for somebody to look at.

    Not those whose case is at the payment itself: it waits for a member of staff with the reason. Runs in the
    transaction that settles the orders. A mark of another kind is kept beside it.
    """
    bad: dict[int, list[PaymentOrder]] = defaultdict(list)
    for order in orders:
        if order.state in BAD and order.problem != NOT_OWED:
            bad[order.entitlement_id].append(order)
    if not bad:
        return
    rights = list(
        Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=list(bad))
        .exclude(case__stage=Stage.PAY)
        .order_by("pk")
    )
    lines = []
    for right in rights:
        first = min(order.period for order in bad[right.pk])
        by_kind = {state: [order for order in bad[right.pk] if order.state == state] for state in CAUSES}
        kinds = [state for state, group in by_kind.items() if group]
        right.review = {**(right.review or {}), "code": CAUSES[kinds[0]][0].value, "period": first.isoformat()}
        lines += [
            CaseEntry(
                case_id=right.case_id,
                at=now,
                what=CAUSES[state][1],
                details={"orders": [answer_of_bank(order) for order in by_kind[state]]},
            )
            for state in kinds
        ]
    bulk_write(rights, ["review"])
    CaseEntry.objects.bulk_create(lines)


def can_be_seen_to(case: Case) -> bool:
    """Whether a payment was kept back or came back, and nothing of the right waits for the bank's word."""
    if case.stage == Stage.PAY:
        return reason_code(case.reason) is WaitingReason.NO_PAYEE or case.reason.get("problem") == NOT_OWED
    right = _right(case)
    kept = (ReviewCause.ORDER_WITHHELD, ReviewCause.ORDER_RETURNED)
    return right is not None and (right.review or {}).get("code") in kept and not has_doubtful_payments(case)


# -- orders ------------------------------------------------------------------------------------------------------

_RENEWED: Final = (
    "key",
    "account",
    "state",
    "not_before",
    "deadline",
    "attempts",
    "receiver_reference",
    "problem",
    "message_id",
    "settled_at",
)


def refused_orders(whose: Q) -> QuerySet[PaymentOrder]:
    """Orders refused or sent back that are still owed: those for months after the end of their right are not."""
    owed = Q(entitlement__ended_on=None) | Q(period__lte=F("entitlement__ended_on"))
    return PaymentOrder.objects.filter(whose, owed, state__in=WITHOUT_MONEY)


def _renew(order: PaymentOrder, account: PaymentAccount, *, now: datetime) -> None:
    """Make an order that was refused or sent back one to be sent, under its next key."""
    last = order.deadline + timedelta(seconds=settings.DELIVERY_MARGIN_SECONDS) if order.deadline else now
    order.key, order.account, order.state = next_key(order), account, DeliveryState.READY
    order.not_before, order.deadline, order.attempts = max(now, last), None, 0
    order.receiver_reference = order.problem = order.message_id = ""
    order.settled_at = None


def next_key(order: PaymentOrder) -> str:
    """The key an order is sent under after it was refused: `E5-202611`, then `E5-202611-2`, `E5-202611-3` …"""
    first = order_key(order.entitlement_id, order.period, order.part)
    return f"{first}-{int(order.key.removeprefix(first).removeprefix('-') or 1) + 1}"


def answer_of_bank(order: PaymentOrder) -> dict[str, Any]:
    """What a line of the timeline keeps of an order's key and of what the bank said to it."""
    return {
        "key": order.key,
        "account": order.account_id,
        "file": order.message_id,
        "reference": order.receiver_reference,
        "problem": order.problem,
    }


def unmark(rights: Collection[int]) -> None:
    """Take the mark from rights of which nothing refused, sent back or doubtful is left."""
    left = set(
        PaymentOrder.objects.filter(
            Q(state=DeliveryState.DOUBTFUL) | Q(state=DeliveryState.WITHHELD) & ~Q(problem=NOT_OWED),
            entitlement__in=rights,
        ).values_list("entitlement_id", flat=True)
    ) | set(refused_orders(Q(entitlement__in=rights)).values_list("entitlement_id", flat=True))
    marked = list(
        Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=set(rights) - left, review__code__in=OF_AN_ORDER)
        .order_by("pk")
    )
    for right in marked:
        right.review = without_order(right.review)
        right.save(update_fields=["review"])


def without_order(review: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A mark without what it says of a payment; None when nothing is left of it."""
    return {name: value for name, value in (review or {}).items() if name not in {"code", "period"}} or None


# -- cases -------------------------------------------------------------------------------------------------------


def _right(case: Case) -> Entitlement | None:
    """The right of a case that the bank's refusal, or the want of an account, has stopped; or nothing."""
    stopped = (
        case.stage == Stage.PAY
        and case.state == State.WAITING
        and case.waiting_on == WaitingOn.CLERK
        and reason_code(case.reason) is WaitingReason.ACCOUNT_REFUSED
    )
    if not stopped and case.stage != Stage.CLOSED:
        return None
    right: Entitlement | None = getattr(case, "entitlement", None)
    if right is None or stopped:
        return right
    mark = right.review or {}
    return right if mark.get("code") in OF_AN_ORDER or UNPAID in mark else None
