"""What banks are asked to do: open accounts with cards, and carry out files of payments.

A bank does not remove duplicates: the same request sent twice is done twice. So nothing is sent again before
its deadline has passed and the bank has said that it does not know it (`client.final_absence`).

Every function raises `Unavailable` when the bank, or a part of a divided batch, gave no answer; the answers
that did arrive are in its `answers`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final

from . import pain002
from .account_numbers import AccountNumberError, account_number, masked_card
from .client import Answer, Answers, Question, ask, order
from .directory import BANKS, BOOLEAN, DEFAULT_BANK, INTEGER, MONEY, TEXT, TEXTS, profile
from .iso20022 import MessageError
from .pain002 import PaymentReport
from .transport import Call, Unavailable, UnreadableError, call

__all__ = [
    "AccountRequest",
    "CardRequest",
    "News",
    "OwnerRequest",
    "Ownership",
    "Submission",
    "account_owners",
    "accounts_status",
    "cards_status",
    "files_status",
    "news",
    "open_accounts",
    "order_cards",
    "payments_status",
    "submit_payments",
]

LONGEST_MARK: Final = 200

_ACCOUNT = {
    "iban": "text?",
    "ibans": TEXTS,
    "times": INTEGER,
    "status": TEXT,
    "opened_at": "text?",
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
_NEWS = {"messages": TEXTS, "next": TEXT, "more": BOOLEAN}
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


class Ownership(StrEnum):
    """What a bank says of an account number and a person."""

    OWN = "own"
    ANOTHER = "another"
    """It is the account of somebody else."""
    CLOSED = "closed"
    NONE = "none"
    """The bank has no such account."""
    NOT_TOLD = "not_told"
    """The bank cannot say yet; it may be asked again."""


@dataclass(frozen=True, slots=True)
class OwnerRequest:
    """Whether an account is this person's; `iban` as it is kept (`account_numbers.account_number`)."""

    key: str
    fin: str
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
    `ibans`. `iban` is as it is kept, or empty with `problem`, the code of what is wrong with the bank's
    (`account_numbers`).
    """
    items = [{"key": one.key, "fin": one.fin, "holder": one.holder, "card": one.card} for one in requests]
    return _accounts(bank, "accounts", items, deadline=deadline)


def accounts_status(keys: Sequence[str], *, bank: str = DEFAULT_BANK) -> Answers:
    """Ask for the accounts opened under these keys; as in `open_accounts`, `status` is `open` or `closed`."""
    return _accounts(bank, "accounts/status", [{"key": key} for key in keys], deadline=None)


def _accounts(bank: str, path: str, items: Sequence[Mapping[str, Any]], *, deadline: datetime | None) -> Answers:
    """Answers about accounts, their numbers checked; so are those that come with `Unavailable`."""
    checked = partial(_checked, bank=bank)
    try:
        answers = order(bank, path, items, tells=_ACCOUNT, deadline=deadline)
    except Unavailable as why:
        why.answers = tuple(map(checked, why.answers))
        raise
    return Answers(tuple(map(checked, answers)), answers.request_hash, answers.latency_ms)


def _checked(one: Answer, *, bank: str) -> Answer:
    """An answer with its account number as it is kept, or with what is wrong with it."""
    if not one.found:
        return one
    data, problem = one.data, ""
    try:
        iban = account_number(data["iban"] or "", bank_code=BANKS[bank].iban_code if bank in BANKS else "")
    except AccountNumberError as error:
        iban, problem = "", error.code
    card = masked_card(data["card_no"] or "") or None
    return replace(one, data={**data, "iban": iban, "card_no": card, "problem": problem})


def account_owners(requests: Sequence[OwnerRequest], *, bank: str) -> Answers:
    """Ask a bank whether accounts are these people's; asking changes nothing there.

    Each answer's `data`: `ownership`, a `Ownership`. A number that the bank does not find is one it does not have, so
    every answer is found; a word that is none of these is `NOT_TOLD`.
    """
    items = tuple({"key": one.key, "fin": one.fin, "iban": one.iban} for one in requests)
    try:
        answers = ask(Question(bank, "account_owner", items))
    except Unavailable as why:
        why.answers = tuple(map(_ownership_of, why.answers))
        raise
    return Answers(tuple(map(_ownership_of, answers)), answers.request_hash, answers.latency_ms)


def _ownership_of(one: Answer) -> Answer:
    said = one.data["ownership"] if one.found else Ownership.NONE
    return replace(
        one, found=True, data={"ownership": Ownership(said) if said in set(Ownership) else Ownership.NOT_TOLD}
    )


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


@dataclass(frozen=True, slots=True)
class News:
    """Messages that a bank has sent since a mark, as they are; `after` is the mark to ask with next."""

    messages: tuple[bytes, ...]
    after: str
    more: bool


def news(after: str, *, bank: str = DEFAULT_BANK) -> News:
    """Ask for what a bank tells of its own accord (camt.054, pacs.004), in order, a part at a time.

    `after` is the mark of the last part, empty at first. Asking again with the same mark brings the same again. What
    is not base64 comes as it was sent, for whoever reads it to refuse.
    """
    answers = order(bank, "notifications", [{"key": "news", "after": after}], tells=_NEWS, deadline=None)
    data = answers["news"].data
    mark = data["next"] if 0 < len(data["next"]) <= LONGEST_MARK else after
    return News(tuple(map(_plain, data["messages"])), mark, more=data["more"] and mark != after)


def _plain(message: str) -> bytes:
    try:
        return base64.b64decode(message, validate=True)
    except ValueError:
        return message.encode(errors="replace")


def files_status(message_ids: Sequence[str], *, bank: str = DEFAULT_BANK) -> Answers:
    """Ask what became of files: `status`, `reason`, `transactions`, `control_sum`, `received_at`, `times`."""
    return order(bank, "files/status", [{"key": one} for one in message_ids], tells=_FILE, deadline=None)
