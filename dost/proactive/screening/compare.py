"""What somebody told of themselves beside what the registries hold of them. Nothing is changed: the registries win.

Both are asked for the same facts, those that rules read of a person, so nothing has to be matched by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from dost.cases.rules import rules_in_force
from dost.common.prepared_statements import fetch_prepared
from registries.facts.catalogue import sources
from registries.facts.model import BoundFact
from registries.facts.query import rows_of_persons
from services_catalog.answers import from_registries

from .candidate import wanted_by
from .derive import derive
from .family import ASKER, Family, GivenAnswer

PERSON = "person"


class Agreement(StrEnum):
    """How what was told stands to what the registries hold."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_KNOWN = "not_known"
    """The registries do not know it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact, as it was told and as the registries have it; of a code the code, None of what they do not know.

    `without_record`: the registry has nothing recorded, and `held` is what that counts as (no months, no kind).
    """

    bound: BoundFact
    told: Any
    held: Any
    without_record: bool = False

    @property
    def agreement(self) -> Agreement:
        """Whether the two are the same."""
        if self.held is None:
            return Agreement.NOT_KNOWN
        return Agreement.SAME if self.told == self.held else Agreement.DIFFERENT


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that was told of the asker which a registry answers for, and what only the asker can know.

    `registries` are those that were read.
    """

    facts: tuple[Compared, ...]
    answers: tuple[GivenAnswer, ...]

    def of(self, agreement: Agreement) -> tuple[Compared, ...]:
        """The facts that stand so, by the order of their names."""
        return tuple(one for one in self.facts if one.agreement is agreement)

    @property
    def registries(self) -> tuple[str, ...]:
        """The registries that were read, each once."""
        return tuple(sorted({one.bound.fact.registry for one in self.facts}))


def compare(family: Family, person_id: int, *, on: date) -> Comparison:
    """Return what a family told of its asker beside what the registries hold of a person; two queries.

    Raises LookupError for a person whom no registry knows as of the day.
    """
    wanted = wanted_by(rule.rule for rule in rules_in_force(on)).get(PERSON, ())
    facts = tuple(sorted(from_registries(wanted), key=lambda bound: bound.name))
    told = _told(family, facts, on)
    held = _held(person_id, facts, on)
    return Comparison(
        facts=tuple(
            Compared(bound, told[bound.name], held[bound.name], _without_record(bound, held))
            for bound in facts
            if bound.name in told
        ),
        answers=tuple(one for one in family.answers if one.member == ASKER),
    )


def _told(family: Family, facts: Sequence[BoundFact], on: date) -> dict[str, Any]:
    """What is known of the asker from what was told."""
    for candidate in derive(family, {PERSON: tuple(facts)}, on=on):
        if candidate.about == ASKER:
            return {name: value for name, value in candidate.facts.items() if value is not None}
    return {}


def _held(person_id: int, facts: Sequence[BoundFact], on: date) -> dict[str, Any]:
    """What the registries hold of a person, by name, with the day it was recorded (`<name>#recorded`)."""
    text = rows_of_persons(PERSON, facts, explained=True).as_string(None)
    columns, found = fetch_prepared(text, [on, [person_id]])
    if not found:
        raise LookupError(f"no registry knows person {person_id} as of {on}")
    return dict(zip(columns, found[0], strict=True))


def _without_record(bound: BoundFact, held: Mapping[str, Any]) -> bool:
    """Whether a value stands for a record that there is not; where records have no day, that cannot be told."""
    fact = bound.fact
    says_when = fact.source in sources and sources[fact.source].recorded is not None
    return says_when and held[f"{bound.name}#recorded"] is None and held[bound.name] == fact.absent
