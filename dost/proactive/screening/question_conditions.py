"""When a question arises, and who can be named in it: conditions over a resolved family, a member and a day."""

from __future__ import annotations

from datetime import date
from typing import Final

from .ages import add_months, years_between
from .family import ASKER, ATTRIBUTES, Family, Member, Relation
from .gates import WHO, YOUNGEST_PUPIL, YOUNGEST_SOLDIER, YOUNGEST_WORKER, counts_all_children
from .people import MONTHS_BACK
from .questions import Applies
from .values import NOT_ASKED

ADULT: Final = 18
LAST_YOUTH: Final = 23


def age(member: Member, on: date) -> int | None:
    """The age in full years, None while it is not known."""
    return years_between(member.birth_date, on) if isinstance(member.birth_date, date) else None


def always(_family: Family, _member: Member, _on: date) -> bool:
    """Of everybody."""
    return True


def family_told(family: Family, _member: Member, _on: date) -> bool:
    """Once it is known who is in the family."""
    return family.household.complete is not NOT_ASKED


def is_living(family: Family, member: Member, on: date) -> bool:
    """Whoever lives, once the family is known."""
    return family_told(family, member, on) and not member.dead


def from_age(least: int, most: int = 150) -> Applies:
    """The living whose age is within these, or is not known."""

    def applies(family: Family, member: Member, on: date) -> bool:
        years = age(member, on)
        return is_living(family, member, on) and (years is None or least <= years <= most)

    return applies


could_work: Final = from_age(YOUNGEST_WORKER)
could_serve: Final = from_age(YOUNGEST_SOLDIER)
adult: Final = from_age(ADULT)
minor: Final = from_age(0, ADULT - 1)
youth: Final = from_age(YOUNGEST_PUPIL, LAST_YOUTH - 1)
learner: Final = from_age(YOUNGEST_PUPIL)


def gate(name: str) -> Applies:
    """Once somebody said yes at a gate."""

    def applies(family: Family, _member: Member, _on: date) -> bool:
        return getattr(family.gates, name) is True

    return applies


def wish(name: str) -> Applies:
    """Once somebody said they look for it."""

    def applies(family: Family, member: Member, _on: date) -> bool:
        return member.key == ASKER and getattr(family.wishes, name) is True

    return applies


def which(name: str) -> Applies:
    """Once a gate is open, and more than one person could be meant."""

    def applies(family: Family, member: Member, on: date) -> bool:
        open_gate = getattr(family.gates, name) is True and family_told(family, member, on)
        return open_gate and (len(family.members) > 1 or ATTRIBUTES[WHO[name]].read(family.asker) is NOT_ASKED)

    return applies


def has(path: str) -> Applies:
    """The living of whom a yes-or-no attribute is true."""

    def applies(_family: Family, member: Member, _on: date) -> bool:
        return not member.dead and ATTRIBUTES[path].read(member) is True

    return applies


def both(*conditions: Applies) -> Applies:
    """All of the conditions."""

    def applies(family: Family, member: Member, on: date) -> bool:
        return all(one(family, member, on) for one in conditions)

    return applies


def either(*conditions: Applies) -> Applies:
    """One of the conditions at least."""

    def applies(family: Family, member: Member, on: date) -> bool:
        return any(one(family, member, on) for one in conditions)

    return applies


def lately(path: str, *, months: int) -> Applies:
    """Those whose day of this attribute lies within the months before the day."""

    def applies(_family: Family, member: Member, on: date) -> bool:
        value = ATTRIBUTES[path].read(member)
        return isinstance(value, date) and value > add_months(on, -months)

    return applies


def is_dead(family: Family, member: Member, on: date) -> bool:
    """Those named among the dead."""
    return family_told(family, member, on) and member.dead


def died_lately(family: Family, member: Member, on: date) -> bool:
    """Those whose death can still give a right."""
    return is_dead(family, member, on) and (
        not isinstance(member.died_on, date) or member.died_on > add_months(on, -MONTHS_BACK)
    )


def unusual_residence(family: Family, member: Member, on: date) -> bool:
    """Those who are not citizens living here permanently."""
    return is_living(family, member, on) and member.residence.usual is False


def parent_of_many(family: Family, member: Member, on: date) -> bool:
    """Those for whom all their children count: near the pension age, or mothers of many."""
    return adult(family, member, on) and counts_all_children(family, member, on)


def parent_unknown(family: Family, member: Member, on: date) -> bool:
    """Young people of whom a parent was not told, where a parent decides something."""
    years = age(member, on)
    if not is_living(family, member, on) or years is None or years >= LAST_YOUTH:
        return False
    if NOT_ASKED not in (member.mother, member.father):
        return False
    opened = (family.gates.orphan, family.gates.conscription, family.gates.honour, family.gates.placement)
    distant = member.relation in (Relation.GRANDCHILD, Relation.SIBLING, Relation.PLACED_CHILD, Relation.OTHER)
    if distant and years < ADULT:
        return True
    return any(one is True for one in opened) or years * 12 < MONTHS_BACK
