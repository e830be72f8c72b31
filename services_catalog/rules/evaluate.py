"""Asking PostgreSQL what rules say: about everyone, about one person, about facts that someone typed in.

Every question is the same compiled expressions over another FROM. A source is a SELECT that gives `key`,
`record_id`, `subject_id`, `"on"` and a column for each fact, named as the rule names it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Protocol

from django.utils.translation import gettext as _
from psycopg import sql

from registries.facts.model import BoundFact, UnknownFact

from .errors import RuleError
from .explain import Explanation, explain_row
from .explained import explained
from .parameters import read_value
from .rule import CompiledRule
from .sql import ROW
from .types import SQL_TYPES, Value, ValueType

KEYS = ("key", "record_id", "subject_id", "on")


class Cursor(Protocol):
    """A Django or psycopg cursor."""

    description: Any

    def execute(self, query: Any, params: Any = ..., /) -> Any:
        """Run a query."""

    def fetchall(self) -> list[Any]:
        """Return all rows."""


def select_verdicts(
    rules: Sequence[CompiledRule],
    source: sql.Composable,
    *,
    columns: Sequence[str] = KEYS,
    outcomes: bool = False,
) -> sql.Composable:
    """Return a SELECT with one row for each row of the source: the columns, then for rule i its verdict
    `v<i>`.

    A verdict is TRUE, FALSE or NULL. With `outcomes`, each is followed by `amount<i>`, `starts<i>`,
    `until<i>` and `payee<i>`, which are NULL unless the verdict is TRUE. All rules must be about the basis
    of the source.
    """
    wanted: list[sql.Composable] = [sql.Identifier(ROW, column) for column in columns]
    for number, rule in enumerate(rules):
        verdict = rule.verdict_sql()
        wanted.append(_named(verdict, f"v{number}"))
        if outcomes:
            wanted.extend(
                _named(sql.SQL("CASE WHEN {} THEN {} END").format(verdict, value), f"{name}{number}")
                for name, value in (
                    ("amount", rule.amount_sql()),
                    ("starts", rule.starts_sql()),
                    ("until", rule.until_sql()),
                    ("payee", rule.payee_sql()),
                )
            )
    return sql.SQL("SELECT {} FROM ({}) AS {}").format(sql.SQL(", ").join(wanted), source, sql.Identifier(ROW))


def select_entitled(
    rule: CompiledRule,
    source: sql.Composable,
    *,
    columns: Sequence[str] = KEYS,
    include_unknown: bool = False,
) -> sql.Composable:
    """Return a SELECT of only the rows that have the right: the columns, verdict, amount, starts, until and
    payee.

    With `include_unknown`, the rows whose verdict is NULL come too.
    """
    outcome = (
        ("verdict", rule.verdict_sql()),
        ("amount", rule.amount_sql()),
        ("starts", rule.starts_sql()),
        ("until", rule.until_sql()),
        ("payee", rule.payee_sql()),
    )
    wanted = [sql.Identifier(ROW, column) for column in columns]
    # Without IS TRUE, so that PostgreSQL can use each criterion as a condition of its own; NULL is left out anyway.
    condition = sql.SQL(" IS NOT FALSE") if include_unknown else sql.SQL("")
    return sql.SQL("SELECT {} FROM ({}) AS {} WHERE {}{}").format(
        sql.SQL(", ").join([*wanted, *(_named(value, name) for name, value in outcome)]),
        source,
        sql.Identifier(ROW),
        rule.verdict_sql(),
        condition,
    )


def select_explained(rules: CompiledRule | Sequence[CompiledRule], source: sql.Composable) -> sql.Composable:
    """Return a SELECT of every column of the source and, for rule i, what `explain_row(…, index=i)` reads.

    All rules must be about the basis of the source, and the source must have the facts of all of them.
    """
    return explained([rules] if isinstance(rules, CompiledRule) else rules, source)


def _named(value: sql.Composable, name: str) -> sql.Composable:
    return sql.SQL("{} AS {}").format(value, sql.Identifier(name))


def explain_rows(
    rules: Sequence[CompiledRule], source: sql.Composable, *, cursor: Cursor
) -> list[tuple[dict[str, Any], list[Explanation]]]:
    """Run `select_explained` and return each row with the explanation of each rule, in the order of the
    rules.
    """
    rows = _fetch(cursor, select_explained(rules, source), None)
    return [(row, [explain_row(rule, row, index=number) for number, rule in enumerate(rules)]) for row in rows]


def explained_answers(
    rules: Sequence[CompiledRule], columns: Sequence[str], answers: Iterable[Sequence[Any]]
) -> list[tuple[dict[str, Any], list[Explanation]]]:
    """Return what `explain_rows` does, from the rows of a `select_explained` that somebody else has run."""
    rows = [dict(zip(columns, answer, strict=True)) for answer in answers]
    return [(row, [explain_row(rule, row, index=number) for number, rule in enumerate(rules)]) for row in rows]


def what_if(
    rule: CompiledRule, *, facts: Mapping[str, Any], on: date, cursor: Cursor, typed: bool = False
) -> Explanation:
    """Return what the rule says about facts that someone `typed` in, or that a decision recorded, as of `on`.

    A fact that is not given is worth what a complete registry without a record says (`absent`); None is
    unknown. Facts that the vocabulary knows but the rule does not use are checked and left out. Raises
    `RuleError` whose `where` is `facts.<name>`.
    """
    return what_if_many(rule, cases=[(facts, on)], cursor=cursor, typed=typed)[0]


def what_if_many(
    rule: CompiledRule, *, cases: Sequence[tuple[Mapping[str, Any], date]], cursor: Cursor, typed: bool = False
) -> list[Explanation]:
    """Return what the rule says about each (facts, on), in order, asked in one query."""
    if not cases:
        return []
    rows = [_typed_row(rule, number, facts, on, typed=typed) for number, (facts, on) in enumerate(cases)]
    query = sql.SQL('{} ORDER BY f."#"').format(select_explained(rule, _typed_source(rule.facts)))
    return [explain_row(rule, row) for row in _fetch(cursor, query, [json.dumps(rows)])]


def amounts(
    rule: CompiledRule, *, cases: Sequence[tuple[Mapping[str, Any], date]], cursor: Cursor
) -> list[Decimal | None]:
    """Return what the rule's amount alone is worth for each (facts, on), in order, asked in one query.

    Whether the criteria are met is not asked. None where the amount cannot be told: a parameter has no value on the
    day, or a fact that it needs is unknown, or cannot be read any more.
    """
    if not cases or rule.amount is None:
        return [None] * len(cases)
    facts = rule.amount.facts
    rows = [row for number, (values, on) in enumerate(cases) if (row := _amount_row(rule, number, values, on))]
    query = sql.SQL('SELECT {row}."#" AS number, {amount} AS amount FROM ({source}) AS {row}').format(
        row=sql.Identifier(ROW), amount=rule.amount_sql(), source=_typed_source(facts)
    )
    found = {row["number"]: row["amount"] for row in _fetch(cursor, query, [json.dumps(rows)])}
    return [found.get(number) for number in range(len(cases))]


def _amount_row(rule: CompiledRule, number: int, facts: Mapping[str, Any], on: date) -> dict[str, Any] | None:
    """The row of what the amount needs to know, or None when one of its facts cannot be read any more."""
    needed = {bound.name for bound in rule.amount.facts} if rule.amount else set()
    try:
        read = {name: value for name, value in facts.items() if name in needed}
        row = _typed_row(rule, number, read, on, typed=False)
    except RuleError:
        return None
    return {name: value for name, value in row.items() if name in needed or name in ("#", "on")}


def _typed_source(facts: Iterable[BoundFact]) -> sql.Composable:
    """Return a source made of one JSON parameter: the query is the same text however many rows it has."""
    columns: list[sql.Composable] = [sql.SQL('"#" bigint'), sql.SQL('"on" date')]
    columns += [
        sql.SQL("{} {}").format(
            sql.Identifier(bound.name),
            sql.SQL(SQL_TYPES[ValueType(bound.fact.type.value)]),
        )
        for bound in facts
    ]
    return sql.SQL("SELECT * FROM jsonb_to_recordset({}::jsonb) AS typed ({})").format(
        sql.Placeholder(), sql.SQL(", ").join(columns)
    )


def _typed_row(rule: CompiledRule, number: int, facts: Mapping[str, Any], on: date, *, typed: bool) -> dict[str, Any]:
    if type(on) is not date:
        raise RuleError(_("The day is a date."), where="on", hint=_("Write a date as YYYY-MM-DD."))
    values = typed_facts(rule, facts, typed=typed)
    return {"#": number, "on": on.isoformat()} | {name: _json_value(value) for name, value in values.items()}


def typed_facts(rule: CompiledRule, facts: Mapping[str, Any], *, typed: bool = True) -> dict[str, Value | None]:
    """Return the value of each fact of the rule, from typed-in values by name; others take what is `absent`.

    Numbers that nobody `typed` may have more decimals than they are allowed, as long as they are zeros.

    A fact may be given under any name that means it (`child.person.alive` for `child.alive`).
    """
    given: dict[tuple[str, str], Value | None] = {}
    for name, raw in facts.items():
        bound = _resolve(rule, name)
        meant = (bound.role, bound.fact.name)
        value = _typed_value(bound, raw, name, typed=typed)
        if meant in given and given[meant] != value:
            raise RuleError(_("This fact is given twice, with different values."), where=f"facts.{name}")
        given[meant] = value
    return {bound.name: given.get((bound.role, bound.fact.name), bound.fact.absent) for bound in rule.facts}


def _resolve(rule: CompiledRule, name: Any) -> BoundFact:
    try:
        return rule.vocabulary.resolve(str(name))
    except UnknownFact as unknown:
        nearest = list(unknown.suggestions[:3]) or get_close_matches(str(name), rule.vocabulary.names(), n=3)
        hint = _("Did you mean %(names)s?") % {"names": ", ".join(nearest)} if nearest else ""
        raise RuleError(
            _("There is no fact named %(name)s.") % {"name": str(name)[:80]},
            where=f"facts.{str(name)[:80]}",
            hint=hint,
        ) from unknown


def _typed_value(bound: BoundFact, raw: Any, name: str, *, typed: bool) -> Value | None:
    value = read_value(raw, ValueType(bound.fact.type.value), where=f"facts.{name}", recorded=not typed)
    codes = bound.fact.codes
    if isinstance(value, str) and value not in codes:
        nearest = get_close_matches(value, list(codes), n=1, cutoff=0.5)
        hint = _("Did you mean '%(code)s'?") % {"code": nearest[0]} if nearest else ""
        listed = _("The values are: %(codes)s.") % {"codes": ", ".join(list(codes)[:12])}
        raise RuleError(
            _("'%(code)s' is not in the list.") % {"code": value[:40]},
            where=f"facts.{name}",
            hint=f"{hint} {listed}".strip(),
        )
    return value


def _json_value(value: Value | None) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _fetch(cursor: Cursor, query: sql.Composable, params: Sequence[Any] | None) -> list[dict[str, Any]]:
    # Rendered here, because Django's debugging cursor only knows texts.
    cursor.execute(query.as_string(None), params)
    names = [column[0] for column in cursor.description]
    return [dict(row) if isinstance(row, Mapping) else dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
