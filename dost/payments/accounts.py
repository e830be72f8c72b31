"""Accounts: whose is open, asking a bank to open one, and the channel that carries the request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.conf import settings

from dost.common.delivery import Channel, Settled
from registries.bridge import bank
from registries.bridge.client import Answer

from .models import PaymentAccount


def current(person_ids: Iterable[int]) -> dict[int, PaymentAccount]:
    """The current account of each person that has one, or has asked for one."""
    return {row.person_id: row for row in PaymentAccount.objects.filter(person__in=list(person_ids), current=True)}


def request(person_ids: Iterable[int], *, now: datetime) -> None:
    """Put the requests for these people's accounts on their way; asking again changes nothing.

    The first request of a person has the key `A7`, the second `A7-2`, and so on.
    """
    people = sorted(set(person_ids))
    earlier: dict[int, list[str]] = defaultdict(list)
    for person_id, bank_code in (
        PaymentAccount.objects.filter(person__in=people).order_by("pk").values_list("person_id", "bank")
    ):
        earlier[person_id].append(bank_code)
    PaymentAccount.objects.bulk_create(
        [_requested(person_id, earlier[person_id], now=now) for person_id in people], ignore_conflicts=True
    )


def _requested(person_id: int, earlier: Sequence[str], *, now: datetime) -> PaymentAccount:
    """A request, not saved. `earlier` are the banks the person was sent to before.

    The partner bank is chosen by the person's number, so that the banks share the work evenly; after a refusal it is
    another one, if there is another.
    """
    banks = [code for code in settings.PARTNER_BANKS if code not in earlier[-1:]] or settings.PARTNER_BANKS
    return PaymentAccount(
        key=f"A{person_id}-{len(earlier) + 1}" if earlier else f"A{person_id}",
        person_id=person_id,
        bank=banks[(person_id + len(earlier)) % len(banks)],
        not_before=now,
        created_at=now,
    )


def lock(person_id: int) -> PaymentAccount | None:
    """Lock the accounts of a person and return the current one, for whoever may replace it."""
    rows = PaymentAccount.objects.filter(person=person_id)
    list(rows.select_for_update(no_key=True).order_by("pk"))
    return rows.filter(current=True).first()  # read anew: it may have been replaced while we waited for the lock


def replace(account: PaymentAccount, *, now: datetime) -> None:
    """Ask for another account instead of this one, which is locked and settled; the old one is kept."""
    PaymentAccount.objects.filter(pk=account.pk).update(current=False)
    request([account.person_id], now=now)


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
