"""What a family could have a right from: one row of a basis, as a rule sees it, made of what was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from registries.facts.model import BoundFact, FactValue
from services_catalog.rules import CompiledRule

Wanted = Mapping[str, tuple[BoundFact, ...]]
"""The facts that are asked for, by basis: those that the rules use."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of a basis that the family implies, for `what_if` as of the day `on`.

    `about` is the key of the member the record is about (None: of somebody not named yet), `subject` that of who would
    receive (None: not known). `facts` has every fact asked for, None where it is worth nothing or is not known;
    `unknown` names those that are not known, so that a rule which takes None for "there is none" (`known`, `coalesce`)
    can be told from one that is waiting for an answer. `certain`: there is such a record; else nobody has said so yet,
    and a yes is no more than a maybe. `declined` are the facts of questions (`answer.<id>`) whose matter the asker
    does not look for: a service that rests on one of them is not offered.
    """

    basis: str
    key: str
    about: int | None
    subject: int | None
    on: date
    certain: bool
    facts: Mapping[str, FactValue]
    unknown: frozenset[str]
    declined: frozenset[str] = frozenset()


def wanted_by(rules: Iterable[CompiledRule]) -> Wanted:
    """Return the facts that rules use, by basis, each once."""
    found: dict[str, dict[str, BoundFact]] = {}
    for rule in rules:
        of_basis = found.setdefault(rule.basis, {})
        for bound in rule.facts:
            of_basis.setdefault(bound.name, bound)
    return {basis: tuple(named.values()) for basis, named in found.items()}
