"""Who belongs to a family: rows of people as they are typed in, and what follows from who is whose.

The ties that nobody has to be asked about are set here: a child who lives with the asker is the child of the asker and
of the spouse, whoever lives at home is alive and not missing, and the asker speaks for the household.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from .ages import add_months
from .family import ASKER, ATTRIBUTES, Family, Member, Relation
from .gates import GATES
from .values import MOST_MEMBERS, NOT_ASKED, Code, Day, Flag, Ref, TellingError, is_told

MONTHS_BACK: Final = 36
"""As far back as an event can give a right (`registries.facts.basis.MONTHS_BACK`)."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as typed in. `key` is None for somebody who is new; the asker is the first row, with key 0.

    `died_on` only counts where those who died are asked for. The household is asked for with everybody who lives
    together (`at_home`), and children and the other parent of children who live elsewhere.
    """

    relation: Relation
    sex: Code = NOT_ASKED
    birth_date: Day = NOT_ASKED
    at_home: bool = True
    key: int | None = None
    died_on: Day = NOT_ASKED


DEPARTED: Final = (
    Relation.SPOUSE,
    Relation.PARENT,
    Relation.CHILD,
    Relation.SIBLING,
    Relation.GRANDPARENT,
    Relation.OTHER_PARENT,
    Relation.OTHER,
)


def people_rows(family: Family) -> tuple[PersonRow, ...]:
    """Return the living as rows, the asker first; empty while nobody was named."""
    if family.household.complete is NOT_ASKED:
        return ()
    return tuple(_row(one) for one in family.members if not one.dead)


def deceased_rows(family: Family) -> tuple[PersonRow, ...]:
    """Return those who died as rows."""
    return tuple(_row(one) for one in family.members if one.dead)


def _row(member: Member) -> PersonRow:
    died_on = member.died_on
    return PersonRow(
        relation=member.relation,
        sex=member.sex,
        birth_date=member.birth_date,
        at_home=member.at_home is not False,
        key=member.key,
        died_on=NOT_ASKED if died_on is None else died_on,
    )


def with_people(family: Family, rows: tuple[PersonRow, ...]) -> Family:
    """Return the family with these as its living people; whoever is not among them is not of the family.

    Raises `TellingError` when the first is not the asker, or somebody cannot be.
    """
    if not rows or rows[0].relation is not Relation.SELF or any(one.relation is Relation.SELF for one in rows[1:]):
        raise TellingError(_("The first person is the one who answers."), where="people")
    departed = [one for one in family.members if one.dead]
    known = {one.key: one for one in family.members if one not in departed}
    living = _members(rows, known, taken={one.key for one in departed}, alive=True)
    household = replace(family.household, complete=True)
    if household.representative is NOT_ASKED:
        household = replace(household, representative=ASKER)
    return _tied(replace(family, members=(*living, *departed), household=household))


def with_deceased(family: Family, rows: tuple[PersonRow, ...]) -> Family:
    """Return the family with these as those who died; raises `TellingError` when one of them cannot be."""
    if any(one.relation not in DEPARTED for one in rows):
        raise TellingError(_("Choose who has died."), where="deceased")
    living = [one for one in family.members if not one.dead]
    known = {one.key: one for one in family.members if one not in living}
    departed = _members(rows, known, taken={one.key for one in living}, alive=False)
    return _tied(replace(family, members=(*living, *departed)))


def _members(rows: tuple[PersonRow, ...], known: Mapping[int, Member], *, taken: set[int], alive: bool) -> list[Member]:
    """The members of rows: those known keep what was told of them, new ones get a free key."""
    used = taken | {ASKER} | {one.key for one in rows if one.key is not None}
    free = iter(key for key in range(MOST_MEMBERS) if key not in used)
    members = []
    for row in rows:
        key = ASKER if row.relation is Relation.SELF else row.key
        if key is None:
            key = next(free, None)
            if key is None:
                raise TellingError(_("Name %(most)s people at most.") % {"most": MOST_MEMBERS}, where="people")
        before = known.get(key, Member(key, row.relation))
        members.append(
            replace(
                before,
                relation=row.relation,
                sex=row.sex,
                birth_date=row.birth_date,
                at_home=row.at_home if alive else False,
                died_on=None if alive else row.died_on,
                missing_since=None,
            )
        )
    return members


# -- who is whose ------------------------------------------------------------------------------------------------


def _tied(family: Family) -> Family:
    """Return the family with the ties that follow from relations; ties to people who are gone from it are taken out."""
    keys = {one.key for one in family.members}
    spouse = _first(family, Relation.SPOUSE)
    other = _first(family, Relation.OTHER_PARENT)
    parents = [one for one in family.members if one.relation is Relation.PARENT]
    tied = []
    for member in family.members:
        changes: dict[str, Any] = _without(member, keys)
        if member.relation is Relation.SELF and family.household.complete is True:
            changes["spouse"] = spouse.key if spouse else None
        elif member.relation is Relation.SPOUSE:
            changes["spouse"] = ASKER
        if member.relation is Relation.CHILD:
            changes |= _parents_of_child(member, family.asker, spouse, other)
        elif member.relation in (Relation.SELF, Relation.SIBLING) and parents:
            changes |= {_role(one): one.key for one in parents if _role(one)}
        tied.append(_apply(member, changes))
    return replace(family, members=tuple(tied))


def _parents_of_child(child: Member, asker: Member, spouse: Member | None, other: Member | None) -> dict[str, Any]:
    """The asker, and the other parent when one was named (not at home), else the spouse."""
    ties: dict[str, Any] = {}
    second = other if other is not None else spouse
    for parent in (asker, second):
        role = _role(parent) if parent else ""
        if parent and role and role not in ties:
            ties[role] = parent.key
            if parent.at_home is True and child.at_home is True:
                ties[f"placement.{role}_deprived"] = False
    # The list has the other parent wherever they live: whoever is not in it is not recorded.
    if ties and second is None and isinstance(asker.sex, str):
        ties.setdefault("mother" if asker.sex == "M" else "father", None)
    return ties


def _role(parent: Member) -> str:
    """Whether somebody is a mother or a father; empty while the sex is not known."""
    return {"F": "mother", "M": "father"}.get(parent.sex, "") if isinstance(parent.sex, str) else ""


def _without(member: Member, keys: set[int]) -> dict[str, Any]:
    """Changes that take out ties to people who are not of the family any more."""
    changes: dict[str, Any] = {}
    for attribute in ATTRIBUTES.values():
        if attribute.kind == "ref" and attribute.part != "household":
            value: Ref = attribute.read(member)  # type: ignore[assignment]  # of this kind
            if isinstance(value, int) and (value not in keys or value == member.key):
                changes[attribute.path] = NOT_ASKED
    return changes


def _apply(member: Member, changes: Mapping[str, Any]) -> Member:
    for path, value in changes.items():
        member = ATTRIBUTES[path].write(member, value)
    return member


def _first(family: Family, relation: Relation) -> Member | None:
    return next((one for one in family.members if one.relation is relation), None)


# -- what follows for a gate -------------------------------------------------------------------------------------


def follows(family: Family, gate: str, *, on: date) -> Flag:
    """Return whether something is true of anybody, from what was told of each; NOT_ASKED when that is not known."""
    if gate == "assistance":
        told = family.household.assistance
        return told if isinstance(told, bool) else NOT_ASKED
    if gate == "death":
        since = add_months(on, -MONTHS_BACK)
        return any(isinstance(one.died_on, date) and one.died_on > since for one in family.members)
    if gate == "orphan":
        return _orphaned(family)
    if gate == "job_news":
        return _any_job_news(family, on)
    living = [one for one in family.members if not one.dead]
    seen = [_differs(one, gate) for one in living]
    if any(one is True for one in seen):
        return True
    return False if all(one is False for one in seen) else NOT_ASKED


def _differs(member: Member, gate: str) -> Flag:
    """Whether something behind the gate is true of the member: other than what a no would say."""
    values = [(ATTRIBUTES[path].read(member), no) for path, no in GATES[gate]]
    if any(is_told(value) and value != no for value, no in values):
        return True
    return False if values[0][0] == values[0][1] else NOT_ASKED


def _orphaned(family: Family) -> Flag:
    for member in family.members:
        for key in (member.mother, member.father):
            if isinstance(key, int) and isinstance(family.member(key).died_on, date) and not member.dead:
                return True
    return False


def _any_job_news(family: Family, on: date) -> Flag:
    since = add_months(on, -3)
    days = [
        one
        for member in family.members
        for one in (member.job.since, member.job.changed_on, member.job.before_ended_on)
        if isinstance(one, date)
    ]
    return any(one > since for one in days)
