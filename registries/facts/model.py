"""What a fact is: a named thing that a rule may ask about a person.

Rules see facts, never tables. A fact knows its type, its labels, which registry and institution answer for
it, how sensitive it is, what it is worth when a complete registry holds no record (`absent`), and the SQL that
reads it from its source as of a date. NULL is kept for what is truly not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

ANSWER = "answer"
"""The source, and the role, of facts that no registry holds: only the person can tell."""

FactValue = bool | int | Decimal | date | str | None


class FactType(StrEnum):
    """The types a rule knows."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    CODE = "code"


class Sensitivity(StrEnum):
    """How closely a fact is guarded (Law 998-IIIQ on personal data: health, convictions are special)."""

    ORDINARY = "ordinary"
    CONFIDENTIAL = "confidential"
    SPECIAL = "special"


class Gap(StrEnum):
    """When a gap in the registry of a person makes a fact unknown.

    NO_RECORD: when no record is found. NOT_TRUE: unless a record found makes it true. ALWAYS: whatever is found,
    because a missing record could change the value (counts, sums, first and last dates).
    """

    NO_RECORD = "no_record"
    NOT_TRUE = "not_true"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the fact catalogue.

    `sql` reads the value from the tables of `source` (a `Source` of `registries.facts.source`, or a basis, whose
    name is then `basis:<name>`). `absent` is the value when the registry is complete for the person and holds no
    record; None means that nothing can be said without a record. `unit` is "years", "months", "AZN" … or empty.
    `kind` is the kind of award it asks about (`award_kinds`): services decide which of their awards are of it.
    """

    name: str
    type: FactType
    labels: dict[str, str] = field(hash=False)
    registry: str
    institution: str
    source: str
    sql: str
    absent: FactValue = None
    unit: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    codes: dict[str, dict[str, str]] = field(default_factory=dict, hash=False)
    example: FactValue = None
    note: str = ""
    gap: Gap = Gap.NO_RECORD
    kind: str = ""

    @property
    def namespace(self) -> str:
        """The part of the name before the point."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class BoundFact:
    """A fact as a rule names it: which fact, about which role of the basis ("record": the basis record)."""

    name: str
    role: str
    fact: Fact


class UnknownFact(LookupError):  # noqa: N818 - it reads as what it says
    """A rule named a fact that does not exist; `suggestions` are the nearest that do, best first.

    `elsewhere` are the bases of which a rule may name it.
    """

    def __init__(self, name: str, suggestions: list[str], elsewhere: Sequence[str] = ()) -> None:
        self.name = name
        self.suggestions = suggestions
        self.elsewhere = tuple(elsewhere)
        hint = f" Did you mean {suggestions[0]}?" if suggestions else ""
        super().__init__(f"There is no fact {name!r}.{hint}")


class Vocabulary(Protocol):
    """The facts a rule may name, given what its right arises from."""

    @property
    def basis(self) -> str:
        """The name of the basis."""

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of the basis; "subject" is always the first."""

    def resolve(self, name: str) -> BoundFact:
        """Return the fact a rule means by `name`; raises `UnknownFact`."""

    def names(self) -> list[str]:
        """Every name a rule may use, for completion and suggestions."""
