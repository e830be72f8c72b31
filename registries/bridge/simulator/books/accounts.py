"""A bank's book of accounts and cards. The same request sent twice opens a second account."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from schwifty import IBAN

from registries.bridge.directory import BANKS, BOOLEAN, TEXT, QuestionSpec
from registries.bridge.simulator.models import Account

from . import fence

BOOK = "accounts"
CARD_DAYS = 3
OWN = "own"
"""The key of an account that a person opened for themselves; nobody's request led to it."""
ACCOUNTS = QuestionSpec("accounts", {"fin": TEXT, "holder": TEXT, "card": BOOLEAN}, {})
CARDS = QuestionSpec("cards", {"iban": TEXT}, {})

AsOf = tuple[datetime, dict[str, dict[str, Any]]]


def open_accounts(bank: str, items: Sequence[dict[str, Any]], *, request_id: str, deadline: float | None) -> AsOf:
    """Open an account for each item, and order its card; return what is now known under their keys."""
    keys = [item["key"] for item in items]
    with fence.writing(BOOK, institution=bank, request_id=request_id, deadline=deadline, alone=True) as entry:
        if entry is not None:
            ibans = _new_ibans(bank, keys)
            _insert_accounts(bank, items, ibans, entry)
            wanted = [(item["key"], iban) for item, iban in zip(items, ibans, strict=True) if item["card"]]
            _insert_cards(bank, wanted, entry)
    return timezone.now(), _accounts(bank, keys)


def open_own(bank: str, *, fin: str, holder: str) -> str:
    """Return the number of the account that a person has at a bank by themselves; opened if there is none yet."""
    known = Account.objects.filter(bank=bank, key=OWN, fin=fin).order_by("pk").values_list("iban", flat=True).first()
    if known is not None:
        return known
    iban = iban_of(bank, f"{OWN}/{fin}")
    with fence.writing(BOOK, institution=bank, request_id=f"{OWN}-{fin}", deadline=None, alone=True) as entry:
        if entry is not None:
            _insert_accounts(bank, [{"key": OWN, "fin": fin, "holder": holder}], [iban], entry)
    return iban


def order_cards(bank: str, items: Sequence[dict[str, Any]], *, request_id: str, deadline: float | None) -> AsOf:
    """Order a card for each item's account; return what is now known under their keys."""
    with fence.writing(BOOK, institution=bank, request_id=request_id, deadline=deadline, alone=True) as entry:
        if entry is not None:
            _insert_cards(bank, [(item["key"], item["iban"]) for item in items], entry)
    return timezone.now(), _cards(bank, [item["key"] for item in items])


def accounts(bank: str, keys: Sequence[str]) -> AsOf:
    """The accounts opened under keys, and as of when."""
    return fence.reading(BOOK, institution=bank), _accounts(bank, keys)


def cards(bank: str, keys: Sequence[str]) -> AsOf:
    """The cards ordered under keys, and as of when."""
    return fence.reading(BOOK, institution=bank), _cards(bank, keys)


def _new_ibans(bank: str, keys: Sequence[str]) -> list[str]:
    """Account numbers that follow from the key and from how many accounts it has already led to."""
    so_far: Counter[str] = Counter(Account.objects.filter(bank=bank, key__in=keys).values_list("key", flat=True))
    ibans = []
    for key in keys:
        ibans.append(iban_of(bank, key, ordinal=so_far[key]))
        so_far[key] += 1
    return ibans


def iban_of(bank: str, key: str, *, ordinal: int = 0) -> str:
    """The number of the account opened for a key, the first (0) or a further one; always the same, always valid."""
    digest = hashlib.sha256(f"{bank}/{key}/{ordinal}".encode()).digest()
    number = f"{int.from_bytes(digest[:10], 'big') % 10**20:020}"
    return str(IBAN.generate("AZ", bank_code=BANKS[bank].iban_code, account_code=number))


def _insert_accounts(bank: str, items: Sequence[dict[str, Any]], ibans: Sequence[str], entry: fence.Entry) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO simulator_account (request_id, bank, opened_at, key, fin, holder, iban)"
            " SELECT %s, %s, %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])",
            [
                entry.pk,
                bank,
                entry.at,
                [item["key"] for item in items],
                [item["fin"] for item in items],
                [item["holder"] for item in items],
                list(ibans),
            ],
        )


def _insert_cards(bank: str, wanted: Sequence[tuple[str, str]], entry: fence.Entry) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO simulator_card (request_id, bank, ready_on, key, iban, card_no)"
            " SELECT %s, %s, %s, * FROM unnest(%s::text[], %s::text[], %s::text[])",
            [
                entry.pk,
                bank,
                timezone.localdate(entry.at) + timedelta(days=CARD_DAYS),
                [key for key, _ in wanted],
                [iban for _, iban in wanted],
                [_card_no(key, iban) for key, iban in wanted],
            ],
        )


def _card_no(key: str, iban: str) -> str:
    last = int.from_bytes(hashlib.sha256(f"{key}/{iban}".encode()).digest()[:4], "big") % 10_000
    return f"4000 00** **** {last:04}"


_ACCOUNTS = """
SELECT account.key,
    (array_agg(account.iban ORDER BY account.id))[1],
    array_agg(account.iban ORDER BY account.id),
    min(account.opened_at),
    bool_or(closed.iban IS NOT NULL),
    (array_agg(card.card_no ORDER BY account.id))[1],
    (array_agg(card.ready_on ORDER BY account.id))[1]
FROM simulator_account account
LEFT JOIN simulator_closedaccount closed ON closed.iban = account.iban
LEFT JOIN LATERAL (
    SELECT card_no, ready_on FROM simulator_card WHERE iban = account.iban ORDER BY id LIMIT 1
) card ON true
WHERE account.bank = %s AND account.key = ANY(%s)
GROUP BY account.key
"""


def _accounts(bank: str, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, [bank, list(keys)])
        rows = cursor.fetchall()
    return {
        key: {
            "iban": iban,
            "ibans": ibans,
            "times": len(ibans),
            "status": "closed" if closed else "open",
            "opened_at": opened_at.isoformat(),
            "card_no": card_no,
            "card_ready_on": ready_on and ready_on.isoformat(),
        }
        for key, iban, ibans, opened_at, closed, card_no, ready_on in rows
    }


_CARDS = """
SELECT key, (array_agg(card_no ORDER BY id))[1], (array_agg(iban ORDER BY id))[1], min(ready_on), count(*)
FROM simulator_card WHERE bank = %s AND key = ANY(%s) GROUP BY key
"""


def _cards(bank: str, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [bank, list(keys)])
        rows = cursor.fetchall()
    return {
        key: {"card_no": card_no, "iban": iban, "ready_on": ready_on.isoformat(), "times": times}
        for key, card_no, iban, ready_on, times in rows
    }
