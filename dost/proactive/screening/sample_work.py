"""The work of a made-up person as a family tells of it: contracts, other work, leave, and the account of insurance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from registries.synthetic.country import liberated_districts
from registries.synthetic.human import Human

from . import parts
from .ages import months_between
from .parts import NONE
from .sample_rows import Row, Rows

Keys = Mapping[int, int]
"""The key in the family of each human, by identity."""

_OTHER_WORK: Final = frozenset({"civil_contract", "family_farm", "elected", "military", "student"})
"""The categories of the registry that are neither a contract, nor a business, nor land."""
_LIBERATED: Final = frozenset(liberated_districts())


def job_of(human: Human, rows: Rows) -> parts.Job:
    """The contract in force, and the last that is over."""
    row = rows.records.now("employmentcontract", human.id)
    over = [one for one in rows.records.all("employmentcontract", human.id) if not one.holds(rows.on)]
    before: dict[str, Any] = {"had_before": bool(over)}
    if over:
        before |= {"before_since": over[-1].since, "before_ended_on": over[-1].until or over[-1].since}
    if row is None or human.died is not None:
        return parts.Job(has=False, changed_on=None, **before)
    return parts.Job(
        has=True,
        since=row.since,
        suspended=row.true("suspended"),
        pay=row.money("monthly_pay"),
        fixed_term=row.text("term") == "fixed",
        term_months=row.whole("term_months"),
        main=row.text("workplace") == "main",
        liberated=row.text("workplace_district_id") in _LIBERATED,
        changed_on=None,
        **before,
    )


def occupation_of(human: Human, rows: Rows) -> parts.Occupation:
    """What somebody works as without a contract; service in the army and in offices."""
    states = rows.records.all("employedstatus", human.id)
    row = rows.records.now("employedstatus", human.id)
    now = row.text("category") if row is not None and human.died is None else ""
    served = sum(
        months_between(one.since, one.until or rows.on) for one in states if one.text("category") == "military"
    )
    office = rows.records.latest("civilservice", human.id)
    other = now if now in _OTHER_WORK and not (now == "military" and human.conscript) else NONE
    return parts.Occupation(
        entrepreneur=now == "entrepreneur",
        entrepreneur_since=row.since if row is not None else rows.on,
        land_owner=now == "land_owner",
        other=other,
        since=row.since if row is not None else rows.on,
        income=row.money("monthly_income") if row is not None else Decimal("0.00"),
        military_months=0 if human.conscript else max(0, served),
        civil_service=office is not None and office.holds(rows.on),
        civil_service_months=office.whole("months_served") if office is not None else 0,
        civil_service_pay=office.money("average_pay") if office is not None else Decimal("0.00"),
    )


def leave_of(row: Row | None, keys: Keys, rows: Rows, human: Human) -> parts.Leave:
    """The latest leave of the last years."""
    if row is None:
        return parts.Leave(has=False)
    child = next((one for one in human.children if str(one.id) == row.text("child_id")), None)
    return parts.Leave(
        has=True,
        kind=row.text("kind"),
        since=row.since,
        until=row.until,
        days=min(1500, row.whole("days")),
        working_days=min(1200, row.whole("working_days")),
        daily_pay=row.money("average_daily_pay"),
        child=None if child is None else keys.get(id(child)),
    )


def work_search_of(human: Human, rows: Rows) -> parts.WorkSearch:
    """Whether somebody is registered as looking for work, and on a course."""
    row = rows.records.now("jobseekerregistration", human.id)
    course = rows.records.now("training", human.id)
    if row is None:
        return parts.WorkSearch(has=False, course=False)
    told: dict[str, Any] = {}
    if course is not None:
        told = {"attends": course.true("attends"), "course_since": course.since, "course_until": course.until}
    return parts.WorkSearch(
        has=True,
        status=row.text("status"),
        since=row.since,
        profession=bool(row.text("profession")),
        course=course is not None,
        **told,
    )


def lost_work_of(row: Row | None) -> parts.LostWork:
    """The latest loss of work."""
    if row is None:
        return parts.LostWork(has=False, payment=Decimal("0.00"))
    return parts.LostWork(
        has=True,
        on=row.since,
        ground=row.text("ground"),
        insured_months=row.whole("insured_months"),
        insured_months_of_24=row.whole("insured_months_of_24"),
        insured_months_of_36=row.whole("insured_months_of_36"),
        average_pay=row.money("lost_average_pay"),
        dependants=row.whole("dependants"),
        payment=Decimal("0.00"),
    )


def insurance_of(row: Row | None) -> parts.Insurance:
    """The account of insurance."""
    if row is None:
        return parts.Insurance(has=False)
    return parts.Insurance(
        has=True,
        months=row.whole("insurance_months"),
        months_before_2006=row.whole("months_before_2006"),
        worked_2006_2018=row.true("worked_2006_2018"),
        capital=row.money("pension_capital"),
        initial_capital=row.money("initial_capital"),
        income_12m=row.money("insured_income_12m"),
        hazardous_months=row.whole("special_conditions_months"),
        opened_on=row.day("opened_on") or row.since,
        number_issued=bool(row.text("ssn")),
    )
