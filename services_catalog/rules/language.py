"""The language of rules: text in, checked and typed expression out.

    >>> parse_expression("person.age >= 65 AND NOT employment.active", vocabulary=…, parameters=…)

Comparisons (= <> < <= > >=), AND OR NOT, IN (…), BETWEEN, CASE WHEN … THEN … ELSE … END, + - * / on numbers
and money, TRUE FALSE, 'values from a list', DATE '2026-07-01', `today`, names of facts, `parameter.name`,
and the functions of `functions`, of which `scale(amount, parameter.name)` goes through the brackets of a scale.
Everything else is refused with a `RuleError` that points at the word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _
from psycopg import sql

from registries.facts.model import BoundFact, Vocabulary

from .check import Checker
from .errors import RuleError
from .nodes import FactRef, Node, ParameterRef, unjoined, walk
from .parameters import ParameterBook
from .sql import to_sql
from .syntax import parse_tree
from .types import ValueType, type_words
from .typing_rules import as_money, cost, is_figure

MAX_COST = 3_000


@dataclass(frozen=True)
class Expression:
    """A checked expression: its text, its type, its nodes, the facts and parameters it names, in order."""

    text: str
    type: ValueType
    root: Node = field(repr=False)
    facts: tuple[BoundFact, ...]
    parameters: tuple[str, ...]

    @cached_property
    def sql_text(self) -> str:
        """The SQL over the row `f`, rendered once; it has no placeholders and no percent signs."""
        return to_sql(self.root).as_string(None)

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """The SQL of the conditions that AND, OR and NOT join, in the order of the text."""
        return tuple(to_sql(node).as_string(None) for node in unjoined(self.root))

    def sql(self) -> sql.Composable:
        """Return the SQL over the row `f`."""
        return sql.SQL(self.sql_text)


def parse_expression(
    text: str, *, vocabulary: Vocabulary, parameters: ParameterBook, expect: ValueType | None = None
) -> Expression:
    """Check the text of an expression and return it typed.

    `expect` is the type it must have (a whole number also passes as a number, a written number as money).
    Raises `RuleError`; nothing of the text reaches the database before it has passed.
    """
    root = Checker(text, vocabulary, parameters).run(parse_tree(text))
    if cost(root) > MAX_COST:
        raise RuleError(
            _("The expression is too complicated."), text, 0, len(text), _("Split it into several criteria.")
        )
    if expect is not None:
        root = _as_expected(root, expect, text)
    nodes = list(walk(root))
    return Expression(
        text=text,
        type=root.type,
        root=root,
        facts=tuple({node.bound.name: node.bound for node in nodes if isinstance(node, FactRef)}.values()),
        parameters=tuple(dict.fromkeys(node.parameter.name for node in nodes if isinstance(node, ParameterRef))),
    )


def _as_expected(root: Node, expect: ValueType, text: str) -> Node:
    if root.type is expect or (expect is ValueType.NUMBER and root.type is ValueType.INTEGER):
        return root
    if expect is ValueType.MONEY and is_figure(root):
        return as_money(root, text)
    hint = _("Compare it with something.") if expect is ValueType.BOOLEAN else ""
    wanted = type_words(expect)
    raise RuleError(
        _("%(wanted)s is needed here, and this is %(type)s.")
        % {"wanted": wanted[:1].upper() + wanted[1:], "type": type_words(root.type)},
        text,
        root.start,
        root.end,
        hint,
    )
