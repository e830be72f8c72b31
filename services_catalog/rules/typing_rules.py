"""Which types go together, and what comes out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TypeVar

from django.utils.translation import gettext as _

from .errors import RuleError
from .functions import MOST_ADDED
from .nodes import Arithmetic, Call, Choice, Negative, Node, Number, ParameterRef
from .scales import Scale
from .types import NUMERIC, ValueType, type_words

# What a value of a code list may look like when a rule names it.
PLAIN_CODE = re.compile(r"[A-Za-z0-9_.+\-/ ]{1,60}")

N = TypeVar("N", bound=Node)

_PLAIN = frozenset({ValueType.INTEGER, ValueType.NUMBER})
# Functions that give back one of their arguments, or a rounded one.
_PASSING = frozenset({"least", "greatest", "coalesce", "round", "floor", "ceil"})


def with_type(node: N, value_type: ValueType) -> N:
    """Return the node with another type."""
    return replace(node, type=value_type)


def is_figure(node: Node) -> bool:
    """Tell whether a node is a written number, or a choice between written numbers; those may stand for
    money.
    """
    if isinstance(node, Number):
        return True
    if isinstance(node, Negative):
        return is_figure(node.operand)
    if isinstance(node, Choice):
        return all(is_figure(value) for _condition, value in node.branches) and is_figure(node.otherwise)
    if isinstance(node, Call) and node.function in _PASSING:
        arguments = node.arguments[:1] if node.function == "round" else node.arguments
        return all(is_figure(argument) for argument in arguments)
    return False


def as_money(node: Node, text: str) -> Node:
    """Return a written number as an amount of money; `RuleError` if it has parts of a qəpik."""
    if isinstance(node, Number):
        if isinstance(node.value, Decimal) and node.value != round(node.value, 2):
            raise RuleError(_("Money has at most two decimals."), text, node.start, node.end)
        return with_type(node, ValueType.MONEY)
    if isinstance(node, Negative):
        return replace(node, type=ValueType.MONEY, operand=as_money(node.operand, text))
    if isinstance(node, Choice):
        branches = tuple((condition, as_money(value, text)) for condition, value in node.branches)
        return replace(node, type=ValueType.MONEY, branches=branches, otherwise=as_money(node.otherwise, text))
    if isinstance(node, Call) and node.function in _PASSING and node.type in _PLAIN:
        count = 1 if node.function == "round" else len(node.arguments)
        arguments = [as_money(argument, text) for argument in node.arguments[:count]]
        return replace(node, type=ValueType.MONEY, arguments=(*arguments, *node.arguments[count:]))
    return node


def one_type(nodes: Sequence[Node], text: str) -> tuple[list[Node], ValueType]:
    """Return nodes made to be of one type, and that type; `RuleError` at the first that does not fit."""
    types = {node.type for node in nodes}
    if types == {ValueType.CODE}:
        _check_one_list(nodes, text)
    if len(types) == 1:
        return list(nodes), nodes[0].type
    if types <= _PLAIN:
        return list(nodes), ValueType.NUMBER
    if ValueType.MONEY in types and types <= NUMERIC:
        for node in nodes:
            if node.type is not ValueType.MONEY and not is_figure(node):
                raise _mismatch(node, ValueType.MONEY, text)
        return [node if node.type is ValueType.MONEY else as_money(node, text) for node in nodes], ValueType.MONEY
    wanted = nodes[0].type
    odd = next(node for node in nodes if node.type is not wanted and not {node.type, wanted} <= NUMERIC)
    raise _mismatch(odd, wanted, text)


def _check_one_list(nodes: Sequence[Node], text: str) -> None:
    first = set(nodes[0].codes or ())
    for node in nodes[1:]:
        if set(node.codes or ()) != first:
            raise RuleError(_("These values come from two different lists."), text, node.start, node.end)


def _mismatch(node: Node, wanted: ValueType, text: str) -> RuleError:
    return RuleError(
        _("%(wanted)s is needed here, and this is %(type)s.")
        % {"wanted": capital(type_words(wanted)), "type": type_words(node.type)},
        text,
        node.start,
        node.end,
        _mismatch_hint(node.type, wanted),
    )


def _mismatch_hint(found: ValueType, wanted: ValueType) -> str:
    if wanted is ValueType.DATE:
        return _("A date is written DATE '2026-07-01'.")
    if wanted is ValueType.BOOLEAN:
        return _("Name the condition itself, or compare with TRUE or FALSE.")
    if wanted is ValueType.CODE:
        return _("Values from a list are written 'text'.")
    if found is ValueType.DATE:
        return _("Use years_between, months_between or days_between.")
    return ""


def arithmetic(operator: str, left: Node, right: Node, text: str) -> Node:
    """Return the node of + - * / with its type; `RuleError` if the two do not go together."""
    for node in (left, right):
        if node.type not in NUMERIC:
            hint = ""
            if node.type is ValueType.DATE:
                hint = _("Use days_between(a, b), months_between(a, b), add_days(d, n) or add_months(d, n).")
            raise RuleError(
                _("%(operator)s needs numbers, and this is %(type)s.")
                % {"operator": operator, "type": type_words(node.type)},
                text,
                node.start,
                node.end,
                hint,
            )
    if operator in "+-":
        (left, right), common = one_type([left, right], text)
    elif operator == "*":
        common = _product(left, right, text)
    else:
        common = _quotient(left, right, text)
    return Arithmetic(type=common, start=left.start, end=right.end, operator=operator, left=left, right=right)


def _product(left: Node, right: Node, text: str) -> ValueType:
    types = {left.type, right.type}
    if types == {ValueType.MONEY}:
        raise RuleError(_("Money cannot be multiplied by money."), text, left.start, right.end)
    if ValueType.MONEY in types:
        return ValueType.MONEY
    return ValueType.INTEGER if types == {ValueType.INTEGER} else ValueType.NUMBER


def _quotient(left: Node, right: Node, text: str) -> ValueType:
    if constant(right) == 0:
        raise RuleError(_("Nothing can be divided by zero."), text, right.start, right.end)
    if right.type is ValueType.MONEY:
        if left.type is not ValueType.MONEY:
            raise RuleError(_("Only money can be divided by money."), text, left.start, right.end)
        return ValueType.NUMBER
    return ValueType.MONEY if left.type is ValueType.MONEY else ValueType.NUMBER


def constant(node: Node) -> Fraction | None:
    """Return what a node made of written numbers is worth; None if it depends on data."""
    if isinstance(node, Number):
        return Fraction(node.value)
    if isinstance(node, Negative):
        inner = constant(node.operand)
        return None if inner is None else -inner
    if isinstance(node, Arithmetic):
        return _constant_of(node.operator, constant(node.left), constant(node.right))
    if isinstance(node, Call) and node.function in ("round", "floor", "ceil"):
        return _rounded(node, constant(node.arguments[0]))
    return None


def _constant_of(operator: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    if operator == "/":
        return left / right if right else None
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


def _rounded(node: Call, value: Fraction | None) -> Fraction | None:
    if value is None:
        return None
    if node.function == "floor":
        return Fraction(floor(value))
    if node.function == "ceil":
        return Fraction(ceil(value))
    places = constant(node.arguments[1]) if len(node.arguments) > 1 else None
    scale = 10 ** int(places or 0)
    whole = floor(abs(value) * scale + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, scale)


def moves(node: Node) -> int:
    """Return how often a date in the node is moved by add_years, add_months, add_days or birthday at most."""
    deepest = max((moves(child) for child in node.children()), default=0)
    return deepest + 1 if isinstance(node, Call) and node.function in MOST_ADDED else deepest


def cost(node: Node) -> int:
    """Return how much SQL a node becomes, in nodes: some functions name their arguments more than once."""
    inner = sum(cost(child) for child in node.children())
    if isinstance(node, ParameterRef):
        worths = [value for _since, value in node.parameter.values]
        return 1 + sum(len(value.brackets) if isinstance(value, Scale) else 1 for value in worths)
    if isinstance(node, Call):
        if node.function in ("years_between", "months_between"):
            return 1 + 6 * inner
        if node.function == "birthday":
            return 1 + 4 * inner
        if node.function in ("least", "greatest", *MOST_ADDED):
            return 1 + 2 * inner
    return 1 + inner


def capital(words: str) -> str:
    """Return words that begin a sentence."""
    return words[:1].upper() + words[1:]
