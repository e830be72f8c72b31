"""A bank's book of payments: files received, orders in them, and the ledger of what was carried out.

A file and its orders are written in one transaction, before anything is answered; the ledger lines follow in
another. If the bank is killed between the two, the next request to it writes what is missing, once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from registries.bridge import pain001, pain002
from registries.bridge.account_numbers import is_account_number
from registries.bridge.iso20022 import MessageError
from registries.bridge.pain001 import CURRENCY, CreditTransfer, PaymentFile
from registries.bridge.pain002 import TransactionStatus
from registries.bridge.simulator.models import BankFile, ClosedAccount
from registries.bridge.simulator.refusal import RefusalError

from . import fence

BOOK = "payments"


def receive(bank: str, *, content: bytes, request_id: str, deadline: float | None) -> bytes:
    """Take a pain.001 file into the books, carry it out, and return the pain.002 on it."""
    try:
        file = pain001.read(content)
    except MessageError as error:
        raise RefusalError(400, "not_pain001", str(error)) from error
    reasons = _reasons(file)
    with fence.writing(BOOK, institution=bank, request_id=request_id, deadline=deadline) as entry:
        if entry is not None:
            _store(bank, file, reasons, sha256=hashlib.sha256(content).hexdigest(), entry=entry)
    post(bank)
    return report(BankFile.objects.get(request__institution=bank, request__request_id=request_id))


def _whole(file: PaymentFile) -> str:
    """Why a file is refused as a whole, or nothing."""
    if file.transactions != len(file.transfers):
        return "AM18"
    total = sum((transfer.amount for transfer, _ in file.transfers), Decimal())
    return "AM10" if file.control_sum is not None and file.control_sum != total else ""


def _reasons(file: PaymentFile) -> list[str]:
    """For each transfer the code of its refusal, or nothing."""
    whole = _whole(file)
    if whole:
        return [whole] * len(file.transfers)
    ibans = [transfer.iban for transfer, _ in file.transfers]
    closed = set(ClosedAccount.objects.filter(pk__in=ibans).values_list("pk", flat=True))
    return [_reason(transfer, currency, closed) for transfer, currency in file.transfers]


def _reason(transfer: CreditTransfer, currency: str, closed: set[str]) -> str:
    if currency != CURRENCY:
        return "AM03"
    if transfer.amount <= 0:
        return "AM01"
    if not is_account_number(transfer.iban):
        return "AC01"
    return "AC04" if transfer.iban in closed else ""


def _store(bank: str, file: PaymentFile, reasons: Sequence[str], *, sha256: str, entry: fence.Entry) -> None:
    total = sum((transfer.amount for transfer, _ in file.transfers), Decimal())
    stored = BankFile.objects.create(
        request_id=entry.pk,
        bank=bank,
        message_id=file.message_id,
        instruction_id=file.instruction_id,
        transactions=file.transactions,
        control_sum=total,
        sha256=sha256,
        reason=_whole(file),
        received_at=entry.at,
    )
    transfers = [transfer for transfer, _ in file.transfers]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO simulator_paymentorder (file_id, end_to_end_id, iban, name, amount, text, reason)"
            " SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::numeric[], %s::text[], %s::text[])",
            [
                stored.pk,
                [one.end_to_end_id for one in transfers],
                [one.iban for one in transfers],
                [one.name for one in transfers],
                [one.amount for one in transfers],
                [one.text for one in transfers],
                list(reasons),
            ],
        )


_POST = """
WITH due AS MATERIALIZED (
    SELECT id FROM simulator_bankfile
    WHERE bank = %s AND posted_at IS NULL ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
), lines AS (
    INSERT INTO simulator_ledgerline (order_id, bank, end_to_end_id, iban, amount, booked_at)
    SELECT entry.id, %s, entry.end_to_end_id, entry.iban, entry.amount, clock_timestamp()
    FROM simulator_paymentorder entry JOIN due ON due.id = entry.file_id
    WHERE entry.reason = '' ORDER BY entry.id
)
UPDATE simulator_bankfile file SET posted_at = clock_timestamp() FROM due WHERE file.id = due.id
"""


def post(bank: str) -> None:
    """Write the ledger lines of every file that has none yet; in one statement, so all of a file's or none."""
    with connection.cursor() as cursor:
        cursor.execute(_POST, [bank, bank])


def report(file: BankFile) -> bytes:
    """The pain.002 on a file as things stand."""
    rows = file.orders.order_by("id").values_list("end_to_end_id", "reason", "line__id")
    return pain002.build(
        report_id=f"R{file.pk}",
        created_at=datetime.now(UTC),
        message_id=file.message_id,
        instruction_id=file.instruction_id,
        transactions=[
            TransactionStatus(end_to_end_id, _status(reason, line), reason, f"L{line}" if line else "")
            for end_to_end_id, reason, line in rows
        ],
        count=file.transactions,
        control_sum=file.control_sum,
        reason=file.reason,
    )


def _status(reason: str, line: Any) -> str:
    if reason:
        return pain002.REFUSED
    return pain002.PENDING if line is None else pain002.SETTLED


_STATUSES = """
SELECT entry.end_to_end_id,
    count(*),
    count(*) FILTER (WHERE entry.reason = ''),
    (array_agg(entry.reason ORDER BY entry.reason <> '', entry.id))[1],
    (array_agg(entry.amount ORDER BY entry.reason <> '', entry.id))[1],
    (array_agg(entry.iban ORDER BY entry.reason <> '', entry.id))[1],
    (array_agg(file.message_id ORDER BY entry.reason <> '', entry.id))[1],
    min(line.booked_at)
FROM simulator_paymentorder entry
JOIN simulator_bankfile file ON file.id = entry.file_id
LEFT JOIN simulator_ledgerline line ON line.order_id = entry.id
WHERE file.bank = %s AND entry.end_to_end_id = ANY(%s)
GROUP BY entry.end_to_end_id
"""


def statuses(bank: str, end_to_end_ids: Sequence[str]) -> tuple[datetime, dict[str, dict[str, Any]]]:
    """What is known of payments, and as of when."""
    at = fence.reading(BOOK, institution=bank)
    post(bank)
    with connection.cursor() as cursor:
        cursor.execute(_STATUSES, [bank, list(end_to_end_ids)])
        rows = cursor.fetchall()
    return at, {
        end_to_end_id: {
            "status": _status(reason, booked_at),
            "reason": reason or None,
            "amount": f"{amount:.2f}",
            "iban": iban,
            "message_id": message_id,
            "times": times,
            "orders": orders,
            "booked_at": booked_at and booked_at.isoformat(),
        }
        for end_to_end_id, orders, times, reason, amount, iban, message_id, booked_at in rows
    }


_FILES = """
SELECT first.message_id, first.times, first.reason, first.transactions, first.control_sum, first.received_at,
    count(*) FILTER (WHERE entry.reason <> ''), count(line.id), count(*)
FROM (
    SELECT DISTINCT ON (message_id) *, count(*) OVER (PARTITION BY message_id) AS times
    FROM simulator_bankfile WHERE bank = %s AND message_id = ANY(%s) ORDER BY message_id, id
) first
JOIN simulator_paymentorder entry ON entry.file_id = first.id
LEFT JOIN simulator_ledgerline line ON line.order_id = entry.id
GROUP BY 1, 2, 3, 4, 5, 6
"""


def files(bank: str, message_ids: Sequence[str]) -> tuple[datetime, dict[str, dict[str, Any]]]:
    """What is known of files, and as of when; of a file that came more than once, the first."""
    at = fence.reading(BOOK, institution=bank)
    post(bank)
    with connection.cursor() as cursor:
        cursor.execute(_FILES, [bank, list(message_ids)])
        rows = cursor.fetchall()
    return at, {
        message_id: {
            "status": _status_of_file(refused, booked, orders),
            "reason": reason or None,
            "transactions": transactions,
            "control_sum": f"{control_sum:.2f}",
            "times": times,
            "received_at": received_at.isoformat(),
        }
        for message_id, times, reason, transactions, control_sum, received_at, refused, booked, orders in rows
    }


def _status_of_file(refused: int, booked: int, orders: int) -> str:
    if refused + booked < orders:
        return pain002.PENDING
    if refused == orders:
        return pain002.REFUSED
    return pain002.PARTLY if refused else pain002.SETTLED
