"""What banks are asked to do: open accounts with cards, and carry out files of payments.

A bank does not remove duplicates: the same request sent twice is done twice. So nothing is sent again before
its deadline has passed and the bank has said that it does not know it (`client.final_absence`).

Every function raises `Unavailable` when the bank, or a part of a divided batch, gave no answer; the answers
that did arrive are in its `answers`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from . import pain002
from .client import Answers, order
from .directory import DEFAULT_BANK, INTEGER, MONEY, TEXT, TEXTS, profile
from .iso20022 import MessageError
from .pain002 import PaymentReport
from .transport import Call, UnreadableError, call

__all__ = [
    "AccountRequest",
    "CardRequest",
    "Submission",
    "accounts_status",
    "cards_status",
    "files_status",
    "open_accounts",
    "order_cards",
    "payments_status",
    "submit_payments",
]

_ACCOUNT = {
    "iban": TEXT,
    "ibans": TEXTS,
    "times": INTEGER,
    "status": TEXT,
    "opened_at": TEXT,
    "card_no": "text?",
    "card_ready_on": "date?",
}
_CARD = {"card_no": TEXT, "ready_on": "date", "iban": TEXT, "times": INTEGER}
_PAYMENT = {
    "status": TEXT,
    "reason": "text?",
    "amount": MONEY,
    "iban": TEXT,
    "message_id": TEXT,
    "times": INTEGER,
    "orders": INTEGER,
    "booked_at": "text?",
}
_FILE = {
    "status": TEXT,
    "reason": "text?",
    "transactions": INTEGER,
    "control_sum": MONEY,
    "times": INTEGER,
    "received_at": TEXT,
}


@dataclass(frozen=True, slots=True)
class AccountRequest:
    """An account to be opened for a person, with a card unless none is wanted. `holder` is the full name."""

    key: str
    fin: str
    holder: str
    card: bool = True


@dataclass(frozen=True, slots=True)
class CardRequest:
    """A further card for an account."""

    key: str
    iban: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A file that was sent, and the bank's report on it; `request_hash` is the SHA-256 of the file."""

    report: PaymentReport
    request_hash: str
    latency_ms: int


def open_accounts(requests: Sequence[AccountRequest], deadline: datetime, *, bank: str = DEFAULT_BANK) -> Answers:
    """Have accounts opened.

    Each answer's `data`: `iban`, `status` (`open`), `opened_at`, `card_no` (masked) and `card_ready_on`,
    `times` (accounts opened under this key; more than one means the request was done again) and all their
    `ibans`.
    """
    items = [{"key": one.key, "fin": one.fin, "holder": one.holder, "card": one.card} for one in requests]
    return order(bank, "accounts", items, tells=_ACCOUNT, deadline=deadline)


def accounts_status(keys: Sequence[str], *, bank: str = DEFAULT_BANK) -> Answers:
    """Ask for the accounts opened under these keys; as in `open_accounts`, `status` is `open` or `closed`."""
    return order(bank, "accounts/status", [{"key": key} for key in keys], tells=_ACCOUNT, deadline=None)


def order_cards(requests: Sequence[CardRequest], deadline: datetime, *, bank: str = DEFAULT_BANK) -> Answers:
    """Order further cards: `card_no` (masked), `ready_on`, `iban`, `times`."""
    items = [{"key": one.key, "iban": one.iban} for one in requests]
    return order(bank, "cards", items, tells=_CARD, deadline=deadline)


def cards_status(keys: Sequence[str], *, bank: str = DEFAULT_BANK) -> Answers:
    """Ask for the cards ordered under these keys; answers as in `order_cards`."""
    return order(bank, "cards/status", [{"key": key} for key in keys], tells=_CARD, deadline=None)


def submit_payments(message_id: str, xml: bytes, deadline: datetime, *, bank: str = DEFAULT_BANK) -> Submission:
    """Send a pain.001 file (`pain001.build`) once, and return the bank's pain.002 on it.

    The bank keeps the file before it answers. After `Unavailable` nobody knows whether it has it, unless
    `surely_not_done` says so: ask `payments_status` once the deadline has passed.
    """

    def read(body: bytes) -> PaymentReport:
        try:
            report = pain002.read(body)
        except MessageError as error:
            raise UnreadableError(str(error)) from error
        if report.message_id != message_id:
            raise UnreadableError("the report is about another file")
        return report

    reply = call(
        Call(profile=profile(bank), path="pain001", body=xml, deadline=deadline, content_type="application/xml"),
        partial(read),
    )
    return Submission(reply.content, hashlib.sha256(xml).hexdigest(), reply.latency_ms)


def payments_status(end_to_end_ids: Sequence[str], *, bank: str = DEFAULT_BANK) -> Answers:
    """Ask what became of payments.

    Each answer's `data`: `status` (`ACSC` settled, `PDNG` waiting, `RJCT` refused) and `reason` (`AC04` …),
    `amount`, `iban`, `message_id` and `booked_at` of the first, `times` (how many payments this id has led
    to) and `orders` (how many orders with it arrived, refused ones too).
    """
    items = [{"key": one} for one in end_to_end_ids]
    return order(bank, "payments/status", items, tells=_PAYMENT, deadline=None)


def files_status(message_ids: Sequence[str], *, bank: str = DEFAULT_BANK) -> Answers:
    """Ask what became of files: `status`, `reason`, `transactions`, `control_sum`, `received_at`, `times`."""
    return order(bank, "files/status", [{"key": one} for one in message_ids], tells=_FILE, deadline=None)
