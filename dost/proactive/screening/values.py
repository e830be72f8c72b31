"""What may be told of a person: a value of a checked kind, "I don't know", or nothing yet.

Each attribute of the dataclasses in `parts` and `family` is declared here with its kind and limits, so that whatever
comes in – from a form, a cookie, a code at the counter – is checked by one function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _


class Untold(Enum):
    """Why there is no value: nobody asked yet, or the person said "I don't know"."""

    NOT_ASKED = "not asked"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """Refuse to be taken for a yes or a no."""
        raise TypeError("Nothing was told here: ask `is_told` before you use it as a yes or no.")


NOT_ASKED: Final = Untold.NOT_ASKED
UNKNOWN: Final = Untold.UNKNOWN

Flag = bool | Untold
Code = str | Untold
Day = date | Untold
MaybeDay = date | None | Untold
"""A day, or None: there is no such day (still alive, no end)."""
Count = int | Untold
Money = Decimal | Untold
Ref = int | None | Untold
"""The key of another member, or None: nobody."""
Value = bool | str | date | int | Decimal | None | Untold


class Kind(StrEnum):
    """The kinds of attributes."""

    FLAG = "flag"
    CODE = "code"
    DAY = "day"
    MAYBE_DAY = "maybe_day"
    COUNT = "count"
    MONEY = "money"
    REF = "ref"


EARLIEST: Final = date(1880, 1, 1)
LATEST: Final = date(2099, 12, 31)
MOST_MONEY: Final = Decimal("999999.99")
MOST_MEMBERS: Final = 30


class TellingError(ValueError):
    """Something that cannot be told: `where` names the attribute or question, the message says what would be right."""

    def __init__(self, message: str, *, where: str) -> None:
        self.message, self.where = message, where
        super().__init__(f"{where}: {message}")


def flag() -> Any:
    """A yes or no."""
    return field(default=NOT_ASKED, metadata={"kind": Kind.FLAG})


def code(*codes: str) -> Any:
    """One word of a list."""
    return field(default=NOT_ASKED, metadata={"kind": Kind.CODE, "codes": codes})


def day() -> Any:
    """A day."""
    return field(default=NOT_ASKED, metadata={"kind": Kind.DAY})


def maybe_day() -> Any:
    """A day, or None where there is none."""
    return field(default=NOT_ASKED, metadata={"kind": Kind.MAYBE_DAY})


def count(most: int) -> Any:
    """A whole number from 0 to `most`."""
    return field(default=NOT_ASKED, metadata={"kind": Kind.COUNT, "most": most})


def money() -> Any:
    """A sum in manats, with qəpik."""
    return field(default=NOT_ASKED, metadata={"kind": Kind.MONEY})


def ref() -> Any:
    """Another member of the family, by key, or None for nobody."""
    return field(default=NOT_ASKED, metadata={"kind": Kind.REF})


def is_told(value: Value) -> bool:
    """Whether there is a value, None included ("there is none")."""
    return not isinstance(value, Untold)


def check_value(where: str, value: Value, limits: Mapping[str, Any]) -> None:
    """Raise `TellingError` unless the value is of the declared kind and within its limits."""
    if isinstance(value, Untold):
        return
    problem = _CHECKS[limits["kind"]](value, limits)
    if problem:
        raise TellingError(problem, where=where)


def _flag(value: Value, _limits: Mapping[str, Any]) -> str:
    return "" if isinstance(value, bool) else _("Answer yes, no, or I don't know.")


def _code(value: Value, limits: Mapping[str, Any]) -> str:
    return "" if value in limits["codes"] else _("Choose one of the answers in the list.")


def _day(value: Value, _limits: Mapping[str, Any]) -> str:
    if type(value) is not date:
        return _("Enter a day, month and year.")
    return "" if EARLIEST <= value <= LATEST else _("Enter a day between 1880 and 2099.")


def _maybe_day(value: Value, limits: Mapping[str, Any]) -> str:
    return "" if value is None else _day(value, limits)


def _count(value: Value, limits: Mapping[str, Any]) -> str:
    if type(value) is int and 0 <= value <= limits["most"]:
        return ""
    return _("Enter a whole number from 0 to %(most)s.") % {"most": limits["most"]}


def _money(value: Value, _limits: Mapping[str, Any]) -> str:
    if isinstance(value, Decimal) and value.is_finite() and 0 <= value <= MOST_MONEY and value == round(value, 2):
        return ""
    return _("Enter a sum in manats from 0 to 999999.99, with two decimals at most.")


def _ref(value: Value, _limits: Mapping[str, Any]) -> str:
    return "" if value is None or (type(value) is int and 0 <= value < MOST_MEMBERS) else _("Choose a family member.")


_CHECKS: Final = {
    Kind.FLAG: _flag,
    Kind.CODE: _code,
    Kind.DAY: _day,
    Kind.MAYBE_DAY: _maybe_day,
    Kind.COUNT: _count,
    Kind.MONEY: _money,
    Kind.REF: _ref,
}
