"""Ending a running right: no month after its last day is paid, its award ends, its key is free again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from dost.common.bulk import bulk_write
from dost.common.delivery import DeliveryState
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import Overpayment, PaymentOrder
from registries.models.awards import Award
from services_catalog.queries import definition_of

from .awards import MODELS, SOURCE, Ending, Extension, end_early, extend
from .codes import EndReason
from .models import Case, Entitlement
from .overpaid import MonthPaid, note_overpayments, paid_by_month
from .stages import Stage

ENDED_BEFORE: Final = "right_ended"
CAUSES: Final = {
    EndReason.DEATH.value: Overpayment.Cause.DEATH,
    EndReason.CHOSE_ANOTHER.value: Overpayment.Cause.REPLACED,
}
"""Why months after the end of a right were paid in excess, by why it ended; otherwise because it ended."""


def end(rights: Sequence[Entitlement], *, now: datetime) -> None:
    """Write down the ends that `ended_on` and `end_reason` of these rights (with their cases) say, and what follows."""
    bulk_write(rights, ["ended_on", "end_reason", "review"])
    Case.objects.filter(pk__in=[right.case_id for right in rights], stage=Stage.CLOSED).update(live=False)
    for right in rights:
        _withdraw(right)
    note_paid_after_end(rights, now=now)
    end_early(_endings(rights), now=now)


def note_paid_after_end(rights: Sequence[Entitlement], *, now: datetime, because: Ground | None = None) -> None:
    """Note what was paid for months after the end of these rights as excess, and put it before a clerk.

    `because` is what the end rests on, where it is known better than by the case itself. Months are paid whole, also
    the one in which a right ends; what is still on its way is noted when the bank has paid it (`wake`).
    """
    ended = [right for right in rights if right.ended_on is not None and right.period == Entitlement.Period.MONTHLY]
    paid = paid_by_month(right.pk for right in ended)
    by_cause: dict[Overpayment.Cause, dict[Entitlement, list[MonthPaid]]] = defaultdict(dict)
    for right in ended:
        months = [MonthPaid(period, amount) for period, amount in paid[right.pk].items() if _after_end(right, period)]
        if months:
            by_cause[CAUSES.get(right.end_reason, Overpayment.Cause.ENDED)][right] = months
    for cause, excess in by_cause.items():
        for right, months in excess.items():
            ground = because or Ground(GroundKind.CASE, str(right.case_id))
            note_overpayments({right: months}, cause=cause, because=ground, now=now)


def _after_end(right: Entitlement, period: date) -> bool:
    return right.ended_on is not None and period > right.ended_on


def _withdraw(right: Entitlement) -> None:
    """Keep back the orders of months after the end that have not been sent."""
    PaymentOrder.objects.filter(entitlement=right, state=DeliveryState.READY, period__gt=right.ended_on).update(
        state=DeliveryState.WITHHELD, problem=ENDED_BEFORE
    )


def correct_end(rights: Sequence[Entitlement], *, now: datetime) -> None:
    """Write down later ends, or none, of rights (locked, with their cases) that had ended on a day that was not.

    Their awards last as long, and the orders that were kept back go out for the months that are due after all; months
    that were never ordered are ordered like any others (`monthly`).
    """
    bulk_write(rights, ["ended_on", "end_reason", "review"])
    running = [right.case_id for right in rights if right.ended_on is None]
    Case.objects.filter(pk__in=running, stage=Stage.CLOSED).update(live=True)
    for right in rights:
        kept_back = PaymentOrder.objects.filter(entitlement=right, state=DeliveryState.WITHHELD, problem=ENDED_BEFORE)
        if right.ended_on is not None:
            kept_back = kept_back.filter(period__lte=right.ended_on)
        kept_back.update(state=DeliveryState.READY, problem="", not_before=now)
    last_days = {f"DOST-{right.case_id}": right.ended_on or right.until for right in rights}
    reasons = {f"DOST-{right.case_id}": right.end_reason for right in rights}
    extend(
        [Extension(award, last_days[award.reference], reasons[award.reference]) for award in awards_of(rights)], now=now
    )


def awards_of(rights: Sequence[Entitlement]) -> list[Award]:
    """The awards that stand for these rights (with their cases)."""
    references: dict[type[Award], list[str]] = defaultdict(list)
    for right in rights:
        model = MODELS.get(definition_of(right.case.version).award or "")
        if model is not None:
            references[model].append(f"DOST-{right.case_id}")
    return [
        award
        for model, wanted in references.items()
        for award in model._default_manager.filter(source=SOURCE, reference__in=wanted, superseded_at=None)
    ]


def _endings(rights: Sequence[Entitlement]) -> list[Ending]:
    """The awards of these rights, as they are to end with them."""
    by_model: dict[type[Award], dict[str, tuple[date, str]]] = defaultdict(dict)
    for right in rights:
        model = MODELS.get(definition_of(right.case.version).award or "")
        if model is not None and right.ended_on is not None:
            by_model[model][f"DOST-{right.case_id}"] = right.ended_on, right.end_reason
    return [
        Ending(award, *ends[award.reference])
        for model, ends in by_model.items()
        for award in model._default_manager.filter(source=SOURCE, reference__in=ends, superseded_at=None)
    ]
