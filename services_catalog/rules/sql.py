"""Typed nodes -> SQL over a row `f` that has a column for each fact and the column "on".

Three-valued logic is PostgreSQL's own, with two places where PostgreSQL would pass over an unknown silently
and this does not: CASE with an unknown condition, and LEAST/GREATEST with an unknown argument, are unknown.
No expression raises an error whatever the data are: arithmetic is `numeric`, a divisor of zero gives
unknown, dates outside the years 1 to 9999 and moves of more than 200 years are unknown. A quotient is kept
to 12 decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from psycopg import sql

from .functions import MOST_ADDED
from .nodes import (
    Arithmetic,
    Call,
    Choice,
    Code,
    Comparison,
    Day,
    FactRef,
    Logical,
    Membership,
    Negation,
    Negative,
    Node,
    Number,
    ParameterRef,
    Range,
    Today,
    Truth,
    never_unknown,
)
from .parameters import Parameter
from .scales import Scale
from .types import SQL_TYPES, ValueType

ROW = "f"
ON = sql.Identifier(ROW, "on")

_OPERATORS: dict[str, sql.SQL] = {
    "=": sql.SQL(" = "),
    "<>": sql.SQL(" <> "),
    "<": sql.SQL(" < "),
    "<=": sql.SQL(" <= "),
    ">": sql.SQL(" > "),
    ">=": sql.SQL(" >= "),
    "+": sql.SQL(" + "),
    "-": sql.SQL(" - "),
    "*": sql.SQL(" * "),
    "AND": sql.SQL(" AND "),
    "OR": sql.SQL(" OR "),
}


def to_sql(node: Node, *, bounded: bool = False) -> sql.Composable:
    """Return the SQL of a node, in parentheses where it needs them.

    `bounded` makes dates that come from data unknown when the calendar functions could not work with them.
    """
    match node:
        case Truth():
            return sql.SQL("TRUE") if node.value else sql.SQL("FALSE")
        case Number() | Code():
            return sql.Literal(node.value)
        case Day():
            return sql.SQL("DATE {}").format(sql.Literal(node.value.isoformat()))
        case Today():
            return ON
        case FactRef():
            return _fact(node, bounded=bounded)
        case ParameterRef():
            return parameter_sql(node.parameter)
        case Choice():
            return _choice(node, bounded=bounded)
        case Call(function="coalesce" | "least" | "greatest"):
            return _selection(node, bounded=bounded)
        case Call():
            return _CALLS[node.function](node)
        case _:
            return _operation(node)


def _operation(node: Node) -> sql.Composable:
    match node:
        case Negation():
            return sql.SQL("(NOT {})").format(to_sql(node.operand))
        case Logical():
            joined = _OPERATORS[node.operator].join(to_sql(part) for part in node.operands)
            return sql.SQL("({})").format(joined)
        case Comparison():
            return sql.SQL("({}{}{})").format(to_sql(node.left), _OPERATORS[node.operator], to_sql(node.right))
        case Membership():
            return sql.SQL("({} IN ({}))").format(to_sql(node.operand), _listed(node.options))
        case Range():
            return sql.SQL("({} BETWEEN {} AND {})").format(*map(to_sql, node.children()))
        case Arithmetic():
            return _arithmetic(node)
        case Negative():
            return sql.SQL("(- {})").format(_exact(node.operand))
    raise TypeError(f"not a node of the language: {node!r}")


def _listed(nodes: Iterable[Node], *, bounded: bool = False) -> sql.Composable:
    return sql.SQL(", ").join(to_sql(node, bounded=bounded) for node in nodes)


def _fact(node: FactRef, *, bounded: bool) -> sql.Composable:
    column = sql.Identifier(ROW, node.bound.name)
    if bounded and node.type is ValueType.DATE:
        return sql.SQL("(CASE WHEN {0} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {0} END)").format(column)
    return column


def parameter_sql(parameter: Parameter) -> sql.Composable:
    """Return the value of a parameter on the day of the row: NULL before the first."""
    kind = sql.SQL(SQL_TYPES[parameter.type])
    branches = [
        sql.SQL(" WHEN {} >= DATE {} THEN {}").format(
            ON, sql.Literal(since.isoformat()), sql.SQL("NULL") if value is None else sql.Literal(value)
        )
        for since, value in reversed(parameter.values)
    ]
    if not branches:
        return sql.SQL("NULL::{}").format(kind)
    return sql.SQL("(CASE{} END)::{}").format(sql.Composed(branches), kind)


def _scaled(node: Call) -> sql.Composable:
    """What a scale takes of an amount: NULL without a scale on the day, or of an unknown amount.

    The amount is worked out once, in a subquery that PostgreSQL may not merge with the rest.
    """
    amount, scale = node.arguments
    if not isinstance(scale, ParameterRef):
        raise TypeError(f"not a scale: {scale!r}")
    branches = [
        sql.SQL(" WHEN {} >= DATE {} THEN {}").format(
            ON, sql.Literal(since.isoformat()), _by_brackets(value) if isinstance(value, Scale) else sql.SQL("NULL")
        )
        for since, value in reversed(scale.parameter.values)
    ]
    if not branches:
        return sql.SQL("NULL::numeric")
    return sql.SQL("(SELECT (CASE{} END)::numeric FROM (SELECT {} AS x OFFSET 0) AS scaled)").format(
        sql.Composed(branches), _exact(amount)
    )


def _by_brackets(scale: Scale) -> sql.Composable:
    """What a scale takes of `scaled.x`: of an amount in a bracket, that of all below it and its own share."""
    taken = Decimal(0)
    branches: list[sql.Composable] = []
    for above, to, rate in scale.parts():
        branches.append(
            sql.SQL(" WHEN scaled.x > {above} THEN {taken} + (scaled.x - {above}) * {rate}").format(
                above=_written(above), taken=_written(taken), rate=_written(rate)
            )
        )
        taken += (to - above) * rate if to is not None else 0
    return sql.SQL("CASE{} WHEN scaled.x <= 0 THEN 0 END").format(sql.Composed(branches[::-1]))


def _written(value: Decimal) -> sql.Composable:
    return sql.SQL("{}::numeric").format(sql.Literal(f"{value:f}"))


def _exact(node: Node) -> sql.Composable:
    """Return a number as `numeric`, which has no overflow."""
    if isinstance(node, Number):
        return sql.SQL("{}::numeric").format(sql.Literal(str(node.value)))
    compiled = to_sql(node)
    if isinstance(node, Arithmetic | Negative):
        return compiled
    return sql.SQL("{}::numeric").format(compiled)


def _arithmetic(node: Arithmetic) -> sql.Composable:
    left, right = _exact(node.left), _exact(node.right)
    if node.operator == "/":
        return sql.SQL("round({} * 1.000000000000 / NULLIF({}, 0), 12)").format(left, right)
    return sql.SQL("({}{}{})").format(left, _OPERATORS[node.operator], right)


def _choice(node: Choice, *, bounded: bool) -> sql.Composable:
    """Nest the branches as CASE condition WHEN TRUE … WHEN FALSE …, so that an unknown condition gives
    NULL.
    """
    result = to_sql(node.otherwise, bounded=bounded)
    for condition, value in reversed(node.branches):
        result = sql.SQL("(CASE {} WHEN TRUE THEN {} WHEN FALSE THEN {} END)").format(
            to_sql(condition), to_sql(value, bounded=bounded), result
        )
    return result


def _selection(node: Call, *, bounded: bool) -> sql.Composable:
    """COALESCE as PostgreSQL has it; LEAST and GREATEST unknown if any argument is."""
    arguments = _listed(node.arguments, bounded=bounded)
    if node.function == "coalesce":
        return sql.SQL("COALESCE({})").format(arguments)
    chosen = (sql.SQL("LEAST({})") if node.function == "least" else sql.SQL("GREATEST({})")).format(arguments)
    doubtful = [to_sql(part, bounded=bounded) for part in node.arguments if not never_unknown(part)]
    if not doubtful:
        return chosen
    unknown = sql.SQL(" OR ").join(sql.SQL("{} IS NULL").format(part) for part in doubtful)
    return sql.SQL("(CASE WHEN {} THEN NULL ELSE {} END)").format(unknown, chosen)


def _known(node: Call) -> sql.Composable:
    return sql.SQL("({} IS NOT NULL)").format(to_sql(node.arguments[0], bounded=True))


def _round(node: Call) -> sql.Composable:
    digits = next((part.value for part in node.arguments[1:] if isinstance(part, Number)), 0)
    return sql.SQL("round({}, {})").format(_exact(node.arguments[0]), sql.Literal(int(digits)))


def _floor_or_ceil(node: Call) -> sql.Composable:
    name = sql.SQL("floor") if node.function == "floor" else sql.SQL("ceil")
    return sql.SQL("{}({})").format(name, _exact(node.arguments[0]))


def _dates(node: Call) -> list[sql.Composable]:
    return [to_sql(argument, bounded=True) for argument in node.arguments if argument.type is ValueType.DATE]


def _years_between(node: Call) -> sql.Composable:
    # age() counts whole years as the language does when the first date comes first, and three times as fast.
    earlier, later = _dates(node)
    return sql.SQL(
        "(CASE WHEN {b} >= {a} THEN date_part('year', age({b}::timestamp, {a}::timestamp))::int"
        " ELSE (date_part('year', {b}) - date_part('year', {a}))::int"
        " - ((date_part('month', {b}), date_part('day', {b}))"
        " < (date_part('month', {a}), date_part('day', {a})))::int END)"
    ).format(a=earlier, b=later)


def _months_between(node: Call) -> sql.Composable:
    earlier, later = _dates(node)
    return sql.SQL(
        "(CASE WHEN {b} >= {a} THEN (date_part('year', age({b}::timestamp, {a}::timestamp)) * 12"
        " + date_part('month', age({b}::timestamp, {a}::timestamp)))::int"
        " ELSE ((date_part('year', {b}) - date_part('year', {a})) * 12"
        " + date_part('month', {b}) - date_part('month', {a}))::int"
        " - (date_part('day', {b}) < date_part('day', {a}))::int END)"
    ).format(a=earlier, b=later)


def _days_between(node: Call) -> sql.Composable:
    earlier, later = _dates(node)
    return sql.SQL("({} - {})").format(later, earlier)


def _add(node: Call) -> sql.Composable:
    (start,) = _dates(node)[:1]
    amount = _amount(node.arguments[1], MOST_ADDED[node.function])
    if node.function == "add_days":
        return sql.SQL("({} + {})").format(start, amount)
    unit = sql.SQL("months") if node.function == "add_months" else sql.SQL("years")
    return sql.SQL("({} + make_interval({} => {}))::date").format(start, unit, amount)


def _birthday(node: Call) -> sql.Composable:
    # PostgreSQL moves 29 February to the 28th of a common year, on which the year is not full yet: the day after is
    # meant. Only then does the day of the month differ.
    (start,) = _dates(node)[:1]
    moved = _add(node)
    return sql.SQL("({moved} + (date_part('day', {moved}) <> date_part('day', {start}))::int)").format(
        moved=moved, start=start
    )


def _amount(node: Node, most: int) -> sql.Composable:
    if isinstance(node, Number):
        return sql.Literal(int(node.value))
    compiled = to_sql(node)
    return sql.SQL("(CASE WHEN {0} BETWEEN {1} AND {2} THEN {0} END)::int").format(
        compiled, sql.Literal(-most), sql.Literal(most)
    )


def _start_of_month(node: Call) -> sql.Composable:
    return sql.SQL("date_trunc('month', ({})::timestamp)::date").format(*_dates(node))


def _end_of_month(node: Call) -> sql.Composable:
    return sql.SQL("(date_trunc('month', ({})::timestamp) + interval '1 month - 1 day')::date").format(*_dates(node))


def _date_part(node: Call) -> sql.Composable:
    part = sql.SQL("'year'") if node.function == "year" else sql.SQL("'month'")
    return sql.SQL("date_part({}, {})::int").format(part, *_dates(node))


_CALLS: dict[str, Callable[[Call], sql.Composable]] = {
    "known": _known,
    "scale": _scaled,
    "round": _round,
    "floor": _floor_or_ceil,
    "ceil": _floor_or_ceil,
    "years_between": _years_between,
    "months_between": _months_between,
    "days_between": _days_between,
    "add_years": _add,
    "add_months": _add,
    "add_days": _add,
    "birthday": _birthday,
    "start_of_month": _start_of_month,
    "end_of_month": _end_of_month,
    "year": _date_part,
    "month": _date_part,
}
