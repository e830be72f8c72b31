"""Random, well-typed rules and people, for comparing the engine with the oracle.

A piece of text carries how tightly its outermost operator binds, so that parentheses are only written where
the language needs them: precedence is part of what is compared.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from services_catalog.rules.scales import Scale

from .sample import BANDS, FACTS, PARAMETERS, SEXES

Piece = tuple[str, int]
OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, ATOM = range(1, 9)

Source = st.DataObject

BOOLEANS = ["person.alive", "person.resident", "employment.active", "leave.on"]
INTEGERS = ["person.age", "employment.months", "children.under_18", "leave.order", "household.size"]
MONEYS = ["employment.wage", "pension.capital", "pension.payment", "household.income_per_head"]
DATES = ["person.birth_date", "person.death_date", "employment.since", "disability.until"]

EDGES = [
    date(year, month, day)
    for year in (2008, 2024, 2026)
    for month, day in ((1, 31), (2, 28), (2, 29), (3, 1), (3, 31), (12, 31))
    if (month, day) != (2, 29) or year != 2026
]
SCALES = ["parameter.income_tax", "parameter.contribution"]


def _for_the_oracle(value: Any) -> Any:
    return [(one.above, one.rate) for one in value.brackets] if isinstance(value, Scale) else value


PARAMETER_VALUES = {
    name: tuple((since, _for_the_oracle(value)) for since, value in parameter.values)
    for name, parameter in PARAMETERS.items()
}
# The days on which a parameter changes.
TURNS = sorted({since for values in PARAMETER_VALUES.values() for since, _value in values})
days = st.sampled_from(EDGES) | st.dates(date(1890, 1, 1), date(2090, 12, 31))


class Writer:
    """Writes one random expression, drawing every choice from hypothesis."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw

    def pick(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def wrap(self, piece: Piece, least: int) -> str:
        """Return the text of a piece, in parentheses if it binds less tightly than wanted, or sometimes
        anyway.
        """
        text, binding = piece
        return f"({text})" if binding < least or self.draw(st.integers(0, 9)) == 0 else text

    def atom(self, *names: str) -> Piece:
        return self.pick(*names), ATOM

    def call(self, function: str, *arguments: Piece) -> Piece:
        return f"{function}({', '.join(argument[0] for argument in arguments)})", ATOM

    def choice(self, write: Any, depth: int) -> Piece:
        branches = "".join(
            f" WHEN {self.boolean(depth - 1)[0]} THEN {write(depth - 1)[0]}" for _ in range(self.pick(1, 1, 2))
        )
        return f"CASE{branches} ELSE {write(depth - 1)[0]} END", ATOM

    def infix(self, operator: str, left: Piece, right: Piece, binding: int) -> Piece:
        return f"{self.wrap(left, binding)} {operator} {self.wrap(right, binding + 1)}", binding

    def shared(self, write: Any, depth: int, *, ordered: bool = True) -> Piece:
        """Write what every ordered type has: CASE, coalesce, least, greatest."""
        kind = self.pick("case", "coalesce", "least", "greatest") if ordered else self.pick("case", "coalesce")
        if kind == "case":
            return self.choice(write, depth)
        return self.call(kind, *(write(depth - 1) for _ in range(self.pick(2, 2, 3))))

    def boolean(self, depth: int) -> Piece:
        if depth <= 0:
            return self.atom(*BOOLEANS, *BOOLEANS, "TRUE", "FALSE", "parameter.open")
        kind = self.pick(
            "fact", "and", "or", "not", "compare", "compare", "compare", "in", "between", "known", "shared"
        )
        if kind == "fact":
            return self.boolean(0)
        if kind in ("and", "or"):
            binding = AND if kind == "and" else OR
            parts = [self.wrap(self.boolean(depth - 1), binding + 1) for _ in range(self.pick(2, 2, 3))]
            return f" {kind.upper()} ".join(parts), binding
        if kind == "not":
            return f"NOT {self.wrap(self.boolean(depth - 1), NOT)}", NOT
        if kind == "compare":
            return self.comparison(depth)
        if kind == "in":
            return self.membership(depth)
        if kind == "between":
            return self.between(depth)
        if kind == "known":
            return self.call("known", self.any_fact())
        return self.shared(self.boolean, depth, ordered=False)

    def any_fact(self) -> Piece:
        return self.atom(
            *BOOLEANS, *INTEGERS, *MONEYS, *DATES, "person.sex", "disability.band", "parameter.need_criterion"
        )

    def typed(self, kind: str, depth: int) -> Piece:
        write = {"integer": self.integer, "number": self.number, "money": self.money, "date": self.day}[kind]
        return write(depth)

    def comparison(self, depth: int) -> Piece:
        kind = self.pick("integer", "number", "money", "date", "code", "boolean", "rounding", "span")
        if kind in ("rounding", "span"):
            return self.rounding() if kind == "rounding" else self.span()
        if kind == "code":
            return self.code_comparison()
        if kind == "boolean":
            return self.infix(self.pick("=", "<>"), self.boolean(0), self.boolean(0), COMPARE + 1)[0], COMPARE
        sign = self.pick("=", "<>", "!=", "<", "<=", ">", ">=")
        right = self.money_literal() if kind == "money" and self.pick(True, False) else self.typed(kind, depth - 1)
        return f"{self.wrap(self.typed(kind, depth - 1), SUM)} {sign} {self.wrap(right, SUM)}", COMPARE

    def rounding(self) -> Piece:
        """Divide and multiply again: only a quotient that was rounded in the same way compares the same."""
        dividend, divisor = self.pick(*MONEYS, *INTEGERS), self.pick(*INTEGERS, "7", "0.3")
        return f"{dividend} / {divisor} * {divisor} {self.pick('=', '<', '>=')} {dividend}", COMPARE

    def span(self) -> Piece:
        """Compare two ways to count the same time, which differ on the days where calendars are odd."""
        first, second = self.pick(*DATES), self.pick(*DATES, "today")
        kind = self.pick("years", "months", "age")
        if kind == "age":
            years = self.draw(st.integers(-30, 30))
            left, right = f"years_between({first}, birthday({first}, {years}))", str(years)
        elif kind == "years":
            left, right = f"years_between({first}, {second})", f"floor(months_between({first}, {second}) / 12)"
        else:
            months = self.draw(st.integers(-30, 30))
            left, right = f"months_between({first}, add_months({first}, {months}))", str(months)
        return f"{left} {self.pick('=', '<', '>=')} {right}", COMPARE

    def code_comparison(self) -> Piece:
        fact = self.pick("person.sex", "disability.band")
        codes = list(SEXES if fact == "person.sex" else BANDS)
        other = "disability.former_band" if fact == "disability.band" and self.pick(True, False) else None
        right = other or f"'{self.pick(*codes)}'"
        return f"{fact} {self.pick('=', '<>')} {right}", COMPARE

    def membership(self, depth: int) -> Piece:
        inverted = self.pick("", "NOT ")
        if self.pick(True, False):
            codes = self.draw(st.lists(st.sampled_from(list(BANDS)), min_size=1, max_size=3))
            listed = ", ".join(f"'{code}'" for code in codes)
            return f"disability.band {inverted}IN ({listed})", COMPARE
        kind = self.pick("integer", "date", "money")
        options = ", ".join(self.typed(kind, depth - 2)[0] for _ in range(self.pick(1, 2, 3)))
        return f"{self.wrap(self.typed(kind, depth - 1), SUM)} {inverted}IN ({options})", COMPARE

    def between(self, depth: int) -> Piece:
        kind = self.pick("integer", "number", "date", "money")
        value, low, high = (self.wrap(self.typed(kind, depth - 1), SUM) for _ in range(3))
        return f"{value} {self.pick('', 'NOT ')}BETWEEN {low} AND {high}", COMPARE

    def integer(self, depth: int) -> Piece:
        if depth <= 0:
            literal = str(self.draw(st.integers(0, 40)))
            return self.atom(*INTEGERS, literal, literal, "parameter.pension_age")
        kind = self.pick("fact", "sum", "times", "minus", "span", "span", "part", "floor", "shared")
        if kind == "fact":
            return self.integer(0)
        if kind == "sum":
            return self.infix(self.pick("+", "-"), self.integer(depth - 1), self.integer(depth - 1), SUM)
        if kind == "times":
            return self.infix("*", self.integer(depth - 1), self.integer(depth - 1), PRODUCT)
        if kind == "minus":
            return f"- {self.wrap(self.integer(depth - 1), SIGN)}", SIGN
        if kind == "span":
            return self.call(
                f"{self.pick('years', 'months', 'days')}_between", self.day(depth - 1), self.day(depth - 1)
            )
        if kind == "part":
            return self.call(self.pick("year", "month"), self.day(depth - 1))
        if kind == "floor":
            return self.call(self.pick("floor", "ceil"), self.number(depth - 1))
        return self.shared(self.integer, depth)

    def number(self, depth: int) -> Piece:
        if depth <= 0:
            return self.atom("parameter.share", self.pick("0.5", "1.25", "7.000001", "12.0"))
        kind = self.pick("quotient", "quotient", "ratio", "times", "sum", "round", "shared")
        if kind == "quotient":
            return self.infix("/", self.integer(depth - 1), self.divisor(), PRODUCT)
        if kind == "ratio":
            return self.infix("/", self.money(depth - 1), self.atom(*MONEYS), PRODUCT)
        if kind == "times":
            return self.infix("*", self.number(depth - 1), self.number(depth - 1), PRODUCT)
        if kind == "sum":
            return self.infix(self.pick("+", "-"), self.number(depth - 1), self.integer(depth - 1), SUM)
        if kind == "round":
            return self.call("round", self.number(depth - 1), (str(self.pick(0, 1, 2, 6)), ATOM))
        return self.shared(self.number, depth)

    def divisor(self) -> Piece:
        """Write something that may be zero in the data but is not written as zero."""
        if self.pick(True, False):
            return self.atom(*INTEGERS, "12", "7", "0.4")
        return f"({self.pick(*INTEGERS)} - {self.pick(*INTEGERS)})", ATOM

    def money_literal(self) -> Piece:
        return self.atom("0", "100", "285.50", "600", "0.01")

    def money(self, depth: int) -> Piece:
        if depth <= 0:
            return self.atom(*MONEYS, "parameter.birth_benefit", "parameter.need_criterion")
        kind = self.pick("fact", "sum", "times", "share", "floored", "round", "step", "scale", "shared")
        if kind == "fact":
            return self.money(0)
        if kind == "sum":
            right = self.money_literal() if self.pick(True, False) else self.money(depth - 1)
            return self.infix(self.pick("+", "-"), self.money(depth - 1), right, SUM)
        if kind == "times":
            return self.infix("*", self.money(depth - 1), self.pick(self.integer, self.number)(depth - 1), PRODUCT)
        if kind == "share":
            return self.infix("/", self.money(depth - 1), self.divisor(), PRODUCT)
        if kind == "scale":
            amount = self.money_literal() if self.pick(True, False, False, False) else self.money(depth - 1)
            return self.call("scale", amount, self.atom(*SCALES))
        if kind == "floored":
            return self.call(self.pick("greatest", "least", "coalesce"), self.money(depth - 1), self.money_literal())
        if kind == "round":
            name = self.pick("round", "floor", "ceil")
            return self.call(name, self.money(depth - 1), *([(self.pick("0", "1"), ATOM)] if name == "round" else []))
        if kind == "step":
            condition = self.boolean(depth - 1)[0]
            return (
                f"CASE WHEN {condition} THEN {self.money_literal()[0]} ELSE {self.money(depth - 1)[0]} END",
                ATOM,
            )
        return self.shared(self.money, depth)

    def day(self, depth: int) -> Piece:
        if depth <= 0:
            written = self.draw(st.sampled_from(EDGES)).isoformat()
            return self.atom(*DATES, *DATES, "today", f"DATE '{written}'", "parameter.reform")
        kind = self.pick("fact", "add", "month", "shared")
        if kind == "fact":
            return self.day(0)
        if kind == "add":
            amount = self.pick(
                (str(self.draw(st.integers(0, 60))), ATOM),
                (f"-{self.draw(st.integers(1, 60))}", SIGN),
                self.atom(*INTEGERS),
                (f"{self.pick(*INTEGERS)} * {self.pick(*INTEGERS)}", PRODUCT),
            )
            return self.call(self.pick("add_years", "add_months", "add_days", "birthday"), self.day(depth - 1), amount)
        if kind == "month":
            return self.call(self.pick("start_of_month", "end_of_month"), self.day(depth - 1))
        return self.shared(self.day, depth)


@st.composite
def rules(draw: Any) -> dict[str, Any]:
    """A definition: up to three criteria, an amount, a first and a last day."""
    writer = Writer(draw)
    depth = draw(st.integers(1, 4))
    return {
        "criteria": [writer.boolean(depth)[0] for _ in range(draw(st.integers(0, 3)))],
        "amount": writer.money(draw(st.integers(0, 3)))[0],
        "starts": writer.day(draw(st.integers(0, 3)))[0],
        "until": writer.day(draw(st.integers(0, 3)))[0],
    }


_money = st.decimals(Decimal(0), Decimal(9999), places=2) | st.sampled_from(
    [Decimal(0), Decimal("285.50"), Decimal(600)]
)
_integer = st.integers(-3, 45) | st.sampled_from([0, 1, 12, 65, 2400, 99_999])
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": _integer,
    "money": _money,
    "date": days,
}


@st.composite
def people(draw: Any) -> tuple[dict[str, Any], date]:
    """Facts of one person, some unknown, and the day that is asked about."""
    facts: dict[str, Any] = {}
    for name, fact in FACTS.items():
        known = st.sampled_from(list(fact.codes)) if fact.codes else _VALUES[fact.type.value]
        facts[name] = None if draw(st.integers(0, 4)) == 0 else draw(known)
    return facts, draw(days | st.sampled_from(TURNS))
