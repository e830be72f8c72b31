"""Reading what the banks tell of their own accord: payments that were booked, and payments that came back.

Each bank is asked from its own mark on. A message is read once, whatever the network or a killed worker does: the mark
moves in the transaction that keeps what its messages said, and a message that comes again is known by its hash.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dost.common.dates import local_day
from dost.common.delivery import Settled
from registries.bridge import bank as bridge
from registries.bridge import returns
from registries.bridge.iso20022 import MessageError, one_line
from registries.bridge.pain001 import CURRENCY
from registries.bridge.returns import Happened, PaymentNews
from registries.bridge.transport import Unavailable
from registries.intake.halves import isolated

from . import returned
from .models import BankInbox, BankMessage, PaymentOrder, PaymentReturn

logger = logging.getLogger(__name__)

MOST_PARTS: Final = 100

Returned = Callable[[Sequence[PaymentReturn]], None]
"""What is done with payments that came back, in the transaction that writes them down."""
Booked = Callable[[Sequence[Settled]], None]
"""What is done with payments that a bank says it has booked."""


def read_all(*, on_returned: Returned, on_booked: Booked) -> int:
    """Read what every partner bank has sent since the last time; return how many messages were new.

    A bank that does not answer, or answers with nothing that can be read, holds up no other.
    """
    return sum(read_bank(code, on_returned=on_returned, on_booked=on_booked) for code in settings.PARTNER_BANKS)


def read_bank(code: str, *, on_returned: Returned, on_booked: Booked) -> int:
    """Read what one bank has sent since the last time; return how many messages were new."""
    inbox, _made = BankInbox.objects.get_or_create(bank=code)
    new = 0
    for _part in range(MOST_PARTS):
        now = timezone.now()
        BankInbox.objects.filter(pk=inbox.pk).update(asked_at=now)
        try:
            news = bridge.news(inbox.after, bank=code)
        except Unavailable as why:
            problem = why.code if why.seconds is None else f"{why.code} {why.seconds:g}"
            BankInbox.objects.filter(pk=inbox.pk).update(problem=problem)
            return new
        taken = _keep(code, inbox.after, news, on_returned=on_returned, on_booked=on_booked, now=now)
        if taken is None:
            return new  # somebody else has read on meanwhile
        new += taken
        inbox.after = news.after
        if not news.more:
            break
    return new


def _keep(
    code: str, after: str, news: bridge.News, *, on_returned: Returned, on_booked: Booked, now: datetime
) -> int | None:
    """Keep what a part of a bank's news says, and move its mark; None when the mark is not where it was."""
    with transaction.atomic():
        inbox = BankInbox.objects.select_for_update(no_key=True).get(bank=code)
        if inbox.after != after:
            return None
        hashes = {hashlib.sha256(content).hexdigest(): content for content in news.messages}
        known = set(BankMessage.objects.filter(bank=code, sha256__in=hashes).values_list("sha256", flat=True))
        fresh = [(sha256, content) for sha256, content in hashes.items() if sha256 not in known]

        def take(some: Sequence[tuple[str, bytes]]) -> None:
            for sha256, content in some:
                _take(code, sha256, content, on_returned=on_returned, on_booked=on_booked, now=now)

        def failed(one: tuple[str, bytes], error: Exception) -> None:
            logger.error("%s: a message could not be taken", code, exc_info=error)
            _unreadable(code, *one, problem=type(error).__name__, now=now)

        isolated(fresh, take, failed)
        inbox.after, inbox.answered_at, inbox.problem = news.after, now, ""
        inbox.save(update_fields=["after", "answered_at", "problem"])
    return len(fresh)


def _take(code: str, sha256: str, content: bytes, *, on_returned: Returned, on_booked: Booked, now: datetime) -> None:
    try:
        read = returns.read(content)
    except MessageError as error:
        _unreadable(code, sha256, content, problem=str(error), now=now)
        return
    message = BankMessage.objects.create(
        bank=code,
        kind=read.kind,
        message_id=read.message_id,
        sha256=sha256,
        payments=len(read.news),
        received_at=now,
        problem=one_line("; ".join(read.problems), most=300),
        content=content if read.problems else None,
    )
    if read.problems:
        _to_look_at(message, now=now)
    came_back = [row for one in read.news if _is_return(one) and (row := returned.take(one, message=message, now=now))]
    on_returned(came_back)
    on_booked(_settled([one for one in read.news if not _is_return(one)], bank=code))


def _is_return(news: PaymentNews) -> bool:
    return news.happened == Happened.RETURNED


def _settled(booked: Sequence[PaymentNews], *, bank: str) -> list[Settled]:
    """What the bank says it has booked of orders it was sent; one booked with another amount is a person's."""
    orders = PaymentOrder.objects.filter(key__in=[one.end_to_end_id for one in booked], account__bank=bank)
    amounts = dict(orders.values_list("key", "amount"))
    return [
        Settled(
            key=one.end_to_end_id,
            done=right,
            reference=one.reference,
            problem="" if right else f"booked_other {one.amount} {one.currency}",
            times=1 if right else 2,
        )
        for one in booked
        if one.end_to_end_id in amounts
        for right in [(one.amount, one.currency) == (amounts[one.end_to_end_id], CURRENCY)]
    ]


def _unreadable(code: str, sha256: str, content: bytes, *, problem: str, now: datetime) -> None:
    """Keep a message that cannot be read, whole, for a person to ask the bank about."""
    message = BankMessage.objects.create(
        bank=code,
        sha256=sha256,
        payments=0,
        received_at=now,
        problem=one_line(problem, most=300),
        content=content,
    )
    _to_look_at(message, now=now)


def _to_look_at(message: BankMessage, *, now: datetime) -> None:
    PaymentReturn.objects.create(
        bank=message.bank,
        message=message,
        kind=message.kind,
        reference=message.sha256,
        returned_on=local_day(now),
        received_at=now,
        finding=PaymentReturn.Finding.UNREADABLE,
        words=message.problem[:140],
    )
