"""Every month's payment orders of the rights that run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least, TruncMonth
from django.utils import timezone

from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.payments import accounts
from dost.payments.models import PaymentOrder

from .models import Entitlement
from .periods import due_orders
from .stages import Stage

BATCH: Final = 500
LATELY: Final = timedelta(days=100)


def _due(on: date) -> QuerySet[Entitlement]:
    """Rights whose last month due has no order: the running ones, and those that ended lately without it."""
    today = Value(on, output_field=DateField())
    # The month that contains the last day paid for, for months are paid whole (decision 6, benefits law): today's, or
    # that in which the right ran out or was ended.
    last = TruncMonth(Least(today, Coalesce("until", today), Coalesce("ended_on", today)))
    ordered = PaymentOrder.objects.filter(entitlement=OuterRef("pk"), period=OuterRef("last"))
    lately = on - LATELY
    return (
        Entitlement.objects.annotate(last=last)
        .filter(
            # Rights that ended lately may lack their last month (their account was not open yet); those that ended long
            # ago have it, and looking at them every day would only cost.
            Q(until=None) | Q(until__gte=lately),
            Q(ended_on=None) | Q(ended_on__gte=lately),
            # What is given once is ordered by its case, at the step `pay`.
            period=Entitlement.Period.MONTHLY,
            # A right may begin next month: nothing is paid ahead.
            starts__lte=on,
            # While the case is open, its own step orders the months due.
            case__stage=Stage.CLOSED,
        )
        # (entitlement, period) is unique, so a month is never ordered twice; this only keeps the list short.
        .filter(~Exists(ordered))
    )


def order_due_months(*, now: datetime | None = None) -> int:
    """Make the orders that rights lack for the months due, and return how many were made.

    Running it again, or twice at once, makes nothing twice: (entitlement, period) is unique.
    """
    now = now or timezone.now()
    made, after = 0, 0
    while True:
        with transaction.atomic():
            rights = list(
                _due(local_day(now))
                .filter(pk__gt=after)
                .select_for_update(no_key=True, skip_locked=True, of=("self",))
                .select_related("case")
                .order_by("pk")[:BATCH]
            )
            if not rights:
                return made
            orders = _missing(rights, now=now)
            PaymentOrder.objects.bulk_create(orders, ignore_conflicts=True)
        made += len(orders)
        after = rights[-1].pk


def _missing(rights: Sequence[Entitlement], *, now: datetime) -> list[PaymentOrder]:
    """The orders that these rights lack, for those whose account is open."""
    held = {
        person: account
        for person, account in accounts.current([row.person_id for row in rights]).items()
        if account.state == DeliveryState.DONE
    }
    # Who has no open account waits: the month stays due, and is made up for when the bank has opened one.
    payable = [row for row in rights if row.person_id in held]
    paid: dict[int, list[date]] = defaultdict(list)
    ordered = PaymentOrder.objects.filter(entitlement__in=payable)
    for right, period in ordered.values_list("entitlement_id", "period"):
        paid[right].append(period)
    made = due_orders(payable, accounts=held, now=now, paid=paid)
    return [order for group in made.values() for order in group]
