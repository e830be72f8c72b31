"""Above which amount a second person confirms what a member of staff grants: a version may state it, in AZN.

A version that states none needs no second person, so versions from before there was such an amount stay as they were.
What counts towards the amount is not said here: `dost.cases.paid_at_once` reckons it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from .json_fields import FieldError, Fields, as_text

MOST: Final = Decimal(1_000_000)
"""The largest amount that makes sense, in AZN."""


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """More than `above` (AZN) that a member of staff grants at once a second confirms; how sure the figure is."""

    above: Decimal
    confidence: str

    def as_json(self) -> dict[str, Any]:
        """The amount as the database keeps it: `{above: "2000.00", confidence: assumed}`."""
        return {"above": f"{self.above:.2f}", "confidence": self.confidence}


def second_person_from_json(value: Any, where: str = "second_person") -> SecondPerson:
    """Read the stored JSON; raises `FieldError` naming the field."""
    row = Fields(value, where)
    return SecondPerson(row.required("above", _money(row.place("above"))), row.required("confidence", as_text))


def second_person_of(content: Mapping[str, Any]) -> SecondPerson | None:
    """What a drafted version says, if it says it rightly: a draft may say anything."""
    value = content.get("second_person")
    if not isinstance(value, Mapping):
        return None
    try:
        return second_person_from_json({**value, "above": str(value.get("above"))})
    except FieldError:
        return None


def _money(where: str) -> Any:
    def read(value: Any) -> Decimal:
        try:
            amount = Decimal(as_text(value))
        except InvalidOperation as error:
            raise FieldError(where, "an amount is expected") from error
        if not amount.is_finite():
            raise FieldError(where, "an amount is expected")
        return amount

    return read
