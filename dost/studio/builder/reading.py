"""From the text of a condition to the form of it, as far as a form can say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from registries.facts.model import Vocabulary
from services_catalog.rules import ParameterBook, RuleError, ValueType, parse_expression
from services_catalog.rules.nodes import (
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
)

from .trees import NO, WORKED, YES, Condition, Group, Term, Tree, Value, Worked

DEEPEST_TERM: Final = 4
"""How many times something can be worked out of what is worked out itself: more is easier read as text."""

_OPPOSITE: Final = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED: Final[Mapping[str, str]] = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def from_text(text: str, *, vocabulary: Vocabulary, parameters: ParameterBook) -> Tree | None:
    """Return the form of a condition; None when it is wrong, or says more than a form can.

    The vocabulary knows formulas as facts of their own, so that they keep their names.
    """
    try:
        expression = parse_expression(text, vocabulary=vocabulary, parameters=parameters, expect=ValueType.BOOLEAN)
    except RuleError:
        return None
    return _tree(expression.root)


def _tree(node: Node) -> Tree | None:
    match node:
        case Logical():
            return _group("all" if node.operator == "AND" else "any", node.operands)
        case Choice(branches=((condition, then),)):
            return _group("case", (condition, then, node.otherwise))
        case Negation(operand=Logical(operator="OR") as joined):
            return _group("none", joined.operands)
        case Negation():
            return _negated(node.operand)
        case FactRef():
            return Condition(node.bound.name, "=", (YES,))
        case Comparison():
            return _compared(node.operator, node.left, node.right)
        case Membership():
            return _with_values(node.operand, "in", node.options)
        case Range():
            return _with_values(node.operand, "between", (node.low, node.high))
        case Call(function="known", arguments=(FactRef() as fact,)):
            return Condition(fact.bound.name, "known")
    return None


def _group(way: str, nodes: Sequence[Node]) -> Tree | None:
    parts = [_tree(node) for node in nodes]
    known = tuple(part for part in parts if part is not None)
    if len(known) != len(parts):
        return None
    return Group(way, known)  # type: ignore[arg-type]  # one of the four ways


def _negated(node: Node) -> Tree | None:
    match node:
        case FactRef():
            return Condition(node.bound.name, "=", (NO,))
        case Negation():
            return _tree(node.operand)
        case Comparison():
            return _compared(_OPPOSITE[node.operator], node.left, node.right)
        case Membership():
            return _with_values(node.operand, "not in", node.options)
        case Range():
            return _with_values(node.operand, "not between", (node.low, node.high))
        case Call(function="known", arguments=(FactRef() as fact,)):
            return Condition(fact.bound.name, "unknown")
    return None


def _compared(operator: str, left: Node, right: Node) -> Tree | None:
    """What is worked out or a fact comes first: `65 <= person.age` is said the other way round."""
    if _is_fixed(left) and not _is_fixed(right):
        return _with_values(right, _MIRRORED[operator], (left,))
    return _with_values(left, operator, (right,))


def _is_fixed(node: Node) -> bool:
    return isinstance(node, Number | Negative | Code | Day | Truth | ParameterRef)


def _with_values(node: Node, way: str, nodes: Sequence[Node]) -> Tree | None:
    looked_at = _looked_at(node)
    values = [_term(node) for node in nodes]
    known = tuple(value for value in values if value is not None)
    return Condition(looked_at, way, known) if looked_at is not None and len(known) == len(values) else None


def _looked_at(node: Node) -> str | Worked | None:
    match node:
        case FactRef():
            return node.bound.name
        case Today():
            return "today"
    term = _term(node)
    return term if isinstance(term, Worked) else None


def _term(node: Node, depth: int = 0) -> Term | None:
    match node:
        case Call() if node.function in WORKED:
            return _worked(node.function, node.arguments, depth)
        case Arithmetic():
            return _worked(node.operator, (node.left, node.right), depth)
    return _value(node)


def _worked(by: str, nodes: Sequence[Node], depth: int) -> Worked | None:
    if depth >= DEEPEST_TERM:
        return None
    parts = [_term(node, depth + 1) for node in nodes]
    known = tuple(part for part in parts if part is not None)
    return Worked(by, known) if len(known) == len(parts) else None


def _value(node: Node) -> Value | None:
    match node:
        case Number():
            return Value("number", f"{node.value:f}" if not isinstance(node.value, int) else str(node.value))
        case Negative(operand=Number() as number):
            inner = _value(number)
            return Value("number", f"-{inner.text}") if inner is not None else None
        case Code():
            return Value("code", node.value)
        case Day():
            return Value("date", node.value.isoformat())
        case Truth():
            return YES if node.value else NO
        case Today():
            return Value("name", "today")
        case ParameterRef():
            return Value("name", f"parameter.{node.parameter.name}")
        case FactRef():
            return Value("name", node.bound.name)
    return None
