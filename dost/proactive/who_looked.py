"""Who has looked at a person's data, told to that person: people by body and role, and the automatic checks.

Looks at one person are rows of `accounts.AccessLog`; looks at everybody are one row for each run (`AutomaticCheck`,
decision 21). Both stand in one list, newest first, of which only the page that is shown is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import CharField, Q, QuerySet, Value
from django.utils import timezone

from dost.accounts.actors import Actor
from dost.accounts.models import AccessLog
from dost.cases.models import Decision, Entitlement
from registries.models import Person
from services_catalog.models import Service
from services_catalog.rules import Verdict

from .entitlements import entitlements
from .models import AutomaticCheck

LOOK: Final = "look"
CHECK: Final = "check"


class Looker(StrEnum):
    """Who looked, as a person may ask for it."""

    STAFF = "staff"
    AUTOMATIC = "automatic"
    CITIZENS = "citizens"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which looks are asked for; empty is all. `registry` is a code, `first` and `last` are days in Baku."""

    looker: Looker | None = None
    registry: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What an automatic check of one service came to: its outcome, and the criteria that failed (their texts)."""

    outcome: str
    failed: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LookAtPerson:
    """One look at the person: by whom, why, in which registries, for which service; `result` of a check, if known."""

    at: datetime
    actor: Actor
    purpose: AccessLog.Purpose
    reason: str
    registries: tuple[str, ...]
    service: Service | None
    result: Result | None


@dataclass(frozen=True, slots=True)
class WideCheck:
    """One automatic look at everybody, or at all rights: on which day's law, and how many services were asked."""

    pk: int
    at: datetime
    on: date
    services: int
    registries: tuple[str, ...]
    of_rights: bool


def looks_of(person_id: int, asked: Asked) -> QuerySet[Any]:
    """All looks and checks that are asked for, newest first, as rows (at, pk, what) to be read page by page."""
    of_both = _of_both(asked)
    looks = AccessLog.objects.filter(_of_looker(asked.looker), of_both, person=person_id)
    of_looks, of_checks = _keys(looks, LOOK), _keys(_checks_of(person_id).filter(of_both), CHECK)
    if asked.looker in (Looker.STAFF, Looker.CITIZENS):
        return of_looks.order_by("-at", "-pk")
    return of_looks.union(of_checks, all=True).order_by("-at", "-pk")


def _of_both(asked: Asked) -> Q:
    """What is asked of looks and checks alike."""
    found = Q()
    if asked.registry:
        found &= Q(registries__contains=[asked.registry])
    if asked.first is not None:
        found &= Q(at__gte=_midnight(asked.first))
    if asked.last is not None:
        found &= Q(at__lt=_midnight(asked.last + timedelta(days=1)))
    return found


def _keys(rows: QuerySet[Any], what: str) -> QuerySet[Any]:
    keys: QuerySet[Any] = rows.order_by().annotate(what=Value(what, output_field=CharField()))
    return keys.values_list("at", "pk", "what")


def _of_looker(looker: Looker | None) -> Q:
    match looker:
        case Looker.STAFF:
            return Q(user__isnull=False)
        case Looker.CITIZENS:
            return Q(by_person__isnull=False)
        case Looker.AUTOMATIC:
            return Q(user=None, by_person=None)
        case None:
            return Q()


def _checks_of(person_id: int) -> QuerySet[AutomaticCheck]:
    """Runs over everybody among whom the person was, and over rights of a kind of which they had one by then."""
    rights = Entitlement.objects.filter(person=person_id).order_by("-created_at")
    held = dict(rights.values_list("service", "created_at"))  # of several the first: it is written last
    theirs = Q(pk=None)
    for service, made in held.items():
        theirs |= Q(kind=AutomaticCheck.Kind.RIGHTS, versions__has_key=service, at__gte=made)
    everybody = Q(kind=AutomaticCheck.Kind.EVERYBODY, low__lte=person_id, high__gte=person_id)
    return AutomaticCheck.objects.filter(everybody | theirs)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def read_looks(person_id: int, keys: Sequence[tuple[datetime, int, str]]) -> list[LookAtPerson | WideCheck]:
    """The looks and checks of a page, in its order; five queries however many there are."""
    wanted = {what: [pk for _at, pk, one in keys if one == what] for what in (LOOK, CHECK)}
    rows = {row.pk: row for row in AccessLog.objects.filter(pk__in=wanted[LOOK])} if wanted[LOOK] else {}
    checks = AutomaticCheck.objects.in_bulk(wanted[CHECK]) if wanted[CHECK] else {}
    services = Service.objects.in_bulk({row.service_code for row in rows.values() if row.service_code})
    results = _results(person_id, [row for row in rows.values() if row.purpose == AccessLog.Purpose.AUTOMATIC])
    held = set(Entitlement.objects.filter(person=person_id).values_list("service", flat=True)) if checks else set()
    return [_of_row(rows[pk], services, results) if what == LOOK else _wide(checks[pk], held) for _at, pk, what in keys]


def _of_row(
    row: AccessLog, services: Mapping[str, Service], results: Mapping[tuple[str, datetime], Result]
) -> LookAtPerson:
    return LookAtPerson(
        at=row.at,
        actor=row.actor,
        purpose=AccessLog.Purpose(row.purpose),
        reason=row.reason,
        registries=tuple(row.registries),
        service=services.get(row.service_code),
        result=results.get((row.service_code, row.at)),
    )


def _wide(row: AutomaticCheck, held: set[str]) -> WideCheck:
    of_rights = row.kind == AutomaticCheck.Kind.RIGHTS
    asked = held & row.versions.keys() if of_rights else row.versions.keys()
    return WideCheck(row.pk, row.at, row.on, len(asked), tuple(row.registries), of_rights)


def _results(person_id: int, looks: Sequence[AccessLog]) -> dict[tuple[str, datetime], Result]:
    """What decisions came to, by service and moment: the step that decides writes the look at the same moment."""
    if not looks:
        return {}
    rows = Decision.objects.filter(case__person=person_id, decided_at__in={look.at for look in looks})
    found: dict[tuple[str, datetime], Result] = {}
    for decision in rows.select_related("case").prefetch_related("version"):
        texts = {row["id"]: row.get("text", {}) for row in decision.version.definition.get("criteria", [])}
        failed = tuple(texts.get(row["id"], {}) for row in decision.explanation if row["met"] is False)
        found[decision.case.service_id, decision.decided_at] = Result(decision.outcome, failed)
    return found


# -- what a check of everybody came to -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ServiceResult:
    """What the rule of one service says of the person as of the day of a check: the verdict, and what failed."""

    service: Service
    verdict: Verdict
    failed: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check, and what it came to for the person, service by service: yes first, then not known, then no."""

    check: WideCheck
    services: tuple[ServiceResult, ...]


def check_result(person: Person, pk: int) -> CheckResult | None:
    """What a check came to, asked of the rules again as of its day on what the registries say of that day now.

    None when there is no such check, or when it was not of this person. The results themselves are not kept for
    everybody, only what came of them: where a record was corrected since, this is what the check would say now.
    """
    row = _checks_of(person.pk).filter(pk=pk).first()
    if row is None:
        return None
    held = set(Entitlement.objects.filter(person=person).values_list("service", flat=True))
    check = _wide(row, held)
    codes = held & row.versions.keys() if check.of_rights else row.versions.keys()
    services = Service.objects.in_bulk(codes)
    best: dict[str, ServiceResult] = {}
    for answer in entitlements(person, on=row.on, codes=codes):
        told = answer.explanation
        texts = {one.id: one.text for one in answer.rule.definition.criteria}
        failed = tuple(texts[one.id] for one in told.criteria if one.met is False) if told else ()
        one = ServiceResult(services[answer.rule.code], answer.verdict, failed)
        known = best.get(answer.rule.code)
        if known is None or _ORDER.index(one.verdict) < _ORDER.index(known.verdict):
            best[answer.rule.code] = one
    in_order = sorted(best.values(), key=lambda one: (_ORDER.index(one.verdict), one.service.code))
    return CheckResult(check, tuple(in_order))


_ORDER: Final = (Verdict.ENTITLED, Verdict.UNKNOWN, Verdict.NOT_ENTITLED)
