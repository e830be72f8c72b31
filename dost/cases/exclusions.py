"""Rights that exclude each other: which other one a person holds, and what follows when they choose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dost.common.dates import local_day
from registries.models.awards import Award
from services_catalog.definition import Period
from services_catalog.queries import definition_of

from .awards import MODELS, supersede
from .batch import Move, closed, entry, write_back
from .models import Case, CaseEntry, Entitlement
from .rules import evaluate
from .stages import Outcome, Stage, State, WaitingOn

ACCEPTED: Final = "accepted"
CHOSEN_OTHER: Final = "chose another right"


def find_rivals(cases: Sequence[Case]) -> dict[int, str]:
    """For each case whose service excludes others: the service of a right the person holds, or an older open case.

    A payment made once excludes only for the same record (the same child is not paid for twice); a monthly one for
    as long as it runs. Of two open cases that exclude each other the one that pays more goes on, and the other waits.
    """
    excluding = {case.pk: set(definition_of(case.version).excludes) for case in cases}
    asking = [case for case in cases if excluding[case.pk]]
    if not asking:
        return {}
    running = _running(asking)
    records = _of_the_same_record(asking)
    better = _better_open_cases(asking, excluding)
    found = {}
    for case in asking:
        held = running[case.person_id] | records[case.basis, case.basis_key] | better[case.pk]
        clash = excluding[case.pk] & held
        if clash:
            found[case.pk] = min(clash)
    return found


def running_awards(people: Sequence[int], *, on: date) -> list[Award]:
    """The monthly awards of some people that run on a date or begin later, in all registries of awards."""
    valid = Q(valid_until=None) | Q(valid_until__gte=on)
    return [
        award
        for model in MODELS.values()
        for award in model._default_manager.filter(valid, person__in=people, superseded_at=None, one_off=False)
    ]


def _running(cases: Sequence[Case]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for award in running_awards([case.person_id for case in cases], on=max(case.on for case in cases)):
        found[award.person_id].add(award.service_code)
    return found


def _better_open_cases(cases: Sequence[Case], excluding: Mapping[int, set[str]]) -> dict[int, set[str]]:
    """For each case the services of the same person's other open cases that it excludes and that pay more.

    Of two that pay the same, the older one. Every case judges alike, so two workers never let both go on.
    """
    others = list(
        Case.objects.filter(
            person__in={case.person_id for case in cases},
            service__in=set().union(*(excluding[case.pk] for case in cases)),
            live=True,
        )
        .exclude(stage=Stage.CLOSED)
        .select_related("version")
    )
    found: dict[int, set[str]] = defaultdict(set)
    by_person: dict[int, list[Case]] = defaultdict(list)
    for other in others:
        by_person[other.person_id].append(other)
    pairs = [
        (case, other)
        for case in cases
        for other in by_person[case.person_id]
        if other.pk != case.pk and other.service_id in excluding[case.pk] and _clash(case, other)
    ]
    if not pairs:
        return found
    amounts = {pk: found.amount or Decimal(0) for pk, found in evaluate([*{c for pair in pairs for c in pair}]).items()}
    for case, other in pairs:
        ours, theirs = amounts.get(case.pk, Decimal(0)), amounts.get(other.pk, Decimal(0))
        if (theirs, -other.pk) > (ours, -case.pk):
            found[case.pk].add(other.service_id)
    return found


def _clash(case: Case, other: Case) -> bool:
    """Whether two services that exclude each other do so for these two cases: by the month, or for the same record."""
    both_monthly = all(definition_of(one.version).period == Period.MONTHLY for one in (case, other))
    return both_monthly or (case.basis, case.basis_key) == (other.basis, other.basis_key)


def _of_the_same_record(cases: Sequence[Case]) -> dict[tuple[str, str], set[str]]:
    """Live cases about the same records that are older than those asked about, or granted once."""
    oldest = min(case.pk for case in cases)
    keys = {case.basis_key for case in cases}
    others = Case.objects.filter(basis_key__in=keys, live=True).filter(
        Q(pk__lt=oldest) & ~Q(stage=Stage.CLOSED) | Q(outcome=Outcome.GRANTED)
    )
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for service, basis, key in others.values_list("service_id", "basis", "basis_key"):
        found[basis, key].add(service)
    return found


def answer(*, case: Case, accepts: bool, by: Any, now: datetime | None = None) -> bool:
    """Keep the person's answer to a question; False when the case no longer waits for one.

    Yes sends the case on to the decision; the payment that excludes the new right ends when that is granted, not
    before. No closes it, and it is not offered again.
    """
    now = now or timezone.now()
    with transaction.atomic():
        held = (
            Case.objects.select_for_update(no_key=True, of=("self",))
            .select_related("person", "version", "service")
            .filter(pk=case.pk, stage=Stage.CHOOSE, state=State.WAITING, waiting_on=WaitingOn.PERSON)
            .first()
        )
        if held is None:
            return False
        line = entry(held, ACCEPTED if accepts else "declined", at=now)
        line.by = by
        if accepts:
            move = Move(case=held, stage=Stage.CHOOSE, state=State.READY, rows=(line,))
        else:
            move = closed(held, outcome=Outcome.DECLINED, live=True, rows=[line])
        write_back([move], now=now)
    return True


def accepted(cases: Sequence[Case]) -> set[int]:
    """The cases whose person has said yes."""
    return set(CaseEntry.objects.filter(case__in=cases, what=ACCEPTED).values_list("case_id", flat=True))


def end_rivals(case: Case, *, now: datetime) -> None:
    """End the running payments that exclude the right the person has chosen, on the day before."""
    excluded = set(definition_of(case.version).excludes)
    last_day = local_day(now) - timedelta(days=1)
    for award in running_awards([case.person_id], on=local_day(now)):
        if award.service_code in excluded:
            end = max(last_day, award.valid_from)
            supersede(award, now=now, valid_until=end, stop_reason=CHOSEN_OTHER)
    for right in Entitlement.objects.select_for_update(no_key=True).filter(
        person=case.person_id, service__in=excluded, ended_on=None, period=Entitlement.Period.MONTHLY
    ):
        right.ended_on, right.end_reason = max(last_day, right.starts), CHOSEN_OTHER
        right.save(update_fields=["ended_on", "end_reason"])
        Case.objects.filter(pk=right.case_id, stage=Stage.CLOSED).update(live=False)
