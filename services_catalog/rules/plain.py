"""A rule read back in plain Azerbaijani, English or Russian.

What is read is the checked nodes, so the words say what PostgreSQL will be asked, not what someone meant to
type. Azerbaijani and Russian put names before a colon and arguments in brackets, so that no label has to be
inflected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registries.facts.model import BoundFact
from services_catalog import formats

from . import words
from .language import Expression
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
)
from .parameters import Parameter
from .rule import SUBJECT, CompiledRule
from .scales import Scale
from .types import ValueType, Worth

_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def read_back(expression: Expression, language: str, *, on: date | None = None) -> str:
    """Return an expression in plain words; `language` is az, en or ru.

    Of a scale the brackets of every day it changes are named, or only those in force `on` a day.
    """
    return _Reader(language, on).sentence(expression.root)


def read_node(node: Node, language: str) -> str:
    """Return a part of an expression in plain words."""
    return _Reader(language).sentence(node)


def read_fact(bound: BoundFact, language: str) -> str:
    """Return what a fact is called, and whom it is about unless that is the person."""
    text = _Reader(language).fact(bound)
    return text[:1].upper() + text[1:]


def read_scale(scale: Scale, language: str) -> list[str]:
    """Return the parts of an amount that a scale tells apart, each with its rate, in plain words."""
    return _Reader(language).parts_of(scale)


def read_back_rule(rule: CompiledRule, language: str) -> list[str]:
    """Return a rule as lines: each criterion, then the amount, how often, from when, until when and who is
    paid.
    """
    reader = _Reader(language)
    lines = [reader.sentence(criterion.expression.root) for criterion in rule.criteria]
    for title, expression in (("amount", rule.amount), ("starts", rule.starts), ("until", rule.until)):
        if expression is not None:
            lines.append(f"{reader.word(title)}: {reader.read(expression.root)}")
    if rule.amount is not None:
        lines.append(f"{reader.word('paid')}: {reader.word(rule.period)}")
    payees = f" {reader.word('else')} ".join(reader.role(role) for role in rule.payees)
    lines.append(f"{reader.word('payee')}: {payees}")
    return lines


@dataclass(frozen=True)
class _Reader:
    language: str
    on: date | None = None

    def word(self, name: str) -> str:
        """Return a phrase of the language by its name."""
        return words.PHRASES[name][self.language]

    def phrase(self, name: str, *parts: str) -> str:
        """Return a phrase of the language with its blanks filled."""
        return self.word(name).format(*parts)

    def role(self, role: str) -> str:
        """Return the name of a role; its technical name if it has none."""
        return words.ROLES.get(role, {}).get(self.language, role)

    def sentence(self, node: Node) -> str:
        """Return a node read out, beginning with a capital letter."""
        text = self.read(node)
        return text[:1].upper() + text[1:]

    def read(self, node: Node) -> str:
        """Return a node read out."""
        match node:
            case Truth():
                return self.word("yes" if node.value else "no")
            case Number():
                return self.number(node)
            case Code():
                return self._code(node)
            case Day():
                return formats.day_long(node.value, language=self.language)
            case Today():
                return self.word("today")
            case FactRef():
                return self._fact(node)
            case ParameterRef():
                return node.parameter.label.get(self.language, node.parameter.name)
            case _:
                return self._compound(node)

    def _compound(self, node: Node) -> str:
        match node:
            case Negation():
                return self.negated(node.operand)
            case Logical():
                return f" {self.word(node.operator)} ".join(self.within(part) for part in node.operands)
            case Comparison():
                return self._compared(node.operator, node.left, node.right)
            case Membership():
                return self.phrase("=", self._name_of(node.operand), self.listed(node.options))
            case Range():
                return self.phrase("between", *map(self._name_of, (node.operand, node.low, node.high)))
            case Arithmetic():
                return f"{self.within(node.left)} {_SIGNS[node.operator]} {self.within(node.right)}"
            case Negative():
                return f"−{self.within(node.operand)}"
            case Choice():
                return self._choice(node)
            case Call():
                return self._call(node)
        raise TypeError(f"not a node of the language: {node!r}")

    def within(self, node: Node) -> str:
        """Return a node read out, in brackets if it would be misread inside another."""
        text = self.read(node)
        compound = isinstance(node, Logical | Choice | Arithmetic) or (
            isinstance(node, Negation) and isinstance(node.operand, Logical)
        )
        return f"({text})" if compound else text

    def listed(self, nodes: Sequence[Node], joiner: str = "or") -> str:
        """Return nodes as "a, b or c"."""
        parts = [self.within(node) for node in nodes]
        if len(parts) == 1:
            return parts[0]
        return f"{', '.join(parts[:-1])} {self.word(joiner)} {parts[-1]}"

    def fact(self, bound: BoundFact) -> str:
        """Return the label of a fact, with the role it is about unless that is the person."""
        label = bound.fact.labels.get(self.language, bound.name)
        if bound.role not in words.ROLES or bound.role == SUBJECT:
            return label
        return f"{self.role(bound.role)} – {label[:1].lower()}{label[1:]}"

    def number(self, node: Number) -> str:
        """Return a number or an amount as the language writes it."""
        if node.type is ValueType.MONEY:
            return formats.exact_money(node.value, language=self.language)
        return formats.exact(node.value, language=self.language)

    def negated(self, node: Node) -> str:
        """Return the opposite of a condition, as directly as the language allows."""
        match node:
            case FactRef():
                return f"{self.fact(node.bound)}: {self.word('no')}"
            case Comparison():
                return self._compared(_OPPOSITE[node.operator], node.left, node.right)
            case Membership():
                return self.phrase("none of", self.read(node.operand), self.listed(node.options))
            case Range():
                return self.phrase("not between", *map(self.within, (node.operand, node.low, node.high)))
            case Call(function="known"):
                return self.phrase("unknown", self._name_of(node.arguments[0]))
            case Negation():
                return self.read(node.operand)
            case _:
                return self.phrase("not so", self.within(node))

    def _name_of(self, node: Node) -> str:
        return self.fact(node.bound) if isinstance(node, FactRef) else self.within(node)

    def _compared(self, operator: str, left: Node, right: Node) -> str:
        if left.type is ValueType.BOOLEAN and isinstance(right, Truth):
            return self.read(left) if right.value is (operator == "=") else self.negated(left)
        return self.phrase(operator, self._name_of(left), self._name_of(right))

    def _fact(self, node: FactRef) -> str:
        text = self.fact(node.bound)
        return f"{text}: {self.word('yes')}" if node.type is ValueType.BOOLEAN else text

    def _code(self, node: Code) -> str:
        labels = (node.codes or {}).get(node.value, {})
        return f"“{labels.get(self.language, node.value)}”"

    def _choice(self, node: Choice) -> str:
        parts = [self.phrase("if", self.read(condition), self.read(value)) for condition, value in node.branches]
        return "; ".join([*parts, self.phrase("otherwise", self.read(node.otherwise))])

    def _call(self, node: Call) -> str:
        if node.function in ("least", "greatest"):
            return self.phrase(node.function, self.listed(node.arguments, "and"))
        if node.function == "coalesce":
            return self.phrase("coalesce", self.within(node.arguments[0]), self.listed(node.arguments[1:], "else"))
        if node.function == "scale" and isinstance(scale := node.arguments[1], ParameterRef):
            return self.phrase(
                "scale", self.within(node.arguments[0]), self.read(scale), self._brackets_of(scale.parameter)
            )
        if node.function == "round" and len(node.arguments) == 1:
            return self.phrase("round whole", self.within(node.arguments[0]))
        return self.phrase(node.function, *(self._name_of(argument) for argument in node.arguments))

    def _brackets_of(self, parameter: Parameter) -> str:
        """The brackets of a scale: those of a day, or all with the days they begin on."""
        if self.on is not None or len(parameter.values) < 2:
            day = self.on or date.max
            return self._scale(parameter.value_on(day))
        return "; ".join(
            self.phrase("since", formats.day_long(since, language=self.language), self._scale(value))
            for since, value in parameter.values
        )

    def _scale(self, value: Worth | None) -> str:
        return ", ".join(self.parts_of(value)) if isinstance(value, Scale) else self.word("no scale")

    def parts_of(self, scale: Scale) -> list[str]:
        """Return the parts of an amount with their rates."""
        found = []
        for above, to, rate in scale.parts():
            share = f"{formats.exact(rate * 100, language=self.language)}{formats.NBSP}%"
            if to is not None:
                found.append(self.phrase("part", self._money(above), self._money(to), share))
            else:
                found.append(
                    self.phrase("last part", self._money(above), share) if above else self.phrase("whole", share)
                )
        return found

    def _money(self, value: Decimal) -> str:
        return formats.exact_money(value, language=self.language)
