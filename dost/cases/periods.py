"""Which periods of an entitlement are due, and how much each is worth.

A monthly right is paid for whole calendar months, from the month it starts in to the month it ends in (decision 0006).
The amount of each month is the rule's own arithmetic with the facts frozen at the decision and the parameters of that
month, so that a decree that raises an amount raises the months it covers and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dost.common.dates import local_day
from dost.payments.grounds import ground_columns
from dost.payments.models import PaidElsewhere, PaymentAccount, PaymentOrder, order_key
from services_catalog.rules import ParameterBook

from .counterparts import Elsewhere, paid_elsewhere
from .models import Decision, Entitlement
from .rules import Facts, amounts_on


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


@dataclass(frozen=True, slots=True)
class Due:
    """What is due of some rights, by the right's id: orders and months paid elsewhere, not saved; and months without.

    A month of a right without an account has no order here, and is due all the same.
    """

    orders: Mapping[int, list[PaymentOrder]]
    elsewhere: Mapping[int, list[PaidElsewhere]]
    without_amount: Mapping[int, list[date]]
    seen: Mapping[int, Mapping[date, Elsewhere]]
    """What was found paid elsewhere, as it was reckoned with."""

    def worth(self) -> dict[int, dict[date, Decimal]]:
        """What each month ordered now is worth in all, with what was paid for it elsewhere, by the right's id."""
        found: dict[int, dict[date, Decimal]] = {}
        for right, orders in self.orders.items():
            paid = {row.period: row.amount for row in self.elsewhere.get(right, ())}
            found[right] = {order.period: order.amount + paid.get(order.period, Decimal(0)) for order in orders}
        return found

    def rows(self, right: int) -> list[PaymentOrder | PaidElsewhere]:
        """What is to be saved of one right."""
        return [*self.orders.get(right, ()), *self.elsewhere.get(right, ())]


def due_orders(
    entitlements: Sequence[Entitlement],
    *,
    accounts: Mapping[int, PaymentAccount],
    now: datetime,
    settled: Mapping[int, Iterable[date]] | None = None,
) -> Due:
    """Build (not save) the orders of the periods due that are not in `settled`, through the accounts by person.

    What a right that excludes this one was ordered for the same month counts as paid (`counterparts`): only the rest is
    ordered, on that ground. A month worth nothing, or nothing that can be told, has no order and is named.
    """
    on = local_day(now)
    done = {pk: set(periods) for pk, periods in (settled or {}).items()}
    wanted = {
        row.pk: [day for day in periods_due(row, on=on) if day not in done.get(row.pk, ())] for row in entitlements
    }
    asked = [row for row in entitlements if wanted[row.pk]]
    amounts = amounts_of(asked, wanted)
    other = paid_elsewhere([row.pk for row in asked if row.period == Entitlement.Period.MONTHLY])
    due = Due(defaultdict(list), defaultdict(list), defaultdict(list), other)
    for row in asked:
        for day in wanted[row.pk]:
            amount = amounts[row.pk, day]
            if amount is None or amount <= 0:
                due.without_amount[row.pk].append(day)
                continue
            paid = other[row.pk].get(day)
            if paid is not None:
                due.elsewhere[row.pk].append(_elsewhere(row, day, amount, paid, now=now))
            account = accounts.get(row.receiver_id)
            if account is not None and (paid is None or paid.amount < amount):
                due.orders[row.pk].append(_order(row, day, amount, account, paid, now=now))
    return due


def _order(
    right: Entitlement, day: date, amount: Decimal, account: PaymentAccount, paid: Elsewhere | None, *, now: datetime
) -> PaymentOrder:
    """The order of a month itself, less what was paid for it elsewhere."""
    return PaymentOrder(
        key=order_key(right.pk, day),
        entitlement=right,
        period=day,
        amount=amount - paid.amount if paid else amount,
        account=account,
        not_before=now,
        created_at=now,
        **(ground_columns(paid.because) if paid else {}),
    )


def _elsewhere(right: Entitlement, day: date, amount: Decimal, paid: Elsewhere, *, now: datetime) -> PaidElsewhere:
    return PaidElsewhere(
        entitlement=right,
        period=day,
        amount=min(paid.amount, amount),
        covered=paid.amount >= amount,
        noted_at=now,
        **ground_columns(paid.because),
    )


def amounts_of(
    entitlements: Sequence[Entitlement], wanted: Mapping[int, Sequence[date]]
) -> dict[tuple[int, date], Decimal | None]:
    """What the wanted months of each right are worth, by its id and the month; two queries and one for each version.

    What is given once is worth what was decided; `amounts_now` asks that again.
    """
    once = {row.pk: row.amount for row in entitlements if row.period == Entitlement.Period.ONCE}
    monthly = [row for row in entitlements if row.pk not in once and wanted[row.pk]]
    amounts = {(pk, day): amount for pk, amount in once.items() for day in wanted[pk]}
    return amounts | amounts_now(monthly, wanted)


def amounts_now(
    entitlements: Sequence[Entitlement],
    wanted: Mapping[int, Sequence[date]],
    *,
    book: ParameterBook | None = None,
    facts: Facts | None = None,
) -> dict[tuple[int, date], Decimal | None]:
    """The same by the law as it is known now (or by the parameters and facts given), also of what is given once."""
    if not entitlements:
        return {}
    cases = [row.case_id for row in entitlements]
    decisions = {
        decision.case_id: decision for decision in Decision.objects.filter(case__in=cases).prefetch_related("version")
    }
    asked = [
        (row.pk, day, decisions[row.case_id], day_of_law(row, decisions[row.case_id], day))
        for row in entitlements
        for day in wanted[row.pk]
        if row.case_id in decisions
    ]
    found = amounts_on([(decision, law) for _, _, decision, law in asked], book=book, facts=facts)
    amounts: dict[tuple[int, date], Decimal | None] = {
        (row.pk, day): None for row in entitlements for day in wanted[row.pk]
    }
    return amounts | {(pk, day): amount for (pk, day, _, _), amount in zip(asked, found, strict=True)}


def day_of_law(entitlement: Entitlement, decision: Decision, period: date) -> date:
    """The day whose amounts of law a period is paid by.

    Each month by those of its own first day, the first month by those of the day the right starts; what is given once
    by those of the day it was decided as of.
    """
    if entitlement.period == Entitlement.Period.ONCE:
        return decision.on
    return max(period, entitlement.starts)
