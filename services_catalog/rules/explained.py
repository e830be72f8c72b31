"""The query behind an explanation: many rules about one row, with the value of every condition in them.

Rules share criteria, and planning a query costs more than running it for one person. So each different condition,
amount and date is written once, in an inner SELECT that PostgreSQL may not merge with the outer one; the outer joins
them to criteria and verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from psycopg import sql

from .language import Expression
from .nodes import Logical, Negation, Node
from .rule import CompiledRule, amount_of, datable, in_calendar, payable
from .sql import ROW


class _Once:
    """Texts, each kept once; `place` returns the SQL that reads its value from the inner SELECT."""

    def __init__(self, column: str, kind: str) -> None:
        self.column = f'"{ROW}"."{column}"'
        self.name = column
        self.kind = kind
        self.texts: dict[str, int] = {}

    def place(self, text: str) -> str:
        number = self.texts.setdefault(text, len(self.texts) + 1)
        return f"{self.column}[{number}]"

    def array(self) -> str:
        return f'ARRAY[{", ".join(self.texts)}]::{self.kind}[] AS "{self.name}"'


def explained(
    rules: Sequence[CompiledRule], source: sql.Composable, *, along: Sequence[str] | None = None
) -> sql.Composable:
    """Return a SELECT of the columns of the source and, for rule i, `r<i>_is` (boolean[]) and `r<i>_out` (text[]).

    `r<i>_is` holds the verdict, then each criterion followed by the conditions it is joined from; `r<i>_out` holds
    amount, starts, until and payee. PostgreSQL's limit of 1,664 columns leaves room for 500 rules with their facts.
    `along` are the columns of the source that come along, first and in this order; by default all do.
    """
    conditions, amounts, days = _Once("#is", "boolean"), _Once("#amounts", "numeric"), _Once("#days", "date")
    packed: list[str] = []
    for number, rule in enumerate(rules):
        amount = amounts.place(rule.amount.sql_text) if rule.amount else ""
        packed.append(f'ARRAY[{", ".join(_booleans(rule, conditions, days, amount))}]::boolean[] AS "r{number}_is"')
        packed.append(f'ARRAY[{", ".join(_outcome(rule, days, amount))}]::text[] AS "r{number}_out"')
    row = sql.Identifier(ROW)
    inner = ", ".join(once.array() for once in (conditions, amounts, days))
    return sql.SQL(
        "SELECT {along}{packed} FROM (SELECT {row}.*, {inner} FROM ({source}) AS {row} OFFSET 0) AS {row}"
    ).format(
        row=row,
        along=sql.SQL("{}.*").format(row) if along is None else sql.SQL(", ").join(_columns(along)),
        packed=sql.SQL("".join(f", {column}" for column in packed)),
        inner=sql.SQL(inner),
        source=source,
    )


def _columns(names: Sequence[str]) -> list[sql.Composable]:
    return [sql.Identifier(ROW, name) for name in names]


def _booleans(rule: CompiledRule, conditions: _Once, days: _Once, amount: str) -> list[str]:
    parts = [_parts(criterion.expression, conditions) for criterion in rule.criteria]
    verdict = [own for own, *_below in parts]
    if amount:
        verdict.append(payable(amount))
    verdict.extend(datable(days.place(expression.sql_text)) for expression in rule.needed_days)
    return [f"({' AND '.join(verdict)})" if verdict else "TRUE", *(part for each in parts for part in each)]


def _parts(expression: Expression, conditions: _Once) -> list[str]:
    """Return the SQL of a criterion and of the conditions it is joined from, each before its own parts."""
    return _joined(expression.root, (conditions.place(text) for text in expression.conditions))


def _joined(node: Node, conditions: Iterator[str]) -> list[str]:
    if not isinstance(node, Logical | Negation):
        return [next(conditions)]
    parts = [_joined(child, conditions) for child in node.children()]
    if isinstance(node, Negation):
        own = f"(NOT {parts[0][0]})"
    else:
        own = f"({f' {node.operator} '.join(part[0] for part in parts)})"
    return [own, *(text for part in parts for text in part)]


def _outcome(rule: CompiledRule, days: _Once, amount: str) -> list[str]:
    dates = [
        f"to_char({in_calendar(days.place(expression.sql_text))}, 'YYYY-MM-DD')" if expression else "NULL"
        for expression in (rule.starts, rule.until)
    ]
    return [f"{amount_of(amount)}::text" if amount else "NULL", *dates, rule.payee_sql().as_string(None)]
