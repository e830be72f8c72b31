"""Tree -> typed nodes. Every kind of node is listed here; what is not listed is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches

from django.utils.translation import gettext as _
from sqlglot import exp

from . import habits
from . import typing_rules as rules
from .errors import RuleError
from .functions import FUNCTIONS, MAX_MOVES, MOST_ADDED, SUGGESTED
from .nodes import (
    Call,
    Choice,
    Codes,
    Comparison,
    Logical,
    Membership,
    Negation,
    Negative,
    Node,
    Number,
    Range,
)
from .trees import depth_of, is_texts, part, span, word_span
from .types import NUMERIC, ORDERED, ValueType, type_words
from .values import ValueChecker

MAX_DEPTH = 120

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


_ORDERING = frozenset({"<", "<=", ">", ">="})


def _is_lone_name(raw: exp.Expr) -> bool:
    """Whether a part is one word without a point, as no fact is named."""
    return isinstance(raw, exp.Column) and "." not in str(raw.name)


class Checker(ValueChecker):
    """Checks one syntax tree against a vocabulary and a parameter book."""

    def run(self, tree: exp.Expr) -> Node:
        """Return the typed nodes of a tree; raises `RuleError` at the first thing that is not right."""
        if depth_of(tree) > MAX_DEPTH:
            raise self.error(_("The expression is nested too deeply."), tree, _("Split it into several criteria."))
        return self.check(tree)

    def check(self, raw: exp.Expr, codes: Codes | None = None) -> Node:
        """Return the typed node of one part; `codes` is the list that a text in it must come from."""
        if isinstance(raw, exp.Paren):
            return self.check(part(raw), codes)
        if isinstance(raw, exp.Literal):
            return self.read_text(raw, codes) if raw.is_string else self.read_number(raw)
        if isinstance(raw, exp.Case):
            return self._choice(raw, codes)
        if type(raw) in _COMPARISONS:
            return self._comparison(raw)
        if type(raw) in _ARITHMETIC:
            return self._arithmetic(raw)
        handler = self._handlers.get(type(raw))
        if handler is None:
            raise self.error(_("This is not part of the language."), raw)
        return handler(self, raw)

    # Conditions

    def _boolean(self, raw: exp.Expr) -> Node:
        node = self.check(raw)
        if node.type is not ValueType.BOOLEAN:
            raise self.error_at(
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
            current = part(current)
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
        operand = self._boolean(part(raw))
        return Negation(type=ValueType.BOOLEAN, start=operand.start, end=operand.end, operand=operand)

    def _comparison(self, raw: exp.Expr) -> Node:
        sides: list[exp.Expr] = [part(raw), raw.expression]
        for side in sides:
            if isinstance(side, _CONDITIONS):
                raise self.error(_("A condition inside a comparison needs parentheses."), side, self._parted(raw))
        operator = _COMPARISONS[type(raw)]
        (left, right), common = self._alike(sides)
        if operator not in ("=", "<>") and common not in ORDERED:
            raise self.error_at(
                _("These have no order: %(type)s.") % {"type": type_words(common)},
                left,
                _("Use = or <> or IN (…)."),
            )
        return Comparison(
            type=ValueType.BOOLEAN, start=left.start, end=right.end, operator=operator, left=left, right=right
        )

    def _parted(self, raw: exp.Expr) -> str:
        """What 18 <= x <= 65 means in two comparisons; for any other condition inside one, how parentheses look."""
        left, outer = part(raw), _COMPARISONS[type(raw)]
        inner = _COMPARISONS.get(type(left), "")
        if inner not in _ORDERING or outer not in _ORDERING or isinstance(raw.expression, _CONDITIONS):
            return _("Such as (a > b) = c.")
        first, middle, last = (self._written(side) for side in (part(left), left.expression, raw.expression))
        return habits.did_you_mean(f"{first} {inner} {middle} AND {middle} {outer} {last}")

    def _written(self, raw: exp.Expr) -> str:
        start, end = span(raw, self.text)
        return self.text[start:end]

    def _membership(self, raw: exp.Expr) -> Node:
        options = raw.args.get("expressions")
        if not options or any(raw.args.get(key) for key in ("query", "unnest", "field")):
            raise self.error(_("IN needs a list in parentheses."), raw)
        nodes, _common = self._alike([part(raw), *options])
        return Membership(
            type=ValueType.BOOLEAN,
            start=nodes[0].start,
            end=nodes[-1].end,
            operand=nodes[0],
            options=tuple(nodes[1:]),
        )

    def _range(self, raw: exp.Expr) -> Node:
        if raw.args.get("symmetric"):
            raise self.error(_("This is not part of the language."), raw)
        nodes, common = self._alike([part(raw), raw.args["low"], raw.args["high"]])
        if common not in ORDERED:
            raise self.error_at(
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
        first: dict[int, Node] = {}
        lone: list[tuple[exp.Expr, RuleError]] = []
        for index, raw in enumerate(raws):
            try:
                if not is_texts(raw):
                    first[index] = self.check(raw)
            except RuleError as error:
                if not _is_lone_name(raw):
                    raise
                lone.append((raw, error))
        codes = codes or next((node.codes for node in first.values() if node.codes), None)
        if lone:
            raw, unnamed = lone[0]
            raise self.unquoted(raw, codes) if codes else unnamed
        nodes = [first[index] if index in first else self.check(raw, codes) for index, raw in enumerate(raws)]
        return rules.one_type(nodes, self.text)

    def _choice(self, raw: exp.Case, codes: Codes | None) -> Node:
        if raw.this is not None or raw.args.get("default") is None:
            raise self.error(_("CASE WHEN condition THEN value ELSE value END"), raw)
        conditions = [self._boolean(part(branch)) for branch in raw.args["ifs"]]
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
        left, right = self.check(part(raw)), self.check(raw.expression)
        return rules.arithmetic(_ARITHMETIC[type(raw)], left, right, self.text)

    def _negative(self, raw: exp.Expr) -> Node:
        operand = self.check(part(raw))
        if operand.type not in NUMERIC:
            raise self.error_at(
                _("Minus needs a number, and this is %(type)s.") % {"type": type_words(operand.type)}, operand
            )
        return Negative(type=operand.type, start=max(0, operand.start - 1), end=operand.end, operand=operand)

    def _call(self, raw: exp.Expr) -> Node:
        written = str(raw.this)
        start, name_end = word_span(raw)
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
                self.did_you_mean([nearest] if nearest else []),
            )
        raws = raw.expressions
        repeats = function.takes[-1] == "same"
        fewest = 1 if function.name == "round" else len(function.takes)
        if len(raws) < fewest or (len(raws) > len(function.takes) and not repeats):
            raise RuleError(
                _("%(name)s is used like this: %(example)s") % {"name": function.name, "example": function.example},
                self.text,
                start,
                name_end,
            )
        arguments, common = self._arguments(function.takes, raws) if function.name != "scale" else self._scaled(raws)
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
                raise self.error_at(_("These have no order: %(type)s.") % {"type": type_words(common)}, nodes[0])
            return nodes, common
        nodes = [self.check(raw) for raw in raws]
        for node, wanted in zip(nodes, takes, strict=False):
            self._check_argument(node, wanted)
        return nodes, nodes[0].type

    def _scaled(self, raws: Sequence[exp.Expr]) -> tuple[list[Node], ValueType]:
        """The amount and the scale of `scale(amount, parameter.name)`."""
        amount = self.check(raws[0])
        if amount.type is not ValueType.MONEY and not rules.is_figure(amount):
            raise self.error_at(
                _("%(wanted)s is needed here, and this is %(type)s.")
                % {"wanted": rules.capital(type_words(ValueType.MONEY)), "type": type_words(amount.type)},
                amount,
            )
        return [rules.as_money(amount, self.text), self.read_scale(raws[1])], ValueType.MONEY

    def _check_argument(self, node: Node, wanted: str) -> None:
        if wanted == "places":
            if not (isinstance(node, Number) and isinstance(node.value, int) and 0 <= node.value <= 6):
                raise self.error_at(_("The number of decimals is written as a digit from 0 to 6."), node)
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
            raise self.error_at(
                _("%(wanted)s is needed here, and this is %(type)s.")
                % {"wanted": words[:1].upper() + words[1:], "type": type_words(node.type)},
                node,
            )

    def _check_moves(self, node: Call) -> None:
        if node.function not in MOST_ADDED:
            return
        amount = rules.constant(node.arguments[1])
        if amount is not None and abs(amount) > MOST_ADDED[node.function]:
            raise self.error_at(
                _("A date is moved by at most %(most)d.") % {"most": MOST_ADDED[node.function]},
                node.arguments[1],
            )
        if rules.moves(node) > MAX_MOVES:
            raise self.error_at(_("A date is moved too many times."), node)

    _handlers: dict[type[exp.Expr], Callable[[Checker, exp.Expr], Node]] = {
        exp.Boolean: ValueChecker.read_truth,
        exp.Cast: ValueChecker.read_date,
        exp.Column: ValueChecker.read_name,
        exp.And: _logical,
        exp.Or: _logical,
        exp.Not: _negation,
        exp.In: _membership,
        exp.Between: _range,
        exp.Neg: _negative,
        exp.Anonymous: _call,
    }
