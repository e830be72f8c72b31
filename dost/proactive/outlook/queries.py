"""An outlook as others read it: entitled now, coming, not entitled; the cases as they stand at this moment.

What is reckoned – rights that nobody claimed, what is coming, what is not theirs – are rows. Where a case is open or
runs, the case says how it stands, for it moves faster than anything is reckoned; a line that a case has overtaken is
left out. Everything is read by the id of one person; whoever shows it has asked why, and writes the look down
(`accounts.access`). Services are told by their own names: what is sensitive is marked, and an office names it where the
person opens it, never in a list (decision 25).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q, QuerySet

from dost.cases.codes import reason_code
from dost.cases.models import Case, Deliverable, Entitlement
from dost.cases.prior_awards import BY_PERSON
from dost.cases.stages import WITHOUT_RIGHT, Outcome, Stage, State, WaitingOn
from dost.common.dates import local_day
from dost.proactive.models import Outlook, OutlookLine
from services_catalog.next_step import StepKind

from .causes import Cause
from .entries import AsOf, Coming, EntitledNow, NotEntitled, OpenCase, Overview, OwnService, Receiving, Unclaimed
from .reckon import CASE
from .wanted import is_stale

Line = OutlookLine.Standing
PENDING: Final = (Line.BEGINS, Line.CHANGES, Line.ENDS)
RECENT_DAYS: Final = 90
"""So long what was given once is shown among what the person has; later it stands among their cases."""


# -- the questions -----------------------------------------------------------------------------------------------


def overview(person_id: int, *, now: datetime, nearest: int) -> Overview:
    """Return what a person is entitled to, what is coming, and the `nearest` services without a right; 4 queries."""
    outlook = Outlook.objects.filter(person=person_id).first()
    cases = live_cases(person_id)
    lines = _without_cases(_lines(outlook, without=[Line.NO_RIGHT]), cases)
    entitled, pending = _entitled(cases, lines, as_of=as_of(outlook, now=now), now=now)
    no_right = _no_right(outlook, cases).filter(standing=Line.NO_RIGHT, instead_of="")
    few = list(no_right.order_by("unmet", "-monthly", "service_id")[:nearest])
    unknown = [line for line in lines if line.standing == Line.NOT_KNOWN and not line.service.sensitive]
    return Overview(entitled, pending, tuple(_not_entitled(line, {}) for line in [*unknown, *few][:nearest]))


def entitled_now(person_id: int, *, now: datetime) -> EntitledNow:
    """Return what a person receives, what is on its way, what needs them, and what nobody has claimed."""
    return overview(person_id, now=now, nearest=0).now


def coming(person_id: int, *, now: datetime) -> tuple[Coming, ...]:
    """Return what begins in the next two years and what changes or ends of what the person has, by the day."""
    return overview(person_id, now=now, nearest=0).coming


def not_entitled(person_id: int) -> tuple[NotEntitled, ...]:
    """Return every service without a right, the nearest first; sensitive ones are told only when asked for (`why`)."""
    outlook = Outlook.objects.filter(person=person_id).first()
    lines = list(_no_right(outlook, live_cases(person_id)).order_by("unmet", "-monthly", "service_id"))
    beside: dict[str, list[OwnService]] = {}
    for line in lines:
        if line.instead_of:
            beside.setdefault(line.instead_of, []).append(OwnService.of(line.service))
    leading = {line.service_id for line in lines if not line.instead_of}
    # An alternative of something the person has, or can have, is no right of theirs for that reason alone.
    return tuple(_not_entitled(line, beside) for line in lines if not line.instead_of and line.service_id in leading)


def lines_of(person_id: int, code: str) -> list[OutlookLine]:
    """Return the lines of a person about one service with the answers of its rule and its versions, in their order."""
    rows = OutlookLine.objects.filter(person=person_id, service=code).select_related("service", "outlook")
    lines = list(rows.prefetch_related("version").order_by("first_day", "pk"))
    order = list(OutlookLine.Standing)
    return sorted(lines, key=lambda line: order.index(Line(line.standing)))


def as_of(outlook: Outlook | None, *, now: datetime) -> AsOf:
    """Return of when an outlook is."""
    if outlook is None:
        return AsOf(None, None, is_pending=False, is_stale=True)
    return AsOf(
        outlook.reckoned_at,
        outlook.on,
        is_pending=outlook.wanted_at is not None,
        is_stale=is_stale(outlook, now=now),
    )


def live_cases(person_id: int) -> list[Case]:
    """Return the person's cases that are open or of which something stands; one query."""
    return list(
        Case.objects.filter(person=person_id, applicant_voen="", live=True)
        .select_related("service", "entitlement", "deliverable")
        .order_by("opened_at", "pk")
    )


# -- lines -------------------------------------------------------------------------------------------------------


def _lines(outlook: Outlook | None, *, only: Sequence[str] = (), without: Sequence[str] = ()) -> QuerySet[OutlookLine]:
    if outlook is None:
        return OutlookLine.objects.none()
    rows = outlook.lines.defer("why").select_related("service")
    wanted = Q(standing__in=only) if only else ~Q(standing__in=without)
    return rows.filter(wanted).order_by("first_day", "service_id", "pk")


def _no_right(outlook: Outlook | None, cases: Sequence[Case]) -> QuerySet[OutlookLine]:
    """The lines without a right that a list may name, less those of which a case tells how it stands."""
    rows = _lines(outlook, only=[Line.NO_RIGHT, Line.NOT_KNOWN]).filter(service__sensitive=False)
    return rows.exclude(service__in={case.service_id for case in cases})


def _without_cases(lines: Iterable[OutlookLine], cases: Sequence[Case]) -> list[OutlookLine]:
    """Leave out what can be claimed or will begin where a case is there for it meanwhile."""
    by_record = {(case.service_id, case.basis, case.basis_key) for case in cases}
    by_person = {case.service_id for case in cases if case.basis in BY_PERSON}
    claims = (Line.UNCLAIMED, Line.ANSWERS, Line.BEGINS, Line.NOT_KNOWN)
    return [
        line
        for line in lines
        if line.standing not in claims
        or not (line.service_id in by_person or (line.service_id, line.basis, line.basis_key) in by_record)
    ]


def _entitled(
    cases: Sequence[Case], lines: Sequence[OutlookLine], *, as_of: AsOf, now: datetime
) -> tuple[EntitledNow, tuple[Coming, ...]]:
    """What the person is entitled to now, and what is coming: of what they do not have, only what begins."""
    paid = {line.matter: line.amount for line in lines if line.matter.startswith(CASE)}
    here = [one for case in cases if (one := _received(case, paid, now=now)) is not None]
    elsewhere = [
        _awarded(line) for line in lines if line.standing == Line.RECEIVED and not line.matter.startswith(CASE)
    ]
    services = {line.service_id: line.service for line in lines} | {case.service_id: case.service for case in cases}
    known = {code: OwnService.of(service) for code, service in services.items()}
    expected = [_coming(line, known) for line in lines if line.standing in PENDING]
    receiving = [_with_coming(one, expected) for one in (*here, *elsewhere)]
    has = {one.service.code for one in receiving}
    waiting = [_open_case(case, paid) for case in cases if _is_under_way(case)]
    entitled = EntitledNow(
        as_of=as_of,
        receiving=tuple(sorted(receiving, key=lambda one: (not one.monthly, -(one.amount or 0), one.service.code))),
        on_its_way=tuple(one for one in waiting if one.waiting_on != WaitingOn.PERSON),
        needs_person=tuple(one for one in waiting if one.waiting_on == WaitingOn.PERSON),
        unclaimed=_unclaimed(lines),
    )
    begins = [one for one in expected if one.kind == Line.BEGINS]
    of_own = [one for one in expected if one.kind != Line.BEGINS and one.service.code in has]
    return entitled, tuple(sorted([*begins, *of_own], key=lambda one: (one.day, one.service.code)))


def _awarded(line: OutlookLine) -> Receiving:
    assert line.first_day is not None
    return Receiving(
        service=OwnService.of(line.service),
        amount=line.amount,
        monthly=line.monthly,
        since=line.first_day,
        until=line.last_day,
        line_id=line.pk,
    )


def _with_coming(one: Receiving, expected: Sequence[Coming]) -> Receiving:
    own = tuple(each for each in expected if each.service.code == one.service.code and each.kind != Line.BEGINS)
    return replace(one, coming=own)


def _coming(line: OutlookLine, known: Mapping[str, OwnService]) -> Coming:
    assert line.first_day is not None
    told: Mapping[str, Any] = line.cause
    return Coming(
        kind=Line(line.standing),
        service=OwnService.of(line.service),
        line_id=line.pk,
        day=line.first_day,
        amount=line.amount,
        before=line.before,
        monthly=line.monthly,
        cause=Cause.from_json(told),
        text=told.get("text", {}),
        until=line.last_day,
        step=StepKind(told["step"]) if "step" in told else None,
        instead_of=known.get(line.instead_of),
    )


def _unclaimed(lines: Sequence[OutlookLine]) -> tuple[Unclaimed, ...]:
    """The rights that can be claimed, what pays first; what excludes one of them stands beside it."""
    claims = [line for line in lines if line.standing in (Line.UNCLAIMED, Line.ANSWERS)]
    beside: dict[str, list[OwnService]] = {}
    for line in claims:
        if line.instead_of and not line.service.sensitive:
            beside.setdefault(line.instead_of, []).append(OwnService.of(line.service))
    found = [_claim(line, tuple(beside.get(line.service_id, ()))) for line in claims if not line.instead_of]
    return tuple(sorted(found, key=lambda one: (one.depends, -(one.amount or 0), one.service.code)))


def _claim(line: OutlookLine, instead: tuple[OwnService, ...]) -> Unclaimed:
    return Unclaimed(
        service=OwnService.of(line.service),
        line_id=line.pk,
        amount=line.amount,
        monthly=line.monthly,
        depends=line.standing == Line.ANSWERS,
        step=StepKind(line.cause.get("step", StepKind.CALL)),
        instead=instead,
    )


def _not_entitled(line: OutlookLine, beside: Mapping[str, Sequence[OwnService]]) -> NotEntitled:
    return NotEntitled(
        service=OwnService.of(line.service),
        line_id=line.pk,
        unmet=line.unmet,
        text=line.cause.get("text", {}),
        basis=line.basis,
        is_unknown=line.standing == Line.NOT_KNOWN,
        facts=tuple(line.cause.get("facts", ())),
        others=tuple(beside.get(line.service_id, ())),
    )


# -- cases -------------------------------------------------------------------------------------------------------


def _received(case: Case, paid: Mapping[str, Decimal | None], *, now: datetime) -> Receiving | None:
    """What a case has given, while it runs or was given a short while ago; None while it is under way."""
    right: Entitlement | None = getattr(case, "entitlement", None)
    if case.outcome != Outcome.GRANTED or right is None or _is_under_way(case):
        return None
    given: Deliverable | None = getattr(case, "deliverable", None)
    until = min((day for day in (right.until, right.ended_on) if day is not None), default=None)
    if until is not None and until < local_day(now):
        return None
    once = right.period == Entitlement.Period.ONCE
    if once and case.closed_at is not None and (now - case.closed_at).days > RECENT_DAYS:
        return None
    monthly = right.period == Entitlement.Period.MONTHLY
    return Receiving(
        service=OwnService.of(case.service),
        amount=paid.get(f"{CASE}{case.pk}", right.amount) if monthly else right.amount,
        monthly=monthly,
        since=right.starts,
        until=given.valid_until if given is not None else until,
        case_id=case.pk,
        issued=given.number if given is not None else "",
    )


def _is_under_way(case: Case) -> bool:
    """Whether a case has still to give something: not once it is refused, nor while only the message is on its way."""
    if case.outcome in WITHOUT_RIGHT or case.state == State.DONE:
        return False
    return case.stage not in (Stage.NOTIFY, Stage.CLOSED)


def _open_case(case: Case, paid: Mapping[str, Decimal | None]) -> OpenCase:
    right: Entitlement | None = getattr(case, "entitlement", None)
    waits = case.state == State.WAITING
    return OpenCase(
        service=OwnService.of(case.service),
        case_id=case.pk,
        stage=Stage(case.stage),
        waiting_on=case.waiting_on if waits else "",
        institution=case.reason.get("institution", "") if waits else "",
        reason=reason_code(case.reason) if waits else None,
        since=(case.waiting_since if waits else None) or case.opened_at,
        is_granted=case.outcome == Outcome.GRANTED,
        amount=(paid.get(f"{CASE}{case.pk}") or right.amount) if right is not None else None,
        monthly=right is not None and right.period == Entitlement.Period.MONTHLY,
    )
