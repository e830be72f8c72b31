"""The least and the most an expression can be, whoever it is asked about: again expressions, but without facts.

PostgreSQL computes them like any other expression, so nothing here says what something is worth. Where nothing can be
told without knowing the person there is none: a share of a pay has no most, half of it `greatest` with a minimum has a
least.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .nodes import Arithmetic, Call, Choice, FactRef, Negative, Node, Number, ParameterRef, walk

_ROUNDING = ("round", "floor", "ceil")


def least_of(node: Node) -> Node | None:
    """Return an expression without facts that the node is never less than; None: there is none."""
    return _limit(node, most=False)


def most_of(node: Node) -> Node | None:
    """Return an expression without facts that the node is never more than; None: there is none."""
    return _limit(node, most=True)


def asks_facts(node: Node) -> bool:
    """Tell whether the value of a node depends on whom it is asked about."""
    return any(isinstance(found, FactRef) for found in walk(node))


def _limit(node: Node, *, most: bool) -> Node | None:
    if not asks_facts(node):
        return node
    match node:
        case Choice():
            return _furthest(node, [*(value for _condition, value in node.branches), node.otherwise], most=most)
        case Call(function="coalesce"):
            return _furthest(node, node.arguments, most=most)
        case Call(function="least" | "greatest"):
            return _selected(node, most=most)
        case Call() if node.function in _ROUNDING:
            inner = _limit(node.arguments[0], most=most)
            return None if inner is None else replace(node, arguments=(inner, *node.arguments[1:]))
        case Call(function="scale"):
            # No rate is less than nothing: of more a scale never takes less.
            inner = _limit(node.arguments[0], most=most)
            return None if inner is None else replace(node, arguments=(inner, node.arguments[1]))
        case Negative():
            inner = _limit(node.operand, most=not most)
            return None if inner is None else replace(node, operand=inner)
        case Arithmetic():
            return _computed(node, most=most)
    return None


def _furthest(node: Node, values: Iterable[Node], *, most: bool) -> Node | None:
    """Any of the values may be it: all limits must be known."""
    limits = [_limit(value, most=most) for value in values]
    known = [limit for limit in limits if limit is not None]
    return _one_of(node, known, most=most) if len(known) == len(limits) else None


def _selected(node: Call, *, most: bool) -> Node | None:
    """`least` is at most each of its arguments: for its most any known one will do. `greatest` is the mirror of it."""
    limits = [_limit(value, most=most) for value in node.arguments]
    known = [limit for limit in limits if limit is not None]
    one_is_enough = (node.function == "least") is most
    if not known or (not one_is_enough and len(known) < len(limits)):
        return None
    return _one_of(node, known, most=node.function == "greatest")


def _one_of(node: Node, values: Sequence[Node], *, most: bool) -> Node:
    if len(values) == 1:
        return values[0]
    name = "greatest" if most else "least"
    return Call(function=name, arguments=tuple(values), type=node.type, start=node.start, end=node.end)


def _computed(node: Arithmetic, *, most: bool) -> Node | None:
    # What is subtracted or divided by pulls the other way.
    inverse = node.operator in ("-", "/")
    left, right = _limit(node.left, most=most), _limit(node.right, most=most is not inverse)
    if left is None or right is None:
        return None
    if node.operator == "*" and not (_never_negative(left) and _never_negative(right)):
        return None
    if node.operator == "/" and not (_never_negative(left) and _positive(right)):
        return None
    if node.operator == "*" and most and not (_never_negative(node.left) or _never_negative(node.right)):
        return None
    if node.operator == "/" and not most and not _positive(node.right):
        return None
    return replace(node, left=left, right=right)


def _never_negative(node: Node) -> bool:
    match node:
        case Number():
            return node.value >= 0
        case ParameterRef():
            return True  # an amount or number of law is never less than nothing, by its bounds
        case Choice():
            return all(map(_never_negative, (*(value for _condition, value in node.branches), node.otherwise)))
        case Call(function="greatest"):
            return any(map(_never_negative, node.arguments))
        case Call(function="scale"):
            return True
        case Call(function="least" | "coalesce"):
            return all(map(_never_negative, node.arguments))
        case Call() if node.function in _ROUNDING:
            return _never_negative(node.arguments[0])
        case Arithmetic() if node.operator != "-":
            return _never_negative(node.left) and _never_negative(node.right)
    return False


def _positive(node: Node) -> bool:
    match node:
        case Number():
            return node.value > 0
        case ParameterRef():
            return True  # by one of nothing is divided to nothing known
        case Call(function="greatest"):
            return any(map(_positive, node.arguments))
        case Call(function="least" | "coalesce"):
            return all(map(_positive, node.arguments))
        case Choice():
            return all(map(_positive, (*(value for _condition, value in node.branches), node.otherwise)))
    return False
