"""Every month's payment orders of the rights that run."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dost.calendar import local_day
from dost.delivery import DeliveryState
from dost.payments import accounts
from dost.payments.models import PaymentOrder

from .models import Entitlement
from .periods import due_orders
from .stages import Stage

BATCH: Final = 500


def _due(on: date) -> QuerySet[Entitlement]:
    month = on.replace(day=1)
    ordered = PaymentOrder.objects.filter(entitlement=OuterRef("pk"), period=month)
    return Entitlement.objects.filter(
        Q(until=None) | Q(until__gte=month),
        ~Exists(ordered),
        period=Entitlement.Period.MONTHLY,
        ended_on=None,
        starts__lte=on,
        case__stage=Stage.CLOSED,
    )


def order_due_months(*, now: datetime | None = None, after: int = 0) -> int:
    """Make the orders of up to 500 running rights that lack one for this month; return how many were made.

    Running it again, or twice at once, makes nothing twice: (entitlement, period) is unique.
    """
    now = now or timezone.now()
    with transaction.atomic():
        rights = list(
            _due(local_day(now))
            .filter(pk__gt=after)
            .select_for_update(no_key=True, skip_locked=True, of=("self",))
            .select_related("case__version")
            .order_by("pk")[:BATCH]
        )
        held = {
            person: account
            for person, account in accounts.current([row.person_id for row in rights]).items()
            if account.state == DeliveryState.DONE
        }
        payable = [row for row in rights if row.person_id in held]
        paid: dict[int, list[date]] = defaultdict(list)
        for right, period in PaymentOrder.objects.filter(entitlement__in=payable).values_list(
            "entitlement_id", "period"
        ):
            paid[right].append(period)
        made = due_orders(payable, accounts=held, now=now, paid=paid)
        orders = [order for group in made.values() for order in group]
        PaymentOrder.objects.bulk_create(orders, ignore_conflicts=True)
    if not orders and len(rights) == BATCH:
        return order_due_months(now=now, after=rights[-1].pk)
    return len(orders)
