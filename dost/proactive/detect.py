"""Detection by event: who has gained a right because a registry changed.

Only services whose facts depend on the registries that changed are looked at, and only for the people the events
name. Opening the cases and marking the events as looked at are one transaction: an event is never lost between them
and never looked at twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from dost.cases.models import Case
from dost.cases.rules import bases_with_records, proactive_rules
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.common.dates import local_day
from registries.facts.query import Scope
from registries.models import RegistryEvent
from services_catalog.compiled import CompiledVersion

from .opening import OpeningCounts, by_basis, open_cases
from .reassess import review_people

BATCH: Final = 500


def detect(*, limit: int = BATCH, now: datetime | None = None) -> int:
    """Look at up to `limit` events; return how many were looked at."""
    now = now or timezone.now()
    with transaction.atomic():
        events = list(
            RegistryEvent.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(detected_at=None, state=RegistryEvent.State.APPLIED)
            .order_by("pk")[:limit]
        )
        if not events:
            return 0
        touched = {person: event.pk for event in events for person in event.persons}
        changed = {event.registry for event in events}
        look_again(list(touched))
        find(touched=touched, changed=changed, now=now)
        review_people(list(touched), now=now)
        RegistryEvent.objects.filter(pk__in=[event.pk for event in events]).update(detected_at=now)
    return len(events)


def find(*, touched: dict[int, int], changed: set[str], now: datetime) -> OpeningCounts:
    """Open the cases of the people touched, under the rules that depend on the registries changed."""
    found = OpeningCounts()
    on = local_day(now)
    rules = [rule for rule in proactive_rules(on) if depends_on(rule, changed)]
    touching = bases_with_records(sorted(touched))
    for basis, group in by_basis(rules).items():
        if basis not in touching:
            continue
        found.add(
            open_cases(
                basis=basis,
                rules=group,
                scope=Scope.persons(sorted(touched)),
                on=on,
                now=now,
                origin=Origin.EVENT,
                events=touched,
            )
        )
    return found


def depends_on(rule: CompiledVersion, changed: set[str]) -> bool:
    """Whether any fact of a rule, or the record its right arises from, comes from a registry that changed."""
    return bool(changed & rule.registries)


def look_again(people: list[int]) -> None:
    """New data about people: what was refused, or could not be decided, on the old data is looked at again."""
    touched = Q(person__in=people) | Q(about__in=people)
    Case.objects.filter(touched, live=True, outcome__in=[Outcome.REFUSED, Outcome.NO_RIGHT], stage=Stage.CLOSED).update(
        live=False
    )
    Case.objects.filter(
        touched, stage=Stage.DECIDE, state=State.WAITING, waiting_on=WaitingOn.CLERK, reason__code="unknown"
    ).update(
        state=State.READY,
        waiting_on="",
        reason={},
        waiting_since=None,
        not_before=timezone.now(),
        lease_until=None,
        token=F("token") + 1,
    )
