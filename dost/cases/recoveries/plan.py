"""A plan of instalments: which month how much, so that all of them together are what was decided, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Final

from dost.common.dates import months_later

CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is expected in a month (its first day)."""

    month: date
    amount: Decimal


def month_after(day: date, count: int = 1) -> date:
    """The first day of a later month; `count` 0 is that of the day's own."""
    return months_later(day.replace(day=1), count)


def how_many(amount: Decimal, monthly: Decimal) -> int:
    """How many instalments an amount takes."""
    return int((amount / monthly).to_integral_value(ROUND_CEILING))


def plan_of(amount: Decimal, *, monthly: Decimal, first_month: date) -> tuple[Instalment, ...]:
    """The instalments of an amount, one a month from the first on; the last is what is left.

    Raises:
        ValueError: an amount or an instalment is not more than nothing.
    """
    if amount <= 0 or monthly < CENT:
        raise ValueError(f"amount, monthly: {amount}, {monthly}; both are more than nothing")
    rows, left = [], amount
    for place in range(how_many(amount, monthly)):
        part = min(left, monthly)
        rows.append(Instalment(month_after(first_month, place), part))
        left -= part
    return tuple(rows)
