"""What is done when a bank says no: another account, the refused orders once more, doubtful ones settled by a person.

An order that the bank has refused has moved no money and never will under its key, so it may be ordered again – as the
same row, under the next key: (entitlement, period) stays one row, and one row is one payment. A doubtful order has
moved money; nothing here ever sends one again.

Locks are taken in the order accounts, orders, rights, cases, as when the banks' answers are settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from dost.accounts.models import User
from dost.common.bulk import bulk_write
from dost.common.delivery import DeliveryState
from dost.payments import accounts
from dost.payments.models import PaymentAccount, PaymentOrder

from .batch import Move, entry, wait, write_back
from .models import Case, CaseEntry, Entitlement
from .stages import Stage, State, WaitingOn
from .steps.pay import LOOK_AGAIN, after_orders

REVIEW: Final = "order_refused"
BAD: Final = (DeliveryState.REFUSED, DeliveryState.DOUBTFUL)
OPENING: Final = (DeliveryState.READY, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class Possible:
    """What a member of staff may do about what the bank did with a case's payments."""

    new_account: bool = False
    paid_once: bool = False


def possible(case: Case) -> Possible:
    """What may be done for a case that waits because the bank refused, or a closed one whose right is marked for it."""
    right = _right(case)
    if right is None:
        return Possible()
    account = accounts.current([case.person_id]).get(case.person_id)
    refused = _refused(Q(entitlement=right)).exists()
    if case.stage == Stage.PAY:
        anew = refused or account is None or account.state in BAD
    else:  # asked for already, and nothing to be woken
        anew = refused and (account is None or account.state not in OPENING)
    return Possible(
        new_account=anew and case.person.died_on is None,
        paid_once=PaymentOrder.objects.filter(entitlement=right, state=DeliveryState.DOUBTFUL).exists(),
    )


def new_account(*, case_id: int, user: User, note: str, now: datetime) -> bool:
    """Let the refused payments of the case's person go through another account; False when there is nothing to do.

    The current account is replaced if it was refused, or could not take this case's payments; it stays when another
    member of staff, on another case of the person, has replaced it already. Once the new account is open its refused
    orders are sent again (`send_again`), until then the case waits for the bank.
    """
    with transaction.atomic():
        person_id = Case.objects.values_list("person_id", flat=True).get(pk=case_id)
        account = accounts.lock(person_id)
        list(_refused(Q(entitlement__person=person_id)).select_for_update(no_key=True, of=("self",)).order_by("pk"))
        case = _locked(case_id)
        if not possible(case).new_account:
            return False
        if account is None:
            accounts.request([person_id], now=now)
        elif account.state in BAD or _refused(Q(entitlement__case=case, account=account)).exists():
            accounts.replace(account, now=now)
        else:
            send_again([account], now=now)
        line = _signed(entry(case, "account_anew", at=now, note=note), user)
        opening = account is None or accounts.current([person_id])[person_id].state in OPENING
        reason = {"code": "account" if opening else "orders"}
        _write(case, wait(case, WaitingOn.BANK, reason=reason, now=now, rows=[line], pause=LOOK_AGAIN), now=now)
    return True


def paid_once(*, case_id: int, user: User, note: str, now: datetime) -> bool:
    """Take the doubtful orders of a case for done, on a person's word; False when there is none any more."""
    with transaction.atomic():
        doubtful = list(
            PaymentOrder.objects.select_for_update(no_key=True, of=("self",))
            .filter(entitlement__case=case_id, state=DeliveryState.DOUBTFUL)
            .order_by("pk")
        )
        case = _locked(case_id)
        if not doubtful or not possible(case).paid_once:
            return False
        line = _signed(entry(case, "paid_once", at=now, note=note, orders=[_told(order) for order in doubtful]), user)
        line.save()
        for order in doubtful:
            order.state, order.problem, order.settled_at = DeliveryState.DONE, "", now
        bulk_write(doubtful, ["state", "problem", "settled_at"])
        _unmark([doubtful[0].entitlement_id])
        _write(case, after_orders(case, list(PaymentOrder.objects.filter(entitlement__case=case)), now=now), now=now)
    return True


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
        for order in _refused(Q(entitlement__person__in=list(by_person), entitlement__person__died_on=None))
        .select_for_update(no_key=True, of=("self",))
        .select_related("entitlement")
        .order_by("pk")
        if order.account_id != by_person[order.entitlement.person_id].pk
    ]
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for order in orders:
        before = _told(order)
        _renew(order, by_person[order.entitlement.person_id], now=now)
        lines[order.entitlement.case_id].append({**before, "now": order.key})
    bulk_write(orders, _RENEWED)
    _unmark({order.entitlement_id for order in orders})
    CaseEntry.objects.bulk_create(
        CaseEntry(case_id=case_id, at=now, what="sent_again", details={"orders": told})
        for case_id, told in lines.items()
    )


def mark_refused(orders: Iterable[PaymentOrder], *, now: datetime) -> None:
    """Mark the rights of closed cases whose orders the bank has refused, or done twice, for somebody to look at.

    Runs in the transaction that settles the orders. A mark of another kind is kept beside it.
    """
    bad: dict[int, list[PaymentOrder]] = defaultdict(list)
    for order in orders:
        if order.state in BAD:
            bad[order.entitlement_id].append(order)
    if not bad:
        return
    rights = list(
        Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=list(bad), case__stage=Stage.CLOSED)
        .order_by("pk")
    )
    for right in rights:
        first = min(order.period for order in bad[right.pk])
        right.review = {**(right.review or {}), "code": REVIEW, "period": first.isoformat()}
    bulk_write(rights, ["review"])
    CaseEntry.objects.bulk_create(
        CaseEntry(
            case_id=right.case_id, at=now, what=REVIEW, details={"orders": [_told(order) for order in bad[right.pk]]}
        )
        for right in rights
    )


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


def _refused(whose: Q) -> QuerySet[PaymentOrder]:
    """Refused orders that are still owed: those for months after the end of their right are not."""
    owed = Q(entitlement__ended_on=None) | Q(period__lte=F("entitlement__ended_on"))
    return PaymentOrder.objects.filter(whose, owed, state=DeliveryState.REFUSED)


def _renew(order: PaymentOrder, account: PaymentAccount, *, now: datetime) -> None:
    """Make a refused order one to be sent, under its next key."""
    last = order.deadline + timedelta(seconds=settings.DELIVERY_MARGIN_SECONDS) if order.deadline else now
    order.key, order.account, order.state = next_key(order), account, DeliveryState.READY
    order.not_before, order.deadline, order.attempts = max(now, last), None, 0
    order.receiver_reference = order.problem = order.message_id = ""
    order.settled_at = None


def next_key(order: PaymentOrder) -> str:
    """The key an order is sent under after it was refused: `E5-202611`, then `E5-202611-2`, `E5-202611-3` …"""
    first = f"E{order.entitlement_id}-{order.period:%Y%m}"
    return f"{first}-{int(order.key.removeprefix(first).removeprefix('-') or 1) + 1}"


def _told(order: PaymentOrder) -> dict[str, Any]:
    """What is kept of an order's key and of what the bank said to it."""
    return {
        "key": order.key,
        "account": order.account_id,
        "file": order.message_id,
        "reference": order.receiver_reference,
        "problem": order.problem,
    }


def _unmark(rights: Collection[int]) -> None:
    """Take the mark from rights of which nothing refused or doubtful is left."""
    left = set(
        PaymentOrder.objects.filter(entitlement__in=rights, state=DeliveryState.DOUBTFUL).values_list(
            "entitlement_id", flat=True
        )
    ) | set(_refused(Q(entitlement__in=rights)).values_list("entitlement_id", flat=True))
    marked = list(
        Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=set(rights) - left, review__code=REVIEW)
        .order_by("pk")
    )
    for right in marked:
        kept = {name: value for name, value in (right.review or {}).items() if name not in {"code", "period"}}
        right.review = kept or None
        right.save(update_fields=["review"])


# -- cases -------------------------------------------------------------------------------------------------------


def _right(case: Case) -> Entitlement | None:
    """The right of a case that the bank's refusal has stopped, or nothing."""
    stopped = (
        case.stage == Stage.PAY
        and case.state == State.WAITING
        and case.waiting_on == WaitingOn.CLERK
        and case.reason.get("code") == "account_refused"
    )
    if not stopped and case.stage != Stage.CLOSED:
        return None
    right: Entitlement | None = getattr(case, "entitlement", None)
    if right is None or stopped:
        return right
    return right if (right.review or {}).get("code") == REVIEW else None


def _locked(case_id: int) -> Case:
    return (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "version", "service")
        .get(pk=case_id)
    )


def _write(case: Case, move: Move, *, now: datetime) -> None:
    """Move a case under the next token; a closed one only gets its line."""
    if case.stage == Stage.CLOSED:
        CaseEntry.objects.bulk_create([row for row in move.rows if isinstance(row, CaseEntry) and row.by_id])
        return
    case.token += 1
    Case.objects.filter(pk=case.pk).update(token=case.token)
    write_back([move], now=now)


def _signed(line: CaseEntry, user: User) -> CaseEntry:
    line.by = user
    return line
