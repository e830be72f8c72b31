"""What is owed for months already paid, once the law of those months is another than it was thought to be.

A decree that reaches back raises months that are paid: the difference is owed and ordered, one order for each month,
named by its ground. One that lowers them takes nothing back: what was paid in excess is put before a clerk
(`overpaid`). Reckoning again orders nothing twice, for it compares what a month is worth with all that was ordered for
it, by this right and by those that exclude it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Max, Q, QuerySet, Sum

from dost.common.delivery import DeliveryState
from dost.payments import accounts
from dost.payments.grounds import Ground, ground_columns
from dost.payments.models import (
    OverpaidMonth,
    Overpayment,
    OwedDifference,
    PaidElsewhere,
    PaymentAccount,
    PaymentOrder,
    order_key,
)
from services_catalog.rules import ParameterBook

from .codes import EntryKind
from .counterparts import counterparts, lock_payees, one_each, paid_elsewhere
from .letters import write_arrears
from .models import CaseEntry, Decision, Entitlement
from .overpaid import MonthPaid, ease_lowered, note_overpayments
from .periods import amounts_now, day_of_law
from .rules import Facts, law_of
from .text.change_letter import Arrears

NOTHING: Final = Decimal(0)
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Window:
    """The days of law concerned, `until` not included; None: without an end."""

    since: date
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


EVER: Final = Window(date.min)
"""All days: a fact was wrong from the first day of the right, whatever law its months are paid by."""


@dataclass(slots=True)
class Reckoned:
    """What came of it: months and AZN owed (ordered, or `waiting` for an account or a person) and paid in excess."""

    rights: int = 0
    months: int = 0
    total: Decimal = NOTHING
    waiting: int = 0
    lowered_months: int = 0
    lowered_total: Decimal = NOTHING

    def add(self, other: Reckoned) -> None:
        """Add what came of other rights."""
        self.rights += other.rights
        self.months += other.months
        self.total += other.total
        self.waiting += other.waiting
        self.lowered_months += other.lowered_months
        self.lowered_total += other.lowered_total


@dataclass(slots=True)
class Balance:
    """Of one right: what more is owed by month, and what was paid in excess; whether a new rule asks the unknown."""

    owed: dict[date, Decimal] = field(default_factory=dict)
    excess: list[MonthPaid] = field(default_factory=list)
    worth: list[MonthPaid] = field(default_factory=list)
    unknown: bool = False

    def counted(self) -> Reckoned:
        return Reckoned(
            rights=int(bool(self.owed or self.excess)),
            months=len(self.owed),
            total=sum(self.owed.values(), NOTHING),
            lowered_months=len(self.excess),
            lowered_total=sum((month.paid - month.due for month in self.excess), NOTHING),
        )


def concerned(services: Sequence[str], window: Window) -> QuerySet[Entitlement]:
    """Rights of services that may have been paid by the law of these days, running and ended, once and by the month."""
    monthly = Q(period=Entitlement.Period.MONTHLY) & (Q(ended_on=None) | Q(ended_on__gte=window.since.replace(day=1)))
    once = Q(period=Entitlement.Period.ONCE, case__decision__on__gte=window.since)
    begun = Q() if window.until is None else Q(starts__lt=window.until) | Q(period=Entitlement.Period.ONCE)
    return Entitlement.objects.filter(monthly | once, begun, service__in=list(services))


def concerned_by_version(services: Sequence[str], window: Window) -> QuerySet[Entitlement]:
    """Rights of services that were decided as of one of these days, by whatever version."""
    decided = Q(case__decision__on__gte=window.since)
    if window.until is not None:
        decided &= Q(case__decision__on__lt=window.until)
    return Entitlement.objects.filter(decided, service__in=list(services)).exclude(period=Entitlement.Period.NONE)


def reckon(rights: Sequence[Entitlement], *, window: Window, because: Ground, now: datetime) -> Reckoned:
    """Order what is owed to these rights (locked, with case and person) by the law of some days, and note the excess.

    What cannot be ordered – there is no open account, the person has died – is noted (`OwedDifference`) with why.
    """
    lock_payees({right.person_id for right in rights})
    result = Reckoned()
    for group in one_each(rights):
        result.add(_reckon_one_each(group, window=window, because=because, now=now))
    return result


def _reckon_one_each(rights: Sequence[Entitlement], *, window: Window, because: Ground, now: datetime) -> Reckoned:
    balances = balances_of(rights, window)
    owed = [right for right in rights if balances[right.pk].owed]
    alive = [right.person_id for right in owed if right.person.died_on is None]
    held = accounts.current(alive)
    accounts.request([person for person in alive if person not in held], now=now)
    payable = [right for right in owed if _is_open(held.get(right.person_id))]
    _write_orders(payable, balances, held, because=because, now=now)
    _write_letters(payable, balances, because=because, now=now)
    waiting = _write_waiting(rights, balances, {right.pk for right in payable}, window=window, because=because, now=now)
    ease_lowered({right: balances[right.pk].worth for right in rights})
    excess = {right: balances[right.pk].excess for right in rights if balances[right.pk].excess}
    if excess:
        noted = note_overpayments(excess, cause=Overpayment.Cause.LOWERED, because=because, now=now)
        lowered = {row.entitlement_id for row in noted}
        told = {
            right: Arrears(
                paid={month.period: month.paid for month in months},
                owed={month.period: month.due for month in months},
                title=because.title,
            )
            for right, months in excess.items()
            if right.pk in lowered
        }
        write_arrears(told, reference=because.reference, now=now)
    result = Reckoned()
    for balance in balances.values():
        result.add(balance.counted())
    result.waiting = waiting
    return result


def estimate(rights: Sequence[Entitlement], *, window: Window, book: ParameterBook) -> Reckoned:
    """What `reckon` would find of these rights if the parameters were those of a book; writes nothing."""
    result = Reckoned()
    for balance in balances_of(rights, window, book=book).values():
        result.add(balance.counted())
    return result


def _is_open(account: PaymentAccount | None) -> bool:
    return account is not None and account.state == DeliveryState.DONE


# -- reckoning ---------------------------------------------------------------------------------------------------


def balances_of(
    rights: Sequence[Entitlement], window: Window, *, book: ParameterBook | None = None, facts: Facts | None = None
) -> dict[int, Balance]:
    """What is owed and what is in excess; writes nothing. `facts` are those of decisions where others are assumed."""
    decisions = {
        decision.case_id: decision
        for decision in Decision.objects.filter(case__in=[right.case_id for right in rights]).prefetch_related(
            "version"
        )
    }
    laws = law_of(decisions.values())
    ordered = _ordered(rights)
    months = {
        right.pk: [
            period
            for period in ordered[right.pk]
            if right.case_id in decisions
            and _is_owed(right, period)
            and day_of_law(right, decisions[right.case_id], period) in window
        ]
        for right in rights
    }
    worth = amounts_now(rights, months, book=book, facts=facts)
    other = paid_elsewhere([right.pk for right in rights])
    rivals = counterparts([right.pk for right in rights])
    larger = _worth_elsewhere(rivals, months, book=book)
    in_excess = _excess_elsewhere(rivals)
    balances: dict[int, Balance] = {}
    for right in rights:
        balance = balances[right.pk] = Balance()
        decision = decisions.get(right.case_id)
        balance.unknown = decision is not None and laws[decision.pk].unknown is not None
        for period in months[right.pk]:
            due = worth[right.pk, period]
            if due is None:
                balance.unknown = True
                continue
            elsewhere = other[right.pk].get(period)
            paid, by_others = ordered[right.pk][period], elsewhere.amount if elsewhere else NOTHING
            kept = by_others - in_excess.get((right.pk, period), NOTHING)
            rest = max(max(due, larger.get((right.pk, period), NOTHING)) - kept, NOTHING)
            balance.worth.append(MonthPaid(period, paid, rest))
            if due > paid + by_others:
                balance.owed[period] = due - paid - by_others
            elif paid > rest:
                balance.excess.append(MonthPaid(period, paid, rest))
    return balances


def _is_owed(right: Entitlement, period: date) -> bool:
    ends = [day for day in (right.ended_on, right.until) if day is not None]
    return right.period == Entitlement.Period.ONCE or not ends or period <= min(ends)


def _ordered(rights: Sequence[Entitlement]) -> dict[int, dict[date, Decimal]]:
    """What was ordered for each month of each right in all its parts; also months paid by others, with 0."""
    ids = [right.pk for right in rights]
    found: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for right, period in PaidElsewhere.objects.filter(entitlement__in=ids).values_list("entitlement_id", "period"):
        found[right][period] = NOTHING
    rows = PaymentOrder.objects.filter(entitlement__in=ids).values("entitlement_id", "period")
    for row in rows.annotate(total=Sum("amount")).order_by("period"):
        found[row["entitlement_id"]][row["period"]] = row["total"]
    return found


def _worth_elsewhere(
    pairs: Mapping[int, set[int]], months: Mapping[int, Sequence[date]], *, book: ParameterBook | None
) -> dict[tuple[int, date], Decimal]:
    """What the largest right that excludes each of these is worth in the same months: so much may be paid in all."""
    if not pairs:
        return {}
    others = list(Entitlement.objects.filter(pk__in=set().union(*pairs.values())).order_by("pk"))
    wanted = {
        other.pk: sorted(
            {
                period
                for right, group in pairs.items()
                if other.pk in group
                for period in months.get(right, ())
                if other.starts.replace(day=1) <= period and _is_owed(other, period)
            }
        )
        for other in others
    }
    worth = amounts_now(others, wanted, book=book)
    largest: dict[tuple[int, date], Decimal] = {}
    for right, group in pairs.items():
        for period in months.get(right, ()):
            found = [worth.get((other, period)) or NOTHING for other in group]
            largest[right, period] = max(found, default=NOTHING)
    return largest


def _excess_elsewhere(pairs: Mapping[int, set[int]]) -> dict[tuple[int, date], Decimal]:
    """What of the payments of rights that exclude each of these is noted as excess: it counts there, not here too."""
    found: dict[tuple[int, date], Decimal] = defaultdict(Decimal)
    if not pairs:
        return found
    noted = OverpaidMonth.objects.filter(overpayment__entitlement__in=set().union(*pairs.values())).exclude(
        overpayment__state=Overpayment.State.CANCELLED
    )
    by_right: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for other, period, paid, due in noted.values_list("overpayment__entitlement", "period", "paid", "due"):
        by_right[other].append((period, paid - due))
    for right, group in pairs.items():
        for other in group:
            for period, excess in by_right[other]:
                found[right, period] += excess
    return found


# -- writing -----------------------------------------------------------------------------------------------------


def _write_orders(
    rights: Sequence[Entitlement],
    balances: Mapping[int, Balance],
    held: Mapping[int, PaymentAccount],
    *,
    because: Ground,
    now: datetime,
) -> None:
    """One order for each month of which a difference is owed, under the next part of it."""
    last: dict[tuple[int, date], int] = {}
    parts = PaymentOrder.objects.filter(entitlement__in=rights).values("entitlement_id", "period")
    for row in parts.annotate(part=Max("part")).order_by():
        last[row["entitlement_id"], row["period"]] = row["part"]
    orders, lines = [], []
    for right in rights:
        owed = balances[right.pk].owed
        for period, amount in owed.items():
            part = last.get((right.pk, period), 0) + 1
            orders.append(
                PaymentOrder(
                    key=order_key(right.pk, period, part),
                    entitlement=right,
                    period=period,
                    part=part,
                    amount=amount,
                    account=held[right.person_id],
                    not_before=now,
                    created_at=now,
                    **ground_columns(because),
                )
            )
        details = {
            "months": [f"{period:%Y-%m}" for period in owed],
            "total": str(sum(owed.values(), NOTHING)),
            "title": because.title,
        }
        lines.append(CaseEntry(case_id=right.case_id, at=now, what=EntryKind.DIFFERENCE, details=details))
    PaymentOrder.objects.bulk_create(orders)
    CaseEntry.objects.bulk_create(lines)


def _write_letters(
    rights: Sequence[Entitlement], balances: Mapping[int, Balance], *, because: Ground, now: datetime
) -> None:
    """The letters about what is ordered besides months already paid."""
    told = {}
    for right in rights:
        balance = balances[right.pk]
        paid = {month.period: month.paid for month in balance.worth if month.period in balance.owed}
        owed = {period: paid[period] + more for period, more in balance.owed.items()}
        told[right] = Arrears(paid=paid, owed=owed, title=because.title)
    write_arrears(told, reference=because.reference, now=now)


def _write_waiting(
    rights: Sequence[Entitlement],
    balances: Mapping[int, Balance],
    ordered: set[int],
    *,
    window: Window,
    because: Ground,
    now: datetime,
) -> int:
    """Note what is owed and was not ordered, with why, and forget what is no longer; return how many wait."""
    Why = OwedDifference.Why  # noqa: N806 - the name of the words
    rows = []
    for right in rights:
        balance = balances[right.pk]
        if balance.unknown:
            why = Why.UNKNOWN
        elif not balance.owed or right.pk in ordered:
            continue
        else:
            why = Why.NO_ACCOUNT if right.person.died_on is None else Why.NO_PAYEE
        total = sum(balance.owed.values(), NOTHING)
        rows.append(_waiting(right, why, total, window=window, because=because, now=now))
    done = [right.pk for right in rights if right.pk not in {row.entitlement_id for row in rows}]
    kept = Q(ground=because.kind, reference=because.reference)
    OwedDifference.objects.filter(kept, entitlement__in=done).delete()
    _keep(rows)
    return len(rows)


def _waiting(
    right: Entitlement, why: OwedDifference.Why, amount: Decimal, *, window: Window, because: Ground, now: datetime
) -> OwedDifference:
    return OwedDifference(
        entitlement=right,
        since=window.since,
        until=window.until,
        amount=amount,
        why=why,
        noted_at=now,
        **ground_columns(because),
    )


def _keep(rows: Sequence[OwedDifference]) -> None:
    OwedDifference.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["entitlement", "ground", "reference"],
        update_fields=["amount", "why"],
    )


def note_failure(right: Entitlement, *, window: Window, because: Ground, now: datetime) -> None:
    """Note that the differences of one right could not be reckoned: it is tried again, and somebody hears of it."""
    _keep([_waiting(right, OwedDifference.Why.FAILED, NOTHING, window=window, because=because, now=now)])
