"""What waits for an answer of staff: appeals, and questions about cases; each with the day by which it is due."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from dost.cases.clock.lists import SOON
from dost.cases.models import SENT, Appeal, Case, CaseMessage
from dost.cases.second_person import grants_to_confirm
from dost.common.dates import local_day

from .days import reply_by


def appeals_waiting() -> QuerySet[Appeal]:
    """Appeals that staff have, the oldest first."""
    return Appeal.objects.filter(state__in=SENT).order_by("lodged_at", "pk")


def appeals_due(*, on: date) -> QuerySet[Appeal]:
    """Appeals whose term has passed before a day: those a member of staff should have decided, the oldest first."""
    return appeals_waiting().filter(answer_by__lt=on)


def appeals_due_soon(*, on: date) -> QuerySet[Appeal]:
    """Appeals whose term ends on a day or shortly after."""
    return appeals_waiting().filter(answer_by__gte=on, answer_by__lte=on + SOON)


def questions_waiting(asked_at: Q | None = None) -> QuerySet[Case]:
    """Cases with a question that nobody has answered, the longest waiting first; `asked_at` narrows them by that.

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
        .filter(asked_at or Q(), asked_at__isnull=False)
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


def questions_due(*, on: date) -> QuerySet[Case]:
    """Cases whose question should have been answered before a day."""
    return questions_waiting(Q(asked_at__lt=_asked_before(on)))


def questions_due_soon(*, on: date) -> QuerySet[Case]:
    """Cases whose question is to be answered on a day or shortly after."""
    end = _asked_before(on + SOON + timedelta(days=1))
    return questions_waiting(Q(asked_at__gte=_asked_before(on), asked_at__lt=end))


@dataclass(frozen=True, slots=True)
class AnswersDue:
    """How many appeals and questions, and grants for a second person, are past their last day, and near it."""

    appeals_passed: int
    appeals_soon: int
    questions_passed: int
    questions_soon: int
    seconds_passed: int = 0
    seconds_soon: int = 0

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


def answers_due(*, on: date) -> AnswersDue:
    """Count what staff must answer as of a day; two queries."""
    near, end = _asked_before(on), _asked_before(on + SOON + timedelta(days=1))
    appeals = _by_day("appeals", appeals_waiting(), "answer_by", on=on)
    seconds = _by_day("seconds", grants_to_confirm(), "confirm_by", on=on)
    found: Counter[str] = Counter()
    for what, day, number in appeals.union(seconds, all=True):
        found[f"{what}_{'passed' if day < on else 'soon'}"] += number
    questions = questions_waiting().aggregate(
        questions_passed=Count("pk", filter=Q(asked_at__lt=near)),
        questions_soon=Count("pk", filter=Q(asked_at__gte=near, asked_at__lt=end)),
    )
    return AnswersDue(
        appeals_passed=found["appeals_passed"],
        appeals_soon=found["appeals_soon"],
        seconds_passed=found["seconds_passed"],
        seconds_soon=found["seconds_soon"],
        **questions,
    )


def _by_day(what: str, rows: QuerySet[Any], day: str, *, on: date) -> QuerySet[Any, Any]:
    """What is due on each day up to shortly after one: a name for it, the day, and how many."""
    due = rows.order_by().filter(**{f"{day}__lte": on + SOON}).values(day).annotate(number=Count("pk"))
    counted: QuerySet[Any, Any] = due.values_list(Value(what), day, "number")
    return counted


def _asked_before(on: date) -> datetime:
    """The moment before which a question was asked whose last day is before a day."""
    asked = on - timedelta(days=1)
    while reply_by(asked) >= on:
        asked -= timedelta(days=1)
    return timezone.make_aware(datetime.combine(asked + timedelta(days=1), time.min))
