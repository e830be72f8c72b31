"""Payment orders: the channel that carries them to the banks as ISO 20022 pain.001 files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.utils import timezone

from dost.common.bulk import bulk_write
from dost.common.dates import local_day
from dost.common.delivery import Channel, DeliveryState, Hold, Settled, UnsendableError
from registries.bridge import bank, pain001, pain002
from registries.bridge.client import Answer

from .grounds import GroundKind
from .models import BankFile, PaymentAccount, PaymentOrder

NAMES_A_SERVICE: Final = frozenset({GroundKind.VERSION, GroundKind.CASE})
"""Grounds whose title is the code of a service, perhaps of another one."""


def channel(
    on_settled: Callable[[Sequence[PaymentOrder]], None],
    holds: Callable[[Sequence[PaymentOrder]], dict[int, Hold]] = lambda rows: {},
) -> Channel[PaymentOrder]:
    """How payment orders are delivered. `holds` says which must not leave, besides those no bank could carry out."""
    return Channel(
        model=PaymentOrder,
        group=lambda row: row.account.bank,
        send=_send,
        ask=lambda rows: bank.payments_status([row.key for row in rows], bank=rows[0].account.bank),
        read=_read,
        on_settled=on_settled,
        before_leaving=to_current,
        holds=lambda rows: unfit(rows) | holds(rows),
        related=("account__person", "entitlement__service"),
    )


def to_current(rows: Sequence[PaymentOrder]) -> None:
    """Let orders whose account was replaced since they were made go through the current one, if it is open.

    Asked under the lock under which they are taken to be sent: an order leaves for the account that is current then, or
    has left before the change (`accounts.put_in_place`).
    """
    behind = [row for row in rows if not row.account.current]
    if not behind:
        return
    open_now = {
        account.person_id: account
        for account in PaymentAccount.objects.filter(
            person__in={row.account.person_id for row in behind}, current=True, state=DeliveryState.DONE
        ).select_related("person")
    }
    moved = [row for row in behind if row.account.person_id in open_now]
    for row in moved:
        row.account = open_now[row.account.person_id]
    bulk_write(moved, ["account"])


def unfit(rows: Sequence[PaymentOrder]) -> dict[int, Hold]:
    """Orders that no bank could carry out, by id: each goes to a person, and the others are paid."""
    problems = {row.pk: pain001.unfit(_transfer(row)) for row in rows}
    return {pk: Hold(problem, for_good=True) for pk, problem in problems.items() if problem}


def _transfer(row: PaymentOrder) -> pain001.CreditTransfer:
    return pain001.CreditTransfer(
        end_to_end_id=row.key,
        iban=row.account.iban,
        name=row.account.person.full_name,
        amount=row.amount,
        text=remittance(row),
    )


def _send(rows: Sequence[PaymentOrder], deadline: datetime) -> Iterable[Answer]:
    """Send one file; it is on record before it leaves."""
    now = timezone.now()
    message_id = f"DOST{uuid4().hex[:28]}"
    try:
        xml = pain001.build(
            message_id=message_id,
            created_at=now,
            execution_date=local_day(now),
            transfers=[_transfer(row) for row in rows],
        )
    except ValueError as error:
        raise UnsendableError(str(error)) from error
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
    told = [one for row in rows if (one := report.of(row.key)) is not None]
    return [
        Answer(
            key=one.end_to_end_id,
            found=True,
            data={
                "status": one.status,
                "reason": " ".join(part for part in (one.reason, one.words) if part),
                "message_id": message_id,
                "times": 1,
                "reference": one.reference,
            },
            answered_at=answered_at,
        )
        for one in told
    ]


def remittance(order: PaymentOrder) -> str:
    """What the bank writes beside a payment that is not a month's own, in the language of the banks; else nothing."""
    if not order.part:
        return ""
    text = f"{order.period:%m.%Y} üçün fərq"
    # Whoever else reads the account's statement learns nothing of a sensitive service; its code is nobody's there.
    told = order.title and order.ground not in NAMES_A_SERVICE and not order.entitlement.service.sensitive
    return f"{text}, {order.title}" if told else text


def _read(answer: Answer) -> Settled:
    """An order that the bank has and has not finished is pending, whatever it calls that."""
    data = answer.data
    status, reason = data["status"], data.get("reason") or ""
    problem = f"contradiction {reason}".strip() if status == pain002.CONTRADICTION else reason
    return Settled(
        key=answer.key,
        done=status in pain002.ALL_SETTLED,
        pending=status not in pain002.ALL_SETTLED | pain002.ALL_REFUSED,
        reference=data.get("reference") or data["message_id"],
        problem="" if status in pain002.ALL_SETTLED else problem or (status if status in pain002.ALL_REFUSED else ""),
        times=data["times"],
    )
