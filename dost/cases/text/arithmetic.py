"""How an amount came about, line by line: the parameters and facts of the rule's own formula, with their values.

The formula is read from the compiled rule. What cannot be told by looking – which branch of a CASE was taken, what
`greatest(…)` came to – is asked of the rule engine on the facts at hand; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dost.cases.models import Entitlement
from dost.cases.text.contexts import AmountLine, AmountView
from dost.ui.formats import date_short
from services_catalog.models import in_language
from services_catalog.rules import CompiledRule, Criterion, Expression, ValueType, read_back, what_if
from services_catalog.rules.nodes import Arithmetic, Call, Choice, FactRef, Node, Number, ParameterRef, walk

from .names import fact_label

ALL_CHOICES: Final = (-1, -1)
"""Where `Known.worked_out` keeps which conditions hold: nothing of a formula stands there."""
SIGNS: Final = {"+": "+", "-": "−", "*": "×", "/": "÷"}


@dataclass(frozen=True)
class Known:
    """What a formula is worked out with: facts by name as typed in, parameters by name, as of a date.

    `worked_out` keeps what the engine has said of parts of the formula, by where they stand in it: who tells the same
    sum in a second language hands it on, and asks nothing again.
    """

    facts: Mapping[str, Any]
    parameters: Mapping[str, Decimal | int | None]
    on: date
    worked_out: dict[tuple[int, int], Any] = field(default_factory=dict, compare=False)


def amount_view(rule: CompiledRule, *, known: Known, total: Decimal, period: str) -> AmountView:
    """The lines of an amount and what they come to."""
    assert rule.amount is not None
    reader = _Reader(rule, known)
    root = reader.settled(rule.amount.root)
    return AmountView(
        total=total,
        lines=tuple(reader.lines(root)),
        expression=rule.amount.text,
        period=Entitlement.Period(period).label,
    )


def amount_worth(rule: CompiledRule, *, known: Known) -> Decimal:
    """What the whole formula comes to on the facts and parameters at hand."""
    assert rule.amount is not None
    return _Reader(rule, known)._worth(rule.amount.root)


@dataclass
class _Reader:
    rule: CompiledRule
    known: Known

    def settled(self, root: Node) -> Node:
        """The formula with every CASE replaced by the branch that was taken."""
        taken = self._taken([node for node in walk(root) if isinstance(node, Choice)])
        return _without_choices(root, taken)

    def _taken(self, choices: list[Choice]) -> dict[int, Node]:
        """For each CASE the value taken; its conditions are put to the engine as criteria."""
        if not choices:
            return {}
        met = self._met(choices)
        return {
            id(choice): next(
                (value for place, (_condition, value) in enumerate(choice.branches) if met[f"{number}.{place}"]),
                choice.otherwise,
            )
            for number, choice in enumerate(choices)
        }

    def _met(self, choices: list[Choice]) -> Mapping[str, bool | None]:
        """Whether each condition of each CASE holds, by its number and place."""
        if ALL_CHOICES in self.known.worked_out:
            known: Mapping[str, bool | None] = self.known.worked_out[ALL_CHOICES]
            return known
        criteria = tuple(
            Criterion(id=f"{number}.{place}", expression=self._expression(condition, ValueType.BOOLEAN), text={})
            for number, choice in enumerate(choices)
            for place, (condition, _value) in enumerate(choice.branches)
        )
        with connection.cursor() as cursor:
            found = what_if(
                replace(self.rule, criteria=criteria, amount=None),
                facts=self.known.facts,
                on=self.known.on,
                cursor=cursor,
            )
        met = {criterion.id: criterion.met for criterion in found.criteria}
        self.known.worked_out[ALL_CHOICES] = met
        return met

    def lines(self, node: Node, operator: str = "") -> Iterator[AmountLine]:
        """The lines of a formula; a sum inside a product is one line, since lines have no brackets."""
        if isinstance(node, Call) and node.function == "round":
            yield from self.lines(node.arguments[0], operator)
        elif isinstance(node, Call) and node.function in ("greatest", "least") and not operator:
            yield from self._chosen(node)
        elif isinstance(node, Arithmetic) and (operator in ("", "+") or node.operator in "*/"):
            yield from self.lines(node.left, operator)
            yield from self._right(node)
        else:
            yield self._line(node, operator)

    def _chosen(self, node: Call) -> Iterator[AmountLine]:
        """The parts of greatest(…) or least(…): first those that do not count, then the one that does."""
        whole = self._worth(node)
        parts = [(part, self._worth(part)) for part in node.arguments]
        chosen = next((part for part, worth in parts if worth == whole), None)
        if chosen is None:
            yield self._line(node, "")
            return
        note = _("less, does not count") if node.function == "greatest" else _("more, does not count")
        for part, worth in parts:
            if part is not chosen:
                yield AmountLine(self._read(part), worth, "", part.type is ValueType.MONEY, note)
        yield from self.lines(chosen)

    def _right(self, node: Arithmetic) -> Iterator[AmountLine]:
        sign = SIGNS[node.operator]
        if isinstance(node.right, Arithmetic) and not (node.operator == "+" and node.right.operator in "*/+-"):
            yield self._line(node.right, sign)
        else:
            yield from self.lines(node.right, sign)

    def _line(self, node: Node, operator: str) -> AmountLine:
        money = node.type is ValueType.MONEY
        if isinstance(node, ParameterRef):
            return AmountLine(
                label=in_language(dict(node.parameter.label)) or node.parameter.name,
                value=self.known.parameters.get(node.parameter.name) or Decimal(0),
                operator=operator,
                money=money,
                note=self._since(node),
            )
        if isinstance(node, FactRef):
            value = self.known.facts.get(node.bound.name)
            return AmountLine(fact_label(node.bound), _number(value), operator, money)
        if isinstance(node, Number):
            return AmountLine(_("A number of the rule"), node.value, operator, money)
        return AmountLine(self._read(node), self._worth(node), operator, money)

    def _read(self, node: Node) -> str:
        """A part of the formula in words."""
        inside = node.arguments[0] if isinstance(node, Call) and node.function == "round" else node
        return read_back(self._expression(inside, inside.type), (get_language() or "az")[:2], on=self.known.on)

    def _since(self, node: ParameterRef) -> str:
        days = [since for since, _value in node.parameter.values if since <= self.known.on]
        return _("since %(date)s") % {"date": date_short(max(days))} if days else ""

    def _worth(self, node: Node) -> Decimal:
        """What a part of the formula comes to, asked of the engine."""
        span = (node.start, node.end)
        if span not in self.known.worked_out:
            self.known.worked_out[span] = self._asked(node)
        worth: Decimal = self.known.worked_out[span]
        return worth

    def _asked(self, node: Node) -> Decimal:
        part = replace(self.rule, criteria=(), amount=self._expression(node, node.type), starts=None, until=None)
        with connection.cursor() as cursor:
            found = what_if(part, facts=self.known.facts, on=self.known.on, cursor=cursor)
        return found.amount or Decimal(0)

    def _expression(self, node: Node, type_: ValueType) -> Expression:
        assert self.rule.amount is not None
        whole = self.rule.amount
        nodes = list(walk(node))
        return Expression(
            text=whole.text[node.start : node.end],
            type=type_,
            root=node,
            facts=tuple({one.bound.name: one.bound for one in nodes if isinstance(one, FactRef)}.values()),
            parameters=tuple(dict.fromkeys(one.parameter.name for one in nodes if isinstance(one, ParameterRef))),
        )


def _without_choices(node: Node, taken: Mapping[int, Node]) -> Node:
    if isinstance(node, Choice):
        return _without_choices(taken[id(node)], taken)
    if isinstance(node, Arithmetic):
        return replace(node, left=_without_choices(node.left, taken), right=_without_choices(node.right, taken))
    if isinstance(node, Call):
        return replace(node, arguments=tuple(_without_choices(part, taken) for part in node.arguments))
    return node


def _number(value: Any) -> Decimal | int:
    if value is None:
        return Decimal(0)
    return value if isinstance(value, int | Decimal) else Decimal(str(value))
