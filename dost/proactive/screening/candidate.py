"""What a family could have a right from: one row of a basis, as a rule sees it, made of what was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from registries.facts.model import BoundFact, FactValue
from services_catalog.compiled import CompiledVersion
from services_catalog.rules import CompiledRule

Wanted = Mapping[str, tuple[BoundFact, ...]]
"""The facts that are asked for, by basis: those that the rules use."""
_MOST_KEPT: Final = 20
_kept: dict[tuple[int, ...], tuple[tuple[CompiledVersion, ...], Wanted]] = {}


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


def wanted_for(rules: Sequence[CompiledVersion]) -> Wanted:
    """Return what `wanted_by` does of some versions; kept, as long as their rules are the same objects."""
    key = tuple(id(rule.rule) for rule in rules)
    kept = _kept.get(key)
    if kept is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        kept = _kept[key] = (tuple(rules), wanted_by(rule.rule for rule in rules))
    return kept[1]
