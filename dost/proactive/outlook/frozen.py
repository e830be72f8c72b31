"""An answer of a rule as an outlook keeps it: what a decision would keep, so that the page asks nothing again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from dost.cases.rules import frozen_facts, frozen_parameters
from registries.facts.model import ANSWER
from services_catalog.rules import Explanation, Verdict


@dataclass(frozen=True, slots=True)
class FrozenAnswer:
    """What a rule said of one record on a day, in the form of `cases.models.Decision`.

    `criteria` are (id, met, names of facts), those that are not met first; `facts` by name: value, registry,
    institution, source, recorded_on; `missing` the facts for want of which nothing can be told. `amount` is in AZN. Of
    a service whose record the person does not have all of it is empty.
    """

    on: date
    verdict: Verdict
    criteria: tuple[tuple[str, bool | None, tuple[str, ...]], ...] = ()
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    parameters: Mapping[str, str | None] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    amount: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields by their names; dates and amounts as text."""
        return {
            "on": self.on.isoformat(),
            "verdict": self.verdict.value,
            "criteria": [[id_, met, list(names)] for id_, met, names in self.criteria],
            "facts": dict(self.facts),
            "parameters": dict(self.parameters),
            "missing": list(self.missing),
            "amount": None if self.amount is None else str(self.amount),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> FrozenAnswer:
        """Read what `as_json` wrote."""
        return cls(
            on=date.fromisoformat(stored["on"]),
            verdict=Verdict(stored["verdict"]),
            criteria=tuple((id_, met, tuple(names)) for id_, met, names in stored["criteria"]),
            facts=stored["facts"],
            parameters=stored["parameters"],
            missing=tuple(stored["missing"]),
            amount=None if stored["amount"] is None else Decimal(stored["amount"]),
        )

    @property
    def unmet(self) -> tuple[str, ...]:
        """The ids of the criteria that are not met."""
        return tuple(id_ for id_, met, _names in self.criteria if met is False)


def frozen(found: Explanation) -> FrozenAnswer:
    """Freeze an explanation; what is not met is told first, then what is not known."""
    order = {False: 0, None: 1, True: 2}
    criteria = sorted(found.criteria, key=lambda criterion: order[criterion.met])
    return FrozenAnswer(
        on=found.on,
        verdict=found.verdict,
        criteria=tuple((row.id, row.met, tuple(fact.name for fact in row.facts)) for row in criteria),
        facts=frozen_facts(found),
        parameters=frozen_parameters(found),
        missing=tuple(fact.name for fact in found.missing),
        amount=found.amount,
    )


def no_record(on: date) -> FrozenAnswer:
    """The answer where the person has no record that the right could arise from."""
    return FrozenAnswer(on=on, verdict=Verdict.NOT_ENTITLED)


def depends_on_answers(found: Explanation) -> bool:
    """Whether all that is missing is what only the person can tell."""
    return (
        found.verdict is Verdict.UNKNOWN
        and bool(found.missing)
        and not found.missing_parameters
        and all(fact.role == ANSWER for fact in found.missing)
    )
