"""Changing the account that a person is paid to: asked for, confirmed by the account's bank, put in place.

Orders that have been sent stay with the account they were sent to, whatever becomes of them there; an order that has
not been sent goes to the account that is current when it leaves (decision 38).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from dost.accounts.actors import Actor
from dost.common.delivery import Channel, DeliveryState, Settled
from registries.bridge import bank
from registries.bridge.account_numbers import AccountNumberError, account_number
from registries.bridge.bank import Ownership
from registries.bridge.client import Answer
from registries.bridge.directory import BANKS_BY_IBAN

from . import accounts
from .models import AccountChange, PaymentAccount

OPEN: Final = (DeliveryState.READY, DeliveryState.SENDING)
TAKEN_BACK: Final = "taken_back"
OVERDUE: Final = timedelta(days=1)
"""How long a bank may leave the question open before a member of staff hears of it (`proactive.books`)."""
PROBLEMS: Final = {
    Ownership.ANOTHER: "account_not_yours",
    Ownership.CLOSED: "account_closed",
    Ownership.NONE: "account_none",
}
"""Why an account is not put in place, by what its bank says of it (`dost.common.problems`)."""


class AccountChangeError(ValueError):
    """An account cannot be asked for. `code` says why, for whoever puts it in words; nothing was written.

    One of `account_numbers.AccountNumberError`, or `bank_unknown` (the letters of the bank are no bank's),
    `bank_not_partner` (the ministry does not pay through it), `account_same` (it is the account already),
    `change_open` (another change is being checked).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """An account number as it is kept, and the code of its bank."""

    iban: str
    bank: str


def read_number(text: str) -> AccountNumber:
    """Read what somebody typed as their account number; raises `AccountChangeError`."""
    try:
        iban = account_number(text)
    except AccountNumberError as error:
        raise AccountChangeError(error.code) from error
    its_bank = BANKS_BY_IBAN.get(iban[4:8])
    if its_bank is None:
        raise AccountChangeError("bank_unknown")
    if its_bank.code not in settings.PARTNER_BANKS:
        raise AccountChangeError("bank_not_partner")
    return AccountNumber(iban, its_bank.code)


def ask(
    *, person_id: int, number: AccountNumber, actor: Actor, now: datetime, in_visit: int | None = None
) -> AccountChange:
    """Put the question to the account's bank on its way; `cases.handlers` says who may ask.

    `in_visit` is the number of the visit in which a member of staff writes it down; the database wants one of staff.

    Raises:
        AccountChangeError: it is the person's account already, or another change is being checked.
    """
    held = accounts.current([person_id]).get(person_id)
    if held is not None and held.iban == number.iban and held.state == DeliveryState.DONE:
        raise AccountChangeError("account_same")
    earlier = AccountChange.objects.filter(person=person_id)
    if earlier.filter(state__in=OPEN).exists():
        raise AccountChangeError("change_open")
    change = AccountChange(
        key=f"AC{person_id}-{earlier.count() + 1}",
        person_id=person_id,
        bank=number.bank,
        iban=number.iban,
        in_visit=in_visit,
        not_before=now,
        created_at=now,
    ).signed(actor)
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as error:  # the same was asked at the same moment
        raise AccountChangeError("change_open") from error
    return change


def take_back(*, person_id: int, now: datetime) -> bool:
    """Take back the change that is being checked, if there is one; whether there was."""
    return bool(
        AccountChange.objects.filter(person=person_id, state__in=OPEN).update(
            state=DeliveryState.WITHHELD, problem=TAKEN_BACK, settled_at=now
        )
    )


def not_told_for(long: timedelta, *, now: datetime) -> QuerySet[AccountChange]:
    """Changes whose bank has not answered for so long; or said nothing that can be read, and none was wanted since."""
    later = AccountChange.objects.filter(person=OuterRef("person"), created_at__gt=OuterRef("created_at"))
    unclear = Q(state=DeliveryState.DOUBTFUL) & ~Exists(later)
    return AccountChange.objects.filter(Q(state__in=OPEN, created_at__lt=now - long) | unclear)


def put_in_place(settled: Sequence[AccountChange], *, now: datetime) -> list[PaymentAccount]:
    """Make the accounts that banks have confirmed current; runs in the transaction that settles the questions."""
    confirmed = [change for change in settled if change.state == DeliveryState.DONE]
    return [_put_in_place(change, now=now) for change in sorted(confirmed, key=lambda row: row.person_id)]


def _put_in_place(change: AccountChange, *, now: datetime) -> PaymentAccount:
    try:
        with transaction.atomic():
            return _put_in_place_locked(change, now=now)
    except IntegrityError:  # there was no row to lock, and a first account was asked for at this very moment
        return _put_in_place_locked(change, now=now)


def _put_in_place_locked(change: AccountChange, *, now: datetime) -> PaymentAccount:
    change.instead_of = accounts.lock(change.person_id)
    account = accounts.put_in_place(change.person_id, bank_code=change.bank, iban=change.iban, now=now)
    change.account = account
    change.save(update_fields=["instead_of", "account"])
    return account


def channel(on_settled: Callable[[Sequence[AccountChange]], None]) -> Channel[AccountChange]:
    """How the banks are asked; what one cannot say stays open and is asked again."""
    return Channel(
        model=AccountChange,
        group=lambda row: row.bank,
        send=lambda rows, deadline: _owners(rows),
        ask=_owners,
        read=_read,
        on_settled=on_settled,
        related=("person",),
    )


def _owners(rows: Sequence[AccountChange]) -> Iterable[Answer]:
    questions = [bank.OwnerRequest(key=row.key, fin=row.person.fin, iban=row.iban) for row in rows]
    return bank.account_owners(questions, bank=rows[0].bank)


def _read(answer: Answer) -> Settled:
    ownership = answer.data["ownership"]
    return Settled(
        key=answer.key,
        done=ownership == Ownership.OWN,
        pending=ownership == Ownership.NOT_TOLD,
        problem=PROBLEMS.get(ownership, "bank_cannot_say" if ownership == Ownership.NOT_TOLD else ""),
    )
