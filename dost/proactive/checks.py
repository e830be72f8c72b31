"""What the system looked at by itself: one row for each run over everybody, from which a person's page can say so.

A row of the log of looks for each person and night would say less with a country's worth of rows. Single rows are
written for whoever was given a case, and for whoever somebody was shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from dost.accounts.models import AccessLog
from dost.cases.models import Entitlement
from services_catalog.compiled import CompiledVersion
from services_catalog.models import ServiceVersion
from services_catalog.queries import compiled

from .models import AutomaticCheck, SweepChunk, SweepRun


@dataclass(frozen=True, slots=True)
class CheckedFor:
    """One look of the system at a person: on which day's law, when, why, for which services, in which registries.

    `versions` maps the codes of services to the ids of the versions of their rules, oldest first: where a record is
    judged by the law of its own day there are several. `of_rights` tells a look at what the person already receives
    from one at what they might.
    """

    on: date
    at: datetime
    purpose: AccessLog.Purpose
    versions: Mapping[str, tuple[int, ...]]
    registries: tuple[str, ...]
    of_rights: bool


def checks_of(person_id: int, *, since: date | None = None) -> list[CheckedFor]:
    """For what the system has checked a person, the newest look first, on days from `since` on. Two queries.

    A look at running rights counts only for the services of which the person then had a right.
    """
    rows = AutomaticCheck.objects.filter(Q(low=None) | Q(low__lte=person_id, high__gte=person_id))
    if since is not None:
        rows = rows.filter(on__gte=since)
    held = [
        (service, made)
        for service, made in Entitlement.objects.filter(person=person_id).values_list("service", "created_at")
    ]
    found = (_seen(row, held) for row in rows.order_by("-at", "-pk"))
    return [one for one in found if one.versions]


def _seen(row: AutomaticCheck, held: Iterable[tuple[str, datetime]]) -> CheckedFor:
    of_rights = row.kind == AutomaticCheck.Kind.RIGHTS
    theirs = {service for service, made in held if made <= row.at}
    return CheckedFor(
        on=row.on,
        at=row.at,
        purpose=AccessLog.Purpose(row.purpose),
        versions={code: tuple(ids) for code, ids in row.versions.items() if not of_rights or code in theirs},
        registries=tuple(row.registries),
        of_rights=of_rights,
    )


def note_sweep(run: SweepRun, *, now: datetime) -> AutomaticCheck | None:
    """Write down a sweep that is over; None when there was nobody, or no rule, to look at."""
    done = SweepChunk.objects.filter(run=run).values_list("versions", flat=True)
    asked = {version for versions in done for ids in versions.values() for version in ids}
    if not asked or run.low is None:
        return None
    rules = [compiled(version) for version in ServiceVersion.objects.filter(pk__in=asked)]
    return _note(AutomaticCheck.Kind.EVERYBODY, rules, on=run.on, now=now, run=run, low=run.low, high=run.high)


def note_review(rules: Iterable[CompiledVersion], *, on: date, now: datetime) -> AutomaticCheck | None:
    """Write down a look at all running rights under these rules; None when there were none."""
    asked = list(rules)
    return _note(AutomaticCheck.Kind.RIGHTS, asked, on=on, now=now) if asked else None


def _note(
    kind: AutomaticCheck.Kind, rules: Iterable[CompiledVersion], *, on: date, now: datetime, **columns: Any
) -> AutomaticCheck:
    asked = list(rules)
    return AutomaticCheck.objects.create(
        kind=kind,
        purpose=AccessLog.Purpose.AUTOMATIC,
        on=on,
        at=now,
        versions=versions_of(asked),
        registries=sorted({registry for rule in asked for registry in rule.registries}),
        **columns,
    )


def versions_of(rules: Iterable[CompiledVersion]) -> dict[str, list[int]]:
    """The ids of the versions of rules by service, as runs and their chunks keep them."""
    versions: dict[str, list[int]] = {}
    for rule in sorted(rules, key=lambda one: (one.code, one.version_id)):
        versions.setdefault(rule.code, []).append(rule.version_id)
    return versions
