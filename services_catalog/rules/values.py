"""The parts of an expression that stand for themselves: numbers, texts, dates, names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from django.utils.translation import gettext as _
from sqlglot import exp

from registries.facts.model import UnknownFact, Vocabulary

from . import habits
from . import typing_rules as rules
from .errors import RuleError
from .functions import SUGGESTED
from .nodes import Code, Codes, Day, FactRef, Node, Number, ParameterRef, Today, Truth
from .parameters import ParameterBook
from .trees import span
from .types import ValueType

# PostgreSQL cuts longer column names without an error.
MAX_NAME = 63
_LOOKS_LIKE_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")


class ValueChecker:
    """Checks numbers, texts, dates and names against a vocabulary and a parameter book."""

    def __init__(self, text: str, vocabulary: Vocabulary, parameters: ParameterBook) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.parameters = parameters

    def error(self, message: str, raw: exp.Expr, hint: str = "") -> RuleError:
        """Return an error that points at a part of the tree."""
        start, end = span(raw, self.text)
        return RuleError(message, self.text, start, end, hint)

    def error_at(self, message: str, node: Node, hint: str = "") -> RuleError:
        """Return an error that points at a node."""
        return RuleError(message, self.text, node.start, node.end, hint)

    def read_number(self, raw: exp.Literal) -> Node:
        """Return a written number."""
        start, end = span(raw, self.text)
        written = str(raw.this)
        if "." in written:
            return Number(type=ValueType.NUMBER, start=start, end=end, value=Decimal(written))
        return Number(type=ValueType.INTEGER, start=start, end=end, value=int(written))

    def read_text(self, raw: exp.Literal, codes: Codes | None) -> Node:
        """Return a value from a list; an error if no list is meant here or it is not in it."""
        start, end = span(raw, self.text)
        written = str(raw.this)
        if codes is None:
            hint = _("A text can only be compared with a fact that has a list of values.")
            if _LOOKS_LIKE_DATE.fullmatch(written):
                hint = _("A date is written DATE '2026-07-01'.")
            elif habits.of_text(written):
                hint = habits.did_you_mean(habits.of_text(written))
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

    def read_truth(self, raw: exp.Expr) -> Node:
        """Return TRUE or FALSE."""
        start, end = span(raw, self.text)
        return Truth(type=ValueType.BOOLEAN, start=start, end=end, value=bool(raw.this))

    def read_date(self, raw: exp.Expr) -> Node:
        """Return a written date."""
        inner, to = raw.this, raw.args.get("to")
        if not (isinstance(inner, exp.Literal) and inner.is_string and to is not None and to.is_type("date")):
            raise self.error(_("Values are not converted in a rule."), raw)
        start, end = span(raw, self.text)
        written = str(inner.this)
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            raise RuleError(
                _("A date is written year-month-day."), self.text, start, end, _("Such as DATE '2026-07-01'.")
            )
        try:
            value = date.fromisoformat(written)
        except ValueError:
            raise RuleError(_("There is no such date: %(date)s.") % {"date": written}, self.text, start, end) from None
        return Day(type=ValueType.DATE, start=start, end=end, value=value)

    def read_name(self, raw: exp.Expr) -> Node:
        """Return what a name means where it is to be worth something: today, a parameter or a fact."""
        return self._worth_something(self._named(raw))

    def _named(self, raw: exp.Expr) -> Node:
        start, end = span(raw, self.text)
        name = str(raw.name)
        if not isinstance(raw.this, exp.Identifier) or raw.this.args.get("quoted") or raw.args.get("table"):
            raise self.error(_("This is not part of the language."), raw)
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
                self.did_you_mean([name.lower()]),
            )
        try:
            bound = self.vocabulary.resolve(name)
        except UnknownFact as unknown:
            raise RuleError(
                _("There is no fact named %(name)s.") % {"name": name[:80]},
                self.text,
                start,
                end,
                self._elsewhere(name, unknown) or self.did_you_mean(self._nearest(name, unknown.suggestions)),
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
                self.did_you_mean(nearest),
            )
        return ParameterRef(type=parameter.type, start=start, end=end, parameter=parameter)

    def _worth_something(self, node: Node) -> Node:
        """Return a node; an error for a scale, which is worth nothing by itself."""
        if isinstance(node, ParameterRef) and node.type is ValueType.SCALE:
            raise self.error_at(
                _("This is a scale: it is worth something only for an amount."),
                node,
                habits.did_you_mean(f"scale(…, parameter.{node.parameter.name})"),
            )
        return node

    def read_scale(self, raw: exp.Expr) -> Node:
        """Return the scale that an amount is to go through; an error for what is none."""
        node = self._named(raw) if isinstance(raw, exp.Column) else None
        if isinstance(node, ParameterRef) and node.type is ValueType.SCALE:
            return node
        scales = [f"parameter.{name}" for name, one in self.parameters.items() if one.type is ValueType.SCALE]
        raise self.error(
            _("A scale of law is needed here: the name of a parameter that has brackets."),
            raw,
            _("The scales are: %(names)s.") % {"names": ", ".join(scales[:12])} if scales else "",
        )

    def unquoted(self, raw: exp.Expr, codes: Codes) -> RuleError:
        """The error of a lone name that stands where a value from a list is meant."""
        written, listed = str(raw.name), list(codes)
        begins = [code for code in listed if code.lower().startswith(written.lower())]
        nearest = begins if len(begins) == 1 else get_close_matches(written.lower(), listed, n=1, cutoff=0.6)
        shown = ", ".join(f"'{code}'" for code in listed[:12])
        hint = habits.did_you_mean(f"'{nearest[0]}'") if nearest else ""
        return self.error(
            _("A value from a list is written in single quotation marks."),
            raw,
            f"{hint} {_('The values are: %(codes)s.') % {'codes': shown}}".strip(),
        )

    def _elsewhere(self, name: str, unknown: UnknownFact) -> str:
        if not unknown.elsewhere:
            return ""
        return _("%(name)s is there where a right arises from: %(bases)s. Here it arises from: %(basis)s.") % {
            "name": name[:80],
            "bases": ", ".join(unknown.elsewhere),
            "basis": self.vocabulary.basis,
        }

    def _nearest(self, name: str, suggestions: Sequence[str]) -> list[str]:
        if name in SUGGESTED:
            return [SUGGESTED[name]]
        if habits.meant(name):
            return [habits.meant(name)]
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
    def did_you_mean(names: Sequence[str]) -> str:
        """Return the hint that names what was probably meant; empty if there is nothing."""
        return _("Did you mean %(names)s?") % {"names": ", ".join(names)} if names else ""
