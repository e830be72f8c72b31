"""Detection by event: who has gained a right because a registry changed.

Only services whose facts depend on the registries that changed are looked at, and only for the people the events
name. Opening the cases and marking the events as looked at are one transaction: an event is never lost between them
and never looked at twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from dost.calendar import local_day
from dost.cases.models import Case
from dost.cases.rules import Compiled, proactive_rules
from dost.cases.stages import Origin, Outcome
from registries.facts.query import Scope
from registries.models import RegistryEvent

from .losses import review_people
from .opening import Found, by_basis, open_cases

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
        release_refused(list(touched))
        find(touched=touched, changed=changed, now=now)
        review_people(list(touched), now=now)
        RegistryEvent.objects.filter(pk__in=[event.pk for event in events]).update(detected_at=now)
    return len(events)


def find(*, touched: dict[int, int], changed: set[str], now: datetime) -> Found:
    """Open the cases of the people touched, under the rules that depend on the registries changed."""
    found = Found()
    on = local_day(now)
    rules = [rule for rule in proactive_rules(on) if depends_on(rule, changed)]
    for basis, group in by_basis(rules).items():
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


def depends_on(rule: Compiled, changed: set[str]) -> bool:
    """Whether any fact of a rule, or the record its right arises from, comes from a registry that changed."""
    return bool(changed & rule.registries)


def release_refused(people: list[int]) -> None:
    """New data about a person: what was refused on the old data may be looked at again."""
    Case.objects.filter(
        person__in=people, live=True, outcome__in=[Outcome.REFUSED, Outcome.NO_RIGHT], stage="closed"
    ).update(live=False)
