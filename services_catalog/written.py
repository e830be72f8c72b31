"""A published definition and a passport as their file writes them, as plain JSON.

The opposite of `reading` and `passport`: `use: name` and formulas stand as they were typed, as long as the shared
criterion or formula still means the same; else what it meant is written out. What is left out in a file is left out
here. Dates and amounts are texts; `typed_version` and `typed_passport` turn them into what a YAML reader gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from .formulas import UnknownFormula, expand
from .library import Library
from .models import Service
from .terms_written import limits_as_written

PASSPORT_KEYS: Final = (
    "area",
    "name",
    "provider",
    "kind",
    "delivery",
    "digitized",
    "sensitive",
    "help",
    "audience",
    "summary",
    "receives",
    "takes",
    "next",
    "words",
    "life_events",
    "audiences",
    "availability",
    "passport",
    "law",
    "registries",
    "counts_as",
    "provenance",
)
"""The columns of `Service` apart from its code, in the order of a file."""

VERSION_KEYS: Final = (
    "basis",
    "mode",
    "criteria",
    "amount",
    "period",
    "starts",
    "until",
    "payee",
    "award",
    "award_kind",
    "funding",
    "outcome",
    "excludes",
    "verify",
    "questions",
    "document",
    "terms",
    "second_person",
    "examples",
)
"""The keys of a version apart from its first day, in the order of a file."""

_EMPTY: Final[tuple[Any, ...]] = (None, [], {}, "")
_ALWAYS_WRITTEN: Final = ("law", "registries", "digitized")


def version_as_written(definition: Mapping[str, Any], library: Library) -> dict[str, Any]:
    """Return a version as its file writes it, without its first day; reading it gives the same definition."""
    written = definition.get("written", {})
    form: dict[str, Any] = {**definition, "payee": _payee(definition.get("payee", ["subject"]))}
    form["criteria"] = [criterion_as_written(criterion, library) for criterion in definition["criteria"]]
    for key in ("amount", "starts", "until"):
        if definition.get(key) is not None:
            form[key] = expression_as_written(definition[key], written.get(key), library)
    if definition.get("terms"):
        form["terms"] = limits_as_written(definition["terms"])
    form["examples"] = [_copied(example) for example in definition["examples"]]
    content = {key: _copied(form[key]) for key in VERSION_KEYS if form.get(key) not in _EMPTY}
    for key in ("criteria", "examples"):
        content.setdefault(key, [])
    return content


def _payee(roles: list[str]) -> str | list[str]:
    return roles[0] if len(roles) == 1 else list(roles)


def criterion_as_written(criterion: Mapping[str, Any], library: Library) -> dict[str, Any]:
    """Return a criterion as a file writes it: `use` where the shared one still says the same, else in full."""
    shared = library.criteria.get(criterion.get("shared", ""))
    if shared is not None and (shared.require, shared.text, shared.law) == (
        criterion["require"],
        criterion["text"],
        criterion["law"],
    ):
        own = {} if criterion["id"] == shared.name else {"id": criterion["id"]}
        return {"use": shared.name, **own}
    return {
        "id": criterion["id"],
        "require": expression_as_written(criterion["require"], criterion.get("written"), library),
        "text": dict(criterion["text"]),
        "law": criterion["law"],
    }


def expression_as_written(text: str, typed: str | None, library: Library) -> str:
    """Return an expression with its formulas by name, if they still stand for the same."""
    if typed is None:
        return text
    try:
        return typed if expand(typed, library.formulas).text == text else text
    except UnknownFormula:
        return text


def passport_as_written(service: Service) -> dict[str, Any]:
    """Return the passport of a service as its file writes it; phrases are written out."""
    values = {key: getattr(service, key) for key in PASSPORT_KEYS}
    said = {key: value for key, value in values.items() if value is not False and value not in _EMPTY}
    return {key: _copied(value) for key, value in values.items() if key in said or key in _ALWAYS_WRITTEN}


def _copied(value: Any) -> Any:
    """Return a copy that shares nothing: definitions are shared between callers and must not be changed."""
    if isinstance(value, Mapping):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list | tuple) else value


# -- plain JSON as a YAML reader gives it ------------------------------------------------------------------------


def typed_version(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return a version with dates and amounts of their types, where their texts are such; the rest as it is."""
    version: dict[str, Any] = _exact(form)
    for example in _mappings(version.get("examples")):
        _to_dates(example, "on")
        expected = example.get("expect")
        if isinstance(expected, dict):
            _to_dates(expected, "starts", "until")
            if "amount" in expected:
                expected["amount"] = _decimal(expected["amount"])
    _to_dates(version, "valid_from")
    second = version.get("second_person")
    if isinstance(second, dict) and "above" in second:
        second["above"] = _decimal(second["above"])
    return version


def typed_passport(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return a passport with dates and the fee of their types, where their texts are such; the rest as it is."""
    passport: dict[str, Any] = _exact(form)
    if isinstance(passport.get("availability"), dict):
        _to_dates(passport["availability"], "from", "until")
    sheet = passport.get("passport")
    if isinstance(sheet, dict) and "fee" in sheet:
        sheet["fee"] = _decimal(sheet["fee"])
    return passport


def _exact(value: Any) -> Any:
    """Return a copy in which numbers with decimals are exact, as they were typed."""
    if isinstance(value, Mapping):
        return {str(key): _exact(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _to_dates(holder: dict[str, Any], *keys: str) -> None:
    for key in keys:
        if isinstance(holder.get(key), str):
            try:
                holder[key] = date.fromisoformat(holder[key].strip())
            except ValueError:
                continue


def _decimal(value: Any) -> Any:
    if isinstance(value, str) and len(value) <= 40:
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            return value
        return number if number.is_finite() else value
    return value
