"""By what terms money that was paid in excess may be asked back: `recovery_terms.csv`.

A row is one value from a day on, with the law it is taken from and how sure that is (verified, recalled or assumed).
The latest that has begun counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from registries.data import read


class RecoveryTerm(StrEnum):
    """What the file lays down, by the name of its rows."""

    HEARING_DAYS = "hearing_days"
    """Working days in which a person can say something before anything is decided."""
    PROPOSE_DAYS = "propose_days"
    DECIDE_DAYS = "decide_days"
    CONFIRM_DAYS = "confirm_days"
    SECOND_PERSON_ABOVE = "second_person_above"
    SMALL_AMOUNT = "small_amount"
    YEARS_BACK = "years_back"
    LARGEST_SHARE = "largest_share"
    """Per cent of all monthly payments."""
    FLOOR = "floor"
    """AZN of all monthly payments that are left to live on."""
    WITHOUT_PAYMENTS = "without_payments"
    MOST_INSTALMENTS = "most_instalments"


@dataclass(frozen=True, slots=True)
class TermValue:
    """A value in force: since when, of which law, and how sure that is; `note` says what it means."""

    value: Decimal
    valid_from: date
    law: str
    provenance: str
    note: str


def recovery_value(name: RecoveryTerm, *, on: date) -> TermValue:
    """The value of a term on a day; of a day before all of them the first: nothing is asked back without a rule."""
    values = _values()[name]
    return next((one for one in reversed(values) if one.valid_from <= on), values[0])


def recovery_days(name: RecoveryTerm, *, on: date) -> int:
    """A term that counts days, years or instalments."""
    return int(recovery_value(name, on=on).value)


@cache
def _values() -> Mapping[RecoveryTerm, Sequence[TermValue]]:
    found: dict[RecoveryTerm, list[TermValue]] = {name: [] for name in RecoveryTerm}
    for row in read("recovery_terms"):
        found[RecoveryTerm(row["name"])].append(
            TermValue(
                Decimal(row["value"]), date.fromisoformat(row["valid_from"]), row["law"], row["provenance"], row["note"]
            )
        )
    return {name: sorted(values, key=lambda one: one.valid_from) for name, values in found.items()}
