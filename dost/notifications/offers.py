"""What a person is asked to choose between, as values: whoever writes a message or lays out a page reads these.

`dost.cases.offers` finds out what they are; `question` says them in a message, `dost.cases.text.choice` on a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


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
