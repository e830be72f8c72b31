"""How much a service pays now, and what it will pay when an amount that is already known takes force.

The rule's own expressions are asked, in PostgreSQL, on today and on every coming day on which one of their parameters
changes. What depends on the person has no one answer: it is said in words, with what its parameters are worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.db import connection
from psycopg import sql

from services_catalog import formats
from services_catalog.models import ParameterValue
from services_catalog.rules import CompiledRule, Parameter, Scale, ValueType, read_node, read_scale
from services_catalog.rules.limits import asks_facts
from services_catalog.rules.nodes import Choice, Node, ParameterRef, walk
from services_catalog.rules.rule import amount_of
from services_catalog.rules.sql import ROW, to_sql

AmountKind = Literal["fixed", "banded", "computed"]


@dataclass(frozen=True, slots=True)
class Worth:
    """What something is worth now and from when something else is known. `money` is None for what is not manat.

    `assumed`: the present value is not confirmed in a published source. `text` is the value in words.
    """

    label: str
    money: Decimal | None
    text: str = ""
    since: date | None = None
    next_money: Decimal | None = None
    next_text: str = ""
    next_from: date | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """How much. `fixed`: `worths[0]` is it; `banded`: one of them, by the person's case; `computed`: as `formula` says.

    `of` are the amounts of law that the formula names, where it is more than one of them.
    """

    kind: AmountKind
    period: str
    worths: tuple[Worth, ...]
    formula: str = ""
    of: tuple[Worth, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether any amount that will come is known."""
        return any(worth.next_from for worth in (*self.worths, *self.of))


def amount_of_rule(rule: CompiledRule, *, on: date, language: str) -> Amount | None:
    """Return how much a rule pays; None when it pays nothing. At most two queries."""
    if rule.amount is None:
        return None
    root = rule.amount.root
    parameters = _parameters(root)
    doubtful = _doubtful(parameters, on)
    worths = [_worth_of(parameter, on, language, doubtful) for parameter in parameters]
    if isinstance(root, ParameterRef):
        return Amount("fixed", rule.period, tuple(worths))
    formula = read_node(root, language)
    if not asks_facts(root):
        return Amount("fixed", rule.period, tuple(_computed([(root, "")], on, doubtful)), formula, tuple(worths))
    bands = _bands(root, language)
    if bands:
        return Amount("banded", rule.period, tuple(_computed(bands, on, doubtful)))
    return Amount("computed", rule.period, (), formula, tuple(worths))


def _parameters(node: Node) -> list[Parameter]:
    named = {found.parameter.name: found.parameter for found in walk(node) if isinstance(found, ParameterRef)}
    return list(named.values())


def _bands(root: Node, language: str) -> list[tuple[Node, str]]:
    """Return the amounts that a case distinction chooses from, each with its name, when none asks any more facts."""
    if not isinstance(root, Choice):
        return []
    branches = [(value, read_node(condition, language)) for condition, value in root.branches]
    branches.append((root.otherwise, ""))
    if any(asks_facts(value) for value, _name in branches):
        return []
    return [
        (value, value.parameter.label.get(language, name) if isinstance(value, ParameterRef) else name)
        for value, name in branches
    ]


# -- what parameters are worth -----------------------------------------------------------------------------------


def _doubtful(parameters: Sequence[Parameter], on: date) -> Mapping[str, bool]:
    """Return for each parameter whether what it is worth on a day is assumed or recalled; one query."""
    rows = ParameterValue.objects.filter(
        parameter__in=[parameter.name for parameter in parameters], valid_from__lte=on
    ).order_by("valid_from")
    return {row.parameter_id: row.confidence in ("assumed", "recalled") for row in rows} if parameters else {}


def _next_change(parameter: Parameter, on: date) -> date | None:
    return next((since for since, _value in parameter.values if since > on), None)


def _worth_of(parameter: Parameter, on: date, language: str, doubtful: Mapping[str, bool]) -> Worth:
    """Return what a parameter is worth, by its own history."""
    since = max((first for first, _value in parameter.values if first <= on), default=None)
    coming = _next_change(parameter, on)
    now, later = parameter.value_on(on), parameter.value_on(coming) if coming else None
    is_money = parameter.type is ValueType.MONEY
    return Worth(
        label=parameter.label.get(language, parameter.name),
        money=_shown(now) if is_money else None,
        text="" if is_money else _in_words(now, language),
        since=since,
        next_money=_shown(later) if is_money else None,
        next_text="" if is_money else _in_words(later, language),
        next_from=None if is_money and _shown(later) is None else coming,
        assumed=doubtful.get(parameter.name, False),
    )


def _shown(value: object) -> Decimal | None:
    """Money as the public may read it: less than nothing is a mistake, and nobody is paid it."""
    return value if isinstance(value, Decimal) and value >= 0 else None


def _in_words(value: object, language: str) -> str:
    if isinstance(value, Scale):
        return ", ".join(read_scale(value, language))
    return formats.exact(value, language=language) if isinstance(value, int | Decimal) else ""


def _computed(named: Sequence[tuple[Node, str]], on: date, doubtful: Mapping[str, bool]) -> list[Worth]:
    """Return what expressions without facts are worth, asked on every day on which one may change; one query."""
    days = {on}
    for node, _name in named:
        days.update(since for found in _parameters(node) for since, _value in found.values if since > on)
    values = _asked([node for node, _name in named], sorted(days))
    return [_worth(node, name, values[number], on, doubtful) for number, (node, name) in enumerate(named)]


def _asked(nodes: Sequence[Node], days: Sequence[date]) -> list[dict[date, Decimal | None]]:
    """Return the amount of each expression on each day, as the rule engine computes it."""
    columns = [sql.SQL(amount_of(f"({to_sql(node).as_string(None)})::numeric")) for node in nodes]
    source = sql.SQL("SELECT unnest({}::date[]) AS {}").format(sql.Literal(list(days)), sql.Identifier("on"))
    query = sql.SQL("SELECT {}, {} FROM ({}) AS {}").format(
        sql.Identifier(ROW, "on"), sql.SQL(", ").join(columns), source, sql.Identifier(ROW)
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    return [{row[0]: row[number] for row in rows} for number in range(1, len(nodes) + 1)]


def _worth(
    node: Node, name: str, values: Mapping[date, Decimal | None], on: date, doubtful: Mapping[str, bool]
) -> Worth:
    now = values[on]
    coming = next((day for day in sorted(values) if day > on and values[day] != now), None)
    return Worth(
        label=name,
        money=now,
        next_money=values[coming] if coming else None,
        next_from=coming,
        assumed=any(doubtful.get(parameter.name, False) for parameter in _parameters(node)),
    )
