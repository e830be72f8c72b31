"""The fact catalogue: every fact and every basis, and what a rule may name given its basis. Needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from . import (
    assistance,
    awards,
    care,
    children,
    health,
    honour,
    household,
    insurance,
    kin,
    person,
    reception,
    unemployment,
    work,
)
from .bases import BASES
from .basis import Basis
from .model import BoundFact, Fact, UnknownFact
from .source import Group, Source

MODULES = (
    person,
    kin,
    children,
    household,
    assistance,
    work,
    unemployment,
    health,
    insurance,
    awards,
    honour,
    care,
    reception,
)
GROUPS: tuple[Group, ...] = tuple(group for module in MODULES for group in module.GROUPS)

facts: Mapping[str, Fact] = MappingProxyType({fact.name: fact for group in GROUPS for fact in group.facts})
"""Every fact about a person, by name, in the order of the registries."""

sources: Mapping[str, Source] = MappingProxyType({group.source.name: group.source for group in GROUPS})
"""Where the facts are read from."""

bases: Mapping[str, Basis] = MappingProxyType(BASES)
"""What a right may arise from, by name."""

RECORD = "record"
"""The role of a fact that is a field of the basis record."""


@dataclass(frozen=True)
class BasisVocabulary:
    """What a rule of one basis may name; see `Vocabulary`.

    `birth.parity` is a field of the record; `pension.active` a fact about the subject; `mother.pension.active`
    about a role; `child.alive` is short for `child.person.alive`. A field of the record comes before a fact of the
    same name: in the basis `disability`, `disability.band` is what the decision says, and
    `subject.disability.band` what holds for the subject.
    """

    definition: Basis

    @property
    def basis(self) -> str:
        """The name of the basis."""
        return self.definition.name

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles, the subject first."""
        return tuple(self.definition.roles)

    def resolve(self, name: str) -> BoundFact:
        """Return the fact a rule means by `name`; raises `UnknownFact` with the nearest names."""
        bound = _named(self.definition.name).get(name)
        if bound is None:
            elsewhere = [basis for basis in bases if name in _named(basis)]
            raise UnknownFact(name, _nearest(name, self.names()), elsewhere)
        return bound

    def names(self) -> list[str]:
        """Every name a rule may use."""
        return list(_named(self.definition.name))


@cache
def vocabulary(basis: str) -> BasisVocabulary:
    """Return what a rule of this basis may name; raises KeyError for a basis that does not exist."""
    return BasisVocabulary(bases[basis])


@cache
def _named(basis: str) -> dict[str, BoundFact]:
    """Every name of a basis with its meaning: fields, the subject's facts, then those of each role."""
    definition = bases[basis]
    named = {name: BoundFact(name, RECORD, fact) for name, fact in definition.fields.items()}
    for fact in facts.values():
        named.setdefault(fact.name, BoundFact(fact.name, "subject", fact))
    for role in definition.roles:
        for fact in facts.values():
            name = f"{role}.{fact.name}"
            named[name] = BoundFact(name, role, fact)
            if fact.namespace == "person":
                short = f"{role}.{fact.name.partition('.')[2]}"
                named.setdefault(short, BoundFact(short, role, fact))
    return named


def _nearest(name: str, known: list[str]) -> list[str]:
    """The names most like `name`, best first; a right last word in a wrong namespace counts too."""
    found = get_close_matches(name, known, n=5, cutoff=0.6)
    last = name.rpartition(".")[2]
    found += [other for other in known if other.rpartition(".")[2] == last and other not in found]
    return found[:5]
