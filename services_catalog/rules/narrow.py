"""Which rows may have a right at all, told by what is quick to ask, before all that rules ask is looked up.

A rule that asks for an age says no to most people before any registry is looked into; one that asks for a soldier as
father, once that one registry was. `may_hold` makes of several rules the weakest condition that follows from what
their criteria ask of some facts; `narrowed_rows` gives the rows of a basis for which it holds, asking first the rows
themselves, then the registries without whose record a rule says no, and only of those left the rest. Neither leaves
out a row for which some rule would not say no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final

from psycopg import sql

from registries.facts import catalogue
from registries.facts.model import ANSWER, BoundFact
from registries.facts.query import Scope, of_row, rows
from registries.facts.source import Shape

from .evaluate import Cursor, what_if_many
from .nodes import FactRef, Logical, Node, walk
from .rule import CompiledRule, Criterion
from .sql import to_sql

Cheap = Callable[[BoundFact], bool]
Place = tuple[str, str]
"""The source a fact is read from, and the role it is about."""

EVERYBODY: Final = frozenset({"person", "district", ANSWER})
"""Sources that have a record of everybody, or of nobody: their facts sort out few."""
_WEIGHTS: Final = {Shape.ROW: 1, Shape.LATEST: 2, Shape.AGGREGATE: 2}
_VIA: Final = 3


def narrowed_rows(
    rules: Sequence[CompiledRule],
    facts: Iterable[BoundFact],
    *,
    scope: Scope,
    on: date,
    cursor: Cursor,
    also: sql.Composable | None = None,
) -> sql.Composable:
    """Return what `registries.facts.query.rows` gives, less rows for which all rules say no.

    All rules must be about one basis; `facts` are what is wanted of each row, at least all that the rules read. `also`
    is another condition over a row `f`, its keys and date. The cursor is used to ask what rules say without records.
    """
    basis = rules[0].basis
    wanted = list(facts)
    own = partial(of_row, basis)
    only = _both(also, may_hold(rules, cheap=own))
    first = telling_places(rules, on=on, cursor=cursor)
    if first:
        near = [bound for bound in wanted if own(bound) or _place(bound) in first]
        held = may_hold(rules, cheap=lambda bound: own(bound) or _place(bound) in first)
        if held is not None and len(near) < len(wanted):
            only = sql.SQL("f.record_id IN (SELECT f.record_id FROM ({}) AS f WHERE {})").format(
                rows(basis, near, scope=scope, on=on, only=only), held
            )
    return rows(basis, wanted, scope=scope, on=on, only=only)


def _both(one: sql.Composable | None, other: sql.Composable | None) -> sql.Composable | None:
    conditions = [sql.SQL("({})").format(each) for each in (one, other) if each is not None]
    return sql.SQL(" AND ").join(conditions) if conditions else None


def telling_places(rules: Iterable[CompiledRule], *, on: date, cursor: Cursor) -> frozenset[Place]:
    """Return, for each rule, where the record lies that is quickest looked up and without which it says no."""
    found: set[Place] = set()
    for rule in rules:
        [bare] = what_if_many(rule, cases=[({}, on)], cursor=cursor)
        telling = [
            places
            for criterion, result in zip(rule.criteria, bare.criteria, strict=True)
            if result.met is False and (places := _places(rule, criterion))
        ]
        if telling:
            found |= min(telling, key=_weight)
    return frozenset(found)


def _places(rule: CompiledRule, criterion: Criterion) -> frozenset[Place]:
    """Where a criterion looks beyond the row; nothing if some of it is known of everybody."""
    places = {_place(bound) for bound in criterion.expression.facts if not of_row(rule.basis, bound)}
    return frozenset() if any(source in EVERYBODY for source, _role in places) else frozenset(places)


def _place(bound: BoundFact) -> Place:
    return bound.fact.source, bound.role


def _weight(places: Iterable[Place]) -> tuple[int, list[Place]]:
    sources = [catalogue.sources[source] for source, _role in places]
    return sum(_WEIGHTS[one.shape] + _VIA * bool(one.via) for one in sources), sorted(places)


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
        conditions = [part for part in parts if part]
        return f"({' AND '.join(conditions)})" if conditions else ""
    return f"({' OR '.join(parts)})" if all(parts) else ""
