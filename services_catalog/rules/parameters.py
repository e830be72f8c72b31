"""Dated values that rules name: the minimum pension, the need criterion, the birth benefit.

A decree that raises an amount adds one dated value; the rules that name the parameter stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from registries.numerals import LONGEST, NumeralError, read_decimal, read_whole
from services_catalog.numeral_words import in_words

from .errors import RuleError
from .scales import Scale, read_scale
from .types import Value, ValueType, Worth

MAX_DIGITS = 15
MAX_INTEGER = 10**MAX_DIGITS
PARAMETER_TYPES = frozenset(ValueType) - {ValueType.CODE}
_PLACES = {ValueType.MONEY: 2, ValueType.NUMBER: 6}
_DECIMAL = frozenset(_PLACES)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value with its history: `values` are (from, value), oldest first; a value of None means "not
    in force".
    """

    name: str
    type: ValueType
    values: tuple[tuple[date, Worth | None], ...]
    label: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        where = f"parameters.{self.name}"
        if self.type not in PARAMETER_TYPES:
            raise RuleError(_("A parameter cannot be of this type: %(type)s.") % {"type": self.type}, where=where)
        for earlier, later in pairwise(self.values):
            if earlier[0] >= later[0]:
                raise RuleError(
                    _("The values must be in the order of their dates, one for each date."),
                    where=f"{where}.values",
                )
        for _since, value in self.values:
            if value is not None:
                check_worth(value, self.type, where=where)

    def value_on(self, on: date) -> Worth | None:
        """Return the value in force on a day; None before the first."""
        found: Worth | None = None
        for since, value in self.values:
            if since > on:
                break
            found = value
        return found


class ParameterBook(Mapping[str, Parameter]):
    """All parameters by name, for rules to look up."""

    def __init__(self, parameters: Iterable[Parameter] = ()) -> None:
        self._parameters = {parameter.name: parameter for parameter in parameters}

    def __getitem__(self, name: str) -> Parameter:
        return self._parameters[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def nearest(self, name: str) -> list[str]:
        """Return the names most like a misspelt one, best first."""
        return get_close_matches(name, list(self._parameters), n=3, cutoff=0.5)

    def frozen(self, values: Mapping[str, Worth | None]) -> ParameterBook:
        """Return a book in which the named parameters have one value for all time, as a decision recorded
        them.
        """
        fixed = [
            Parameter(name, self[name].type, ((date.min, value),), self[name].label) for name, value in values.items()
        ]
        return ParameterBook([*(p for name, p in self.items() if name not in values), *fixed])

    @classmethod
    def from_definitions(cls, definitions: Mapping[str, Any]) -> ParameterBook:
        """Read the shape of `catalogue/parameters.yaml`: name -> {type, label, values: [{from, value}, …]}.

        Raises `RuleError` whose `where` names the parameter and the field.
        """
        return cls([_parameter(name, definition) for name, definition in definitions.items()])


def _parameter(name: str, definition: Any) -> Parameter:
    where = f"parameters.{name}"
    if not isinstance(definition, Mapping):
        raise RuleError(_("A parameter is a mapping with type, label and values."), where=where)
    try:
        value_type = ValueType(definition.get("type", ""))
    except ValueError:
        raise RuleError(
            _("The type must be one of: %(types)s.") % {"types": ", ".join(sorted(PARAMETER_TYPES))},
            where=f"{where}.type",
        ) from None
    rows = definition.get("values") or []
    values = [_dated(row, value_type, f"{where}.values[{number}]") for number, row in enumerate(rows)]
    return Parameter(name, value_type, tuple(sorted(values, key=lambda row: row[0])), definition.get("label") or {})


def _dated(row: Any, value_type: ValueType, where: str) -> tuple[date, Worth | None]:
    if not isinstance(row, Mapping) or "from" not in row or "value" not in row:
        raise RuleError(_("A value has a date and an amount: {from: 2025-07-01, value: 600}."), where=where)
    since = read_value(row["from"], ValueType.DATE, where=f"{where}.from")
    if not isinstance(since, date):
        raise RuleError(_("A value needs a date."), where=f"{where}.from")
    return since, read_worth(row["value"], value_type, where=f"{where}.value")


def read_worth(raw: Any, value_type: ValueType, *, where: str, recorded: bool = False) -> Worth | None:
    """Turn what a parameter is said to be worth into a value: as `read_value`; a scale is a list of brackets.

    Also the text of a scale that a decision recorded is one. Raises `RuleError`.
    """
    if value_type is not ValueType.SCALE:
        return read_value(raw, value_type, where=where, recorded=recorded)
    if raw is None:
        return None
    try:
        scale = read_scale(raw)
    except RuleError as error:
        raise error.at(where) from None
    return check_worth(_short(raw) if scale is None else scale, value_type, where=where)


def check_worth(value: Any, value_type: ValueType, *, where: str) -> Worth:
    """Return what a parameter is worth if it is of the type; else `RuleError`. A scale is right since it was made."""
    if value_type is not ValueType.SCALE:
        return check_value(value, value_type, where=where)
    if not isinstance(value, Scale):
        raise RuleError(_("%(value)r is not right here.") % {"value": value}, where=where, hint=_expected(value_type))
    return value


def read_value(raw: Any, value_type: ValueType, *, where: str, recorded: bool = False) -> Value | None:
    """Turn a typed-in value (YAML, JSON or a form) into the Python value of a type; None stays None
    (unknown).

    Numbers are read as people write them (`registries.numerals`): 1.500 of money is doubtful. One that a decision
    recorded is only worth what it is worth: `recorded`. Raises `RuleError` naming `where` and what would be right.
    Codes are only checked to be text.
    """
    if raw is None:
        return None
    if value_type is ValueType.SCALE:
        raise RuleError(_("Only a parameter can be a scale."), where=where)
    try:
        value = _recorded_decimal(raw) if recorded and value_type in _DECIMAL else _READERS[value_type](raw)
    except NumeralError as error:
        said = in_words(error, places=_PLACES.get(value_type, 0))
        if said:
            raise RuleError(said, where=where) from None
        value = None
    if value is None:
        raise RuleError(
            _("%(value)r is not right here.") % {"value": _short(raw)},
            where=where,
            hint=_expected(value_type),
        )
    return check_value(value, value_type, where=where)


def check_value(value: Value, value_type: ValueType, *, where: str) -> Value:
    """Return the value if it is of the type and within the bounds the engine computes with; else
    `RuleError`.
    """
    kinds: dict[ValueType, type[Any]] = {
        ValueType.BOOLEAN: bool,
        ValueType.INTEGER: int,
        ValueType.NUMBER: Decimal,
        ValueType.MONEY: Decimal,
        ValueType.DATE: date,
        ValueType.CODE: str,
    }
    right = isinstance(value, kinds[value_type]) and (value_type is ValueType.BOOLEAN or not isinstance(value, bool))
    if not right:
        raise RuleError(_("%(value)r is not right here.") % {"value": value}, where=where, hint=_expected(value_type))
    if isinstance(value, int) and abs(value) >= MAX_INTEGER:
        raise RuleError(_("The number is too large."), where=where)
    if isinstance(value, Decimal):
        _check_decimal(value, value_type, where)
    return value


def _check_decimal(value: Decimal, value_type: ValueType, where: str) -> None:
    # `adjusted` first: computing with a number like 1e999999999 would itself fail.
    if not value.is_finite() or (value and value.adjusted() >= MAX_DIGITS):
        raise RuleError(_("The number is too large."), where=where)
    places = 2 if value_type is ValueType.MONEY else 6
    if value and (value.adjusted() < -places or value != round(value, places)):
        raise RuleError(_("At most %(places)d decimals.") % {"places": places}, where=where)


def _read_boolean(raw: Any) -> bool | None:
    if isinstance(raw, bool):
        return raw
    return {"true": True, "false": False}.get(raw.strip().lower()) if isinstance(raw, str) else None


def _read_integer(raw: Any) -> int | None:
    return read_whole(raw, digits=MAX_DIGITS) if isinstance(raw, int | str) else None


def _read_number(raw: Any) -> Decimal | None:
    return _read_decimal(raw, _PLACES[ValueType.NUMBER])


def _read_money(raw: Any) -> Decimal | None:
    return _read_decimal(raw, _PLACES[ValueType.MONEY])


def _read_decimal(raw: Any, places: int) -> Decimal | None:
    if not isinstance(raw, int | float | str | Decimal):
        return None
    return read_decimal(raw, digits=MAX_DIGITS + places, places=places, negative=True)


def _recorded_decimal(raw: Any) -> Decimal | None:
    """The number of a text that a program of ours wrote, with as many zeros as its column has."""
    return _read_decimal(raw, LONGEST)


def _read_date(raw: Any) -> date | None:
    if isinstance(raw, date):
        return raw if type(raw) is date else None
    if isinstance(raw, str) and len(raw.strip()) == 10:
        try:
            return date.fromisoformat(raw.strip())
        except ValueError:
            return None
    return None


def _read_code(raw: Any) -> str | None:
    return raw if isinstance(raw, str) else None


_READERS = {
    ValueType.BOOLEAN: _read_boolean,
    ValueType.INTEGER: _read_integer,
    ValueType.NUMBER: _read_number,
    ValueType.MONEY: _read_money,
    ValueType.DATE: _read_date,
    ValueType.CODE: _read_code,
}


def _short(raw: Any) -> Any:
    """What was given, as a message may show it."""
    if isinstance(raw, str):
        return raw[:60]
    if isinstance(raw, list | Mapping) or (isinstance(raw, int) and abs(raw) >= MAX_INTEGER):
        return type(raw).__name__
    return raw


def _expected(value_type: ValueType) -> str:
    return {
        ValueType.BOOLEAN: _("Write true or false."),
        ValueType.INTEGER: _("Write a whole number, such as 12."),
        ValueType.NUMBER: _("Write a number, such as 0.75."),
        ValueType.MONEY: _("Write an amount, such as 600.00."),
        ValueType.DATE: _("Write a date as YYYY-MM-DD."),
        ValueType.CODE: _("Write a value from the list."),
        ValueType.SCALE: _("A scale is written [{above: 0, rate: 0.03}, {above: 2500, rate: 0.10}]."),
    }[value_type]
