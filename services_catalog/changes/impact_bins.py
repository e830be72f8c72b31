"""Amounts counted in fine steps, brought to about ten round bins.

The database counts amounts in steps of three figures (1,234.56 is counted at 1,230), which can be added up over parts
of a population before anybody knows the lowest and highest. Every round width that is not finer than the largest step
is a multiple of all of them, so a step never lies in two bins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from .impact_figures import Bin

MOST_BINS: Final = 10
_ROUND: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_CENT: Final = Decimal("0.01")


@dataclass(slots=True)
class Amounts:
    """How often each step occurs, and the lowest and highest amount."""

    steps: dict[Decimal, int] = field(default_factory=dict)
    least: Decimal | None = None
    most: Decimal | None = None

    def count(self, low: Decimal, rights: int, least: Decimal, most: Decimal) -> None:
        """Count some rights in a step."""
        self.steps[low] = self.steps.get(low, 0) + rights
        self.least = least if self.least is None else min(self.least, least)
        self.most = most if self.most is None else max(self.most, most)

    def add(self, other: Amounts) -> None:
        """Add what another has counted."""
        if other.least is None or other.most is None:
            return
        for low, rights in other.steps.items():
            self.count(low, rights, other.least, other.most)

    def bins(self) -> list[Bin]:
        """Round bins from the lowest amount to the highest, empty ones between them too."""
        if self.least is None or self.most is None:
            return []
        if self.least == self.most:
            return [Bin(self.least, self.least, sum(self.steps.values()))]
        width = _width(self.least, self.most)
        found: dict[int, int] = {}
        for low, rights in self.steps.items():
            number = int((low / width).to_integral_value(ROUND_FLOOR))
            found[number] = found.get(number, 0) + rights
        numbers = range(min(found), max(found) + 1)
        return [Bin(number * width, (number + 1) * width, found.get(number, 0)) for number in numbers]


def _width(least: Decimal, most: Decimal) -> Decimal:
    """The smallest of 1, 2, 5, 10 … that needs no more than about ten bins and is no finer than the steps."""
    step = max(_CENT, Decimal(1).scaleb(max(abs(least), abs(most)).adjusted() - 2))
    wanted = max((most - least) / MOST_BINS, step)
    scale = Decimal(1).scaleb(wanted.adjusted())
    return next(scale * times for times in _ROUND if scale * times >= wanted)
