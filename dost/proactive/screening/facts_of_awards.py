"""Facts of UCOT, PENS, MUAV, TEQ, TSERAS, REHAB, ZEFER and SOSX: what is insured, paid, decided, given, cared for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from .facts_of_people import FactFunction, is_code, record
from .family import Member
from .parts import BENEFIT_KINDS, NONE, STIPEND_KINDS
from .values import UNKNOWN, Flag, Untold, Value
from .view import View, any_of

ZERO: Final = Decimal("0.00")


# -- insurance ---------------------------------------------------------------------------------------------------


def has_account(_view: View, member: Member, _on: date) -> Flag:
    """insurance.account: whoever has a record has one."""
    insurance = member.insurance
    if isinstance(insurance.has, Untold) and isinstance(insurance.months, int) and insurance.months > 0:
        return True
    return insurance.has


def _account(name: str, absent: Value) -> FactFunction:
    def fact(view: View, member: Member, on: date) -> Value:
        there = has_account(view, member, on)
        if there is not True:
            # Who has no record of insurance has no months, whether there is an account or not.
            none = name == "months" and member.insurance.months == 0
            return absent if there is False or none else UNKNOWN
        value: Value = getattr(member.insurance, name)
        return value

    return fact


def insured(view: View, member: Member, on: date) -> Value:
    """insurance.insured"""
    months = _account("months", 0)(view, member, on)
    return months if isinstance(months, Untold) else bool(months)


def total_capital(view: View, member: Member, on: date) -> Value:
    """insurance.total_capital"""
    there = has_account(view, member, on)
    if there is not True:
        return ZERO if there is False else UNKNOWN
    first, second = member.insurance.capital, member.insurance.initial_capital
    if isinstance(first, Untold) or isinstance(second, Untold):
        return UNKNOWN
    return first + second


# -- what is paid ------------------------------------------------------------------------------------------------


def _paid_by(part: str) -> FactFunction:
    """Whether there is an award on a day: of the dead, on the day they died."""

    def fact(view: View, member: Member, on: date) -> Value:
        of = getattr(member, part)
        there: Flag = of.has
        if there is True and on < view.on and not member.dead:
            return of.since <= on if isinstance(of.since, date) else UNKNOWN
        return there

    return fact


def _least(part: str, kind: str) -> FactFunction:
    """The amount of an award of this kind; nothing where there is none."""

    def fact(_view: View, member: Member, _on: date) -> Value:
        of = getattr(member, part)
        if of.has is not True:
            return ZERO if of.has is False else UNKNOWN
        if isinstance(of.kind, Untold):
            return of.kind
        amount: Value = of.amount
        return amount if of.kind == kind else ZERO

    return fact


def settling_in_paid_on(_view: View, member: Member, on: date) -> Value:
    """benefit.settling_in_paid_on: as of a day."""
    paid = member.benefit.settling_in_on
    return None if isinstance(paid, date) and paid > on else paid


# -- disability and rehabilitation -------------------------------------------------------------------------------


def _item(name: str, *codes: str) -> FactFunction:
    """Whether a thing of the rehabilitation programme is in one of these states."""

    def fact(_view: View, member: Member, _on: date) -> Value:
        value = getattr(member.rehabilitation, name)
        return value if isinstance(value, Untold) else value in codes

    return fact


def _items(name: str, *codes: str) -> FactFunction:
    """How many things of a kind: one is asked for."""
    test = _item(name, *codes)

    def fact(view: View, member: Member, on: date) -> Value:
        value = test(view, member, on)
        return value if isinstance(value, Untold) else int(bool(value))

    return fact


def has_programme(_view: View, member: Member, _on: date) -> Value:
    """rehabilitation.programme"""
    items = (member.rehabilitation.aid, member.rehabilitation.chair, member.rehabilitation.car)
    return any_of(UNKNOWN if isinstance(one, Untold) else one != NONE for one in items)


# -- care --------------------------------------------------------------------------------------------------------


def is_carer(view: View, member: Member, on: date) -> Value:
    """care.is_carer: of somebody who is there."""
    if member.care.has is not True:
        return member.care.has
    cared = view.at(member.care.of)
    return UNKNOWN if cared is None or isinstance(cared, Untold) else view.present(cared, on)


def receives_care(view: View, member: Member, _on: date) -> Value:
    """care.receives_care: from one of the family, once all are named."""
    everybody: Flag = False if view.family.household.complete is True or view.family.gates.care is False else UNKNOWN
    listed = any_of(
        UNKNOWN if isinstance(one.care.has, Untold) else one.care.has and _is_of(one, member)
        for one in view.family.members
        if one.key != member.key and not one.dead
    )
    return any_of((listed, everybody))


def _is_of(carer: Member, cared: Member) -> Flag:
    of = carer.care.of
    return UNKNOWN if of is None or isinstance(of, Untold) else of == cared.key


FACTS: Final[dict[str, FactFunction]] = {
    "insurance.account": has_account,
    "insurance.insured": insured,
    "insurance.months": _account("months", 0),
    "insurance.months_before_2006": _account("months_before_2006", 0),
    "insurance.worked_2006_2018": _account("worked_2006_2018", absent=False),
    "insurance.pension_capital": _account("capital", ZERO),
    "insurance.initial_capital": _account("initial_capital", ZERO),
    "insurance.total_capital": total_capital,
    "insurance.income_12m": _account("income_12m", ZERO),
    "insurance.special_conditions_months": _account("hazardous_months", 0),
    "insurance.opened_on": _account("opened_on", None),
    "pension.active": _paid_by("pension"),
    "pension.kind": record("pension", "kind", NONE),
    "pension.age_pension": is_code("pension", "kind", "age"),
    "pension.service_pension": is_code("pension", "kind", "service"),
    "pension.since": record("pension", "since", None),
    "pension.amount": record("pension", "amount", ZERO),
    "pension.supplements": record("pension", "supplements", ZERO),
    "pension.suspended": record("pension", "suspended", absent=False),
    "benefit.active": _paid_by("benefit"),
    "benefit.amount": record("benefit", "amount", ZERO),
    "benefit.settling_in_paid_on": settling_in_paid_on,
    "disability.active": lambda view, member, on: member.disability.has,
    "disability.band": record("disability", "band", NONE),
    "disability.cause": record("disability", "cause", NONE),
    "disability.before_18": record("disability", "before_18", absent=False),
    "disability.sight": is_code("disability", "cause", "sight"),
    "disability.since": record("disability", "since", None),
    "disability.until": record("disability", "until", None),
    "disability.decision_date": record("disability", "decision_date", None),
    "disability.first_since": record("disability", "first_since", None),
    "rehabilitation.programme": has_programme,
    "rehabilitation.car_indicated": _item("car", "indicated", "queued", "turn", "received"),
    "rehabilitation.car_received": _item("car", "received"),
    "rehabilitation.chair_received": _item("chair", "received"),
    "rehabilitation.aids_received": _items("aid", "received", "worn_out"),
    "rehabilitation.aids_pending": _items("aid", "indicated"),
    "honour.any": lambda view, member, on: member.honour.has,
    "honour.car_given": record("honour", "car_given", absent=False),
    "honour.housing_queued": is_code("honour", "housing", "queued"),
    "personal_insurance.paid": lambda view, member, on: member.honour.insurance_paid,
    "social_service.active": lambda view, member, on: member.social_service.has,
    "social_service.residential": is_code("social_service", "kind", "residential"),
    "social_service.full_state_provision": record("social_service", "full_state_provision", absent=False),
    "care.is_carer": is_carer,
    "care.receives_care": receives_care,
    **{f"benefit.least_{kind}": _least("benefit", kind) for kind in BENEFIT_KINDS if kind != "other"},
    **{f"stipend.least_{kind}": _least("stipend", kind) for kind in STIPEND_KINDS if kind != "other"},
    **{
        f"honour.{status}": is_code("honour", "status", status)
        for status in ("patriotic_war_hero", "national_hero", "martyr_family", "war_disabled", "wwii_veteran")
    },
}
