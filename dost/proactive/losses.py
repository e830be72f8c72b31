"""Who has lost a right: running entitlements are looked at again when something about their people changed.

A death is certain and ends the payment. Anything else is never taken away by a machine: the entitlement is marked for
a clerk, with the criteria that no longer hold (`standing`), and its payments go on until the clerk has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from dost.cases.batch import entry
from dost.cases.deliverables import end_of_the_dead
from dost.cases.endings import end
from dost.cases.models import Case, CaseEntry, Entitlement
from dost.cases.stages import Stage
from dost.notifications.models import Notice
from dost.notifications.notices import notice

from .standing import mark

DEATH: Final = "death"
BATCH: Final = 500


def review_people(people: Sequence[int], *, now: datetime) -> int:
    """Look again at the running monthly rights of these people and what stands for them; return how many changed."""
    given_up = end_of_the_dead(people)
    rights = list(
        Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(Q(person__in=people) | Q(case__about__in=people), period=Entitlement.Period.MONTHLY, ended_on=None)
        .select_related("case__person", "case__about", "case__version", "case__service")
        .order_by("pk")
    )
    if not rights:
        return given_up
    dead = [right for right in rights if _died_on(right)]
    _end(dead, now=now)
    return given_up + len(dead) + mark([right for right in rights if not _died_on(right)], now=now)


def _died_on(right: Entitlement) -> date | None:
    """The day on which the person paid, or the one the right is about, died."""
    case = right.case
    return case.person.died_on or (case.about.died_on if case.about else None)


def _end(rights: Sequence[Entitlement], *, now: datetime) -> None:
    """End rights on the day of death; the family of a child that died is told, the dead are not."""
    entries: list[CaseEntry] = []
    notices: list[Notice] = []
    for right in rights:
        case = right.case
        ended_on = max(day for day in (_died_on(right), right.starts) if day is not None)
        right.ended_on = ended_on
        right.end_reason = DEATH
        entries.append(entry(case, "ended", at=now, reason=DEATH, on=ended_on.isoformat()))
        if case.person.died_on is None:
            notices.append(notice(case, Notice.Kind.ENDED, now=now))
    end(rights, now=now)
    CaseEntry.objects.bulk_create(entries)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def review_everybody(*, now: datetime) -> int:
    """Look again at all running monthly rights: what a date took away, no event announces. Returns how many changed."""
    changed, after = 0, 0
    running = Entitlement.objects.filter(period=Entitlement.Period.MONTHLY, ended_on=None)
    while people := list(
        running.filter(person__gt=after).order_by("person").values_list("person", flat=True).distinct()[:BATCH]
    ):
        with transaction.atomic():
            changed += review_people(people, now=now)
        after = people[-1]
    return changed


def release_expired(*, on: date) -> int:
    """Free the keys of rights that have run out, so that they can be found again; return how many."""
    over = Q(entitlement__until__lt=on) | Q(entitlement__ended_on__lt=on)
    return Case.objects.filter(
        over, live=True, stage=Stage.CLOSED, entitlement__period=Entitlement.Period.MONTHLY
    ).update(live=False)
