"""Payments that came back: which order of ours it was, what that means for it, and a row that says so for good.

An order that came back whole has moved no money in the end: it may be sent again, under its next key, once a member of
staff has seen to it (`dost.cases.remedies`). What is not plain – a part of it, another amount, a second time, of an
order that was never paid – leaves the order doubtful, and nothing is ever sent for it by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dost.common.delivery import DeliveryState
from registries.bridge.pain001 import CURRENCY
from registries.bridge.returns import PaymentNews

from .models import BankMessage, PaymentOrder, PaymentReturn

Finding = PaymentReturn.Finding

PROBLEMS: Final = {
    Finding.PARTLY: "returned_partly",
    Finding.OTHER: "returned_other",
    Finding.AGAIN: "returned_twice",
    Finding.UNPAID: "returned_unpaid",
}
"""What a doubtful order says (`dost.common.problems`)."""

NEVER_PAID: Final = frozenset({DeliveryState.READY, DeliveryState.REFUSED, DeliveryState.WITHHELD})
TELLING: Final = frozenset({Finding.WHOLE, *PROBLEMS})
"""Findings of which the order itself tells."""

_KEY = re.compile(r"(E[0-9]+-[0-9]{6}(?:-D[0-9]+)?)(?:-[0-9]+)?")


def take(news: PaymentNews, *, message: BankMessage, now: datetime) -> PaymentReturn | None:
    """Write down a payment that came back, and what becomes of its order; None when it is written down already.

    Runs in a transaction, under the lock of the bank's inbox.
    """
    if PaymentReturn.objects.filter(bank=message.bank, kind=news.kind, reference=news.reference).exists():
        return None
    order = _order_of(news, bank=message.bank)
    finding = _finding(news, order)
    row = PaymentReturn.objects.create(
        bank=message.bank,
        message=message,
        kind=news.kind,
        reference=news.reference,
        end_to_end_id=news.end_to_end_id[:35],
        amount=news.amount,
        currency=news.currency[:3],
        reason=news.reason,
        words=news.words,
        returned_on=news.on,
        received_at=now,
        order=order,
        finding=finding,
    )
    if order is not None and finding in TELLING:
        order.state = DeliveryState.RETURNED if finding == Finding.WHOLE else DeliveryState.DOUBTFUL
        said = " ".join(part for part in (PROBLEMS.get(finding, ""), news.reason, news.words) if part)
        order.problem, order.settled_at = said[:200], now
        order.save(update_fields=["state", "problem", "settled_at"])
    return row


def stem(key: str) -> str:
    """What all keys of one order begin with: `E5-202611` of `E5-202611-2`; an empty text for a key of nobody's."""
    found = _KEY.fullmatch(key)
    return found[1] if found else ""


def _order_of(news: PaymentNews, *, bank: str) -> PaymentOrder | None:
    """The order that went out under this id, locked; under this id or an earlier one, to the bank that tells."""
    first = stem(news.end_to_end_id)
    if not first:
        return None
    orders = PaymentOrder.objects.select_for_update(no_key=True, of=("self",)).select_related("account")
    same = [row for row in orders.filter(key__startswith=first).order_by("pk") if stem(row.key) == first]
    if not same:
        return None
    (order,) = same
    if news.end_to_end_id == order.key:
        return order if order.account.bank == bank else None
    return order if _number(news.end_to_end_id) < _number(order.key) else None


def _number(key: str) -> int:
    """Which attempt a key is of: 1, 2 …"""
    return int(key.removeprefix(stem(key)).removeprefix("-") or 1)


def _finding(news: PaymentNews, order: PaymentOrder | None) -> PaymentReturn.Finding:
    if order is None:
        return Finding.UNKNOWN
    before = [
        row
        for row in PaymentReturn.objects.filter(order=order, end_to_end_id=news.end_to_end_id).order_by("pk")
        if row.finding != Finding.UNPAID
    ]
    if _told_by_another_message(news, before):
        return Finding.CONFIRMED
    if news.end_to_end_id != order.key:
        return Finding.EARLIER
    if before:
        return Finding.AGAIN
    if order.state in NEVER_PAID:
        return Finding.UNPAID
    if news.currency != CURRENCY or news.amount > order.amount:
        return Finding.OTHER
    return Finding.PARTLY if news.amount < order.amount else Finding.WHOLE


def _told_by_another_message(news: PaymentNews, before: Sequence[PaymentReturn]) -> bool:
    """Whether one return is told in both kinds of messages: as many of the other kind as of this, and one more."""
    alike = [row for row in before if row.amount == news.amount and row.currency == news.currency]
    return sum(row.kind != news.kind for row in alike) > sum(row.kind == news.kind for row in alike)
