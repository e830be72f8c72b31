"""Rules as a form: conditions about facts, in groups of which all or any must hold.

    Group("any", (Condition("person.age", ">=", (number("65"),)), Condition("disability.active", "=", (YES,))))
    person.age >= 65 OR disability.active

Not every expression is such a form (`from_text` then gives None), but every form is an expression.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from services_catalog.changes.expressions import vocabulary_of
from services_catalog.rules import ParameterBook, RuleError, ValueType, parse_expression
from services_catalog.rules.nodes import (
    Call,
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
from services_catalog.rules.typing_rules import PLAIN_CODE

Kind = Literal["number", "code", "date", "yes_no", "name"]
Way = Literal["all", "any"]

COMPARISONS: Final = ("=", "<>", "<", "<=", ">", ">=")
LISTS: Final = ("in", "not in")
RANGES: Final = ("between", "not between")
QUESTIONS: Final = ("known", "unknown")
WAYS_TO_COMPARE: Final = (*COMPARISONS, *LISTS, *RANGES, *QUESTIONS)

_OPPOSITE: Final = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED: Final = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,2}")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
_JOINERS: Final[Mapping[Way, str]] = {"all": " AND ", "any": " OR "}


class NotAForm(ValueError):  # noqa: N818 - it reads as what it says
    """A form that cannot be written as an expression; the text says which field is wrong."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a fact is compared with; `text` is as typed: 65, F, 2026-07-01, TRUE, parameter.minimum_wage."""

    kind: Kind
    text: str

    def written(self) -> str:
        """Return the value as the language writes it; raises `NotAForm`."""
        if self.kind == "number" and _NUMBER.fullmatch(self.text):
            return self.text
        if self.kind == "code" and PLAIN_CODE.fullmatch(self.text):
            return f"'{self.text}'"
        if self.kind == "yes_no" and self.text in ("TRUE", "FALSE"):
            return self.text
        if self.kind == "name" and _NAME.fullmatch(self.text):
            return self.text
        if self.kind == "date":
            try:
                return f"DATE '{date.fromisoformat(self.text).isoformat()}'"
            except ValueError:
                pass
        raise NotAForm(_("“%(value)s” is not right here.") % {"value": self.text[:60]})


YES: Final = Value("yes_no", "TRUE")
NO: Final = Value("yes_no", "FALSE")


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact compared: with one value, with several (`in`), with two (`between`), or with none (`known`)."""

    fact: str
    way: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of which all or any must hold; two or more."""

    way: Way
    parts: tuple[Tree, ...]


Tree = Condition | Group


def any_of(parts: Sequence[Tree]) -> Tree:
    """Return a tree that holds when any part does; one part stands for itself."""
    return _group("any", parts)


def all_of(parts: Sequence[Tree]) -> Tree:
    """Return a tree that holds when every part does; one part stands for itself."""
    return _group("all", parts)


def _group(way: Way, parts: Sequence[Tree]) -> Tree:
    if not parts:
        raise NotAForm(_("A group needs at least one condition."))
    return parts[0] if len(parts) == 1 else Group(way, tuple(parts))


# -- to text -------------------------------------------------------------------------------------------------------


def to_text(tree: Tree) -> str:
    """Return the expression a form stands for; raises `NotAForm`."""
    if isinstance(tree, Condition):
        return _condition(tree)
    if not tree.parts:
        raise NotAForm(_("A group needs at least one condition."))
    return _JOINERS[tree.way].join(_part(part) for part in tree.parts)


def _part(tree: Tree) -> str:
    text = to_text(tree)
    needs_brackets = len(tree.parts) > 1 if isinstance(tree, Group) else tree.way in RANGES
    return f"({text})" if needs_brackets else text


def _condition(condition: Condition) -> str:
    fact, way = condition.fact, condition.way
    if not _NAME.fullmatch(fact) or fact.startswith("parameter."):
        raise NotAForm(_("“%(name)s” is not the name of a fact.") % {"name": fact[:60]})
    values = [value.written() for value in condition.values]
    if way in QUESTIONS:
        _count(values, way, 0, 0)
        return f"known({fact})" if way == "known" else f"NOT known({fact})"
    if way in LISTS:
        _count(values, way, 1, 200)
        return f"{'NOT ' if way == 'not in' else ''}{fact} IN ({', '.join(values)})"
    if way in RANGES:
        _count(values, way, 2, 2)
        return f"{'NOT ' if way == 'not between' else ''}{fact} BETWEEN {values[0]} AND {values[1]}"
    if way not in COMPARISONS:
        raise NotAForm(_("“%(way)s” is not a comparison.") % {"way": way[:20]})
    _count(values, way, 1, 1)
    if way == "=" and condition.values[0] == YES:
        return fact
    return f"NOT {fact}" if way == "=" and condition.values[0] == NO else f"{fact} {way} {values[0]}"


def _count(values: Sequence[str], way: str, fewest: int, most: int) -> None:
    if not fewest <= len(values) <= most:
        raise NotAForm(_("“%(way)s” needs another number of values.") % {"way": way})


# -- from text -----------------------------------------------------------------------------------------------------


def from_text(
    text: str, *, basis: str, parameters: ParameterBook, questions: Sequence[Mapping[str, Any]] = ()
) -> Tree | None:
    """Return the form of an expression; None when it is wrong, or says more than a form can."""
    vocabulary = vocabulary_of(basis, questions)
    if vocabulary is None:
        return None
    try:
        expression = parse_expression(text, vocabulary=vocabulary, parameters=parameters, expect=ValueType.BOOLEAN)
    except RuleError:
        return None
    return _tree(expression.root)


def _tree(node: Node) -> Tree | None:
    match node:
        case Logical():
            parts = [_tree(operand) for operand in node.operands]
            known = [part for part in parts if part is not None]
            return Group("all" if node.operator == "AND" else "any", tuple(known)) if len(known) == len(parts) else None
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
    if not isinstance(left, FactRef) and isinstance(right, FactRef):
        return _with_values(right, _MIRRORED[operator], (left,))
    return _with_values(left, operator, (right,))


def _with_values(fact: Node, way: str, nodes: Sequence[Node]) -> Tree | None:
    if not isinstance(fact, FactRef):
        return None
    values = [_value(node) for node in nodes]
    known = tuple(value for value in values if value is not None)
    return Condition(fact.bound.name, way, known) if len(known) == len(values) else None


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


# -- as JSON, for pages --------------------------------------------------------------------------------------------


def as_json(tree: Tree) -> dict[str, Any]:
    """Return `{"fact", "is", "values": [{"kind", "text"}]}` or `{"all" | "any": [tree, …]}`."""
    if isinstance(tree, Group):
        return {tree.way: [as_json(part) for part in tree.parts]}
    values = [{"kind": value.kind, "text": value.text} for value in tree.values]
    return {"fact": tree.fact, "is": tree.way, "values": values}


_KINDS: Final = frozenset({"number", "code", "date", "yes_no", "name"})
_DEEPEST: Final = 10


def from_json(data: Any, *, depth: int = 0) -> Tree:
    """Return the tree of its JSON form; raises `NotAForm`. A group of one is its part."""
    if not isinstance(data, Mapping) or depth > _DEEPEST:
        raise NotAForm(_("This is not a form of a rule."))
    ways: tuple[Way, ...] = ("all", "any")
    for way in ways:
        if isinstance(data.get(way), list | tuple):
            return _group(way, [from_json(part, depth=depth + 1) for part in data[way]])
    values = data.get("values", ())
    if not isinstance(values, list | tuple) or not all(_is_value(value) for value in values):
        raise NotAForm(_("This is not a form of a rule."))
    fact, is_ = str(data.get("fact", "")), str(data.get("is", ""))
    return Condition(fact, is_, tuple(Value(value["kind"], value["text"].strip()) for value in values))


def _is_value(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("kind") in _KINDS and isinstance(value.get("text"), str)
