"""What waits for an answer of staff: appeals, and questions about cases; each with the day by which it is due."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dost.cases.models import SENT, Appeal, Case, CaseMessage
from dost.common.dates import local_day

from .days import reply_by


def appeals_waiting() -> QuerySet[Appeal]:
    """Appeals that staff have, the oldest first."""
    return Appeal.objects.filter(state__in=SENT).order_by("lodged_at", "pk")


def appeals_due(*, on: date) -> QuerySet[Appeal]:
    """Appeals whose term has passed before a day: those a member of staff should have decided, the oldest first."""
    return appeals_waiting().filter(answer_by__lt=on)


def questions_waiting() -> QuerySet[Case]:
    """Cases with a question that nobody has answered, the longest waiting first.

    The first question after the last answer is what waits; see `asked_since` and `due_of_question`.
    """
    said = CaseMessage.objects.filter(case=OuterRef("pk")).order_by()
    last = said.filter(side=CaseMessage.Side.OFFICE).values("case").annotate(last=Max("pk")).values("last")
    first = (
        CaseMessage.objects.filter(case=OuterRef("pk"), side=CaseMessage.Side.PERSON, pk__gt=OuterRef("answered"))
        .order_by("pk")
        .values("at")[:1]
    )
    asked = CaseMessage.objects.filter(side=CaseMessage.Side.PERSON).values("case")
    return (
        Case.objects.filter(Q(pk__in=asked))
        .annotate(answered=Coalesce(Subquery(last), 0))
        .annotate(asked_at=Subquery(first))
        .filter(asked_at__isnull=False)
        .order_by("asked_at", "pk")
    )


def asked_since(case: Case) -> datetime:
    """Since when the question of a case read by `questions_waiting` waits."""
    row: Any = case  # annotated there
    since: datetime = row.asked_at
    return since


def due_of_question(case: Case) -> date:
    """By when the question of a case read by `questions_waiting` is to be answered."""
    return reply_by(local_day(asked_since(case)))
