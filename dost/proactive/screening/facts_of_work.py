"""Facts of EMAS, MSR, MEQ, ISIG, DEMX and the civil service: work, what counts as employment, search for work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from .facts_of_people import FactFunction, is_code, record
from .family import Member
from .parts import NONE
from .values import UNKNOWN, Flag, Untold, Value
from .view import View, all_of, any_of, negated

ZERO: Final = Decimal("0.00")


def _by(since: Value, on: date, view: View) -> Flag:
    """Whether something that lasts had begun by a day; what lasts now has begun by the day of the question."""
    if isinstance(since, date):
        return since <= on
    return True if on >= view.on else UNKNOWN


def has_contract(view: View, member: Member, on: date) -> Flag:
    """employment.active: the contract in force, or the one before it."""
    job = member.job
    now = job.has if job.has is not True else _by(job.since, on, view)
    if on >= view.on:
        return now
    return any_of((now, _earlier_contract(member, on)))


def _earlier_contract(member: Member, on: date) -> Flag:
    job = member.job
    if job.had_before is not True:
        return job.had_before
    if isinstance(job.before_ended_on, date) and job.before_ended_on < on:
        return False
    if isinstance(job.before_since, date) and job.before_since > on:
        return False
    dated = isinstance(job.before_ended_on, date) and isinstance(job.before_since, date)
    return True if dated else UNKNOWN


def ever_had_contract(view: View, member: Member, on: date) -> Value:
    """employment.ever"""
    job = member.job
    now = job.has if job.has is not True else _by(job.since, on, view)
    before = job.had_before
    if before is True and isinstance(job.before_since, date):
        before = job.before_since <= on
    return any_of((now, before))


def last_contract_ended(_view: View, member: Member, on: date) -> Value:
    """employment.last_ended_on"""
    job = member.job
    if job.had_before is not True:
        return None if job.had_before is False else UNKNOWN
    if isinstance(job.before_ended_on, date):
        return job.before_ended_on if job.before_ended_on < on else None
    return UNKNOWN


def _occupied(member: Member) -> tuple[Flag, Flag, Flag]:
    """Entrepreneur, owner of land, another occupation."""
    other = member.occupation.other
    return (
        member.occupation.entrepreneur,
        member.occupation.land_owner,
        UNKNOWN if isinstance(other, Untold) else other != NONE,
    )


def counts_as_employed(view: View, member: Member, on: date) -> Flag:
    """msr.employed: whoever is hired counts, too."""
    return any_of((has_contract(view, member, on), *_occupied(member)))


def works(view: View, member: Member, on: date) -> Value:
    """msr.works: all who count as employed but paid students and conscripts."""
    occupation = member.occupation
    business, land, other = _occupied(member)
    if other is True:
        if occupation.other == "student":
            other = False
        elif occupation.other == "military":
            other = negated(_conscripted(view, member, on))
    begun = _by(occupation.since, on, view)
    return any_of(
        (
            has_contract(view, member, on),
            all_of((business, _by(occupation.entrepreneur_since, on, view))) if business is not False else False,
            all_of((land, begun)) if land is not False else False,
            all_of((other, begun)) if other is not False else False,
        )
    )


def _conscripted(view: View, member: Member, on: date) -> Flag:
    """In fixed-term service on a day."""
    service = member.conscription
    return service.has if service.has is not True else _by(service.since, on, view)


def category(view: View, member: Member, _on: date) -> Value:
    """msr.category: of the latest record."""
    occupation = member.occupation
    rows: list[tuple[Value, str]] = []
    for there, since, name in (
        (member.job.has, member.job.since, "hired"),
        (occupation.entrepreneur, occupation.entrepreneur_since, "entrepreneur"),
        (occupation.land_owner, occupation.since, "land_owner"),
    ):
        if isinstance(there, Untold):
            return UNKNOWN
        if there:
            rows.append((since, name))
    if isinstance(occupation.other, Untold):
        return UNKNOWN
    if occupation.other != NONE:
        rows.append((occupation.since, occupation.other))
    if len(rows) <= 1:
        return rows[0][1] if rows else NONE
    if not all(isinstance(since, date) for since, _name in rows):
        return UNKNOWN
    # Of two records of one day, the one that was entered last.
    latest = max(range(len(rows)), key=lambda place: (rows[place][0], place))
    return rows[latest][1]


def military_months(_view: View, member: Member, _on: date) -> Value:
    """msr.military_months"""
    return member.occupation.military_months


def _civil(name: str, absent: Value) -> FactFunction:
    def fact(_view: View, member: Member, _on: date) -> Value:
        occupation = member.occupation
        months = occupation.civil_service_months
        value: Value = getattr(occupation, name)
        there = any_of((occupation.civil_service, UNKNOWN if isinstance(months, Untold) else months > 0))
        if there is True:
            return value
        return absent if there is False or value == absent else UNKNOWN

    return fact


FACTS: Final[dict[str, FactFunction]] = {
    "employment.active": has_contract,
    "employment.suspended": record("job", "suspended", absent=False),
    "employment.ever": ever_had_contract,
    "employment.last_ended_on": last_contract_ended,
    "msr.employed": counts_as_employed,
    "msr.works": works,
    "msr.category": category,
    "msr.entrepreneur": lambda view, member, on: member.occupation.entrepreneur,
    "msr.entrepreneur_since": record("occupation", "entrepreneur_since", None, has="entrepreneur"),
    "msr.land_owner": lambda view, member, on: member.occupation.land_owner,
    "msr.military_months": military_months,
    "civil_service.active": _civil("civil_service", absent=False),
    "civil_service.months": _civil("civil_service_months", 0),
    "civil_service.average_pay": _civil("civil_service_pay", ZERO),
    "jobseeker.registered": lambda view, member, on: member.work_search.has,
    "jobseeker.unemployed": is_code("work_search", "status", "unemployed"),
    "jobseeker.since": record("work_search", "since", None),
    "training.active": lambda view, member, on: member.work_search.course,
    "accident.any": lambda view, member, on: member.accident.has,
    "accident.former_state_enterprise": record("accident", "former_state_enterprise", absent=False),
}
