"""Scales of law: brackets by which each part of an amount counts at the rate of its own bracket.

    [{above: 0, rate: 0.03}, {above: 2500, rate: 0.10}]

takes 3 % of the first 2,500 AZN of an amount and 10 % of what is above them. `above` is a threshold in AZN, `rate` a
share from 0 to 1. Of what is below the first threshold, and of less than nothing, it takes nothing. Nothing is rounded
on the way: the amount of a rule is rounded once, at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from registries.numerals import NumeralError, read_decimal
from services_catalog.numeral_words import in_words

from .errors import RuleError

MOST_BRACKETS: Final = 20
_DIGITS: Final = 9
_THRESHOLD_PLACES: Final = 2
_RATE_PLACES: Final = 6
_WRITTEN = re.compile(r"([0-9]+(?:\.[0-9]+)?): ([0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Bracket:
    """What is above `above` (AZN), up to the next bracket, counts at `rate`, a share from 0 to 1."""

    above: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """Brackets, the lowest first. As a text, which decisions record: `0: 0.03; 2500: 0.1`."""

    brackets: tuple[Bracket, ...]

    def __post_init__(self) -> None:
        """Raise `RuleError`, which says what would be right, for brackets that are no scale."""
        if not 1 <= len(self.brackets) <= MOST_BRACKETS:
            raise RuleError(
                _("A scale has from 1 to %(most)d brackets.") % {"most": MOST_BRACKETS}, hint=_how_it_is_written()
            )
        for number, bracket in enumerate(self.brackets, start=1):
            _check(bracket, number)
        for number, (lower, upper) in enumerate(pairwise(self.brackets), start=2):
            if upper.above <= lower.above:
                raise RuleError(
                    _("Bracket %(number)d does not begin above the one before it: %(above)s after %(before)s.")
                    % {"number": number, "above": _plain(upper.above), "before": _plain(lower.above)},
                    hint=_("Brackets stand in the order of their thresholds, the lowest first."),
                )

    def __str__(self) -> str:
        return "; ".join(f"{_plain(bracket.above)}: {_plain(bracket.rate)}" for bracket in self.brackets)

    def parts(self) -> Iterator[tuple[Decimal, Decimal | None, Decimal]]:
        """Yield (from, to, rate) for every part of an amount, the first from 0 AZN on; the last has no end."""
        bounds: list[Bracket] = list(self.brackets)
        if bounds[0].above > 0:
            bounds.insert(0, Bracket(Decimal(0), Decimal(0)))
        for bracket, following in pairwise([*bounds, None]):
            assert bracket is not None
            yield bracket.above, None if following is None else following.above, bracket.rate


def _check(bracket: Bracket, number: int) -> None:
    if not (0 <= bracket.above < 10**_DIGITS and bracket.above == round(bracket.above, _THRESHOLD_PLACES)):
        raise RuleError(
            _("Bracket %(number)d does not begin at an amount: %(above)s.")
            % {"number": number, "above": _plain(bracket.above)},
            hint=_("A threshold is an amount in manats that is not less than 0, such as 2500 or 2500.50."),
        )
    if not (0 <= bracket.rate <= 1 and bracket.rate == round(bracket.rate, _RATE_PLACES)):
        raise RuleError(
            _("Bracket %(number)d has no right rate: %(rate)s.") % {"number": number, "rate": _plain(bracket.rate)},
            hint=_("A rate is a share from 0 to 1 with at most 6 decimals: 14 % is written 0.14."),
        )


def read_scale(raw: Any) -> Scale | None:
    """Return the scale of a list as the catalogue writes it, or of the text that a decision recorded; None: neither.

    Raises `RuleError` for what is meant as a scale and is not right.
    """
    if isinstance(raw, Scale):
        return raw
    if isinstance(raw, str):
        return _recorded(raw)
    if not isinstance(raw, Sequence):
        return None
    return Scale(tuple(_bracket(item, number) for number, item in enumerate(raw, start=1)))


def _recorded(text: str) -> Scale | None:
    found = [_WRITTEN.fullmatch(part) for part in text.split("; ")]
    brackets = [(match[1], match[2]) for match in found if match is not None]
    if not brackets or len(brackets) < len(found):
        return None
    return Scale(tuple(Bracket(Decimal(above), Decimal(rate)) for above, rate in brackets))


def _bracket(item: Any, number: int) -> Bracket:
    if not isinstance(item, Mapping) or set(item) != {"above", "rate"}:
        raise RuleError(
            _("Bracket %(number)d is not a threshold with its rate.") % {"number": number}, hint=_how_it_is_written()
        )
    return Bracket(_number(item["above"], number, _THRESHOLD_PLACES), _number(item["rate"], number, _RATE_PLACES))


def _number(raw: Any, number: int, places: int) -> Decimal:
    said = ""
    try:
        if isinstance(raw, int | float | str | Decimal) and not isinstance(raw, bool):
            return read_decimal(raw, digits=_DIGITS + places, places=places, negative=True)
    except NumeralError as error:
        said = in_words(error, places=places)
    raise RuleError(
        _("Bracket %(number)d is not a threshold with its rate.") % {"number": number},
        hint=said or _how_it_is_written(),
    )


def _how_it_is_written() -> str:
    return _("A scale is written [{above: 0, rate: 0.03}, {above: 2500, rate: 0.10}].")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
