"""Which rows may have a right at all, told from the rows themselves: a condition that costs nothing to ask first.

A rule that asks for an age says no to most people before any registry is looked into. `may_hold` makes of several
rules the weakest condition that follows from all that their criteria ask of the row itself; whoever runs them over
everyone narrows the source by it (`registries.facts.query.rows(only=…)`), so that registries are searched for the
people who are left. It never leaves out a row for which some rule would not say no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from psycopg import sql

from registries.facts.model import BoundFact

from .nodes import FactRef, Logical, Node, walk
from .rule import CompiledRule
from .sql import to_sql

Cheap = Callable[[BoundFact], bool]


def may_hold(rules: Iterable[CompiledRule], *, cheap: Cheap) -> sql.Composable | None:
    """Return a condition over a row `f` that holds wherever some rule's verdict is not FALSE; None: nothing is known.

    It reads only facts for which `cheap` says yes. Without rules nothing can hold.
    """
    alternatives: dict[str, None] = {}
    for rule in rules:
        parts = [part for criterion in rule.criteria if (part := _possible(criterion.expression.root, cheap))]
        if not parts:
            return None
        alternatives[f"({' AND '.join(dict.fromkeys(parts))})"] = None
    return sql.SQL(" OR ".join(alternatives) or "FALSE")


def _possible(node: Node, cheap: Cheap) -> str:
    """The SQL of "this is not FALSE, as far as the cheap facts tell"; empty when they tell nothing."""
    if all(cheap(below.bound) for below in walk(node) if isinstance(below, FactRef)):
        return f"({to_sql(node).as_string(None)} IS NOT FALSE)"
    if not isinstance(node, Logical):
        return ""
    parts = [_possible(operand, cheap) for operand in node.operands]
    if node.operator == "AND":
        told = [part for part in parts if part]
        return f"({' AND '.join(told)})" if told else ""
    return f"({' OR '.join(parts)})" if all(parts) else ""
