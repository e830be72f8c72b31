"""A second opinion on every expression, for tests only.

It reads the text with a parser of its own and computes with Python's fractions and dates; it imports
nothing of the engine, so that a mistake in one is not repeated in the other. None is unknown.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Parameters = Mapping[str, Sequence[tuple[date, Any]]]
Thunk = Callable[[], Any]

_WORDS = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|'([^']*)'|([A-Za-z_][\w.]*)|(<>|!=|<=|>=|[-+*/=<>(),]))")


def evaluate(text: str, *, facts: Mapping[str, Any], on: date, parameters: Parameters) -> Any:
    """Return what an expression is worth: bool, Fraction, date, str or None."""
    return _Oracle(text, facts, on, parameters).value()


def criteria(texts: Sequence[str], **context: Any) -> list[bool | None]:
    """Return what each criterion is worth."""
    return [evaluate(text, **context) for text in texts]


def conjunction(values: Sequence[bool | None]) -> bool | None:
    """AND of three-valued logic."""
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def disjunction(values: Sequence[bool | None]) -> bool | None:
    """OR of three-valued logic."""
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


def negation(value: bool | None) -> bool | None:
    """NOT of three-valued logic."""
    return None if value is None else not value


def half_away(value: Fraction, places: int) -> Fraction:
    """Round half away from zero."""
    scaled = abs(value) * 10**places
    whole = scaled.numerator // scaled.denominator
    if scaled - whole >= Fraction(1, 2):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, 10**places)


def payable(value: Fraction | None) -> Fraction | None:
    """What is paid of a computed amount."""
    if value is None or value > Fraction("999999999.99"):
        return None
    return Fraction(0) if value < 0 else half_away(value, 2)


class _Oracle:
    """Reads and computes in one pass, by recursive descent; each level is one precedence, loosest first."""

    def __init__(self, text: str, facts: Mapping[str, Any], on: date, parameters: Parameters) -> None:
        self.words: list[tuple[str, str]] = []
        position = 0
        text = text.strip()
        while position < len(text):
            match = _WORDS.match(text, position)
            assert match, text[position:]
            number, string, name, symbol = match.groups()
            if number is not None:
                self.words.append(("number", number))
            elif string is not None:
                self.words.append(("string", string))
            elif name is not None:
                self.words.append(("name", name))
            else:
                self.words.append(("symbol", symbol))
            position = match.end()
        self.at = 0
        self.facts = facts
        self.on = on
        self.parameters = parameters

    def value(self) -> Any:
        result = self.either()
        assert self.at == len(self.words), self.words[self.at :]
        return result

    def peek(self, *wanted: str) -> bool:
        if self.at >= len(self.words):
            return False
        kind, text = self.words[self.at]
        return kind in ("name", "symbol") and text.upper() in wanted

    def take(self, *wanted: str) -> bool:
        if self.peek(*wanted):
            self.at += 1
            return True
        return False

    def need(self, wanted: str) -> None:
        assert self.take(wanted), (wanted, self.words[self.at :])

    def either(self) -> Any:
        values = [self.both()]
        while self.take("OR"):
            values.append(self.both())
        return values[0] if len(values) == 1 else disjunction(values)

    def both(self) -> Any:
        values = [self.inverse()]
        while self.take("AND"):
            values.append(self.inverse())
        return values[0] if len(values) == 1 else conjunction(values)

    def inverse(self) -> Any:
        return negation(self.inverse()) if self.take("NOT") else self.compared()

    def compared(self) -> Any:
        left = self.total()
        for sign in ("=", "<>", "!=", "<=", ">=", "<", ">"):
            if self.take(sign):
                return compare(sign, left, self.total())
        inverted = self.take("NOT")
        if self.take("IN"):
            answer = disjunction([compare("=", left, option) for option in self.arguments()])
        elif self.take("BETWEEN"):
            low = self.total()
            self.need("AND")
            high = self.total()
            answer = conjunction([compare(">=", left, low), compare("<=", left, high)])
        else:
            return left
        return negation(answer) if inverted else answer

    def total(self) -> Any:
        value = self.product()
        while self.peek("+", "-"):
            sign = 1 if self.take("+") else (self.take("-"), -1)[1]
            other = self.product()
            value = None if value is None or other is None else value + sign * other
        return value

    def product(self) -> Any:
        value = self.signed()
        while self.peek("*", "/"):
            if self.take("*"):
                other = self.signed()
                value = None if value is None or other is None else value * other
            else:
                self.need("/")
                other = self.signed()
                value = None if value is None or not other else half_away(value / other, 12)
        return value

    def signed(self) -> Any:
        if self.take("-"):
            value = self.signed()
            return None if value is None else -value
        return self.single()

    def single(self) -> Any:
        if self.take("("):
            value = self.either()
            self.need(")")
            return value
        kind, text = self.words[self.at]
        self.at += 1
        if kind == "number":
            return Fraction(text)
        if kind == "string":
            return text
        upper = text.upper()
        if upper in ("TRUE", "FALSE"):
            return upper == "TRUE"
        if upper == "DATE" and self.words[self.at][0] == "string":
            self.at += 1
            return date.fromisoformat(self.words[self.at - 1][1])
        if upper == "CASE":
            return self.case()
        if self.peek("("):
            return FUNCTIONS[text.lower()](*self.arguments())
        return self.named(text)

    def arguments(self) -> list[Any]:
        self.need("(")
        values = [self.either()]
        while self.take(","):
            values.append(self.either())
        self.need(")")
        return values

    def case(self) -> Any:
        branches = []
        while self.take("WHEN"):
            condition = self.either()
            self.need("THEN")
            branches.append((condition, self.either()))
        self.need("ELSE")
        otherwise = self.either()
        self.need("END")
        for condition, value in branches:
            if condition is None:
                return None
            if condition:
                return value
        return otherwise

    def named(self, name: str) -> Any:
        if name.lower() == "today":
            return self.on
        if name.startswith("parameter."):
            values = [value for since, value in self.parameters[name.removeprefix("parameter.")] if since <= self.on]
            return exact(values[-1]) if values else None
        return exact(self.facts[name])


def exact(value: Any) -> Any:
    """Return numbers as fractions, everything else as it is; a scale is a list of (threshold, rate)."""
    if value is None or isinstance(value, bool | str | date | list):
        return value
    return Fraction(value)


def compare(sign: str, left: Any, right: Any) -> bool | None:
    """Compare two values; unknown if one is."""
    if left is None or right is None:
        return None
    return bool(
        {
            "=": lambda: left == right,
            "<>": lambda: left != right,
            "!=": lambda: left != right,
            "<": lambda: left < right,
            "<=": lambda: left <= right,
            ">": lambda: left > right,
            ">=": lambda: left >= right,
        }[sign]()
    )


def _strict(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: None if any(value is None for value in values) else function(*values)


def month_after(day: date, months: int) -> tuple[int, int]:
    """Return the year and month that come some months after a day's."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def anniversary(day: date, months: int) -> date:
    """Return the day on which so many months are complete: the next day where the calendar lacks it."""
    year, month = month_after(day, months)
    if day.day > calendar.monthrange(year, month)[1]:
        year, month = month_after(date(year, month, 1), 1)
        return date(year, month, 1)
    return date(year, month, day.day)


def months_between(earlier: date, later: date) -> int:
    """Return the greatest number of months complete by a day, by trying."""
    months = (later.year - earlier.year) * 12 + (later.month - earlier.month) + 1
    while anniversary(earlier, months) > later:
        months -= 1
    return months


def years_between(earlier: date, later: date) -> int:
    """Return the greatest number of years complete by a day, by trying."""
    years = later.year - earlier.year + 1
    while anniversary(earlier, 12 * years) > later:
        years -= 1
    return years


def add_months(day: date, months: Fraction, most: int = 2400, each: int = 1) -> date | None:
    """Return the last day of a term; unknown beyond 200 years."""
    if abs(months) > most:
        return None
    year, month = month_after(day, int(months) * each)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def birthday(day: date, years: Fraction) -> date | None:
    """Return the day on which so many years are full; unknown beyond 200 years."""
    return None if abs(years) > 200 else anniversary(day, 12 * int(years))


def scaled(amount: Fraction, brackets: list[tuple[Any, Any]]) -> Fraction:
    """Return what a scale takes: of each part of an amount the share of its bracket."""
    ends = [Fraction(above) for above, _rate in brackets[1:]] + [max(amount, Fraction(0))]
    taken = Fraction(0)
    for (above, rate), end in zip(brackets, ends, strict=True):
        taken += max(min(amount, max(end, Fraction(above))) - Fraction(above), Fraction(0)) * Fraction(rate)
    return taken


def last_of_month(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "known": lambda value: value is not None,
    "coalesce": lambda *values: next((value for value in values if value is not None), None),
    "least": _strict(min),
    "greatest": _strict(max),
    "round": _strict(lambda value, places=Fraction(0): half_away(value, int(places))),
    "scale": _strict(scaled),
    "floor": _strict(lambda value: Fraction(value.numerator // value.denominator)),
    "ceil": _strict(lambda value: Fraction(-(-value.numerator // value.denominator))),
    "years_between": _strict(lambda a, b: Fraction(years_between(a, b))),
    "months_between": _strict(lambda a, b: Fraction(months_between(a, b))),
    "days_between": _strict(lambda a, b: Fraction((b - a).days)),
    "add_years": _strict(lambda day, years: add_months(day, years, 200, 12)),
    "add_months": _strict(add_months),
    "birthday": _strict(birthday),
    "add_days": _strict(lambda day, days: day + timedelta(days=int(days)) if abs(days) <= 73_050 else None),
    "start_of_month": _strict(lambda day: day.replace(day=1)),
    "end_of_month": _strict(last_of_month),
    "year": _strict(lambda day: Fraction(day.year)),
    "month": _strict(lambda day: Fraction(day.month)),
}
