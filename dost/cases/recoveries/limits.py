"""What may be asked of somebody at most, and by which rule it may be written off: `recovery_terms.csv` lays it down.

A month's instalments, of all plans together, are never more than a share of what the person is paid by the month, and
never leave them less than the floor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Final

from django.db.models import OuterRef, Q, Subquery, Sum

from dost.cases.models import (
    OPEN_RECOVERY,
    Entitlement,
    Recovery,
    RecoveryInstalment,
    RecoveryWay,
    Repayment,
    WriteOffRule,
)
from dost.cases.payees import receives
from dost.payments.models import OverpaidMonth, Overpayment, PaymentOrder
from registries.data.recovery_terms import RecoveryTerm, recovery_days, recovery_value

from .plan import CENT, month_after

NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a month's instalments may come to in all, and what that follows from; in AZN.

    `running` is what the person is paid by the month, `share` per cent of it, `floor` what must be left.
    """

    running: Decimal
    share: Decimal
    floor: Decimal
    most: Decimal


def limits_of(person_id: int, *, on: date) -> Limits:
    """What may be asked of a person a month, as of a day; one query."""
    running = paid_by_the_month(person_id, on=on)
    share = recovery_value(RecoveryTerm.LARGEST_SHARE, on=on).value
    floor = recovery_value(RecoveryTerm.FLOOR, on=on).value
    if running:
        by_share = (running * share / 100).quantize(CENT, ROUND_DOWN)
        most = max(min(by_share, running - floor), NOTHING)
    else:
        most = recovery_value(RecoveryTerm.WITHOUT_PAYMENTS, on=on).value
    return Limits(running, share, floor, most)


def paid_by_the_month(person_id: int, *, on: date) -> Decimal:
    """What all rights that run for a person come to a month: as they were ordered last, else as they were granted."""
    last = PaymentOrder.objects.filter(entitlement=OuterRef("pk"), part=0).order_by("-period").values("amount")[:1]
    going_on = Q(ended_on=None) | Q(ended_on__gte=month_after(on))
    lasting = Q(until=None) | Q(until__gte=month_after(on))
    rights = Entitlement.objects.filter(
        receives([person_id]), going_on, lasting, period=Entitlement.Period.MONTHLY, starts__lte=on
    )
    amounts = rights.annotate(last=Subquery(last)).values_list("last", "amount")
    return sum((last or granted or NOTHING for last, granted in amounts), NOTHING)


def planned(person_id: int, *, besides: int | None = None) -> dict[date, Decimal]:
    """What is expected of a person by the plans that stand, by month; without those of one recovery."""
    rows = RecoveryInstalment.objects.filter(
        recovery__person=person_id, recovery__state=Recovery.State.DECIDED
    ).exclude(recovery=besides)
    return dict(rows.order_by("month").values_list("month").annotate(total=Sum("amount")))


def open_amount(overpayment: Overpayment) -> Decimal:
    """What of an overpayment nothing is decided of yet; not more than nothing where more came in than is in excess."""
    final = Q(state=Recovery.State.DECIDED) | Q(nothing_owed=True)  # what an appeal found is decided, too
    decided = Recovery.objects.filter(final, overpayment=overpayment)
    settled = decided.aggregate(total=Sum("amount"))["total"] or NOTHING
    received = Repayment.objects.filter(recovery__overpayment=overpayment, recovery__nothing_owed=False).exclude(
        recovery__state=Recovery.State.DECIDED
    )
    total = overpayment.total if overpayment.state != Overpayment.State.CANCELLED else NOTHING
    return total - settled - (received.aggregate(total=Sum("amount"))["total"] or NOTHING)


def received_of(recovery: Recovery) -> Decimal:
    """What has come in for a recovery."""
    rows = Repayment.objects.filter(recovery=recovery)
    return rows.aggregate(total=Sum("amount"))["total"] or NOTHING


def needs_second(amount: Decimal, *, on: date) -> bool:
    """Whether a second person must confirm what becomes of an amount."""
    return amount > recovery_value(RecoveryTerm.SECOND_PERSON_ABOVE, on=on).value


def write_off_rules(overpayment: Overpayment, *, amount: Decimal, is_dead: bool, on: date) -> tuple[WriteOffRule, ...]:
    """By which rules an overpayment may be written off; one query."""
    found = []
    if amount <= recovery_value(RecoveryTerm.SMALL_AMOUNT, on=on).value:
        found.append(WriteOffRule.SMALL)
    if is_dead:
        found.append(WriteOffRule.NO_HEIRS)
    years = recovery_days(RecoveryTerm.YEARS_BACK, on=on)
    if all(month < month_after(on, -12 * years) for month in _months(overpayment)):
        found.append(WriteOffRule.LONG_AGO)
    return tuple(found)


def _months(overpayment: Overpayment) -> Iterable[date]:
    return OverpaidMonth.objects.filter(overpayment=overpayment).values_list("period", flat=True)


def ways_for(*, is_dead: bool, rules: Iterable[WriteOffRule]) -> tuple[RecoveryWay, ...]:
    """What can become of an overpayment: of the dead nothing is asked back, nor of others in their place."""
    asked = () if is_dead else (RecoveryWay.INSTALMENTS, RecoveryWay.AT_ONCE)
    return (RecoveryWay.NOTHING, *asked, *((RecoveryWay.WRITE_OFF,) if tuple(rules) else ()))


def open_recovery(overpayment: Overpayment) -> Recovery | None:
    """The proposal about an overpayment of which nothing is decided for good."""
    return Recovery.objects.filter(overpayment=overpayment, state__in=OPEN_RECOVERY).first()
