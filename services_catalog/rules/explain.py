"""What a rule says about one row, and why.

A row holds the values of the facts and, for each rule that was asked, two packed columns made by
`packed_columns`: booleans (the verdict, each criterion and its parts) and texts (amount, starts, until,
payee).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from registries.facts.model import BoundFact

from .nodes import Logical, Negation, Node, facts_that_decide
from .rule import SUBJECT, CompiledRule, Criterion
from .scales import Scale
from .types import Value, ValueType, Worth
from .words import ROLES


class Verdict(StrEnum):
    """The answer to "has this person the right?"."""

    ENTITLED = "entitled"
    NOT_ENTITLED = "not_entitled"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, value: bool | None) -> Verdict:
        """Return the verdict of an SQL boolean."""
        if value is None:
            return cls.UNKNOWN
        return cls.ENTITLED if value else cls.NOT_ENTITLED


@dataclass(frozen=True)
class FactValue:
    """A fact as it was seen: `value` None is unknown; `source` and `recorded_on` say where it came from, if
    told.
    """

    name: str
    label: Mapping[str, str]
    type: ValueType
    value: Value | None
    unit: str = ""
    registry: str = ""
    institution: str = ""
    source: str | None = None
    recorded_on: date | None = None
    value_label: Mapping[str, str] = field(default_factory=dict)
    role: str = SUBJECT
    about: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Keys: name, label, type, value (amounts and dates as text), unit, registry, institution, source,
        recorded_on.
        """
        return {
            "name": self.name,
            "role": self.role,
            "label": dict(self.label),
            "type": self.type.value,
            "value": _json_value(self.value),
            "unit": self.unit,
            "registry": self.registry,
            "institution": self.institution,
            "source": self.source,
            "recorded_on": self.recorded_on.isoformat() if self.recorded_on else None,
        }


@dataclass(frozen=True)
class CriterionResult:
    """One criterion: `met` is None when unknown, and then `missing` are the facts that would settle it."""

    id: str
    text: Mapping[str, str]
    law: str
    met: bool | None
    facts: tuple[FactValue, ...]
    missing: tuple[FactValue, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Keys: id, text, law, met (true, false, null), facts, missing (names)."""
        return {
            "id": self.id,
            "text": dict(self.text),
            "law": self.law,
            "met": self.met,
            "facts": [fact.as_json() for fact in self.facts],
            "missing": [fact.name for fact in self.missing],
        }


@dataclass(frozen=True)
class Explanation:
    """The answer for one row.

    `amount` (AZN), `starts`, `until` and `payee_role` are None when the verdict is `not_entitled`.
    `missing` are the facts for want of which the verdict is unknown, `missing_parameters` the parameters
    that had no value on the day.
    """

    on: date
    verdict: Verdict
    amount: Decimal | None
    starts: date | None
    until: date | None
    payee_role: str | None
    criteria: tuple[CriterionResult, ...]
    missing: tuple[FactValue, ...]
    missing_parameters: tuple[str, ...]
    parameters: Mapping[str, Worth | None]
    facts: tuple[FactValue, ...]
    content_hash: str

    def as_json(self) -> dict[str, Any]:
        """Keys: on, verdict, amount, starts, until, payee, criteria, missing, missing_parameters,
        parameters, facts, rule.
        """
        return {
            "on": self.on.isoformat(),
            "verdict": self.verdict.value,
            "amount": _json_value(self.amount),
            "starts": _json_value(self.starts),
            "until": _json_value(self.until),
            "payee": self.payee_role,
            "criteria": [criterion.as_json() for criterion in self.criteria],
            "missing": [fact.name for fact in self.missing],
            "missing_parameters": list(self.missing_parameters),
            "parameters": {name: _json_value(value) for name, value in self.parameters.items()},
            "facts": {fact.name: _json_value(fact.value) for fact in self.facts},
            "rule": self.content_hash,
        }


def explain_row(rule: CompiledRule, row: Mapping[str, Any], on: date | None = None, *, index: int = 0) -> Explanation:
    """Return what the rule says about a row fetched with `select_explained`.

    `row` has the facts by name, "on", the packed columns `r<index>_is` and `r<index>_out`, and may have
    `<fact>#source` and `<fact>#recorded` beside each fact. `on` replaces the row's own date when given.
    """
    day = on or row["on"]
    booleans = iter(row[f"r{index}_is"])
    amount, starts, until, payee = row[f"r{index}_out"]
    outcome = {"amount": amount, "starts": starts, "until": until}
    verdict = Verdict.of(next(booleans))
    values = {bound.name: fact_value(bound, row) for bound in rule.facts}
    parameters = rule.parameter_values(day)
    criteria = tuple(_criterion_result(criterion, booleans, values) for criterion in rule.criteria)
    denied = verdict is Verdict.NOT_ENTITLED
    missing, missing_parameters = _missing(rule, verdict, criteria, values, parameters, outcome)
    return Explanation(
        on=day,
        verdict=verdict,
        amount=None if denied or amount is None else Decimal(amount),
        starts=None if denied or starts is None else date.fromisoformat(starts),
        until=None if denied or until is None else date.fromisoformat(until),
        payee_role=None if denied else payee,
        criteria=criteria,
        missing=missing,
        missing_parameters=missing_parameters,
        parameters=parameters,
        facts=tuple(values.values()),
        content_hash=rule.content_hash,
    )


def fact_value(bound: BoundFact, row: Mapping[str, Any]) -> FactValue:
    """Return a fact with its value, and where it came from if the row tells."""
    fact = bound.fact
    value = row[bound.name]
    return FactValue(
        name=bound.name,
        label=fact.labels,
        type=ValueType(fact.type.value),
        value=value,
        unit=fact.unit,
        registry=fact.registry,
        institution=fact.institution,
        source=row.get(f"{bound.name}#source"),
        recorded_on=row.get(f"{bound.name}#recorded"),
        value_label=fact.codes.get(value, {}) if isinstance(value, str) else {},
        role=bound.role,
        about={} if bound.role == SUBJECT else ROLES.get(bound.role, {}),
    )


def _criterion_result(
    criterion: Criterion, booleans: Iterator[bool | None], values: Mapping[str, FactValue]
) -> CriterionResult:
    expression = criterion.expression
    met, causes = _read_parts(expression.root, booleans)
    return CriterionResult(
        id=criterion.id,
        text=criterion.text,
        law=criterion.law,
        met=met,
        facts=tuple(values[bound.name] for bound in expression.facts),
        missing=_unknown(causes, values),
    )


def _read_parts(node: Node, booleans: Iterator[bool | None]) -> tuple[bool | None, dict[str, None]]:
    """Return the value of a condition and the names of the facts whose absence makes it unknown.

    Reads the values in the order in which `explained` packs them. In an AND or OR that is unknown, only its unknown
    parts matter.
    """
    value = next(booleans)
    causes: dict[str, None] = {}
    if isinstance(node, Logical | Negation):
        for child in node.children():
            _child, names = _read_parts(child, booleans)
            causes.update(names)
    elif value is None:
        causes = dict.fromkeys(bound.name for bound in facts_that_decide(node))
    return value, causes if value is None else {}


def _unknown(names: Mapping[str, None], values: Mapping[str, FactValue]) -> tuple[FactValue, ...]:
    return tuple(values[name] for name in names if values[name].value is None)


def _missing(
    rule: CompiledRule,
    verdict: Verdict,
    criteria: tuple[CriterionResult, ...],
    values: Mapping[str, FactValue],
    parameters: Mapping[str, Worth | None],
    outcome: Mapping[str, str | None],
) -> tuple[tuple[FactValue, ...], tuple[str, ...]]:
    """Return the facts and parameters that an unknown verdict waits for; none when the verdict is known."""
    if verdict is not Verdict.UNKNOWN:
        return (), ()
    names: dict[str, None] = {fact.name: None for result in criteria for fact in result.missing}
    waiting = [c.expression for c, result in zip(rule.criteria, criteria, strict=True) if result.met is None]
    needed = {"amount": rule.amount, "starts": rule.starts, "until": rule.until}
    for name, expression in needed.items():
        if expression is None or outcome[name] is not None:
            continue
        if name == "amount" or expression in rule.needed_days:
            waiting.append(expression)
            names.update(dict.fromkeys(bound.name for bound in facts_that_decide(expression.root)))
    wanted = dict.fromkeys(name for expression in waiting for name in expression.parameters)
    return _unknown(names, values), tuple(name for name in wanted if parameters[name] is None)


def _json_value(value: Worth | None) -> Any:
    if isinstance(value, Decimal | Scale):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
