"""Ending a running right: no month after its last day is paid, its award ends, its key is free again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from dost.common.bulk import bulk_write
from dost.common.delivery import DeliveryState
from dost.payments.models import PaymentOrder
from registries.models.awards import Award
from services_catalog.queries import definition_of

from .awards import MODELS, SOURCE, Ending, end_early
from .models import Case, Entitlement
from .stages import Stage


def end(rights: Sequence[Entitlement], *, now: datetime) -> None:
    """Write down the ends that `ended_on` and `end_reason` of these rights (with their cases) say, and what follows."""
    bulk_write(rights, ["ended_on", "end_reason", "review"])
    Case.objects.filter(pk__in=[right.case_id for right in rights], stage=Stage.CLOSED).update(live=False)
    for right in rights:
        _withdraw(right)
    end_early(_endings(rights), now=now)


def _withdraw(right: Entitlement) -> None:
    """Keep back the orders of months after the end that have not been sent."""
    PaymentOrder.objects.filter(entitlement=right, state=DeliveryState.READY, period__gt=right.ended_on).update(
        state=DeliveryState.REFUSED, problem="the right ended before it was sent"
    )


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
