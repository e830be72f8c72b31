"""Whether two conditions can hold together, told from how they are written.

A condition and its opposite, two codes of one fact, spans of a number that do not meet: what is found keeps apart
whoever is asked about, and on whatever day. What is not found may still never happen; nobody is told that it cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

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
    Node,
    Number,
    ParameterRef,
    Range,
    Truth,
    walk,
)

_OPPOSITE: Final[Mapping[str, str]] = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_JOINED_OTHERWISE: Final[Mapping[str, str]] = {"AND": "OR", "OR": "AND"}


@dataclass(frozen=True, eq=False)
class Condition:
    """A condition, in one form for all that say the same."""

    root: Node

    @cached_property
    def plain(self) -> Node:
        """The condition with NOT moved to its innermost parts, and what is joined in one order."""
        return _plain(self.root)

    @cached_property
    def key(self) -> str:
        """The same for conditions that say the same, however they are joined."""
        return _key(self.plain)

    @cached_property
    def opposite(self) -> str:
        """The key of its opposite."""
        return _key(_opposite(self.plain))

    @cached_property
    def facts(self) -> frozenset[str]:
        """The names of the facts it asks."""
        return frozenset(found.bound.name for found in walk(self.root) if isinstance(found, FactRef))

    def never_with(self, other: Condition) -> bool:
        """Tell whether it is known never to hold together with another about the same record."""
        return not self.facts.isdisjoint(other.facts) and _apart(self.plain, other.plain)


def _apart(one: Node, other: Node) -> bool:
    if _key(_opposite(one)) == _key(other):
        return True
    for these, those in ((one, other), (other, one)):
        if isinstance(these, Logical):
            found = (_apart(operand, those) for operand in these.operands)
            if any(found) if these.operator == "AND" else all(found):
                return True
    return _values_apart(one, other)


# -- a condition without NOT around others --------------------------------------------------------------------------


def _plain(node: Node) -> Node:
    match node:
        case Negation():
            return _opposite(_plain(node.operand))
        case Logical():
            parts = [part for operand in map(_plain, node.operands) for part in _joined_alike(operand, node.operator)]
            return replace(node, operands=tuple(sorted(parts, key=_key)))
        case Choice():
            branches = tuple((_plain(condition), _plain(value)) for condition, value in node.branches)
            return replace(node, branches=branches, otherwise=_plain(node.otherwise))
    return node


def _joined_alike(node: Node, operator: str) -> tuple[Node, ...]:
    return node.operands if isinstance(node, Logical) and node.operator == operator else (node,)


def _opposite(node: Node) -> Node:
    """Return the opposite of a plain condition, plain again."""
    match node:
        case Negation():
            return node.operand
        case Truth():
            return replace(node, value=not node.value)
        case Comparison():
            return replace(node, operator=_OPPOSITE[node.operator])
        case Logical():
            operands = sorted(map(_opposite, node.operands), key=_key)
            return replace(node, operator=_JOINED_OTHERWISE[node.operator], operands=tuple(operands))
        case Choice():
            branches = tuple((condition, _opposite(value)) for condition, value in node.branches)
            return replace(node, branches=branches, otherwise=_opposite(node.otherwise))
    return Negation(operand=node, type=node.type, start=node.start, end=node.end)


def _key(node: Node) -> str:
    """A text that is the same for nodes that say the same, wherever they stand."""
    match node:
        case FactRef():
            return node.bound.name
        case ParameterRef():
            return f"parameter.{node.parameter.name}"
        case Number() | Code() | Day() | Truth():
            return repr(node.value)
        case Comparison() | Logical() | Arithmetic():
            head = node.operator
        case Call():
            head = node.function
        case _:
            head = type(node).__name__
    return f"{head}({', '.join(map(_key, node.children()))})"


# -- values of one fact ---------------------------------------------------------------------------------------------


def _values_apart(one: Node, other: Node) -> bool:
    """Whether both are about the value of the same thing, and no value satisfies both."""
    if _subject(one) is None or _subject(one) != _subject(other):
        return False
    these, those = _codes(one), _codes(other)
    if these is not None and those is not None:
        return these.isdisjoint(those)
    for within, outside in ((these, _codes(_opposite(other))), (those, _codes(_opposite(one)))):
        if within is not None and outside is not None and within <= outside:
            return True
    first, second = _span(one), _span(other)
    return first is not None and second is not None and (_below(first, second) or _below(second, first))


def _subject(node: Node) -> str | None:
    """What a condition compares with something written out."""
    match node:
        case Comparison():
            return _key(node.left)
        case Membership() | Range():
            return _key(node.operand)
        case Negation(operand=Membership() as inner):
            return _key(inner.operand)
    return None


def _codes(node: Node) -> frozenset[str] | None:
    """The codes a condition allows; None when it is not a list of codes."""
    match node:
        case Comparison(operator="=", right=Code() as code):
            return frozenset({code.value})
        case Membership():
            return _all_codes(node.options)
    return None


def _all_codes(options: Iterable[Node]) -> frozenset[str] | None:
    listed = list(options)
    codes = frozenset(option.value for option in listed if isinstance(option, Code))
    return codes if len(codes) == len(listed) else None


@dataclass(frozen=True, slots=True)
class _Span:
    """Numbers from `low` to `high`, each itself among them or not; None: without an end."""

    low: float | None = None
    with_low: bool = True
    high: float | None = None
    with_high: bool = True


def _span(node: Node) -> _Span | None:
    """The numbers a condition allows, where it names them."""
    match node:
        case Range(low=Number() as low, high=Number() as high):
            return _Span(low=float(low.value), high=float(high.value))
        case Comparison(operator="=", right=Number() as number):
            return _Span(low=float(number.value), high=float(number.value))
        case Comparison(operator=">" | ">=", right=Number() as number):
            return _Span(low=float(number.value), with_low=node.operator == ">=")
        case Comparison(operator="<" | "<=", right=Number() as number):
            return _Span(high=float(number.value), with_high=node.operator == "<=")
    return None


def _below(one: _Span, other: _Span) -> bool:
    if one.high is None or other.low is None:
        return False
    return one.high < other.low or (one.high == other.low and not (one.with_high and other.with_low))
