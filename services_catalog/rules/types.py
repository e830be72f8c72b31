"""The types a rule knows, and their names in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from .scales import Scale

Value = bool | int | Decimal | date | str
"""What a fact, or an expression, is worth."""
Worth = Value | Scale
"""What a parameter is worth."""


class ValueType(StrEnum):
    """What an expression is worth. `NUMBER` is an exact number with decimals; it never comes from a
    registry. `SCALE` is only ever a parameter, and no expression is worth one: `scale(amount, parameter.name)` uses it.
    """

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CODE = "code"
    SCALE = "scale"


NUMERIC = frozenset({ValueType.INTEGER, ValueType.NUMBER, ValueType.MONEY})
ORDERED = NUMERIC | {ValueType.DATE}

# SQL type of a column that holds a value of this type; a scale is never in one.
SQL_TYPES: dict[ValueType, str] = {
    ValueType.BOOLEAN: "boolean",
    ValueType.INTEGER: "bigint",
    ValueType.NUMBER: "numeric",
    ValueType.MONEY: "numeric",
    ValueType.DATE: "date",
    ValueType.CODE: "text",
}


def type_words(value_type: ValueType) -> str:
    """Return the name of a type as a person would say it, in the language of the page."""
    return {
        ValueType.BOOLEAN: _("yes or no"),
        ValueType.INTEGER: _("a whole number"),
        ValueType.NUMBER: _("a number"),
        ValueType.MONEY: _("an amount of money"),
        ValueType.DATE: _("a date"),
        ValueType.CODE: _("a value from a list"),
        ValueType.SCALE: _("a scale"),
    }[value_type]
