"""A checked expression as a tree of typed nodes.

Only `check` makes these, after everything in the text has been recognised; the compiler, the plain-language
reader and the explanation walk them. `start` and `end` are offsets into the text of the expression.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from registries.facts.model import BoundFact

from .parameters import Parameter
from .types import ValueType

Codes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Something that has a value. `codes` is the list a value of type CODE comes from."""

    type: ValueType
    start: int
    end: int
    codes: Codes | None = field(default=None, compare=False)

    def children(self) -> tuple[Node, ...]:
        """Return the nodes this one is computed from."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Node):
    value: int | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Node):
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Node):
    value: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth(Node):
    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Today(Node):
    """The date the question is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRef(Node):
    bound: BoundFact


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRef(Node):
    parameter: Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation(Node):
    """NOT of a boolean."""

    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logical(Node):
    """AND or OR of two or more booleans."""

    operator: str
    operands: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Node):
    """One of = <> < <= > >=."""

    operator: str
    left: Node
    right: Node

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Node):
    """IN (…)."""

    operand: Node
    options: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return (self.operand, *self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range(Node):
    """BETWEEN low AND high, both included."""

    operand: Node
    low: Node
    high: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand, self.low, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Node):
    """One of + - * /."""

    operator: str
    left: Node
    right: Node

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative(Node):
    """Minus a number."""

    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Node):
    """CASE WHEN: the value of the first condition that holds; an unknown condition makes it unknown."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node

    def children(self) -> tuple[Node, ...]:
        return (*(node for branch in self.branches for node in branch), self.otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """A function of the language; see `functions`."""

    function: str
    arguments: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.arguments


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, in the order of the text."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children()))


def never_unknown(node: Node) -> bool:
    """Tell whether a node has a value whatever the data are."""
    return isinstance(node, Number | Code | Day | Truth | Today) or (
        isinstance(node, Call) and node.function == "known"
    )


def facts_that_decide(node: Node) -> Iterator[BoundFact]:
    """Yield the facts whose absence can make the node unknown: not those only asked about with known()."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, FactRef):
            yield current.bound
        elif not (isinstance(current, Call) and current.function == "known"):
            stack.extend(reversed(current.children()))


def unjoined(node: Node) -> Iterator[Node]:
    """Yield the conditions that AND, OR and NOT join to the node, in the order of the text."""
    if isinstance(node, Logical | Negation):
        for child in node.children():
            yield from unjoined(child)
    else:
        yield node
