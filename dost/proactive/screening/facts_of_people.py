"""Facts from the population register: the person, study, prison, service, spouse and parents.

Each function answers one fact of `registries/facts/` from what was told, for a member and a day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from .family import Member
from .values import UNKNOWN, Flag, Ref, Untold, Value
from .view import View, all_of, any_of, equals, how_many, negated

FactFunction = Callable[[View, Member, date], Value]
LAST_OF_YOUTH: Final = 23


def record(part: str, name: str, absent: Value, *, has: str = "has") -> FactFunction:
    """A field of a part that may be absent: worth `absent` where there is no such record."""

    def fact(_view: View, member: Member, _on: date) -> Value:
        of = getattr(member, part)
        there = getattr(of, has)
        if there is True:
            value: Value = getattr(of, name)
            return value
        return absent if there is False else UNKNOWN

    return fact


def is_code(part: str, name: str, *codes: str, has: str = "has") -> FactFunction:
    """Whether a code of a part is one of these; no where there is no such record."""

    def fact(_view: View, member: Member, _on: date) -> Value:
        of = getattr(member, part)
        there: Flag = getattr(of, has)
        if there is not True:
            return there
        value = getattr(of, name)
        return UNKNOWN if isinstance(value, Untold) else value in codes

    return fact


def plain(part: str, name: str) -> FactFunction:
    """An attribute of a part as it is."""

    def fact(_view: View, member: Member, _on: date) -> Value:
        value: Value = getattr(getattr(member, part), name)
        return value

    return fact


# -- the person --------------------------------------------------------------------------------------------------


def _usual(member: Member, told: Value, wanted: tuple[str, ...]) -> Flag:
    if member.residence.usual is True:
        return True
    return UNKNOWN if isinstance(told, Untold) else told in wanted


def citizen(_view: View, member: Member, _on: date) -> Value:
    """person.citizen"""
    return _usual(member, member.residence.citizenship, ("citizen",))


def resident(_view: View, member: Member, _on: date) -> Value:
    """person.resident"""
    return _usual(member, member.residence.lives, ("permanent", "temporary"))


def permanent(_view: View, member: Member, _on: date) -> Value:
    """person.permanent"""
    return _usual(member, member.residence.lives, ("permanent",))


def gone(view: View, member: Member, _on: date) -> Value:
    """person.gone: by the day of the question, whatever day the row is judged on."""
    return negated(view.present(member, view.on))


def full_time_student(_view: View, member: Member, _on: date) -> Flag:
    """person.full_time_student"""
    return all_of((member.study.has, member.study.full_time)) if member.study.has is not False else False


def school_pupil(view: View, member: Member, on: date) -> Value:
    """person.school_pupil"""
    full_time = full_time_student(view, member, on)
    return full_time if full_time is False else all_of((full_time, equals(member.study.level, "school")))


# -- spouse and parents ------------------------------------------------------------------------------------------


def spouse_alive(view: View, member: Member, on: date) -> Value:
    """spouse.alive"""
    spouse = view.at(member.spouse)
    if spouse is None:
        return False
    return spouse if isinstance(spouse, Untold) else view.alive(spouse, on)


def _no_loss(view: View, member: Member) -> bool:
    """Somebody said that nobody so young has lost a parent."""
    age = view.age(member, view.on)
    return view.family.gates.orphan is False and not isinstance(age, Untold) and age < LAST_OF_YOUTH


def parents_known(_view: View, member: Member, _on: date) -> Value:
    """parents.known"""
    return how_many(_is_recorded(one) for one in (member.mother, member.father))


def _is_recorded(key: Ref) -> Flag:
    return key if isinstance(key, Untold) else key is not None


def parents_alive(view: View, member: Member, on: date) -> Value:
    """parents.alive_count"""
    return how_many(_of_parent(view, key, lambda parent: view.alive(parent, on)) for key in view.parents(member))


def _of_parent(view: View, key: Ref, asked: Callable[[Member], Flag]) -> Flag:
    """What is true of one parent; no for a parent who is not recorded."""
    parent = view.at(key)
    if parent is None:
        return False
    return parent if isinstance(parent, Untold) else asked(parent)


def _any_parent(view: View, member: Member, asked: Callable[[Member], Flag]) -> Flag:
    return any_of(_of_parent(view, key, asked) for key in view.parents(member))


def _dead(view: View, on: date) -> Callable[[Member], Flag]:
    return lambda parent: negated(view.alive(parent, on))


def parents_deceased(view: View, member: Member, on: date) -> Value:
    """parents.deceased"""
    found = _any_parent(view, member, _dead(view, on))
    return False if isinstance(found, Untold) and _no_loss(view, member) else found


def parents_deceased_on(view: View, member: Member, on: date) -> Value:
    """parents.deceased_on: the latest."""
    if parents_deceased(view, member, on) is False:
        return None
    days: list[date] = []
    for key in view.parents(member):
        parent = view.at(key)
        if isinstance(parent, Untold):
            return parent
        if parent is not None and view.alive(parent, on) is not True:
            if not isinstance(parent.died_on, date):
                return UNKNOWN
            days.append(parent.died_on)
    return max(days, default=None)


def parents_insured_months(view: View, member: Member, on: date) -> Value:
    """parents.deceased_insured_months: the longer record."""
    if parents_deceased(view, member, on) is False:
        return 0
    longest = 0
    for key in view.parents(member):
        parent = view.at(key)
        if isinstance(parent, Untold):
            return parent
        if parent is None or view.alive(parent, on) is True:
            continue
        months = 0 if parent.insurance.has is False else parent.insurance.months
        if isinstance(months, Untold):
            return months
        longest = max(longest, months)
    return longest


def parents_pensioner(view: View, member: Member, on: date) -> Value:
    """parents.deceased_pensioner"""
    if parents_deceased(view, member, on) is False:
        return False
    return _any_parent(view, member, lambda one: all_of((negated(view.alive(one, on)), one.pension.has)))


def parents_missing(view: View, member: Member, on: date) -> Value:
    """parents.missing"""
    return _any_parent(view, member, lambda one: all_of((view.alive(one, on), view.missing(one, on))))


def parents_imprisoned(view: View, member: Member, _on: date) -> Value:
    """parents.imprisoned"""
    found = _any_parent(view, member, lambda one: False if one.dead else one.prison.has)
    return False if isinstance(found, Untold) and view.family.gates.prison is False else found


def parents_deprived(view: View, member: Member, _on: date) -> Value:
    """parents.rights_removed"""
    placement = member.placement
    pairs = ((member.mother, placement.mother_deprived), (member.father, placement.father_deprived))
    return any_of(False if key is None else deprived for key, deprived in pairs)


def _parent_status(*statuses: str) -> FactFunction:
    def fact(view: View, member: Member, _on: date) -> Value:
        found = _any_parent(view, member, lambda one: _has_status(one, statuses))
        return False if isinstance(found, Untold) and view.family.gates.honour is False else found

    return fact


def _has_status(member: Member, statuses: tuple[str, ...]) -> Flag:
    if member.honour.has is not True:
        return member.honour.has
    return UNKNOWN if isinstance(member.honour.status, Untold) else member.honour.status in statuses


FACTS: Final[dict[str, FactFunction]] = {
    "person.exists": lambda view, member, on: True,
    "person.alive": lambda view, member, on: view.alive(member, on),
    "person.missing": lambda view, member, on: view.missing(member, on),
    "person.gone": gone,
    "person.birth_date": lambda view, member, on: member.birth_date,
    "person.age": lambda view, member, on: view.age(member, on),
    "person.sex": lambda view, member, on: member.sex,
    "person.citizen": citizen,
    "person.resident": resident,
    "person.permanent": permanent,
    "person.imprisoned": lambda view, member, on: member.prison.has,
    "person.conscript": lambda view, member, on: member.conscription.has,
    "person.conscript_since": record("conscription", "since", None),
    "person.conscript_until": record("conscription", "until", None),
    "person.full_time_student": full_time_student,
    "person.school_pupil": school_pupil,
    "study.active": lambda view, member, on: member.study.has,
    "study.until": record("study", "until", None),
    "spouse.alive": spouse_alive,
    "parents.known": parents_known,
    "parents.alive_count": parents_alive,
    "parents.deceased": parents_deceased,
    "parents.deceased_on": parents_deceased_on,
    "parents.deceased_insured_months": parents_insured_months,
    "parents.deceased_pensioner": parents_pensioner,
    "parents.missing": parents_missing,
    "parents.imprisoned": parents_imprisoned,
    "parents.rights_removed": parents_deprived,
    "parents.martyr": _parent_status("martyr"),
    "parents.war_disabled": _parent_status("war_disabled"),
    "custody.placed": lambda view, member, on: member.placement.has,
}
