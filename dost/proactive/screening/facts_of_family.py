"""Facts about the children a person has, and about the household: `children.*`, `household.*`, `tsa.*`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from .ages import birthday, younger_than
from .facts_of_people import FactFunction, full_time_student
from .facts_of_work import counts_as_employed, has_contract
from .family import ASKER, Member
from .parts import NONE
from .values import UNKNOWN, Count, Flag, Money, Untold, Value
from .view import View, all_of, any_of, equals, how_many, negated

ZERO: Final = Decimal("0.00")
RAISED: Final = 8
OF_AGE: Final = 18
PENSION_AGE: Final = 65

Tie = tuple[Member, Flag, bool]
"""A child of a parent: the child, whether it is theirs, and whether by placement."""


# -- children ----------------------------------------------------------------------------------------------------


def _ties(view: View, parent: Member) -> tuple[Tie, ...]:
    """Own children by civil-status acts, then those adopted by or in the guardianship of the parent."""
    place = ("ties", parent.key)
    if place not in view.memo:
        view.memo[place] = tuple(_find_ties(view, parent))
    ties: tuple[Tie, ...] = view.memo[place]
    return ties


def _find_ties(view: View, parent: Member) -> Iterator[Tie]:
    own: dict[int, Flag] = {}
    for child, is_own in view.children(parent):
        own[child.key] = is_own
        yield child, is_own, False
    for child in view.family.members:
        if child.key != parent.key and not child.dead:
            # Whose own child it is may not have been told: then it can be this parent's by placement still.
            placed = all_of((negated(own.get(child.key, False)), _placed_with(child, parent)))
            if placed is not False:
                yield child, placed, True


def _placed_with(child: Member, carer: Member) -> Flag:
    placement = child.placement
    if placement.has is not True:
        return placement.has
    raised = UNKNOWN if isinstance(placement.kind, Untold) else placement.kind != "foster"
    return all_of((equals(placement.carer, carer.key), raised))


def _younger(view: View, child: Member, years: int) -> Flag:
    born = child.birth_date
    return born if isinstance(born, Untold) else younger_than(born, years, view.on)


def _deprived(child: Member, parent: Member) -> Flag:
    if isinstance(parent.sex, Untold):
        return UNKNOWN
    return child.placement.mother_deprived if parent.sex == "F" else child.placement.father_deprived


def _brought_up(view: View, parent: Member, tie: Tie) -> Flag:
    """The tie holds, and the child is there."""
    child, is_child, placed = tie
    right = True if placed else negated(_deprived(child, parent))
    return all_of((is_child, view.present(child, view.on), right))


def _raised(view: View, parent: Member, tie: Tie) -> Flag:
    """Brought up to the age of 8: by the parent, and alive on that birthday."""
    child, is_child, placed = tie
    right = True if placed else negated(_deprived(child, parent))
    if is_child is False:
        return False
    born = child.birth_date
    if isinstance(born, Untold):
        return UNKNOWN
    lived = True if not child.dead else UNKNOWN
    if isinstance(child.died_on, date):
        lived = child.died_on >= birthday(born, RAISED)
    return all_of((is_child, right, negated(younger_than(born, RAISED, view.on)), lived))


def _disabled_early(tie: Tie) -> Flag:
    """Has a disability that was established before 18."""
    child, disability = tie[0], tie[0].disability
    if disability.has is not True:
        return disability.has
    if not isinstance(child.birth_date, date):
        return disability.before_18
    of_age = birthday(child.birth_date, OF_AGE)
    days = [day for day in (disability.since, disability.first_since) if isinstance(day, date)]
    return any_of((disability.before_18, any(day < of_age for day in days)))


def _alone(view: View, parent: Member, tie: Tie) -> Flag:
    """The other parent had died, or had been deprived of rights, before the child was 8."""
    child, _is_child, placed = tie
    if placed or isinstance(child.birth_date, Untold):
        return False if placed else UNKNOWN
    if isinstance(parent.sex, Untold):
        return UNKNOWN
    key, deprived = (
        (child.father, child.placement.father_deprived)
        if parent.sex == "F"
        else (child.mother, child.placement.mother_deprived)
    )
    other = view.at(key)
    if other is None:
        return False
    if isinstance(other, Untold):
        return UNKNOWN
    dead: Flag = UNKNOWN if other.dead else False
    if isinstance(other.died_on, date):
        dead = other.died_on <= view.on and other.died_on < birthday(child.birth_date, RAISED)
    return any_of((deprived, dead))


def _count(test: Callable[[View, Member, Tie], Flag], elsewhere: Callable[[Member], Count]) -> FactFunction:
    """How many of the listed children fulfil a test, and of those who are not listed."""

    def fact(view: View, member: Member, _on: date) -> Value:
        if not (ties := _ties(view, member)):
            return elsewhere(member)
        listed = how_many(test(view, member, tie) for tie in ties)
        others = elsewhere(member)
        return UNKNOWN if isinstance(listed, Untold) or isinstance(others, Untold) else listed + others

    return fact


def _grown_up(member: Member) -> Count:
    return member.offspring.elsewhere


def _minors(member: Member) -> Count:
    """None: children elsewhere are grown up. While nobody said how many there are, who was not listed is not known."""
    return member.offspring.elsewhere if isinstance(member.offspring.elsewhere, Untold) else 0


def _part_of(name: str) -> Callable[[Member], Count]:
    def among(member: Member) -> Count:
        if member.offspring.elsewhere == 0:
            return 0
        value: Count = getattr(member.offspring, name)
        return value

    return among


def _born(member: Member) -> Count:
    elsewhere, died = member.offspring.elsewhere, member.offspring.died
    return UNKNOWN if isinstance(elsewhere, Untold) or isinstance(died, Untold) else elsewhere + died


def _under(years: int) -> FactFunction:
    return _count(
        lambda view, parent, tie: all_of((_brought_up(view, parent, tie), _younger(view, tie[0], years))), _minors
    )


def _own(tie: Tie) -> Flag:
    return False if tie[2] else tie[1]


def all_alive(view: View, member: Member, _on: date) -> Value:
    """children.all_alive: of own children, listed or not."""
    listed = all_of(
        any_of((negated(_own(tie)), view.alive(tie[0], view.on))) for tie in _ties(view, member) if not tie[2]
    )
    died = member.offspring.died
    return all_of((listed, UNKNOWN if isinstance(died, Untold) else died == 0))


def sixth_turned_1_on(view: View, member: Member, _on: date) -> Value:
    """children.sixth_turned_1_on: no day while there are fewer than six."""
    elsewhere = member.offspring.elsewhere
    days: list[date] = []
    unsure = False
    for tie in _ties(view, member):
        counts = all_of((_own(tie), _brought_up(view, member, tie)))
        if counts is False:
            continue
        born = tie[0].birth_date
        if isinstance(counts, Untold) or isinstance(born, Untold):
            unsure = True
        else:
            days.append(born)
    if unsure or isinstance(elsewhere, Untold):
        return UNKNOWN
    if len(days) + elsewhere < 6:
        return None
    return birthday(sorted(days)[5], 1) if elsewhere == 0 else UNKNOWN


def _disabled_minor(view: View, parent: Member, tie: Tie) -> Flag:
    return all_of((_brought_up(view, parent, tie), _younger(view, tie[0], OF_AGE), tie[0].disability.has))


# -- the household -----------------------------------------------------------------------------------------------


def _at_home(name: str, absent: Value, fact: Callable[[View], Value]) -> FactFunction:
    """A fact of the asker's household; that of another is not known."""

    def of_member(view: View, member: Member, _on: date) -> Value:
        if member.dead:
            return absent
        if not view.shares_home(member):
            return UNKNOWN
        place = (name, ASKER)
        if place not in view.memo:
            view.memo[place] = fact(view)
        value: Value = view.memo[place]
        return value

    return of_member


def members(view: View) -> Value:
    """household.members"""
    household = view.household
    return household if isinstance(household, Untold) else len(household)


def children_under_8(view: View) -> Value:
    """household.children_under_8"""
    household = view.household
    return household if isinstance(household, Untold) else how_many(_younger(view, one, RAISED) for one in household)


def total_income(view: View) -> Value:
    """household.total_income: as told in one sum, else the sum of what each gets."""
    if not isinstance(view.family.household.income, Untold):
        return view.family.household.income
    household = view.household
    if isinstance(household, Untold):
        return household
    total = ZERO
    for member in household:
        for amount in _incomes(member):
            if isinstance(amount, Untold):
                return UNKNOWN
            total += amount
    return total


def _incomes(member: Member) -> Iterator[Money]:
    yield _amount(member.job.has, member.job.pay)
    occupation = member.occupation
    other: Flag = UNKNOWN if isinstance(occupation.other, Untold) else occupation.other != NONE
    yield _amount(any_of((occupation.entrepreneur, occupation.land_owner, other)), occupation.income)
    yield _amount(member.pension.has, member.pension.amount)
    yield _amount(member.benefit.has, member.benefit.amount)
    yield _amount(member.stipend.has, member.stipend.amount)
    yield member.lost_work.payment


def _amount(there: Flag, amount: Money) -> Money:
    if there is True:
        return amount
    return ZERO if there is False else UNKNOWN


def idle_able_bodied(view: View) -> Value:
    """household.idle_able_bodied"""
    household = view.household
    return household if isinstance(household, Untold) else how_many(_idle(view, one) for one in household)


def _idle(view: View, member: Member) -> Flag:
    """Could work and does not, for no reason that counts."""
    disability = member.disability
    severe = disability.has
    if severe is True:
        severe = UNKNOWN if isinstance(disability.band, Untold) else disability.band in ("81-100", "61-80")
    student = full_time_student(view, member, view.on)
    young_student = False if student is False else all_of((student, _younger(view, member, 23)))
    unemployed = member.work_search.has
    if unemployed is True:
        unemployed = equals(member.work_search.status, "unemployed")
    return all_of(
        (
            negated(_younger(view, member, OF_AGE)),
            _younger(view, member, PENSION_AGE),
            negated(has_contract(view, member, view.on)),
            negated(counts_as_employed(view, member, view.on)),
            negated(member.pension.has),
            negated(severe),
            negated(young_student),
            negated(unemployed),
            negated(member.conscription.has),
            negated(member.prison.has),
            negated(member.care.has),
        )
    )


def representative(view: View, member: Member, _on: date) -> Value:
    """household.representative"""
    if member.dead:
        return False
    if not view.shares_home(member):
        return UNKNOWN
    return equals(view.family.household.representative, member.key)


def _assistance(name: str) -> Callable[[View], Value]:
    def fact(view: View) -> Value:
        household = view.family.household
        if household.assistance is not True:
            return None if household.assistance is False else UNKNOWN
        value: Value = getattr(household, name)
        return value

    return fact


FACTS: Final[dict[str, FactFunction]] = {
    "children.count": _count(_brought_up, _grown_up),
    "children.born": _count(lambda view, parent, tie: _own(tie), _born),
    "children.alive_count": _count(
        lambda view, parent, tie: all_of((_own(tie), view.alive(tie[0], view.on))), _grown_up
    ),
    "children.all_alive": all_alive,
    "children.under_1": _under(1),
    "children.under_3": _under(3),
    "children.under_8": _under(8),
    "children.under_16": _under(16),
    "children.under_18": _under(OF_AGE),
    "children.sixth_turned_1_on": sixth_turned_1_on,
    "children.disabled_under_18": _count(_disabled_minor, _minors),
    "children.raised_to_8": _count(_raised, _grown_up),
    "children.placed_raised_to_8": _count(
        lambda view, parent, tie: all_of((tie[2], _raised(view, parent, tie))), _minors
    ),
    "children.disabled_raised_to_8": _count(
        lambda view, parent, tie: all_of((_disabled_early(tie), _raised(view, parent, tie))), _part_of("disabled")
    ),
    "children.raised_alone_to_8": _count(
        lambda view, parent, tie: all_of((_alone(view, parent, tie), _raised(view, parent, tie))), _part_of("alone")
    ),
    "children.disabled_raised_alone_to_8": _count(
        lambda view, parent, tie: all_of((_disabled_early(tie), _alone(view, parent, tie), _raised(view, parent, tie))),
        lambda member: _both(_part_of("disabled")(member), _part_of("alone")(member)),
    ),
    "household.members": _at_home("household.members", 0, members),
    "household.children_under_8": _at_home("household.children_under_8", 0, children_under_8),
    "household.total_income": _at_home("household.total_income", None, total_income),
    "household.idle_able_bodied": _at_home("household.idle_able_bodied", 0, idle_able_bodied),
    "household.representative": representative,
    "tsa.active": _at_home("tsa.active", False, lambda view: view.family.household.assistance),
    "tsa.since": _at_home("tsa.since", None, _assistance("assistance_since")),
    "tsa.decision": _at_home("tsa.decision", NONE, lambda view: view.family.household.application),
}


def _both(first: Count, second: Count) -> Count:
    """How many are in both of two groups, where that can be said: in none, when one of them is empty."""
    return 0 if 0 in (first, second) else UNKNOWN
