"""Accounts: whose is open, asking a bank to open one, and the channel that carries the request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace as with_changes
from datetime import datetime

from django.conf import settings

from dost.common.delivery import Channel, DeliveryState, Hold, Settled
from registries.bridge import bank
from registries.bridge.client import Answer
from registries.bridge.transport import Unavailable

from .models import PaymentAccount, PaymentOrder


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


def put_in_place(person_id: int, *, bank_code: str, iban: str, now: datetime) -> PaymentAccount:
    """Make an account that a person has chosen, and whose bank has confirmed it, the current one; runs under `lock`.

    One that the person has had before is taken up again, with its card. Orders that have not been sent go through it
    from now on: those that stand are moved here, later ones as they are taken to be sent (`orders.to_current`).
    """
    rows = PaymentAccount.objects.filter(person=person_id)
    rows.filter(current=True).update(current=False)
    account = rows.filter(iban=iban, state=DeliveryState.DONE).order_by("-pk").first()
    if account is None:
        number = rows.count() + 1
        account = PaymentAccount(
            key=f"A{person_id}-{number}" if number > 1 else f"A{person_id}",
            person_id=person_id,
            bank=bank_code,
            iban=iban,
            state=DeliveryState.DONE,
            receiver_reference=iban,
            not_before=now,
            created_at=now,
            settled_at=now,
        )
    account.current = True
    account.save()
    unsent = PaymentOrder.objects.filter(account__person=person_id, state=DeliveryState.READY).exclude(account=account)
    ids = list(unsent.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk", flat=True))
    PaymentOrder.objects.filter(pk__in=ids).update(account=account)
    return account


def channel(
    on_settled: Callable[[Sequence[PaymentAccount]], None],
    holds: Callable[[Sequence[PaymentAccount]], dict[int, Hold]] = lambda rows: {},
) -> Channel[PaymentAccount]:
    """How account requests are delivered; `holds` says for whom none is opened now."""
    return Channel(
        model=PaymentAccount,
        group=lambda row: row.bank,
        send=_send,
        ask=lambda rows: _own(rows, lambda: bank.accounts_status([row.key for row in rows], bank=rows[0].bank)),
        read=_read,
        on_settled=on_settled,
        holds=holds,
        fields=("iban", "card_no"),
        related=("person",),
    )


def _send(rows: Sequence[PaymentAccount], deadline: datetime) -> Iterable[Answer]:
    requests = [bank.AccountRequest(key=row.key, fin=row.person.fin, holder=row.person.full_name) for row in rows]
    return _own(rows, lambda: bank.open_accounts(requests, deadline, bank=rows[0].bank))


def _own(rows: Sequence[PaymentAccount], ask: Callable[[], Iterable[Answer]]) -> list[Answer]:
    """A bank's answers, in which nobody is given the account number of somebody else."""
    try:
        return _each_their_own(rows, list(ask()))
    except Unavailable as why:
        why.answers = tuple(_each_their_own(rows, why.answers))
        raise


def _each_their_own(rows: Sequence[PaymentAccount], answers: Sequence[Answer]) -> list[Answer]:
    """Answers without the numbers that two people would have, in the same answer or from earlier ones."""
    told = [answer for answer in answers if answer.found and answer.data["iban"]]
    owners: dict[str, set[int]] = defaultdict(set)
    people = {row.key: row.person_id for row in rows}
    for answer in told:
        owners[answer.data["iban"]].add(people[answer.key])
    held = PaymentAccount.objects.filter(iban__in=list(owners)).values_list("iban", "person")
    for iban, person in held:
        owners[iban].add(person)
    return [
        with_changes(answer, data={**answer.data, "iban": "", "problem": "account_of_another"})
        if answer.found and len(owners.get(answer.data["iban"], ())) > 1
        else answer
        for answer in answers
    ]


def _read(answer: Answer) -> Settled:
    """An account opened twice under one key is not doubtful money: the first is used, the bank closes the rest.

    One whose number cannot be paid to is refused, with the reason: a member of staff asks for another.
    """
    data = answer.data
    problem = data["problem"] or ("" if data["status"] == "open" else "account_closed")
    return Settled(
        key=answer.key,
        done=not problem,
        reference=data["iban"],
        problem=problem,
        values={"iban": data["iban"], "card_no": data["card_no"] or ""},
    )
