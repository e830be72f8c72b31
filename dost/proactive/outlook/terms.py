"""After how many years, months or days a rule changes what it says: the numbers of its own text, with their units.

A rule that pays until a child is three has the term "3 years", counted from a birth; one that can be renewed in the
last 45 days of an award has "45 days", counted from an end. They are read from the compiled expressions, so a rule
that is published tomorrow brings its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from services_catalog.rules import CompiledRule
from services_catalog.rules.nodes import Call, FactRef, Node, Number, Today, unjoined, walk
from services_catalog.rules.types import ValueType

Unit = Literal["years", "months", "days"]

UNITS: Final[dict[str, Unit]] = {
    "years_between": "years",
    "add_years": "years",
    "birthday": "years",
    "months_between": "months",
    "add_months": "months",
    "days_between": "days",
    "add_days": "days",
}
OF_FACTS: Final[tuple[tuple[Unit, int], ...]] = (
    ("months", 3),
    ("months", 12),
    ("months", 36),
)
"""How far back facts and bases themselves look (`registries.facts`): what happened counts for so long."""
MOST: Final[dict[Unit, int]] = {"years": 130, "months": 1_560, "days": 1_000}
"""No human term is longer; a larger number in a rule is an amount, not a time."""
_BIRTH: Final = ("birth_date", "age", "age_months")


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A time that a rule names, and whether it counts from somebody's birth or from a day of a record."""

    unit: Unit
    length: int
    from_birth: bool


def terms_of(rules: Iterable[CompiledRule]) -> frozenset[Term]:
    """Return the terms of some rules, and those that facts have by themselves."""
    found = {Term(unit, length, from_birth=False) for unit, length in OF_FACTS}
    for rule in rules:
        found |= _KEPT.setdefault(rule.content_hash, frozenset(_of_rule(rule)))
    return frozenset(found)


_KEPT: dict[str, frozenset[Term]] = {}
"""By the hash of a rule, which never says anything else."""


def _of_rule(rule: CompiledRule) -> Iterator[Term]:
    expressions = [criterion.expression for criterion in rule.criteria]
    expressions += [one for one in (rule.amount, rule.starts, rule.until) if one is not None]
    for expression in expressions:
        for condition in unjoined(expression.root):
            yield from _of_condition(condition)


def _of_condition(condition: Node) -> Iterator[Term]:
    nodes = list(walk(condition))
    units = {UNITS[node.function] for node in nodes if isinstance(node, Call) and node.function in UNITS}
    units |= {node.bound.fact.unit for node in nodes if isinstance(node, FactRef)} & set(MOST)  # type: ignore[arg-type]
    facts = [node.bound.fact for node in nodes if isinstance(node, FactRef)]
    births = [fact.name.endswith(_BIRTH) for fact in facts]
    if not any(isinstance(node, Today) for node in nodes) and not facts:
        return
    lengths = {
        abs(int(node.value)) for node in nodes if isinstance(node, Number) and node.type is ValueType.INTEGER
    } - {0}
    for unit in units:
        for length in lengths:
            if length <= MOST[unit]:
                if any(births) or not births:
                    yield Term(unit, length, from_birth=True)
                if not all(births) or not births:
                    yield Term(unit, length, from_birth=False)
