"""What a fact is: a named thing that a rule may ask about a person.

Rules see facts, never tables. A fact knows its type, its labels, which registry and institution answer for it,
how sensitive it is, what it is worth when a complete registry holds no record (`absent`), and the SQL that reads
it from its source as of a date. NULL is kept for what is truly not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

type_value = bool | int | Decimal | date | str
FactValue = type_value | None


class FactType(StrEnum):
    """The types a rule knows."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    CODE = "code"


class Sensitivity(StrEnum):
    """How closely a fact is guarded (Law 998-IIIQ on personal data: health and convictions are special)."""

    ORDINARY = "ordinary"
    CONFIDENTIAL = "confidential"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the fact catalogue.

    `sql` reads the value from the columns of `source` (a name in `registries.facts.sources`), written with the
    placeholders that the source declares. `absent` is the value when the registry is complete for the person and
    holds no record; None means that nothing can be said without a record.
    """

    name: str
    type: FactType
    labels: dict[str, str]
    registry: str
    institution: str
    source: str
    sql: str
    absent: FactValue = None
    unit: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    example: FactValue = None


@dataclass(frozen=True, slots=True)
class BoundFact:
    """A fact as a rule names it: which fact, about which role of the basis."""

    name: str
    role: str
    fact: Fact


class UnknownFact(LookupError):
    """A rule named a fact that does not exist; `suggestions` are the nearest that do, best first."""

    def __init__(self, name: str, suggestions: list[str]) -> None:
        self.name = name
        self.suggestions = suggestions
        hint = f" Did you mean {suggestions[0]}?" if suggestions else ""
        super().__init__(f"There is no fact {name!r}.{hint}")


class Vocabulary(Protocol):
    """The facts a rule may name, given what its right arises from."""

    basis: str
    roles: tuple[str, ...]

    def resolve(self, name: str) -> BoundFact:
        """Return the fact a rule means by `name`; raises `UnknownFact`."""

    def names(self) -> list[str]:
        """Every name a rule may use, for completion and suggestions."""
