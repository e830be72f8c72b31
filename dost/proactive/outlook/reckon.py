"""Reckoning an outlook: the engine is asked, and what it says replaces the lines of the person in one transaction.

A reckoning that finds the same right for the same day leaves what is scheduled for that day as it is; what is expected
no longer is withdrawn, and is not looked at or told of.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from dost.cases.models import Entitlement
from dost.cases.periods import amounts_now
from dost.common.dates import local_day
from dost.proactive.models import ComingRight, Outlook, OutlookLine
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Period
from services_catalog.models import Service
from services_catalog.next_step import next_step

from .asking import Asking, Law, Right, law_of
from .breakpoints import breakpoints
from .choices import instead_of_coming
from .coming import Change, Kind, changes, first_of_each
from .frozen import frozen
from .standing import OPEN, Stands, standings
from .terms import terms_of

Standing = OutlookLine.Standing
COMING: Final = {Kind.BEGINS: Standing.BEGINS, Kind.CHANGES: Standing.CHANGES, Kind.ENDS: Standing.ENDS}
CASE: Final = "case "
"""What the matter of a line begins with that says how much a right granted here pays this month."""
NO_RECORD: Final = 99
"""In the place of how many criteria are not met, where there is no record to ask them of: the furthest from a right."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What one reckoning came to."""

    lines: int
    coming: int
    days_asked: int
    took_ms: int


def reckon(person_id: int, *, now: datetime) -> Reckoned:
    """Reckon a person's outlook as of now, and write it down."""
    began, on = time.perf_counter(), local_day(now)
    law = law_of(on)
    asking = Asking(person_id, law)
    stands = standings(asking, law, on=on)
    days = breakpoints(person_id, on=on, terms=terms_of(rule.rule for rule in law.rules))
    coming = list(first_of_each(changes(asking, on=on, days=days)).values()) if asking.groups else []
    took = round((time.perf_counter() - began) * 1000)
    instead = instead_of_coming(coming, stands, person_id=person_id, law=law)
    steps = _steps(stands, coming, on=on)
    lines = [
        *(_standing_line(one, step=steps.get(one.rule.version_id, "")) for one in stands),
        *(
            _coming_line(one, step=steps.get(one.said.rule.version_id, ""), instead_of=_beside(one, instead))
            for one in coming
        ),
        *_paid_here(person_id, on=on),
    ]
    with transaction.atomic():
        # Two that reckon the same person write one after the other; the later one stands.
        Outlook.objects.get_or_create(person_id=person_id)
        outlook = Outlook.objects.select_for_update(no_key=True).get(person=person_id)
        outlook.lines.all().delete()
        for line in lines:
            line.outlook, line.person_id = outlook, person_id
        OutlookLine.objects.bulk_create(lines)
        _schedule(person_id, coming, on=on, now=now)
        Outlook.objects.filter(pk=outlook.pk).update(
            on=on,
            reckoned_at=now,
            catalogue=fingerprint(law),
            days_asked=asking.days_asked,
            took_ms=took,
            wanted_at=None,
        )
    return Reckoned(len(lines), len(coming), asking.days_asked, took)


def fingerprint(law: Law) -> str:
    """A hash of the rules that an outlook was reckoned by, with what their amounts are worth."""
    digest = hashlib.sha256()
    for rule in sorted(law.rules, key=lambda rule: rule.version_id):
        worth = {parameter.name: parameter.values for parameter in rule.rule.parameters}
        digest.update(f"{rule.version_id} {rule.content_hash} {worth}\n".encode())
    return digest.hexdigest()


# -- lines -------------------------------------------------------------------------------------------------------


def _standing_line(one: Stands, *, step: str) -> OutlookLine:
    unmet = len(one.answer.unmet) if one.answer.criteria else NO_RECORD
    return OutlookLine(
        service_id=one.right.code,
        version_id=one.rule.version_id,
        standing=one.standing,
        matter=one.right.matter,
        basis=one.rule.basis,
        basis_key=one.key,
        first_day=one.first_day,
        last_day=one.last_day,
        amount=one.amount,
        monthly=_monthly(one.rule),
        unmet=unmet if one.standing == Standing.NO_RIGHT else 0,
        instead_of=one.instead_of,
        cause=_particulars(one) | ({"step": step} if step else {}),
        why=one.answer.as_json(),
    )


def _particulars(one: Stands) -> dict[str, Any]:
    """What a list says beside the name: the first criterion that is not met, or the facts that are not known."""
    if one.standing == Standing.NO_RIGHT and one.answer.unmet:
        return {"text": dict(one.rule.definition.criterion_texts[one.answer.unmet[0]])}
    return {"facts": list(one.answer.missing)} if one.answer.missing else {}


def _beside(change: Change, instead: Mapping[Right, str]) -> str:
    """What a right that begins would stand in the place of; a change or an end of what is held is no choice."""
    return instead.get(change.right, "") if change.kind is Kind.BEGINS else ""


def _coming_line(change: Change, *, step: str, instead_of: str) -> OutlookLine:
    explained = change.said.explained()
    texts = change.said.rule.definition.criterion_texts
    turned = next((texts[id_] for id_ in change.cause.criteria if id_ in texts), None)
    more = ({"text": dict(turned)} if turned else {}) | ({"step": step} if step else {})
    return OutlookLine(
        service_id=change.right.code,
        version_id=change.said.rule.version_id,
        standing=COMING[change.kind],
        matter=change.right.matter,
        basis=change.said.rule.basis,
        basis_key=change.said.row["key"],
        first_day=change.day,
        last_day=explained.until,
        amount=change.amount,
        before=change.before,
        monthly=_monthly(change.said.rule),
        instead_of=instead_of,
        cause=change.cause.as_json() | more,
        why=frozen(explained).as_json(),
    )


def _steps(stands: Iterable[Stands], coming: Iterable[Change], *, on: date) -> dict[int, str]:
    """The next step of the services that can be claimed or will be, by the id of the version."""
    rules = [one.rule for one in stands if one.standing in OPEN]
    rules += [one.said.rule for one in coming if one.kind is Kind.BEGINS]
    services = Service.objects.in_bulk({rule.code for rule in rules})
    return {
        rule.version_id: next_step(services[rule.code], mode=rule.definition.mode, on=on).kind.value for rule in rules
    }


def _paid_here(person_id: int, *, on: date) -> list[OutlookLine]:
    """What the rights granted here pay this month: the arithmetic of the month, which the page then need not do."""
    running = Entitlement.objects.filter(person=person_id, period=Entitlement.Period.MONTHLY, ended_on=None)
    rights = [right for right in running.select_related("case") if right.until is None or right.until >= on]
    month = on.replace(day=1)
    amounts = amounts_now(rights, {right.pk: [month] for right in rights})
    return [
        OutlookLine(
            service_id=right.service_id,
            version_id=right.case.version_id,
            standing=Standing.RECEIVED,
            matter=f"{CASE}{right.case_id}",
            basis=right.case.basis,
            basis_key=right.case.basis_key,
            first_day=right.starts,
            last_day=right.until,
            amount=amounts.get((right.pk, month)) or right.amount,
            monthly=True,
        )
        for right in rights
    ]


def _monthly(rule: CompiledVersion) -> bool:
    return rule.period == Period.MONTHLY


# -- what is scheduled -------------------------------------------------------------------------------------------


def _schedule(person_id: int, coming: Sequence[Change], *, on: date, now: datetime) -> None:
    """Keep what begins as rows: on its day it is looked for, and the person is told before."""
    begins = {(one.right.code, one.right.matter, one.day): one for one in coming if one.kind is Kind.BEGINS}
    open_rows = ComingRight.objects.select_for_update(no_key=True).filter(
        person=person_id, looked_at=None, withdrawn_at=None
    )
    known = {(row.service_id, row.matter, row.first_day): row for row in open_rows}
    gone = [row.pk for key, row in known.items() if key not in begins and row.first_day > on]
    ComingRight.objects.filter(pk__in=gone).update(withdrawn_at=now)
    ComingRight.objects.bulk_create(
        [_coming_right(person_id, one, now=now) for key, one in begins.items() if key not in known],
        ignore_conflicts=True,  # what was looked for on its day already stays as it was
    )
    _refresh(known[key] for key in begins if key in known and _differs(known[key], begins[key]))


def _coming_right(person_id: int, change: Change, *, now: datetime) -> ComingRight:
    return ComingRight(
        person_id=person_id,
        service_id=change.right.code,
        matter=change.right.matter,
        first_day=change.day,
        amount=change.amount,
        monthly=_monthly(change.said.rule),
        cause=change.cause.as_json(),
        expected_at=now,
    )


def _differs(row: ComingRight, change: Change) -> bool:
    """Take over amount and cause of a right expected for the same day; whether they were others."""
    before = (row.amount, row.cause)
    row.amount, row.cause = change.amount, change.cause.as_json()
    return before != (row.amount, row.cause)


def _refresh(rows: Iterable[ComingRight]) -> None:
    ComingRight.objects.bulk_update(list(rows), ["amount", "cause"])
