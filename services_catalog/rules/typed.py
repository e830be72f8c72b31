"""Many rules of one basis asked about facts that somebody typed in, in one statement, and what they say in brief.

A screening asks every service at every step, and a search for what would change a verdict asks the same rules again
and again. The text of the statement depends on the rules alone, so that PostgreSQL keeps its plan; and its answer is
read without the labels and sources that an explanation has (`explain.explain_row` reads the same rows in full).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from psycopg import sql

from registries.facts.model import BoundFact

from .explain import Verdict
from .explained import explained
from .nodes import Logical, Negation, Node, facts_that_decide
from .rule import CompiledRule
from .types import SQL_TYPES, Value, ValueType

NUMBER: Final = "#"
"""The column that says which of the rows asked about it is, from 0."""

# By the identity of the rule or node, which the entry keeps alive.
_MOST_KEPT: Final = 10_000
_Leaf = tuple[tuple[int, ...], tuple[str, ...]]
"""A condition that is joined from no others: the places of those it stands in and its own, and the facts it reads."""
_kept_places: dict[int, tuple[CompiledRule, tuple[tuple[int, tuple[_Leaf, ...]], ...]]] = {}
_kept_names: dict[int, tuple[Node, tuple[str, ...]]] = {}


@dataclass(frozen=True, slots=True)
class Brief:
    """What a rule says of one row, in brief.

    `met` has a value for each criterion of the rule, None: unknown. `missing` are, for each criterion, the names of the
    facts that keep it unknown; `untold` those for want of which the amount or a needed day cannot be told. `amount`
    (AZN), `starts`, `until` and `payee` are None when the verdict is NOT_ENTITLED.
    """

    verdict: Verdict
    amount: Decimal | None
    starts: date | None
    until: date | None
    payee: str | None
    met: tuple[bool | None, ...]
    missing: tuple[tuple[str, ...], ...]
    untold: tuple[str, ...]

    @property
    def failing(self) -> tuple[int, ...]:
        """The numbers of the criteria that are decided, and not met, in the order of the rule."""
        return tuple(number for number, met in enumerate(self.met) if met is False)

    @property
    def open(self) -> tuple[int, ...]:
        """The numbers of the criteria that are not decided, in the order of the rule."""
        return tuple(number for number, met in enumerate(self.met) if met is None)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The names of all facts for want of which the verdict is unknown; none when it is known."""
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        return tuple(dict.fromkeys([*(name for names in self.missing for name in names), *self.untold]))


def facts_of(rules: Sequence[CompiledRule]) -> tuple[BoundFact, ...]:
    """Every fact that some of the rules read, each name once, in the order of the rules."""
    return tuple({bound.name: bound for rule in rules for bound in rule.facts}.values())


def typed_statement(rules: Sequence[CompiledRule]) -> str:
    """Return the text that asks rules of one basis about rows given as `$1` (see `typed_rows`).

    One row comes back for each row given: its `#`, then what each rule says of it; `read_brief` reads them. The facts
    do not come back: whoever asked has them.
    """
    columns: list[sql.Composable] = [sql.SQL('"#" bigint'), sql.SQL('"on" date')]
    columns += [
        sql.SQL("{} {}").format(sql.Identifier(bound.name), sql.SQL(SQL_TYPES[ValueType(bound.fact.type.value)]))
        for bound in facts_of(rules)
    ]
    source = sql.SQL("SELECT * FROM jsonb_to_recordset($1::jsonb) AS typed ({})").format(sql.SQL(", ").join(columns))
    return explained(rules, source, along=[NUMBER]).as_string(None)


def typed_rows(rows: Sequence[tuple[Mapping[str, Value | None], date]]) -> str:
    """Return `$1` of a `typed_statement`: for each row the values of the facts by the names the rules use, and the day.

    A fact that is left out is unknown, like one that is None. The values are typed already: nothing is checked here.
    """
    return json.dumps(
        [
            {NUMBER: number, "on": on.isoformat()}
            | {name: _as_json(value) for name, value in facts.items() if value is not None}
            for number, (facts, on) in enumerate(rows)
        ]
    )


def read_brief(rule: CompiledRule, row: Sequence[Any], facts: Mapping[str, Value | None], *, index: int) -> Brief:
    """Return what rule number `index` of a statement says in a row of what comes back, asked about these facts."""
    booleans: Sequence[bool | None] = row[1 + 2 * index]
    verdict = Verdict.of(booleans[0])
    criteria = _places(rule)
    met = tuple([booleans[place] for place, _leaves in criteria])
    # What is decided is not looked into.
    missing = tuple(
        [_missing(leaves, booleans, facts) if booleans[place] is None else () for place, leaves in criteria]
    )
    if verdict is Verdict.NOT_ENTITLED:
        return Brief(verdict, None, None, None, None, met, missing, ())
    amount, starts, until, payee = row[2 + 2 * index]
    return Brief(
        verdict=verdict,
        amount=None if amount is None else Decimal(amount),
        starts=None if starts is None else date.fromisoformat(starts),
        until=None if until is None else date.fromisoformat(until),
        payee=payee,
        met=met,
        missing=missing,
        untold=_untold(rule, verdict, facts, amount=amount, starts=starts, until=until),
    )


def _missing(
    leaves: tuple[_Leaf, ...], booleans: Sequence[bool | None], facts: Mapping[str, Value | None]
) -> tuple[str, ...]:
    """The facts that keep a criterion unknown: not known themselves, and of conditions that nothing has decided."""
    found: dict[str, None] = {}
    for places, names in leaves:
        if all(booleans[place] is None for place in places):
            found.update((name, None) for name in names if facts.get(name) is None)
    return tuple(found)


def _places(rule: CompiledRule) -> tuple[tuple[int, tuple[_Leaf, ...]], ...]:
    """Where the value of each criterion stands in what `explained` packs, and the conditions it is joined from.

    Kept, for a screening reads thousands of answers of the same rules.
    """
    kept = _kept_places.get(id(rule))
    if kept is None:
        if len(_kept_places) >= _MOST_KEPT:
            _kept_places.clear()
        places = []
        place = 1
        for criterion in rule.criteria:
            root = criterion.expression.root
            leaves: list[_Leaf] = []
            after = _add_leaves(root, place, (), leaves)
            places.append((place, tuple(leaves)))
            place = after
        kept = _kept_places[id(rule)] = (rule, tuple(places))
    return kept[1]


def _add_leaves(node: Node, place: int, above: tuple[int, ...], leaves: list[_Leaf]) -> int:
    """Add the conditions below a node whose value stands at a place; return the place after them."""
    places = (*above, place)
    if not isinstance(node, Logical | Negation):
        leaves.append((places, names_that_decide(node)))
        return place + 1
    after = place + 1
    for child in node.children():
        after = _add_leaves(child, after, places, leaves)
    return after


def names_that_decide(node: Node) -> tuple[str, ...]:
    """Return the facts that can make a condition unknown, each once; kept, for a screening looks thousands of times."""
    kept = _kept_names.get(id(node))
    if kept is None:
        if len(_kept_names) >= _MOST_KEPT:
            _kept_names.clear()
        names = tuple(dict.fromkeys(bound.name for bound in facts_that_decide(node)))
        kept = _kept_names[id(node)] = (node, names)
    return kept[1]


def _untold(
    rule: CompiledRule, verdict: Verdict, facts: Mapping[str, Value | None], **outcome: str | None
) -> tuple[str, ...]:
    if verdict is not Verdict.UNKNOWN:
        return ()
    names: dict[str, None] = {}
    for name, expression in (("amount", rule.amount), ("starts", rule.starts), ("until", rule.until)):
        if expression is None or outcome[name] is not None:
            continue
        if name == "amount" or expression in rule.needed_days:
            names.update(dict.fromkeys(names_that_decide(expression.root)))
    return tuple(name for name in names if facts.get(name) is None)


def _as_json(value: Value) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
