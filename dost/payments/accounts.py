"""Accounts: whose is open, asking a bank to open one, and the channel that carries the request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.conf import settings

from dost.delivery import Channel, Settled
from registries.bridge import bank
from registries.bridge.client import Answer

from .models import PaymentAccount


def current(person_ids: Iterable[int]) -> dict[int, PaymentAccount]:
    """The current account of each person that has one, or has asked for one."""
    return {row.person_id: row for row in PaymentAccount.objects.filter(person__in=list(person_ids), current=True)}


def request(person_ids: Iterable[int], *, now: datetime) -> None:
    """Put the requests for these people's accounts on their way; asking again changes nothing.

    The partner bank is chosen by the person's number, so that the banks share the work evenly.
    """
    banks = settings.PARTNER_BANKS
    PaymentAccount.objects.bulk_create(
        [
            PaymentAccount(
                key=f"A{person_id}",
                person_id=person_id,
                bank=banks[person_id % len(banks)],
                not_before=now,
                created_at=now,
            )
            for person_id in sorted(set(person_ids))
        ],
        ignore_conflicts=True,
    )


def channel(on_settled: Callable[[Sequence[PaymentAccount]], None]) -> Channel[PaymentAccount]:
    """How account requests are delivered."""
    return Channel(
        model=PaymentAccount,
        group=lambda row: row.bank,
        send=_send,
        ask=lambda rows: bank.accounts_status([row.key for row in rows], bank=rows[0].bank),
        read=_read,
        on_settled=on_settled,
        fields=("iban", "card_no"),
        related=("person",),
    )


def _send(rows: Sequence[PaymentAccount], deadline: datetime) -> Iterable[Answer]:
    requests = [bank.AccountRequest(key=row.key, fin=row.person.fin, holder=row.person.full_name) for row in rows]
    return bank.open_accounts(requests, deadline, bank=rows[0].bank)


def _read(answer: Answer) -> Settled:
    """An account opened twice under one key is not doubtful money: the first is used, the bank closes the rest."""
    data = answer.data
    opened = data["status"] == "open"
    return Settled(
        key=answer.key,
        done=opened,
        reference=data["iban"],
        problem="" if opened else "the account is closed",
        values={"iban": data["iban"], "card_no": data["card_no"] or ""},
    )
