"""Who has lost a right: running entitlements are looked at again when something about their people changed.

A death is certain and ends the payment. Anything else is never taken away by a machine: the entitlement is marked for
a clerk, with the criteria that no longer hold, and its payments go on until the clerk has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone

from dost.bulk import bulk_write
from dost.calendar import local_day
from dost.cases.awards import MODELS, supersede
from dost.cases.batch import entry
from dost.cases.models import Case, CaseEntry, Entitlement
from dost.cases.rules import evaluate
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from services_catalog.rules import Verdict

DEATH: Final = "death"


def review_people(people: Sequence[int], *, now: datetime) -> int:
    """Look again at the running monthly rights of these people; return how many were ended or marked."""
    rights = list(
        Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(Q(person__in=people) | Q(case__about__in=people), period=Entitlement.Period.MONTHLY, ended_on=None)
        .select_related("case__person", "case__about", "case__version", "case__service")
        .order_by("pk")
    )
    if not rights:
        return 0
    dead = [right for right in rights if _died_on(right)]
    _end(dead, now=now)
    return len(dead) + _mark([right for right in rights if not _died_on(right)], now=now)


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
        _end_award(case, right, now=now)
    bulk_write(rights, ["ended_on", "end_reason"])
    Case.objects.filter(pk__in=[right.case_id for right in rights], stage="closed").update(live=False)
    CaseEntry.objects.bulk_create(entries)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _end_award(case: Case, right: Entitlement, *, now: datetime) -> None:
    """Supersede the award with one that ends; registry records are never edited."""
    model = MODELS.get(case.version.definition.get("award") or "")
    if model is None:
        return
    for award in model._default_manager.filter(source="DSMF", reference=f"DOST-{case.pk}", superseded_at=None):
        supersede(award, valid_until=right.ended_on, stop_reason=right.end_reason, now=now)


def _mark(rights: Sequence[Entitlement], *, now: datetime) -> int:
    """Mark for a clerk the rights whose rule now says no, on data that is known."""
    on = local_day(timezone.localtime(now))
    cases = {right.case_id: right.case for right in rights}
    found = evaluate(list(cases.values()), on=on)
    marked = []
    entries = []
    for right in rights:
        explanation = found.get(right.case_id)
        if explanation is None or explanation.verdict is not Verdict.NOT_ENTITLED or right.review:
            continue
        lost = [criterion.id for criterion in explanation.criteria if criterion.met is False]
        right.review = {"criteria": lost, "since": on.isoformat()}
        marked.append(right)
        entries.append(entry(right.case, "to_review", at=now, criteria=lost))
    bulk_write(marked, ["review"])
    CaseEntry.objects.bulk_create(entries)
    return len(marked)
