"""What a person is asked to choose between, as values: whoever writes a message or lays out a page reads these.

`dost.cases.offers` finds out what they are; `question` says them in a message, `dost.cases.text.choice` on a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

MONTHS_OF_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Side:
    """One right of a choice. `amount` is None while it is not known, and where the right is nothing that is paid.

    `starts` is its first day (None while nobody can tell), `until` its last if one is known. `case_id` is the case it
    has here.
    """

    service: str
    name: Mapping[str, str]
    amount: Decimal | None
    is_paid: bool
    is_monthly: bool
    starts: date | None = None
    until: date | None = None
    law: tuple[str, ...] = ()
    case_id: int | None = None
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class OverAYear:
    """What is paid in the twelve months from `first` (the first day of a month) on: after a yes, and after a no."""

    first: date
    with_yes: Decimal
    with_no: Decimal

    @property
    def change(self) -> Decimal:
        """How much more is paid over the year after a yes (less, below zero)."""
        return self.with_yes - self.with_no


@dataclass(frozen=True, slots=True)
class Offer:
    """The right that a person is asked about, and what they lose by it.

    `ends` are rights they hold, which their yes ends; `not_given` open cases that go before this one, which their yes
    sets back; `stays` rights that nobody can choose away: while there are any, this one cannot be had. Nothing in all
    three: the right comes beside whatever there is.
    """

    gain: Side
    ends: tuple[Side, ...] = ()
    not_given: tuple[Side, ...] = ()
    stays: tuple[Side, ...] = ()

    @property
    def is_exclusive(self) -> bool:
        """Whether the person has to choose between rights, not only to say whether they want one."""
        return bool(self.ends or self.not_given or self.stays)

    @property
    def is_sensitive(self) -> bool:
        """Whether one of the rights is of a sensitive service: even an amount beside no name would tell which."""
        return any(side.is_sensitive for side in (self.gain, *self.ends, *self.not_given, *self.stays))

    @property
    def change_a_month(self) -> Decimal | None:
        """How much more is paid a month after a yes (less, below zero); None where it cannot be told."""
        paid = [self.gain, *self.ends]
        if not self.ends or self.not_given or any(not one.is_monthly or one.amount is None for one in paid):
            return None
        return (self.gain.amount or Decimal(0)) - sum((one.amount or Decimal(0) for one in self.ends), Decimal(0))

    def over_a_year(self, *, today: date) -> OverAYear | None:
        """What a yes and a no bring over a year, if nothing else changes.

        The year begins with the month in which the new right does, or with the present one where that is past. None
        where there is nothing to choose between, a yes is not possible, or a sum is not known.
        """
        others = (*self.ends, *self.not_given)
        sides = (self.gain, *others)
        if not others or self.stays or any(side.is_paid and side.amount is None for side in sides):
            return None
        first = max(self.gain.starts or today, today).replace(day=1)
        no = sum((_paid_in_a_year(side, first) for side in others), Decimal(0))
        return OverAYear(first=first, with_yes=_paid_in_a_year(self.gain, first), with_no=no)


def _paid_in_a_year(side: Side, first: date) -> Decimal:
    """What a right pays in twelve months: whole months, from its first to its last."""
    if side.amount is None:
        return Decimal(0)
    if not side.is_monthly:
        return side.amount
    begins, ends = _month(first), _month(first) + MONTHS_OF_A_YEAR - 1
    since = max(begins, _month(side.starts)) if side.starts else begins
    until = min(ends, _month(side.until)) if side.until else ends
    return side.amount * max(0, until - since + 1)


def _month(day: date) -> int:
    """The number of a month, so that months can be counted."""
    return day.year * MONTHS_OF_A_YEAR + day.month


# -- as a timeline keeps it ----------------------------------------------------------------------------------------


def as_json(offer: Offer) -> dict[str, Any]:
    """An offer as JSON can keep it: days in ISO form, sums as text. `from_json` reads it back."""
    return {name: _kept(value) for name, value in asdict(offer).items()}


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _kept(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_kept(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def from_json(kept: Mapping[str, Any]) -> Offer:
    """An offer that `as_json` has kept."""
    return Offer(
        gain=_side(kept["gain"]),
        ends=tuple(map(_side, kept["ends"])),
        not_given=tuple(map(_side, kept["not_given"])),
        stays=tuple(map(_side, kept["stays"])),
    )


def _side(kept: Mapping[str, Any]) -> Side:
    return Side(
        service=kept["service"],
        name=kept["name"],
        amount=None if kept["amount"] is None else Decimal(kept["amount"]),
        is_paid=kept["is_paid"],
        is_monthly=kept["is_monthly"],
        starts=_day(kept["starts"]),
        until=_day(kept["until"]),
        law=tuple(kept["law"]),
        case_id=kept["case_id"],
        is_sensitive=kept["is_sensitive"],
    )


def _day(kept: str | None) -> date | None:
    return None if kept is None else date.fromisoformat(kept)
