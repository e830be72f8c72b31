"""Whether two rules can say yes of one person, told from their texts alone.

Rights that exclude each other do so for one of two reasons: the conditions of one rule out those of the other (neither
parent works; a parent works), or both may be met and the law gives one of them. `contradict` tells the first from the
rest by logic: it looks for a way in which all criteria of both could hold, and finds that there is none.

What is compared with constants is cut into the pieces between them, a value from a list into its codes, two things
compared with each other into less, equal and more; everything else that is true or false is taken as it stands. So
"contradict" is always right, and "not known to contradict" may be wrong: nothing is concluded from it.

A criterion that is unknown is not met, and one that holds with something unknown in it holds whatever that is worth;
hence two values are enough here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from registries.facts.bases import BASES
from registries.facts.model import ANSWER, BoundFact

from .nodes import (
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
from .rule import SUBJECT, CompiledRule, Criterion
from .types import NUMERIC, ValueType

Key = tuple[Any, ...]
"""What a thing is, so that two rules that mean the same thing have the same key for it."""
MOST_STEPS: Final = 20_000
"""Alternatives that are tried before nothing is concluded."""
_HOLDS: Final = {"=": "=", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": "=>"}
"""The outcomes of a comparison for which an operator holds; each character is one: less, equal, more."""
_TURNED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "<>": "<>"}


@dataclass(frozen=True, slots=True)
class Literal:
    """One thing has one of some values."""

    key: Key
    values: frozenset[Any]


@dataclass(frozen=True, slots=True)
class Both:
    """All parts hold."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds; without parts nothing does."""

    parts: tuple[Formula, ...]


Formula = Literal | Both | Either


def contradict(one: CompiledRule, other: CompiledRule) -> bool:
    """Whether no person, or no record where one is shared, can meet all criteria of both rules."""
    shared = _Shared.between(one, other)
    sides = [_Side(rule, number, shared) for number, rule in enumerate((one, other))]
    cuts = _cuts(sides)
    formulas = [side.formula(criterion.expression.root, cuts) for side in sides for criterion in side.rule.criteria]
    return _Search(MOST_STEPS).finds_way(formulas, {}) is False


def conditions_contradict(
    one: CompiledRule, this: Criterion, other: CompiledRule, that: Criterion, *, hold: bool = True
) -> bool:
    """Whether two conditions, each of a rule, cannot both hold of one record; or, with `hold` false, cannot both fail.

    Of what contradicts itself both ways each is the opposite of the other.
    """
    shared = _Shared(record=True, receiver=True)
    sides = [
        _Side(replace(rule, criteria=(criterion,)), number, shared)
        for number, (rule, criterion) in enumerate(((one, this), (other, that)))
    ]
    cuts = _cuts(sides)
    formulas = [side.formula(side.rule.criteria[0].expression.root, cuts, holds=hold) for side in sides]
    return _Search(MOST_STEPS).finds_way(formulas, {}) is False


def condition_key(rule: CompiledRule, criterion: Criterion) -> Key:
    """Return what is the same for the same condition in another rule of the same basis."""
    return _Side(rule, 0, _Shared(record=True, receiver=True)).key(criterion.expression.root)


# -- what two rules mean by the same words -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is the same in both: everything about one record, or about the one who receives; or nothing."""

    record: bool
    receiver: bool

    @classmethod
    def between(cls, one: CompiledRule, other: CompiledRule) -> _Shared:
        """Rights exclude each other of one record, or of one person by the month (decision 6).

        Facts about the person are the same only where both rules are judged on the same day.
        """
        same_day = all(BASES[rule.basis].on == "{on}" for rule in (one, other))
        receiver = same_day and one.payees == other.payees == (SUBJECT,)
        by_month = one.period == other.period == "monthly"
        same_basis = one.basis == other.basis
        record = same_basis and (not by_month or (receiver and (one.basis == "person" or _newest_only(one, other))))
        return cls(record, receiver)


def _newest_only(*rules: CompiledRule) -> bool:
    """Whether each asks for the newest record of its kind: of those a person has one."""
    return all(
        any(
            isinstance(node, FactRef) and node.bound.fact.name == f"{rule.basis}.newest"
            for criterion in rule.criteria
            for node in _conjuncts(criterion.expression.root)
        )
        for rule in rules
    )


def _conjuncts(node: Node) -> Iterator[Node]:
    if isinstance(node, Logical) and node.operator == "AND":
        for operand in node.operands:
            yield from _conjuncts(operand)
    else:
        yield node


# -- a rule as a formula -------------------------------------------------------------------------------------------

Cuts = Mapping[Key, tuple[Any, ...]]
"""By what is compared: the constants it is compared with, in order."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two rules."""

    rule: CompiledRule
    number: int
    shared: _Shared

    def key(self, node: Node) -> Key:
        """What a node is: its kind, its own value, and what it is computed from."""
        match node:
            case FactRef():
                return self._fact(node.bound)
            case ParameterRef():
                return ("parameter", node.parameter.name)
            case Number() | Code() | Day() | Truth():
                return ("constant", node.value)
        name = getattr(node, "operator", "") or getattr(node, "function", "")
        return (type(node).__name__, name, *(self.key(child) for child in node.children()))

    def _fact(self, bound: BoundFact) -> Key:
        same = bound.role != ANSWER and (self.shared.record or (self.shared.receiver and bound.role == SUBJECT))
        return ("fact", bound.role, bound.fact.name, None if same else self.number)

    def formula(self, node: Node, cuts: Cuts, *, holds: bool = True) -> Formula:
        """The formula of a boolean node, or of its opposite."""
        match node:
            case Truth():
                return Both(()) if node.value is holds else Either(())
            case Negation():
                return self.formula(node.operand, cuts, holds=not holds)
            case Logical():
                parts = tuple(self.formula(operand, cuts, holds=holds) for operand in node.operands)
                return Both(parts) if (node.operator == "AND") is holds else Either(parts)
            case Membership():
                parts = tuple(self._compared("=", node.operand, option, cuts, holds) for option in node.options)
                return Either(parts) if holds else Both(parts)
            case Range():
                ends = ((">=", node.low), ("<=", node.high))
                parts = tuple(self._compared(operator, node.operand, end, cuts, holds) for operator, end in ends)
                return Both(parts) if holds else Either(parts)
            case Comparison():
                return self._compared(node.operator, node.left, node.right, cuts, holds)
            case Choice():
                return self._choice(node, cuts, holds)
        return Literal(self.key(node), frozenset((holds,)))

    def _choice(self, node: Choice, cuts: Cuts, holds: bool) -> Formula:
        ways: list[Formula] = []
        before: tuple[Formula, ...] = ()
        for condition, value in node.branches:
            met = self.formula(condition, cuts)
            ways.append(Both((*before, met, self.formula(value, cuts, holds=holds))))
            before = (*before, self.formula(condition, cuts, holds=False))
        return Either((*ways, Both((*before, self.formula(node.otherwise, cuts, holds=holds)))))

    def _compared(self, operator: str, left: Node, right: Node, cuts: Cuts, holds: bool) -> Literal:
        if _is_constant(left) and not _is_constant(right):
            operator, left, right = _TURNED[operator], right, left
        if isinstance(right, Code):
            listed = left.codes or right.codes
            codes = frozenset([*(listed or (None,)), right.value])  # None: whatever else there may be
            same = frozenset([right.value])
            return Literal(self.key(left), same if (operator == "=") is holds else codes - same)
        if isinstance(right, Number | Day):
            pieces = _pieces(cuts[self.key(left)], whole=left.type is ValueType.INTEGER)
            lying = frozenset(piece for piece in pieces if _lies(piece, operator, right.value))
            return Literal(("piece", self.key(left)), lying if holds else pieces - lying)
        first, second = self.key(left), self.key(right)
        if repr(first) > repr(second):
            operator, first, second = _TURNED[operator], second, first
        outcomes = frozenset(_HOLDS[operator])
        return Literal(("compared", first, second), outcomes if holds else frozenset("<=>") - outcomes)


def _is_constant(node: Node) -> bool:
    return isinstance(node, Number | Day | Code)


def _cuts(sides: Iterable[_Side]) -> Cuts:
    found: dict[Key, set[Any]] = {}
    for side in sides:
        for criterion in side.rule.criteria:
            for node in walk(criterion.expression.root):
                for thing, value in _constants(node):
                    found.setdefault(side.key(thing), set()).add(value)
    return {key: tuple(sorted(values)) for key, values in found.items()}


def _constants(node: Node) -> Iterator[tuple[Node, Any]]:
    """Yield what a node compares with a number or a day, with it."""
    pairs: list[tuple[Node, Node]] = []
    match node:
        case Comparison():
            pairs = [(node.left, node.right)]
        case Membership():
            pairs = [(node.operand, option) for option in node.options]
        case Range():
            pairs = [(node.operand, node.low), (node.operand, node.high)]
    # The constant may stand on either side: `0 BETWEEN person.age AND 3`.
    for thing, constant in (*pairs, *((other, one) for one, other in pairs)):
        if isinstance(constant, Number | Day) and (thing.type in NUMERIC or thing.type is ValueType.DATE):
            yield thing, constant.value


Piece = tuple[Any, Any]
"""What lies between two constants, both left out, None for no end; or one constant, given twice."""


def _pieces(cuts: tuple[Any, ...], *, whole: bool) -> frozenset[Piece]:
    between: list[Piece] = [
        (low, high)
        for low, high in pairwise((None, *cuts, None))
        if not (whole and low is not None and high is not None and high - low <= 1)
    ]
    return frozenset([*between, *((cut, cut) for cut in cuts)])


def _lies(piece: Piece, operator: str, value: Any) -> bool:
    """Whether every number of a piece compares with a constant that is one of its ends, or outside, as it should."""
    low, high = piece
    if low is not None and low == high:
        outcome = "<" if low < value else "=" if low == value else ">"
    else:
        outcome = "<" if high is not None and high <= value else ">"
    return outcome in _HOLDS[operator]


# -- looking for a way ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Search:
    """Looks for values with which all formulas hold; None where it gave up."""

    steps: int

    def finds_way(self, formulas: Iterable[Formula], values: Mapping[Key, frozenset[Any]]) -> bool | None:
        """Whether there is a way to make all hold, given the values that are left to each thing."""
        left = dict(values)
        alternatives: list[Either] = []
        waiting = list(formulas)
        while waiting:
            match waiting.pop():
                case Both(parts):
                    waiting.extend(parts)
                case Literal(key, allowed):
                    left[key] = left.get(key, allowed) & allowed
                    if not left[key]:
                        return False
                case Either() as either:
                    alternatives.append(either)
        return self._tries(alternatives, left)

    def _tries(self, alternatives: list[Either], left: dict[Key, frozenset[Any]]) -> bool | None:
        if not alternatives:
            return True
        self.steps -= 1
        if self.steps < 0:
            return None
        # The one with the fewest ways left is tried first: a dead end is seen at once.
        ways = [tuple(part for part in either.parts if _may_hold(part, left)) for either in alternatives]
        number = min(range(len(ways)), key=lambda place: len(ways[place]))
        others = alternatives[:number] + alternatives[number + 1 :]
        for way in ways[number]:
            outcome = self.finds_way([way, *others], left)
            if outcome is not False:
                return outcome
        return False


def _may_hold(formula: Formula, left: Mapping[Key, frozenset[Any]]) -> bool:
    match formula:
        case Literal(key, allowed):
            return key not in left or bool(left[key] & allowed)
        case Both(parts):
            return all(_may_hold(part, left) for part in parts)
        case Either(parts):
            return any(_may_hold(part, left) for part in parts)
