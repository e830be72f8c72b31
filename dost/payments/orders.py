"""Payment orders: the channel that carries them to the banks as ISO 20022 pain.001 files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.utils import timezone

from dost.common.dates import local_day
from dost.common.delivery import Channel, Settled
from registries.bridge import bank, pain001
from registries.bridge.client import Answer

from .models import BankFile, PaymentOrder

PAID: Final = frozenset({"ACSC", "ACCC"})
REFUSED: Final = frozenset({"RJCT"})


def channel(on_settled: Callable[[Sequence[PaymentOrder]], None]) -> Channel[PaymentOrder]:
    """How payment orders are delivered."""
    return Channel(
        model=PaymentOrder,
        group=lambda row: row.account.bank,
        send=_send,
        ask=lambda rows: bank.payments_status([row.key for row in rows], bank=rows[0].account.bank),
        read=_read,
        on_settled=on_settled,
        related=("account__person",),
    )


def _send(rows: Sequence[PaymentOrder], deadline: datetime) -> Iterable[Answer]:
    """Send one file; it is on record before it leaves."""
    now = timezone.now()
    message_id = f"DOST{uuid4().hex[:28]}"
    transfers = [
        pain001.CreditTransfer(
            end_to_end_id=row.key,
            iban=row.account.iban,
            name=row.account.person.full_name,
            amount=row.amount,
            text=remittance(row),
        )
        for row in rows
    ]
    xml = pain001.build(message_id=message_id, created_at=now, execution_date=local_day(now), transfers=transfers)
    sent = BankFile.objects.create(
        message_id=message_id,
        bank=rows[0].account.bank,
        orders=len(rows),
        total=sum(row.amount for row in rows),
        sha256=hashlib.sha256(xml).hexdigest(),
        sent_at=now,
    )
    PaymentOrder.objects.filter(pk__in=[row.pk for row in rows]).update(message_id=message_id)
    report = bank.submit_payments(message_id, xml, deadline, bank=rows[0].account.bank).report
    answered_at = timezone.now()
    BankFile.objects.filter(pk=sent.pk).update(answered_at=answered_at)
    return [
        Answer(
            key=one.end_to_end_id,
            found=True,
            data={
                "status": one.status,
                "reason": one.reason,
                "message_id": message_id,
                "times": 1,
                "reference": one.reference,
            },
            answered_at=answered_at,
        )
        for one in report.transactions.values()
    ]


def remittance(order: PaymentOrder) -> str:
    """What the bank writes beside a payment that is not a month's own, in the language of the banks; else nothing."""
    if not order.part:
        return ""
    text = f"{order.period:%m.%Y} üçün fərq"
    return f"{text}, {order.title}" if order.title else text


def _read(answer: Answer) -> Settled:
    data = answer.data
    return Settled(
        key=answer.key,
        done=data["status"] in PAID,
        pending=data["status"] not in PAID | REFUSED,
        reference=data.get("reference") or data["message_id"],
        problem=data.get("reason") or "",
        times=data["times"],
    )
