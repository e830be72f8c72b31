"""Who has lost a right: running entitlements are looked at again when something about their people changed.

A death is certain and ends the payment. Anything else is never taken away by a machine: the entitlement is marked for
a clerk, with the criteria that no longer hold, and its payments go on until the clerk has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dost.bulk import bulk_write
from dost.calendar import local_day
from dost.cases.awards import MODELS, supersede
from dost.cases.batch import entry
from dost.cases.models import Case, CaseEntry, Entitlement
from dost.cases.rules import evaluate
from dost.cases.stages import Stage
from dost.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from dost.payments.models import PaymentOrder
from registries.facts import catalogue
from services_catalog.rules import Explanation, Verdict

DEATH: Final = "death"
RECORD_GONE: Final = "record_gone"
BATCH: Final = 500


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
    Case.objects.filter(pk__in=[right.case_id for right in rights], stage=Stage.CLOSED).update(live=False)
    for right in rights:
        _withdraw(right)
    CaseEntry.objects.bulk_create(entries)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _withdraw(right: Entitlement) -> None:
    """Keep back the orders of months after the end that have not been sent."""
    PaymentOrder.objects.filter(entitlement=right, state=DeliveryState.READY, period__gt=right.ended_on).update(
        state=DeliveryState.REFUSED, problem="the right ended before it was sent"
    )


def _end_award(case: Case, right: Entitlement, *, now: datetime) -> None:
    """Supersede the award with one that ends; registry records are never edited."""
    model = MODELS.get(case.version.definition.get("award") or "")
    if model is None:
        return
    for award in model._default_manager.filter(source="DSMF", reference=f"DOST-{case.pk}", superseded_at=None):
        supersede(award, valid_until=right.ended_on, stop_reason=right.end_reason, now=now)


def _mark(rights: Sequence[Entitlement], *, now: datetime) -> int:
    """Mark for a clerk the rights whose rule now says no, on data that is known, or whose record is gone."""
    on = local_day(timezone.localtime(now))
    cases = {right.case_id: right.case for right in rights}
    found = evaluate(list(cases.values()), on=on)
    marked = []
    entries = []
    for right in rights:
        if (right.review or {}).get("criteria") or (right.until is not None and right.until < on):
            continue
        lost = _lost(right, found.get(right.case_id))
        if lost:
            right.review = {**(right.review or {}), "criteria": lost, "since": on.isoformat()}
            marked.append(right)
            entries.append(entry(right.case, "to_review", at=now, criteria=lost))
    bulk_write(marked, ["review"])
    CaseEntry.objects.bulk_create(entries)
    return len(marked)


def _lost(right: Entitlement, found: Explanation | None) -> list[str]:
    """The criteria that no longer hold; nothing when the right stands, or when it cannot be told."""
    if found is None:
        return [] if catalogue.bases[right.case.basis].dated else [RECORD_GONE]
    if found.verdict is not Verdict.NOT_ENTITLED:
        return []
    return [criterion.id for criterion in found.criteria if criterion.met is False]


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
