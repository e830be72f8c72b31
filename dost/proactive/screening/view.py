"""A resolved family as facts are read from it: who is whose, who lives together, and yes, no or not known.

"Not known" is any `Untold`; None stays what a registry means by it (no such day, nobody).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

from .ages import years_between
from .family import ASKER, Family, Member, Relation
from .gates import YOUNGEST_PARENT
from .values import UNKNOWN, Flag, Ref, Untold, Value


def negated(value: Flag) -> Flag:
    """No for yes, yes for no."""
    return value if isinstance(value, Untold) else not value


def all_of(values: Iterable[Flag]) -> Flag:
    """No if one is no; else not known if one is not; else yes."""
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is not True
    return UNKNOWN if unknown else True


def any_of(values: Iterable[Flag]) -> Flag:
    """Yes if one is yes; else not known if one is not; else no."""
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is not False
    return UNKNOWN if unknown else False


def equals(value: Value, other: Value) -> Flag:
    """Whether a value is the other one."""
    return UNKNOWN if isinstance(value, Untold) else value == other


def how_many(values: Iterable[Flag]) -> int | Untold:
    """How many are yes; not known when one is not."""
    total = 0
    for value in values:
        if isinstance(value, Untold):
            return UNKNOWN
        total += value
    return total


class View:
    """A resolved family as of a day (`on`, the day of the question)."""

    def __init__(self, family: Family, *, on: date) -> None:
        self.family = family
        self.on = on
        self.by_key = {member.key: member for member in family.members}
        self.memo: dict[tuple[str, int], Any] = {}

    def at(self, key: Ref) -> Member | Untold | None:
        """The member with a key; None for nobody, and not known as the key is."""
        if isinstance(key, Untold) or key is None:
            return key
        return self.by_key.get(key, UNKNOWN)

    # -- life ----------------------------------------------------------------------------------------------------

    def alive(self, member: Member, on: date) -> Flag:
        """Alive on a day; not on the day of death."""
        if not member.dead:
            return True
        if isinstance(member.died_on, date):
            return member.died_on > on
        return False if on >= self.on else UNKNOWN

    def missing(self, member: Member, on: date) -> Flag:
        """Declared missing by a day. Who answers is not."""
        since = member.missing_since
        if isinstance(since, Untold):
            return False if member.key == ASKER or member.dead else since
        return since is not None and since <= on

    def present(self, member: Member, on: date) -> Flag:
        """Alive and not missing."""
        return all_of((self.alive(member, on), negated(self.missing(member, on))))

    def age(self, member: Member, on: date) -> int | Untold:
        """The age in full years."""
        born = member.birth_date
        return born if isinstance(born, Untold) else years_between(born, on)

    # -- kin -----------------------------------------------------------------------------------------------------

    def parents(self, member: Member) -> tuple[Ref, Ref]:
        """The keys of mother and father."""
        return member.mother, member.father

    def children(self, parent: Member) -> tuple[tuple[Member, Flag], ...]:
        """Own children by civil-status acts, each with yes or, where that was not told, not known."""
        if isinstance(parent.sex, Untold):
            return tuple((one, UNKNOWN) for one in self.family.members if one.key != parent.key and _later(one, parent))
        role = "mother" if parent.sex == "F" else "father"
        found: list[tuple[Member, Flag]] = []
        for one in self.family.members:
            tie = getattr(one, role)
            if tie == parent.key:
                found.append((one, True))
            elif isinstance(tie, Untold) and _may_be_child(one, parent):
                found.append((one, UNKNOWN))
        return tuple(found)

    # -- the household -------------------------------------------------------------------------------------------

    @cached_property
    def household(self) -> tuple[Member, ...] | Untold:
        """Who lives with the asker and is present; not known while not everybody was named."""
        if self.family.household.complete is not True:
            return UNKNOWN
        here = []
        for member in self.family.members:
            lives = all_of((member.at_home, self.present(member, self.on)))
            if isinstance(lives, Untold):
                return lives
            if lives:
                here.append(member)
        return tuple(here)

    def shares_home(self, member: Member) -> bool:
        """Whether what is told of the household is told of this member's."""
        return member.at_home is True and not member.dead


_ANYBODY: Final = frozenset(Relation) - {Relation.SELF}
PARENTS_OF: Final[Mapping[Relation, frozenset[Relation]]] = {
    Relation.SELF: frozenset({Relation.PARENT}),
    Relation.SPOUSE: frozenset({Relation.OTHER}),
    Relation.CHILD: frozenset({Relation.SELF, Relation.SPOUSE, Relation.OTHER_PARENT}),
    Relation.PARENT: frozenset({Relation.GRANDPARENT}),
    Relation.SIBLING: frozenset({Relation.PARENT, Relation.OTHER}),
    Relation.GRANDPARENT: frozenset(),
    Relation.GRANDCHILD: frozenset({Relation.CHILD, Relation.OTHER}),
    Relation.PLACED_CHILD: _ANYBODY,
    Relation.OTHER_PARENT: frozenset({Relation.OTHER}),
    Relation.OTHER: _ANYBODY,
}
"""Who can be a mother or father of whom, by what each is to the asker."""


def _may_be_child(one: Member, parent: Member) -> bool:
    """Whether an untold tie could be to this parent."""
    return one.key != parent.key and parent.relation in PARENTS_OF[one.relation] and _later(one, parent)


def _later(one: Member, parent: Member) -> bool:
    """Whether somebody is young enough to be a child of the other, as far as that is known."""
    if isinstance(one.birth_date, Untold) or isinstance(parent.birth_date, Untold):
        return True
    return years_between(parent.birth_date, one.birth_date) >= YOUNGEST_PARENT
