"""Who chooses: the state, the person, or nobody because two rights exclude each other.

The mode is the service version's (`automatic`, `ask_first`, `on_application`); a person's own preference for the
service comes before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from dost.cases.batch import Move, closed, entry, on_to, wait
from dost.cases.models import Case, Entitlement, Preference
from dost.cases.stages import Origin, Outcome, Stage, WaitingOn
from dost.notifications.notices import notice
from dost.notifications.models import Notice

APPLIED = (Origin.APPLICATION, Origin.COUNTER)


def work(cases: list[Case], now: datetime) -> Sequence[Move]:
    """Let each case of a batch go on, ask, wait or end."""
    chosen = dict(
        ((person, service), choice)
        for person, service, choice in Preference.objects.filter(
            person__in=[case.person_id for case in cases]
        ).values_list("person_id", "service_id", "choice")
    )
    asked = set(
        Notice.objects.filter(case__in=cases, kind=Notice.Kind.QUESTION).values_list("case_id", flat=True)
    )
    rivals = _rivals(cases)
    return [
        _move(
            case,
            choice=chosen.get((case.person_id, case.service_id)),
            asked=case.pk in asked,
            rival=rivals.get(case.pk),
            now=now,
        )
        for case in cases
    ]


def _rivals(cases: Sequence[Case]) -> dict[int, str]:
    """For each case whose service excludes others: the service of a running right, or of an older open case."""
    excluding = {case.pk: set(case.version.definition.get("excludes", [])) for case in cases}
    people = [case.person_id for case in cases if excluding[case.pk]]
    if not people:
        return {}
    running: dict[int, set[str]] = defaultdict(set)
    for person, service in (
        Entitlement.objects.filter(person__in=people, ended_on=None, period=Entitlement.Period.MONTHLY)
        .filter(Q(until=None) | Q(until__gte=min(case.on for case in cases)))
        .values_list("person_id", "service_id")
    ):
        running[person].add(service)
    same: dict[tuple[str, str], set[str]] = defaultdict(set)
    for service, basis, key in (
        Case.objects.filter(person__in=people, live=True, outcome=Outcome.GRANTED)
        .exclude(entitlement__period=Entitlement.Period.MONTHLY)
        .values_list("service_id", "basis", "basis_key")
    ):
        same[basis, key].add(service)
    found = {}
    for case in cases:
        clash = excluding[case.pk] & (running[case.person_id] | same[case.basis, case.basis_key])
        if clash:
            found[case.pk] = min(clash)
    return found


def _move(case: Case, *, choice: str | None, asked: bool, rival: str | None, now: datetime) -> Move:
    if choice == Preference.Choice.NEVER and case.origin not in APPLIED:
        rows = [entry(case, "declined", at=now)]
        return closed(case, outcome=Outcome.DECLINED, live=True, rows=rows)
    if rival is not None:
        reason = {"code": "exclusive", "service": rival}
        return wait(case, WaitingOn.PERSON, reason=reason, now=now, rows=[entry(case, "waiting", at=now, **reason)])
    if not _must_ask(case, choice):
        return on_to(case, Stage.DECIDE)
    reason = {"code": "ask_first"}
    rows = [] if asked else [notice(case, Notice.Kind.QUESTION, now=now), entry(case, "asked", at=now)]
    return wait(case, WaitingOn.PERSON, reason=reason, now=now, rows=rows)


def _must_ask(case: Case, choice: str | None) -> bool:
    if case.origin in APPLIED or choice == Preference.Choice.AUTOMATIC:
        return False
    return choice == Preference.Choice.ASK or case.version.definition.get("mode") == "ask_first"
