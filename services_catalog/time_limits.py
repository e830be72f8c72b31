"""The time limits that the law sets for a service: how long a decision may take, a notice, an appeal, its answer.

A version keeps them as `terms`: for each its length, in calendar days, working days or months, the law that sets it
and how sure that is. What a version does not say is as the law has it for everybody (`STANDARD`); so versions that
were published before there were `terms` are read with these.

How a day is reckoned from a limit is not said here: `dost.cases.clock` knows working days and pauses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

from .json_fields import FieldError, Fields, as_text, as_whole


class Unit(StrEnum):
    """In what a time limit is counted; the word is its key in a file."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


MOST: Final[Mapping[Unit, int]] = {Unit.DAYS: 366, Unit.WORKING_DAYS: 250, Unit.MONTHS: 12}
"""The longest that makes sense, in each unit: a year."""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One limit: `count` of a unit, the law text that sets it (as `laws.yaml` names acts) and how sure that is."""

    count: int
    unit: Unit
    law: str
    confidence: str

    @property
    def working(self) -> bool:
        """Whether only working days count."""
        return self.unit is Unit.WORKING_DAYS

    def as_json(self) -> dict[str, Any]:
        """The limit as the database and a file have it: `{days: 10, law: …, confidence: verified}`."""
        return {self.unit.value: self.count, "law": self.law, "confidence": self.confidence}


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """What a version sets: to decide, to tell a refusal, for the person to appeal, and to answer the appeal."""

    decision: TimeLimit
    refusal_notice: TimeLimit
    appeal: TimeLimit
    appeal_answer: TimeLimit

    def as_json(self) -> dict[str, Any]:
        """The limits as the database keeps them; `limits_from_json` gives the same again."""
        return {name: getattr(self, name).as_json() for name in NAMES}


NAMES: Final = tuple(field.name for field in fields(TimeLimits))

_PROCEEDINGS: Final = "Law on administrative proceedings (1036-IIQ, 21.10.2005)"
STANDARD: Final = TimeLimits(
    decision=TimeLimit(10, Unit.DAYS, _PROCEEDINGS, "assumed"),
    refusal_notice=TimeLimit(5, Unit.DAYS, _PROCEEDINGS, "assumed"),
    appeal=TimeLimit(30, Unit.DAYS, f"{_PROCEEDINGS}, art. 71", "recalled"),
    appeal_answer=TimeLimit(1, Unit.MONTHS, f"{_PROCEEDINGS}, art. 71", "recalled"),
)
"""What holds where a version says nothing: ten days and five are verified for benefits, and taken over for the rest."""


# -- the stored JSON ---------------------------------------------------------------------------------------------


def limits_from_json(value: Any, where: str = "terms") -> TimeLimits:
    """Read the stored JSON; a limit that is left out is the standard one. Raises `FieldError` naming the field."""
    row = Fields(value, where)

    def limit(name: str) -> TimeLimit:
        said = row.optional(name, lambda item: limit_from_json(item, row.place(name)))
        standard: TimeLimit = getattr(STANDARD, name)
        return said or standard

    return TimeLimits(**{name: limit(name) for name in NAMES})


def limit_from_json(value: Any, where: str) -> TimeLimit:
    """Read one stored limit; raises `FieldError` naming the field."""
    row = Fields(value, where)
    units = [unit for unit in Unit if row.row.get(unit.value) is not None]
    if len(units) != 1:
        raise FieldError(where, f"one of {', '.join(Unit)} is expected")
    return TimeLimit(
        count=row.required(units[0].value, as_whole),
        unit=units[0],
        law=row.required("law", as_text),
        confidence=row.required("confidence", as_text),
    )
