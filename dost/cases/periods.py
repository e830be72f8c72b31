"""Which periods of an entitlement are due, and how much each is worth.

A monthly right is paid for whole calendar months, from the month it starts in to the month it ends in (decision 0006).
The amount of each month is the rule's own arithmetic with the facts frozen at the decision and the parameters of that
month, so that a decree that raises an amount raises the months it covers and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from dost.common.dates import local_day
from dost.payments.models import PaymentAccount, PaymentOrder, order_key

from .models import Decision, Entitlement
from .rules import amounts_on


def months(start: date, end: date) -> list[date]:
    """The first days of the months from `start`'s to `end`'s, both included; empty when `end` is before."""
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    return [date(start.year + (start.month - 1 + n) // 12, (start.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def periods_due(entitlement: Entitlement, *, on: date) -> list[date]:
    """The periods to be paid by `on`, each named by its first day."""
    if entitlement.period == Entitlement.Period.ONCE:
        # Once is one period, named by its month, so that (entitlement, period, part) is unique for it too (decision 4).
        return [entitlement.starts.replace(day=1)]
    if entitlement.period == Entitlement.Period.NONE:
        return []
    # Months are paid whole, also the one in which the right ends; none ahead, none after its end (decision 6).
    ends = [day for day in (on, entitlement.until, entitlement.ended_on) if day is not None]
    return months(entitlement.starts, min(ends))


def due_orders(
    entitlements: Sequence[Entitlement],
    *,
    accounts: Mapping[int, PaymentAccount],
    now: datetime,
    paid: Mapping[int, Iterable[date]] | None = None,
) -> dict[int, list[PaymentOrder]]:
    """Build (not save) the orders due and not in `paid`, by entitlement; months worth nothing are left out."""
    on = local_day(now)
    wanted = {
        row.pk: [day for day in periods_due(row, on=on) if day not in set((paid or {}).get(row.pk, ()))]
        for row in entitlements
    }
    amounts = _amounts(entitlements, wanted)
    made: dict[int, list[PaymentOrder]] = defaultdict(list)
    for row in entitlements:
        for day in wanted[row.pk]:
            amount = amounts[row.pk, day]
            # A month worth nothing, or nothing that can be told, is no order to a bank.
            if amount is None or amount <= 0:
                continue
            made[row.pk].append(
                PaymentOrder(
                    key=order_key(row.pk, day),
                    entitlement=row,
                    period=day,
                    amount=amount,
                    account=accounts[row.person_id],
                    not_before=now,
                    created_at=now,
                )
            )
    return made


def _amounts(
    entitlements: Sequence[Entitlement], wanted: Mapping[int, Sequence[date]]
) -> dict[tuple[int, date], Decimal | None]:
    """The amount of each period; one in the month the right starts in is the decision's own."""
    amounts: dict[tuple[int, date], Decimal | None] = {}
    later: dict[int, list[date]] = {}
    for row in entitlements:
        for day in wanted[row.pk]:
            if row.period == Entitlement.Period.ONCE:
                amounts[row.pk, day] = row.amount
            else:
                later.setdefault(row.pk, []).append(day)
    if later:
        decisions = {
            decision.case_id: decision
            for decision in Decision.objects.filter(
                case__in=[row.case_id for row in entitlements if row.pk in later]
            ).select_related("version")
        }
        asked = [
            # Each month by the amounts of its own first day; the first month by those of the day the right starts.
            (row.pk, max(day, row.starts), decisions[row.case_id])
            for row in entitlements
            for day in later.get(row.pk, [])
        ]
        for (pk, on, _), amount in zip(asked, amounts_on([(one[2], one[1]) for one in asked]), strict=True):
            amounts[pk, on.replace(day=1)] = amount
    return amounts
