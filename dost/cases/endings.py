"""Ending a running right: no month after its last day is paid, its award ends, its key is free again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dost.common.bulk import bulk_write
from dost.common.delivery import DeliveryState
from dost.payments.models import PaymentOrder
from services_catalog.queries import definition_of

from .awards import MODELS, supersede
from .models import Case, Entitlement
from .stages import Stage


def end(rights: Sequence[Entitlement], *, now: datetime) -> None:
    """Write down the ends that `ended_on` and `end_reason` of these rights (with their cases) say, and what follows."""
    bulk_write(rights, ["ended_on", "end_reason", "review"])
    Case.objects.filter(pk__in=[right.case_id for right in rights], stage=Stage.CLOSED).update(live=False)
    for right in rights:
        _withdraw(right)
        _end_award(right, now=now)


def _withdraw(right: Entitlement) -> None:
    """Keep back the orders of months after the end that have not been sent."""
    PaymentOrder.objects.filter(entitlement=right, state=DeliveryState.READY, period__gt=right.ended_on).update(
        state=DeliveryState.REFUSED, problem="the right ended before it was sent"
    )


def _end_award(right: Entitlement, *, now: datetime) -> None:
    """Supersede the award with one that ends; registry records are never edited."""
    model = MODELS.get(definition_of(right.case.version).award or "")
    if model is None or right.ended_on is None:
        return
    for award in model._default_manager.filter(source="DSMF", reference=f"DOST-{right.case_id}", superseded_at=None):
        supersede(award, valid_until=max(right.ended_on, award.valid_from), stop_reason=right.end_reason, now=now)
