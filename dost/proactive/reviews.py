"""Looking at the running rights of services whose rule has changed: in batches, each in one short transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dost.cases.codes import ReviewCause
from dost.cases.models import Entitlement
from dost.cases.rules import rules_in_force

from .checks import note_review
from .models import RightsReview
from .reassess import mark

BATCH: Final = 500


def plan(*, services: Sequence[str], on: date, now: datetime) -> RightsReview:
    """Plan a look at the running rights of some services; it belongs into the transaction that changes their rules."""
    return RightsReview.objects.create(services=sorted(services), on=on, started_at=now)


def work_batch(*, now: datetime | None = None) -> bool:
    """Look at the next batch of the oldest look that nobody else is busy with; False when there is none."""
    now = now or timezone.now()
    with transaction.atomic():
        review = (
            RightsReview.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(finished_at=None)
            .order_by("pk")
            .first()
        )
        if review is None:
            return False
        rights = _next(review)
        review.marked += mark(rights, now=now, because=ReviewCause.RULE)
        review.looked_at += len(rights)
        if rights:
            review.last = rights[-1].pk
        else:
            review.finished_at = now
            note_review(rules_in_force(review.on, codes=review.services), on=review.on, now=now)
        review.save(update_fields=["marked", "looked_at", "last", "finished_at"])
    return True


def _next(review: RightsReview) -> list[Entitlement]:
    running = Q(until=None) | Q(until__gte=review.on)
    return list(
        Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(
            running, pk__gt=review.last, service__in=review.services, period=Entitlement.Period.MONTHLY, ended_on=None
        )
        .select_related("case__person", "case__about", "case__version", "case__service")
        .order_by("pk")[:BATCH]
    )
