"""What is due: undecided cases by the day on which their term ends, what ends soon, what has passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import models
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import pgettext_lazy

from dost.cases.models import Case, CaseClock

SOON: Final = timedelta(days=2)
"""So long before the last day it is told that it is near."""


class Term(models.TextChoices):
    """How near the last day of undecided cases is, as a list is asked for them."""

    PASSED = "passed", pgettext_lazy("time limit", "Passed")
    SOON = "soon", pgettext_lazy("time limit", "Ends within two days")


def due_cases(*, cases: QuerySet[Case] | None = None) -> QuerySet[Case]:
    """Undecided cases that have a clock, what is due first on top; those that stand still come last.

    `cases` narrows them. The clock comes along (`case.clock`).
    """
    found = (Case.objects.all() if cases is None else cases).filter(clock__isnull=False)
    return found.select_related("clock").order_by(F("clock__due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How many undecided cases are past their term, and end soon; of all, and of those a member of staff holds."""

    passed: int
    soon: int
    mine_passed: int
    mine_soon: int


def due_counts(*, on: date, user_id: int | None) -> DueCounts:
    """Count what is past its term or ends soon as of a day; without a user nothing is theirs. One query."""
    due = CaseClock.objects.filter(due_on__lte=on + SOON)
    passed, mine = Q(due_on__lt=on), Q(case__assigned_to=user_id or 0)
    return DueCounts(
        **due.aggregate(
            passed=Count("pk", filter=passed),
            soon=Count("pk", filter=~passed),
            mine_passed=Count("pk", filter=passed & mine),
            mine_soon=Count("pk", filter=~passed & mine),
        )
    )


def overdue(on: date) -> Q:
    """Cases whose term has passed before a day."""
    return Q(clock__due_on__lt=on)


def due_soon(on: date) -> Q:
    """Cases whose term ends on a day or shortly after."""
    return Q(clock__due_on__gte=on, clock__due_on__lte=on + SOON)


def due(term: Term, *, on: date) -> Q:
    """Cases whose last day is so near as of a day."""
    return overdue(on) if term is Term.PASSED else due_soon(on)


def clocks_due_soon(on: date) -> QuerySet[CaseClock]:
    """The clocks of what ends soon."""
    return CaseClock.objects.filter(due_on__gte=on, due_on__lte=on + SOON)


def clocks_overdue(on: date) -> QuerySet[CaseClock]:
    """The clocks of what has passed."""
    return CaseClock.objects.filter(due_on__lt=on)
