"""Every month's payment orders of the rights that run, and of those that ended without being paid to their end."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least, TruncMonth
from django.utils import timezone

from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.payments import accounts
from dost.payments.models import PaidElsewhere, PaymentAccount, PaymentOrder
from registries.intake.halves import isolated

from .codes import WaitingReason
from .counterparts import lock_payees, one_each
from .letters import write_new_amounts
from .models import Case, Entitlement
from .payees import undecided
from .periods import due_orders, periods_due
from .stages import Stage, State
from .unpaid import mark_unpaid, mark_without_amount, settled_months, unpaid_months
from .waits import let_go

logger = logging.getLogger(__name__)

BATCH: Final = 500
LATELY: Final = timedelta(days=100)


def _due(on: date) -> QuerySet[Entitlement]:
    """Rights whose last month due has no order: the running ones, and those that ended lately without it.

    What else is missing – a gap in the middle, a right that ended long ago – is found every night (`order_gaps`).
    """
    today = Value(on, output_field=DateField())
    # The month that contains the last day paid for, for months are paid whole (decision 6, benefits law): today's, or
    # that in which the right ran out or was ended.
    last = TruncMonth(Least(today, Coalesce("until", today), Coalesce("ended_on", today)))
    ordered = PaymentOrder.objects.filter(entitlement=OuterRef("pk"), period=OuterRef("last"), part=0)
    covered = PaidElsewhere.objects.filter(entitlement=OuterRef("pk"), period=OuterRef("last"), covered=True)
    lately = on - LATELY
    return (
        Entitlement.objects.annotate(last=last)
        .filter(
            # Rights that ended lately may lack their last month (their account was not open yet); those that ended long
            # ago have it, and looking at them every hour would only cost.
            Q(until=None) | Q(until__gte=lately),
            Q(ended_on=None) | Q(ended_on__gte=lately),
            # What is given once is ordered by its case, at the step `pay`.
            period=Entitlement.Period.MONTHLY,
            # A right may begin next month: nothing is paid ahead.
            starts__lte=on,
            # While the case is open, its own step orders the months due.
            case__stage=Stage.CLOSED,
        )
        # (entitlement, period, part) is unique, so a month is never ordered twice; this only keeps the list short.
        .filter(~Exists(ordered), ~Exists(covered))
    )


def order_due_months(*, now: datetime | None = None) -> int:
    """Make the orders that rights lack for the months due, and return how many were made.

    Running it again, or twice at once, makes nothing twice: (entitlement, period, part) is unique.
    """
    now = now or timezone.now()
    wake_cases_with_an_amount(now=now)
    made, after = 0, 0
    while True:
        with transaction.atomic():
            rights = _locked(_due(local_day(now)).filter(pk__gt=after).order_by("pk")[:BATCH])
            if not rights:
                return made
            made += _order(rights, now=now)
        after = rights[-1].pk


def order_gaps(*, now: datetime | None = None) -> int:
    """Make the orders of every month due that has none, wherever it lies; return how many were made.

    What cannot be ordered is put before a clerk: its right is marked, and it stays in `unpaid_months`, with why.
    """
    now = now or timezone.now()
    made = 0
    for ids in _batches(sorted({row.right for row in unpaid_months(on=local_day(now))})):
        with transaction.atomic():
            made += _order(_locked(Entitlement.objects.filter(pk__in=ids).order_by("pk")), now=now)
    mark_unpaid(now=now)
    return made


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _locked(rights: QuerySet[Entitlement]) -> list[Entitlement]:
    """Rights that nobody else is busy with, locked, with their cases and people."""
    return list(rights.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("case", "person"))


def _order(rights: Sequence[Entitlement], *, now: datetime) -> int:
    """Order what these rights lack; one that cannot be ordered keeps back no other, and stays in `unpaid_months`."""
    made: list[int] = []

    def failed(right: Entitlement, error: Exception) -> None:
        logger.error("Right %s could not be ordered", right.pk, exc_info=error)

    isolated(rights, lambda some: made.append(_order_together(some, now=now)), failed)
    return sum(made)


def _order_together(rights: Sequence[Entitlement], *, now: datetime) -> int:
    """Order what these rights lack, and put before a clerk what has no amount; return how many orders were made.

    Who has no open account waits: the month stays due, and is made up for when the bank has opened one, which is asked
    for where nobody has. The dead are paid by nobody's machine: their months stay in `unpaid_months`.
    """
    lock_payees({right.person_id for right in rights})
    alive = [right for right in rights if right.person.died_on is None]
    young = undecided(alive, on=local_day(now))
    held = accounts.current([right.receiver_id for right in alive])
    lacking = [right.receiver_id for right in alive if right.receiver_id not in held and right.pk not in young]
    accounts.request(lacking, now=now)
    payable = {person: account for person, account in held.items() if account.state == DeliveryState.DONE}
    return sum(_order_one_each(group, accounts=payable, now=now) for group in one_each(rights))


def _order_one_each(rights: Sequence[Entitlement], *, accounts: Mapping[int, PaymentAccount], now: datetime) -> int:
    due = due_orders(rights, accounts=accounts, now=now, settled=settled_months([right.pk for right in rights]))
    orders = [order for group in due.orders.values() for order in group]
    PaymentOrder.objects.bulk_create(orders, ignore_conflicts=True)
    PaidElsewhere.objects.bulk_create([row for rows in due.elsewhere.values() for row in rows], ignore_conflicts=True)
    mark_without_amount(rights, due.without_amount, now=now)
    write_new_amounts(rights, due.worth(), now=now)
    return len(orders)


def wake_cases_with_an_amount(*, now: datetime) -> int:
    """Let cases go on whose months had no amount when they were to be paid, and have one now; return how many."""
    waiting = Q(case__stage=Stage.PAY, case__state=State.WAITING, case__reason__code=WaitingReason.NO_AMOUNT)
    rights = list(Entitlement.objects.filter(waiting).order_by("pk"))
    lacking = due_orders(rights, accounts={}, now=now).without_amount
    on = local_day(now)
    ready = [right.case_id for right in rights if len(lacking.get(right.pk, ())) < len(periods_due(right, on=on))]
    return let_go(Case.objects.filter(pk__in=ready, stage=Stage.PAY, state=State.WAITING), now=now)
