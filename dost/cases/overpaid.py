"""What was paid in excess: noted once, month by month with its reckoning, and put before a clerk.

Nothing is taken back by itself. What a month was overpaid is told once, whatever is learnt of it and how often: another
reason tells only what it adds (an amount lowered from 330 to 300, then a death: 30, then 300).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Sum

from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.payments.grounds import Ground, ground_columns
from dost.payments.models import OverpaidMonth, Overpayment, PaymentOrder

from .codes import EntryKind
from .models import CaseEntry, Entitlement

NOTHING: Final = Decimal(0)
PAID: Final = (DeliveryState.DONE, DeliveryState.DOUBTFUL)
"""Money has moved: a doubtful order was done twice, or may have been."""


@dataclass(frozen=True, slots=True)
class MonthPaid:
    """A month (its first day), what was paid for it in all, and what is owed for it as far as is known now; in AZN."""

    period: date
    paid: Decimal
    due: Decimal = NOTHING


def paid_by_month(rights: Iterable[int]) -> dict[int, dict[date, Decimal]]:
    """What the banks have paid for each month of each right, differences included; by the right's id, one query."""
    paid: dict[int, dict[date, Decimal]] = defaultdict(dict)
    rows = PaymentOrder.objects.filter(entitlement__in=list(rights), state__in=PAID).values("entitlement_id", "period")
    for row in rows.annotate(total=Sum("amount")).order_by("entitlement_id", "period"):
        paid[row["entitlement_id"]][row["period"]] = row["total"]
    return paid


def paid_after(right: Entitlement, last_day: date) -> list[MonthPaid]:
    """The months of a right that were paid though it ended on `last_day`; the month it ended in is paid whole."""
    return [
        MonthPaid(period, paid) for period, paid in paid_by_month([right.pk])[right.pk].items() if period > last_day
    ]


def note_overpayment(
    right: Entitlement,
    *,
    months: Sequence[MonthPaid],
    cause: Overpayment.Cause,
    because: Ground,
    now: datetime,
    learnt_on: date | None = None,
) -> Overpayment | None:
    """Note what was paid in excess for some months of a right; None when that adds nothing to what is known.

    See `note_overpayments`.
    """
    noted = note_overpayments({right: months}, cause=cause, because=because, now=now, learnt_on=learnt_on)
    return noted[0] if noted else None


def note_overpayments(
    excess: Mapping[Entitlement, Sequence[MonthPaid]],
    *,
    cause: Overpayment.Cause,
    because: Ground,
    now: datetime,
    learnt_on: date | None = None,
) -> list[Overpayment]:
    """Note what was paid in excess for some months of rights; return the rows that are new, or say more than they did.

    One row for each (right, cause, ground). Noting again changes nothing; more months, or more money, add to the row
    and put it before a clerk again. Months of which nothing was paid in excess, or of which it is noted already, may be
    among those given. `learnt_on` is today in Baku unless told. A line of each timeline says how much was added.
    """
    with transaction.atomic():
        ids = [right.pk for right in excess]
        list(Entitlement.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
        known = noted_of(ids)
        own = {
            row.entitlement_id: row
            for row in Overpayment.objects.filter(
                entitlement__in=ids, cause=cause, ground=because.kind, reference=because.reference
            )
        }
        added = {right: months for right in excess if (months := _added(excess[right], known[right.pk]))}
        noted = []
        for right, months in added.items():
            row = own.get(right.pk) or Overpayment(
                entitlement=right,
                cause=cause,
                learnt_on=learnt_on or local_day(now),
                noted_at=now,
                **ground_columns(because),
            )
            _add(row, months)
            noted.append(row)
        CaseEntry.objects.bulk_create(_line(right, added[right], cause, because, now=now) for right in added)
        return noted


def cancel_overpayment(right: Entitlement, *, cause: Overpayment.Cause, because: Ground, now: datetime) -> bool:
    """Say of what was noted for this cause and ground that it was owed after all; False when nothing is noted."""
    with transaction.atomic():
        Entitlement.objects.select_for_update(no_key=True).get(pk=right.pk)
        changed = (
            Overpayment.objects.filter(entitlement=right, cause=cause, ground=because.kind, reference=because.reference)
            .exclude(state=Overpayment.State.CANCELLED)
            .update(state=Overpayment.State.CANCELLED)
        )
        if changed:
            details = {"cause": cause.value, "title": because.title}
            CaseEntry.objects.create(case_id=right.case_id, at=now, what=EntryKind.OWED_AFTER_ALL, details=details)
        return bool(changed)


def ease_lowered(months: Mapping[Entitlement, Sequence[MonthPaid]]) -> None:
    """Tell less of months noted as lowered of which more is owed now than was thought, or nothing if all of it is.

    The rights are locked. What was paid in excess for another cause is not touched.
    """
    due = {(right.pk, month.period): month.due for right, group in months.items() for month in group}
    noted = OverpaidMonth.objects.filter(
        overpayment__entitlement__in=[right.pk for right in months], overpayment__cause=Overpayment.Cause.LOWERED
    ).exclude(overpayment__state=Overpayment.State.CANCELLED)
    eased: dict[int, Overpayment] = {}
    for month in noted.select_related("overpayment"):
        owed = due.get((month.overpayment.entitlement_id, month.period), month.due)
        if owed <= month.due:
            continue
        eased[month.overpayment_id] = month.overpayment
        if owed >= month.paid:
            month.delete()
        else:
            month.due = owed
            month.save(update_fields=["due"])
    for row in eased.values():
        row.total = sum((month.paid - month.due for month in row.months.all()), NOTHING)
        if not row.total:
            row.state = Overpayment.State.CANCELLED
        row.save(update_fields=["total", "state"])


def noted_of(rights: Sequence[int]) -> dict[int, dict[date, Decimal]]:
    """What is noted already of each month of each right, for whatever reason."""
    known: dict[int, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = OverpaidMonth.objects.filter(overpayment__entitlement__in=rights).exclude(
        overpayment__state=Overpayment.State.CANCELLED
    )
    for right, period, paid, due in rows.values_list("overpayment__entitlement", "period", "paid", "due"):
        known[right][period] += paid - due
    return known


# -- parts -------------------------------------------------------------------------------------------------------


def _added(months: Sequence[MonthPaid], known: Mapping[date, Decimal]) -> list[MonthPaid]:
    """The months of which more was paid in excess than is noted, without what is."""
    left = [MonthPaid(month.period, month.paid - known[month.period], month.due) for month in months]
    return [month for month in left if month.paid > month.due]


def _add(row: Overpayment, months: Sequence[MonthPaid]) -> None:
    """Add months to an overpayment, new or known, and open it."""
    if row.state == Overpayment.State.CANCELLED:
        row.months.all().delete()  # it was owed after all, and is not any more: only what is told now counts
    row.state = Overpayment.State.OPEN
    if row._state.adding:
        row.save()
    before = {month.period: month for month in row.months.all()}
    for month in months:
        earlier = before.get(month.period)
        excess = month.paid - month.due + (earlier.paid - earlier.due if earlier else NOTHING)
        before[month.period] = OverpaidMonth(
            pk=earlier.pk if earlier else None,
            overpayment=row,
            period=month.period,
            paid=month.due + excess,
            due=month.due,
        )
        before[month.period].save()
    row.total = sum((month.paid - month.due for month in before.values()), NOTHING)
    row.save(update_fields=["state", "total"])


def _line(
    right: Entitlement, months: Sequence[MonthPaid], cause: Overpayment.Cause, because: Ground, *, now: datetime
) -> CaseEntry:
    details = {
        "cause": cause.value,
        "total": str(sum((month.paid - month.due for month in months), NOTHING)),
        "months": [f"{month.period:%Y-%m}" for month in months],
        "title": because.title,
    }
    return CaseEntry(case_id=right.case_id, at=now, what=EntryKind.OVERPAID, details=details)
