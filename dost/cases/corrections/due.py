"""Contested facts that staff must see to: their institution is silent past its term, or could not be told."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from dost.cases.models import CorrectionEntry, CorrectionQuestion, FactCorrection
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState

from .history import note

STUCK = (DeliveryState.DOUBTFUL, DeliveryState.REFUSED)


def corrections_due(on: date) -> QuerySet[FactCorrection]:
    """The open ones whose term has passed by a day, and those that could not be handed over; the oldest first."""
    later = CorrectionQuestion.objects.filter(correction=OuterRef("correction"), pk__gt=OuterRef("pk"))
    stuck = CorrectionQuestion.objects.filter(~Exists(later), correction=OuterRef("pk"), state__in=STUCK)
    return FactCorrection.objects.filter(Q(due__lt=on) | Exists(stuck), state__in=FactCorrection.OPEN).order_by(
        "due", "pk"
    )


def note_overdue(*, now: datetime) -> int:
    """Write into the history of each whose term has passed that it has; once for each term. Returns how many."""
    overdue = FactCorrection.objects.filter(due__lt=local_day(now), state__in=FactCorrection.OPEN)
    count = 0
    for one in overdue.order_by("pk"):
        if one.entries.filter(what=CorrectionEntry.What.OVERDUE, details__due=one.due.isoformat()).exists():
            continue
        note(one, CorrectionEntry.What.OVERDUE, at=now, due=one.due.isoformat())
        count += 1
    return count
