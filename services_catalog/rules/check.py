"""Tree -> typed nodes. Every kind of node is listed here; what is not listed is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from django.utils.translation import gettext as _
from sqlglot import exp

from registries.facts.model import UnknownFact, Vocabulary

from . import typing_rules as rules
from .errors import RuleError
from .functions import FUNCTIONS, MAX_MOVES, MOST_ADDED, SUGGESTED
from .nodes import (
    Arithmetic,
    Call,
    Choice,
    Code,
    Codes,
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
from .parameters import ParameterBook
from .types import NUMERIC, ORDERED, ValueType, type_words

MAX_DEPTH = 120
# PostgreSQL cuts longer column names without an error.
MAX_NAME = 63

_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_CONDITIONS = (*_COMPARISONS, exp.And, exp.Or, exp.Not, exp.In, exp.Between)
_LOOKS_LIKE_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")


class Checker:
    """Checks one syntax tree against a vocabulary and a parameter book."""

    def __init__(self, text: str, vocabulary: Vocabulary, parameters: ParameterBook) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.parameters = parameters

    def run(self, tree: exp.Expr) -> Node:
        """Return the typed nodes of a tree; raises `RuleError` at the first thing that is not right."""
        if _depth(tree) > MAX_DEPTH:
            raise self._error(
                _("The expression is nested too deeply."), tree, _("Split it into several criteria.")
            )
        return self.check(tree)

    def check(self, raw: exp.Expr, codes: Codes | None = None) -> Node:
        """Return the typed node of one part; `codes` is the list that a text in it must come from."""
        if isinstance(raw, exp.Paren):
            return self.check(_part(raw), codes)
        if isinstance(raw, exp.Literal):
            return self._text(raw, codes) if raw.is_string else self._number(raw)
        if isinstance(raw, exp.Case):
            return self._choice(raw, codes)
        if type(raw) in _COMPARISONS:
            return self._comparison(raw)
        if type(raw) in _ARITHMETIC:
            return self._arithmetic(raw)
        handler = self._handlers.get(type(raw))
        if handler is None:
            raise self._error(_("This is not part of the language."), raw)
        return handler(self, raw)

    def _error(self, message: str, raw: exp.Expr, hint: str = "") -> RuleError:
        start, end = _span(raw, self.text)
        return RuleError(message, self.text, start, end, hint)

    def _error_at(self, message: str, node: Node, hint: str = "") -> RuleError:
        return RuleError(message, self.text, node.start, node.end, hint)

    # Values

    def _number(self, raw: exp.Literal) -> Node:
        start, end = _span(raw, self.text)
        written = str(raw.this)
        if "." in written:
            return Number(type=ValueType.NUMBER, start=start, end=end, value=Decimal(written))
        return Number(type=ValueType.INTEGER, start=start, end=end, value=int(written))

    def _text(self, raw: exp.Literal, codes: Codes | None) -> Node:
        start, end = _span(raw, self.text)
        written = str(raw.this)
        if codes is None:
            hint = _("A text can only be compared with a fact that has a list of values.")
            if _LOOKS_LIKE_DATE.fullmatch(written):
                hint = _("A date is written DATE '2026-07-01'.")
            raise RuleError(_("A text is out of place here."), self.text, start, end, hint)
        if written not in codes:
            nearest = get_close_matches(written, list(codes), n=1, cutoff=0.5)
            hint = _("Did you mean '%(code)s'?") % {"code": nearest[0]} if nearest else ""
            listed = ", ".join(f"'{code}'" for code in list(codes)[:12])
            raise RuleError(
                _("'%(code)s' is not in the list.") % {"code": written[:40]},
                self.text,
                start,
                end,
                f"{hint} {_('The values are: %(codes)s.') % {'codes': listed}}".strip(),
            )
        if not rules.PLAIN_CODE.fullmatch(written):
            raise RuleError(_("This value cannot be used in a rule."), self.text, start, end)
        return Code(type=ValueType.CODE, start=start, end=end, value=written, codes=codes)

    def _truth(self, raw: exp.Expr) -> Node:
        start, end = _span(raw, self.text)
        return Truth(type=ValueType.BOOLEAN, start=start, end=end, value=bool(raw.this))

    def _date(self, raw: exp.Expr) -> Node:
        inner, to = raw.this, raw.args.get("to")
        if not (isinstance(inner, exp.Literal) and inner.is_string and to is not None and to.is_type("date")):
            raise self._error(_("Values are not converted in a rule."), raw)
        start, end = _span(raw, self.text)
        written = str(inner.this)
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            raise RuleError(
                _("A date is written year-month-day."), self.text, start, end, _("Such as DATE '2026-07-01'.")
            )
        try:
            value = date.fromisoformat(written)
        except ValueError:
            raise RuleError(
                _("There is no such date: %(date)s.") % {"date": written}, self.text, start, end
            ) from None
        return Day(type=ValueType.DATE, start=start, end=end, value=value)

    def _name(self, raw: exp.Expr) -> Node:
        start, end = _span(raw, self.text)
        name = str(raw.name)
        if not isinstance(raw.this, exp.Identifier) or raw.this.args.get("quoted") or raw.args.get("table"):
            raise self._error(_("This is not part of the language."), raw)
        if name.lower() == "today":
            return Today(type=ValueType.DATE, start=start, end=end)
        if name.startswith("parameter."):
            return self._parameter(name.removeprefix("parameter."), start, end)
        if name != name.lower():
            raise RuleError(
                _("Names are written in small letters."),
                self.text,
                start,
                end,
                self._did_you_mean([name.lower()]),
            )
        try:
            bound = self.vocabulary.resolve(name)
        except UnknownFact as unknown:
            raise RuleError(
                _("There is no fact named %(name)s.") % {"name": name[:80]},
                self.text,
                start,
                end,
                self._did_you_mean(self._nearest(name, unknown.suggestions)),
            ) from unknown
        if len(bound.name) > MAX_NAME:
            raise RuleError(_("This name is too long."), self.text, start, end)
        return FactRef(
            type=ValueType(bound.fact.type.value),
            start=start,
            end=end,
            bound=bound,
            codes=bound.fact.codes or None,
        )

    def _parameter(self, name: str, start: int, end: int) -> Node:
        parameter = self.parameters.get(name)
        if parameter is None:
            nearest = [f"parameter.{near}" for near in self.parameters.nearest(name)]
            raise RuleError(
                _("There is no parameter named %(name)s.") % {"name": name[:80]},
                self.text,
                start,
                end,
                self._did_you_mean(nearest),
            )
        return ParameterRef(type=parameter.type, start=start, end=end, parameter=parameter)

    def _nearest(self, name: str, suggestions: Sequence[str]) -> list[str]:
        if name in SUGGESTED:
            return [SUGGESTED[name]]
        if name in self.parameters:
            return [f"parameter.{name}"]
        if suggestions:
            return list(suggestions)[:3]
        known = [
            *self.vocabulary.names(),
            *(f"parameter.{parameter}" for parameter in self.parameters),
            "today",
        ]
        return get_close_matches(name, known, n=3, cutoff=0.6)

    @staticmethod
    def _did_you_mean(names: Sequence[str]) -> str:
        return _("Did you mean %(names)s?") % {"names": ", ".join(names)} if names else ""

    # Conditions

    def _boolean(self, raw: exp.Expr) -> Node:
        node = self.check(raw)
        if node.type is not ValueType.BOOLEAN:
            raise self._error_at(
                _("A condition is needed here, and this is %(type)s.") % {"type": type_words(node.type)},
                node,
                _("Compare it with something."),
            )
        return node

    def _logical(self, raw: exp.Expr) -> Node:
        kind = type(raw)
        parts: list[exp.Expr] = []
        current = raw
        # A chain of ANDs leans to the left; it is walked, not descended, so that a long one costs no stack.
        while type(current) is kind:
            parts.append(current.expression)
            current = _part(current)
        parts.append(current)
        operands = tuple(self._boolean(part) for part in reversed(parts))
        operator = "AND" if kind is exp.And else "OR"
        return Logical(
            type=ValueType.BOOLEAN,
            start=operands[0].start,
            end=operands[-1].end,
            operator=operator,
            operands=operands,
        )

    def _negation(self, raw: exp.Expr) -> Node:
        operand = self._boolean(_part(raw))
        return Negation(type=ValueType.BOOLEAN, start=operand.start, end=operand.end, operand=operand)

    def _comparison(self, raw: exp.Expr) -> Node:
        for side in (_part(raw), raw.expression):
            if isinstance(side, _CONDITIONS):
                raise self._error(
                    _("A condition inside a comparison needs parentheses."), side, _("Such as (a > b) = c.")
                )
        operator = _COMPARISONS[type(raw)]
        (left, right), common = self._alike([_part(raw), raw.expression])
        if operator not in ("=", "<>") and common not in ORDERED:
            raise self._error_at(
                _("These have no order: %(type)s.") % {"type": type_words(common)},
                left,
                _("Use = or <> or IN (…)."),
            )
        return Comparison(
            type=ValueType.BOOLEAN, start=left.start, end=right.end, operator=operator, left=left, right=right
        )

    def _membership(self, raw: exp.Expr) -> Node:
        options = raw.args.get("expressions")
        if not options or any(raw.args.get(key) for key in ("query", "unnest", "field")):
            raise self._error(_("IN needs a list in parentheses."), raw)
        nodes, _common = self._alike([_part(raw), *options])
        return Membership(
            type=ValueType.BOOLEAN,
            start=nodes[0].start,
            end=nodes[-1].end,
            operand=nodes[0],
            options=tuple(nodes[1:]),
        )

    def _range(self, raw: exp.Expr) -> Node:
        if raw.args.get("symmetric"):
            raise self._error(_("This is not part of the language."), raw)
        nodes, common = self._alike([_part(raw), raw.args["low"], raw.args["high"]])
        if common not in ORDERED:
            raise self._error_at(
                _("These have no order: %(type)s.") % {"type": type_words(common)}, nodes[0], _("Use IN (…).")
            )
        return Range(
            type=ValueType.BOOLEAN,
            start=nodes[0].start,
            end=nodes[2].end,
            operand=nodes[0],
            low=nodes[1],
            high=nodes[2],
        )

    def _alike(self, raws: Sequence[exp.Expr], codes: Codes | None = None) -> tuple[list[Node], ValueType]:
        """Check parts that must be of one type; texts among them are read with the list of the others."""
        first = {index: self.check(raw) for index, raw in enumerate(raws) if not _is_texts(raw)}
        codes = codes or next((node.codes for node in first.values() if node.codes), None)
        nodes = [first[index] if index in first else self.check(raw, codes) for index, raw in enumerate(raws)]
        return rules.one_type(nodes, self.text)

    def _choice(self, raw: exp.Case, codes: Codes | None) -> Node:
        if raw.this is not None or raw.args.get("default") is None:
            raise self._error(_("CASE WHEN condition THEN value ELSE value END"), raw)
        conditions = [self._boolean(_part(branch)) for branch in raw.args["ifs"]]
        results = [*(branch.args["true"] for branch in raw.args["ifs"]), raw.args["default"]]
        nodes, common = self._alike(results, codes)
        return Choice(
            type=common,
            start=conditions[0].start,
            end=nodes[-1].end,
            branches=tuple(zip(conditions, nodes[:-1], strict=True)),
            otherwise=nodes[-1],
            codes=nodes[0].codes,
        )

    # Arithmetic and functions

    def _arithmetic(self, raw: exp.Expr) -> Node:
        left, right = self.check(_part(raw)), self.check(raw.expression)
        return rules.arithmetic(_ARITHMETIC[type(raw)], left, right, self.text)

    def _negative(self, raw: exp.Expr) -> Node:
        operand = self.check(_part(raw))
        if operand.type not in NUMERIC:
            raise self._error_at(
                _("Minus needs a number, and this is %(type)s.") % {"type": type_words(operand.type)}, operand
            )
        return Negative(type=operand.type, start=max(0, operand.start - 1), end=operand.end, operand=operand)

    def _call(self, raw: exp.Expr) -> Node:
        written = str(raw.this)
        start, name_end = _span_of_meta(raw)
        function = FUNCTIONS.get(written.lower())
        if function is None:
            nearest = SUGGESTED.get(written.lower()) or next(
                iter(get_close_matches(written.lower(), list(FUNCTIONS), n=1, cutoff=0.6)), ""
            )
            raise RuleError(
                _("There is no function named %(name)s.") % {"name": written[:40]},
                self.text,
                start,
                name_end,
                self._did_you_mean([nearest] if nearest else []),
            )
        raws = raw.expressions
        repeats = function.takes[-1] == "same"
        fewest = 1 if function.name == "round" else len(function.takes)
        if len(raws) < fewest or (len(raws) > len(function.takes) and not repeats):
            raise RuleError(
                _("%(name)s is used like this: %(example)s")
                % {"name": function.name, "example": function.example},
                self.text,
                start,
                name_end,
            )
        arguments, common = self._arguments(function.takes, raws)
        node = Call(
            type=function.gives or common,
            start=start,
            end=max([name_end, *(argument.end for argument in arguments)]),
            function=function.name,
            arguments=tuple(arguments),
            codes=arguments[0].codes if function.gives is None else None,
        )
        if function.name in ("floor", "ceil") and common is ValueType.NUMBER:
            node = rules.with_type(node, ValueType.INTEGER)
        self._check_moves(node)
        return node

    def _arguments(self, takes: tuple[str, ...], raws: Sequence[exp.Expr]) -> tuple[list[Node], ValueType]:
        if takes[-1] == "same":
            nodes, common = self._alike(raws)
            if takes[0] == "ordered" and common not in ORDERED:
                raise self._error_at(
                    _("These have no order: %(type)s.") % {"type": type_words(common)}, nodes[0]
                )
            return nodes, common
        nodes = [self.check(raw) for raw in raws]
        for node, wanted in zip(nodes, takes, strict=False):
            self._check_argument(node, wanted)
        return nodes, nodes[0].type

    def _check_argument(self, node: Node, wanted: str) -> None:
        if wanted == "places":
            if not (isinstance(node, Number) and isinstance(node.value, int) and 0 <= node.value <= 6):
                raise self._error_at(_("The number of decimals is written as a digit from 0 to 6."), node)
            return
        right = {
            "any": True,
            "date": node.type is ValueType.DATE,
            "integer": node.type is ValueType.INTEGER,
            "numeric": node.type in NUMERIC,
        }[wanted]
        if not right:
            words = {
                "date": type_words(ValueType.DATE),
                "integer": type_words(ValueType.INTEGER),
                "numeric": type_words(ValueType.NUMBER),
            }[wanted]
            raise self._error_at(
                _("%(wanted)s is needed here, and this is %(type)s.")
                % {"wanted": words[:1].upper() + words[1:], "type": type_words(node.type)},
                node,
            )

    def _check_moves(self, node: Call) -> None:
        if node.function not in MOST_ADDED:
            return
        amount = rules.constant(node.arguments[1])
        if amount is not None and abs(amount) > MOST_ADDED[node.function]:
            raise self._error_at(
                _("A date is moved by at most %(most)d.") % {"most": MOST_ADDED[node.function]},
                node.arguments[1],
            )
        if rules.moves(node) > MAX_MOVES:
            raise self._error_at(_("A date is moved too many times."), node)

    _handlers: dict[type[exp.Expr], Callable[[Checker, exp.Expr], Node]] = {
        exp.Boolean: _truth,
        exp.Cast: _date,
        exp.Column: _name,
        exp.And: _logical,
        exp.Or: _logical,
        exp.Not: _negation,
        exp.In: _membership,
        exp.Between: _range,
        exp.Neg: _negative,
        exp.Anonymous: _call,
    }


def _part(raw: exp.Expr) -> exp.Expr:
    part = raw.this
    assert isinstance(part, exp.Expr)
    return part


def _is_texts(raw: exp.Expr) -> bool:
    """Tell whether a part is a text, or a choice between texts."""
    while isinstance(raw, exp.Paren):
        raw = _part(raw)
    if isinstance(raw, exp.Case):
        results = [branch.args["true"] for branch in raw.args["ifs"]] + [raw.args.get("default")]
        return all(isinstance(result, exp.Expr) and _is_texts(result) for result in results)
    return isinstance(raw, exp.Literal) and raw.is_string


def _depth(tree: exp.Expr) -> int:
    """Return how deep a tree is, a chain of ANDs or ORs counting as one level; uses no recursion."""
    deepest = 0
    stack: list[tuple[exp.Expr, int]] = [(tree, 1)]
    while stack:
        current, depth = stack.pop()
        deepest = max(deepest, depth)
        for child in current.iter_expressions():
            same = type(child) is type(current) and isinstance(child, exp.And | exp.Or)
            stack.append((child, depth if same else depth + 1))
    return deepest


def _span_of_meta(raw: exp.Expr) -> tuple[int, int]:
    return raw.meta.get("start", 0), raw.meta.get("end", -1) + 1


def _span(raw: exp.Expr, text: str) -> tuple[int, int]:
    """Return where a part stands in the text: from its first to its last word."""
    spans = [_span_of_meta(part) for part in raw.walk() if "start" in part.meta]
    if not spans:
        return 0, len(text)
    return min(start for start, _end in spans), max(end for _start, end in spans)
