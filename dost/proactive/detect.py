"""Detection by event: who has gained a right because a registry changed.

What an institution sends is an event; an award that the road itself writes or ends is a change noted beside it. Both
are looked at alike and at once. Only services whose facts depend on the registries that changed are looked at, and only
for the people named. Opening the cases and marking the rows as looked at are one transaction: none is lost between them
and none is looked at twice.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from dost.cases.codes import WaitingReason
from dost.cases.models import Case
from dost.cases.rules import bases_with_records, proactive_rules, rules_in_force
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.cases.waits import let_go
from dost.common.bulk import among
from dost.common.dates import local_day
from registries.facts.query import Scope
from registries.intake.halves import isolated
from registries.models import RegistryChange, RegistryEvent
from services_catalog.compiled import CompiledVersion

from .corrected import settle_corrections
from .opening import OpeningCounts, by_basis, open_cases
from .outlook.wanted import touched as touched_outlooks
from .reassess import review_people

logger = logging.getLogger(__name__)

BATCH: Final = 500
CIVIL_REGISTRY: Final = "POPULATION"
Row = TypeVar("Row", RegistryEvent, RegistryChange)


def detect(*, limit: int = BATCH, now: datetime | None = None) -> int:
    """Look at up to `limit` events and as many other changes; return how many were looked at."""
    now = now or timezone.now()
    with transaction.atomic():
        events = _undetected(RegistryEvent.objects.filter(state=RegistryEvent.State.APPLIED), limit)
        changes = _undetected(RegistryChange.objects.all(), limit)
        if events:
            isolated(
                events, lambda some: _after_events(some, now=now), lambda one, error: _passed_by(one, error, now=now)
            )
        if changes:
            isolated(
                changes, lambda some: _after_changes(some, now=now), lambda one, error: _passed_by(one, error, now=now)
            )
    return len(events) + len(changes)


def _passed_by(row: RegistryEvent | RegistryChange, error: Exception, *, now: datetime) -> None:
    """A row that cannot be looked at keeps back no other; the sweep of the day looks at everybody, so at its people."""
    logger.error("%s %s could not be looked at", type(row).__name__, row.pk, exc_info=error)
    type(row)._default_manager.filter(pk=row.pk).update(detected_at=now)


def _undetected(rows: QuerySet[Row], limit: int) -> list[Row]:
    """The oldest that nobody has looked at or is looking at, locked."""
    return list(rows.select_for_update(no_key=True, skip_locked=True).filter(detected_at=None).order_by("pk")[:limit])


def _after_events(events: Sequence[RegistryEvent], *, now: datetime) -> None:
    touched = {person: event.pk for event in events for person in event.persons}
    settle_corrections(list(touched), now=now)
    look_again(list(touched))
    find(people=touched, changed={event.registry for event in events}, events=touched, now=now)
    review_people(list(touched), now=now)
    touched_outlooks(list(touched), now=now)
    RegistryEvent.objects.filter(pk__in=[event.pk for event in events]).update(detected_at=now)


def _after_changes(changes: Sequence[RegistryChange], *, now: datetime) -> None:
    """Changes come one with each award: whatever does not read awards is left out of the look."""
    people = sorted({person for change in changes for person in change.persons})
    changed = {change.registry for change in changes}
    services = {rule.code for rule in rules_in_force(local_day(now)) if depends_on(rule, changed)}
    if CIVIL_REGISTRY in changed:  # a file of acts, or of people
        settle_corrections(people, now=now)
    look_again(people, services=services)
    find(people=people, changed=changed, now=now)
    review_people(people, services=services, now=now)
    touched_outlooks(people, now=now)
    RegistryChange.objects.filter(pk__in=[change.pk for change in changes]).update(detected_at=now)


def find(
    *, people: Collection[int], changed: set[str], now: datetime, events: Mapping[int, int] | None = None
) -> OpeningCounts:
    """Open the cases of the people touched, under the rules that depend on the registries changed.

    `events` maps people to the events that touched them.
    """
    found = OpeningCounts()
    on = local_day(now)
    rules = [rule for rule in proactive_rules(on) if depends_on(rule, changed)]
    touching = bases_with_records(sorted(people))
    for basis, group in by_basis(rules).items():
        if basis not in touching:
            continue
        found.add(
            open_cases(
                basis=basis,
                rules=group,
                scope=Scope.persons(sorted(people)),
                on=on,
                now=now,
                origin=Origin.EVENT,
                events=events or {},
            )
        )
    return found


def depends_on(rule: CompiledVersion, changed: set[str]) -> bool:
    """Whether any fact of a rule, or the record its right arises from, comes from a registry that changed."""
    return bool(changed & rule.registries)


def look_again(people: list[int], *, services: Collection[str] | None = None) -> None:
    """New data about people: what was refused, or could not be decided, on the old data is looked at again.

    With `services` only cases of these.
    """
    touched = among("person", people) | among("about", people)
    if services is not None:
        touched &= Q(service__in=services)
    Case.objects.filter(touched, live=True, outcome__in=[Outcome.REFUSED, Outcome.NO_RIGHT], stage=Stage.CLOSED).update(
        live=False
    )
    undecided = Case.objects.filter(
        touched,
        stage=Stage.DECIDE,
        state=State.WAITING,
        waiting_on=WaitingOn.CLERK,
        reason__code__in=[WaitingReason.UNKNOWN, WaitingReason.NOTHING],
    )
    let_go(undecided, now=timezone.now())
