"""Which versions are in force on a day, what they lay down, and their compiled rules.

This module alone keeps what a process knows of them, so that nothing is read or compiled twice:

* versions in force, for the days asked about, while no version and no parameter has changed (`versions_in_force`);
* definitions by content hash, as JSON and typed: they never change under their hash (`definition_of`);
* what the parameters are worth, while the rows are the same; for `compiled` they are read again after a second;
* compiled rules, by content hash and by what the parameters are worth (`compile_version`, `compiled`).

A new version takes effect at the next call, in every process; a new amount at the next call of `compile_version` and
within a second for `compiled`, which the road asks for every case.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from time import monotonic
from typing import Any, Final

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from .checks import compile_definition
from .compiled import CompiledVersion
from .definition import Definition
from .models import ParameterValue, ServiceVersion
from .rules import CompiledRule, Parameter, ParameterBook, RuleError, ValueType, read_worth
from .rules.types import Worth

PARAMETERS_SECONDS: Final = 1.0

# What one process keeps: every version in force, and some of the past.
_MOST_KEPT = 1_000

# Days asked about: today, and those that tests and replays name.
_MOST_DAYS = 50
_STAMP = """
SELECT (SELECT ARRAY[count(*), sum(hashtextextended(concat_ws(':', id, content_hash, status, valid), 0))]
        FROM services_catalog_serviceversion),
       (SELECT ARRAY[count(*),
                     sum(hashtextextended(concat_ws(':', parameter_id, valid_from, value, NULLIF(brackets, '')), 0))]
        FROM services_catalog_parametervalue),
       (SELECT sum(hashtextextended(concat_ws(':', name, type, label), 0)) FROM services_catalog_parameter)
"""

# Each is replaced as a whole, so that no thread sees it half made; at worst two threads make the same.
_last_found: tuple[tuple[Any, ...], dict[tuple[date, date | None], list[ServiceVersion]]] = ((), {})
_written: dict[str, Mapping[str, Any]] = {}
_definitions: dict[str, Definition] = {}
_rules: dict[tuple[str, str], CompiledRule] = {}
_last_prices: tuple[list[Any], _Priced] | None = None
_moment: tuple[float, _Priced] | None = None


# -- versions ----------------------------------------------------------------------------------------------------


def published_versions(on: date) -> QuerySet[ServiceVersion]:
    """Return the versions in force on a day, by service code."""
    return ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED, valid__contains=on).order_by(
        "service_id"
    )


def _published_between(first: date, last: date) -> QuerySet[ServiceVersion]:
    return ServiceVersion.objects.filter(
        status=ServiceVersion.Status.PUBLISHED, valid__overlap=DateRange(first, last, "[]")
    ).order_by("service_id", "number")


def versions_in_force(on: date, *, since: date | None = None) -> list[ServiceVersion]:
    """Return the versions in force on a day, by service code, ready to be compiled without further queries.

    With `since`, those that were in force on any day from then on. They are shared between callers and must not be
    changed. One small query when nothing has changed since the last time.
    """
    global _last_found
    stamp = _stamp()
    last = _last_found if _last_found[0] == stamp and len(_last_found[1]) < _MOST_DAYS else (stamp, {})
    versions = last[1].get((on, since))
    if versions is None:
        found = published_versions(on) if since is None else _published_between(since, on)
        versions = list(found.defer("definition"))
        _fill_definitions(versions)
        priced = _stored_prices()
        for version in versions:
            version.priced = priced  # type: ignore[attr-defined]  # read by `compile_version`
        _last_found = (stamp, {**last[1], (on, since): versions})
    return list(versions)


def _stamp() -> tuple[Any, ...]:
    """Return numbers that differ once a version or the worth of a parameter has changed: sums of 64-bit hashes."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        return tuple(cursor.fetchone())


def _fill_definitions(versions: Iterable[ServiceVersion]) -> None:
    """Set the deferred definitions from what the process knows, reading the others in one query."""
    global _written
    known = _written if len(_written) < _MOST_KEPT else {}
    unknown = [version.pk for version in versions if version.content_hash not in known]
    if unknown:
        rows = ServiceVersion.objects.filter(pk__in=unknown).values_list("content_hash", "definition")
        _written = known = {**known, **dict(rows)}
    for version in versions:
        version.definition = known[version.content_hash]


def definition_of(version: ServiceVersion) -> Definition:
    """Return what a version lays down; raises `FieldError` when the database holds something else.

    The JSON is not read again, nor fetched where the caller has left it out, once the process knows its hash.
    """
    global _definitions
    found = _definitions.get(version.content_hash)
    if found is None:
        found = Definition.from_json(version.definition)
        known = _definitions if len(_definitions) < _MOST_KEPT else {}
        _definitions = {**known, version.content_hash: found}
    return found


# -- what the parameters are worth -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Priced:
    """A parameter book with a hash of what everything in it is worth."""

    book: ParameterBook
    worth: str

    @classmethod
    def of(cls, book: ParameterBook) -> _Priced:
        text = "\n".join(f"{name} {book[name].type} {book[name].values}" for name in sorted(book))
        return cls(book, hashlib.sha256(text.encode()).hexdigest())


def parameter_book() -> ParameterBook:
    """Return every parameter with its dated values, as rules look them up."""
    return _stored_prices().book


def _stored_prices() -> _Priced:
    """Return what the parameters are worth now, in one query; the same object while nothing has changed."""
    global _last_prices
    rows = list(
        ParameterValue.objects.order_by("parameter_id", "valid_from").values_list(
            "parameter_id", "parameter__type", Cast("parameter__label", TextField()), "valid_from", "value", "brackets"
        )
    )
    last = _last_prices
    if last is None or last[0] != rows:
        _last_prices = last = (rows, _Priced.of(_book(rows)))
    return last[1]


def _book(rows: Iterable[tuple[str, str, str, date, Decimal, str]]) -> ParameterBook:
    """Make a book of (name, type, label, from, value, brackets) rows, in the order of names and dates."""
    parameters = []
    for (name, type_name, label), history in groupby(rows, key=itemgetter(0, 1, 2)):
        value_type = ValueType(type_name)
        values = tuple((row[3], _as_typed(row[4], row[5], value_type)) for row in history)
        parameters.append(Parameter(name, value_type, values, json.loads(label)))
    return ParameterBook(parameters)


def _as_typed(value: Decimal, brackets: str, value_type: ValueType) -> Worth | None:
    if value_type is ValueType.SCALE:
        return read_worth(brackets or None, value_type, where="brackets", recorded=True)
    if value_type is ValueType.INTEGER:
        return int(value)
    return round(value, 2) if value_type is ValueType.MONEY else value.normalize()


def _prices_of_the_moment() -> _Priced:
    """What the parameters were worth within the last second: a batch of cases reads them once."""
    global _moment
    last = _moment
    if last is None or monotonic() > last[0]:
        _moment = last = (monotonic() + PARAMETERS_SECONDS, _stored_prices())
    return last[1]


def forget_parameters() -> None:
    """Read the parameters again at the next question (they were just changed here)."""
    global _moment
    _moment = None


# -- compiled rules ----------------------------------------------------------------------------------------------


def compile_version(version: ServiceVersion, *, parameters: ParameterBook | None = None) -> CompiledRule:
    """Return the compiled rule of a version, with `parameters` or those now stored.

    A version that came from `versions_in_force` brings its parameters along; for others a small query reads them.
    """
    priced = _Priced.of(parameters) if parameters is not None else getattr(version, "priced", None)
    return _rule(version, priced or _stored_prices())


def compiled(version: ServiceVersion) -> CompiledVersion:
    """Return a version with its definition and its rule, with the parameters as they were within the last second."""
    return CompiledVersion(
        version_id=version.pk,
        code=version.service_id,
        definition=definition_of(version),
        content_hash=version.content_hash,
        rule=_rule_of_the_moment(version),
        first_day=version.valid.lower,
        day_after=version.valid.upper,
    )


def _rule_of_the_moment(version: ServiceVersion) -> CompiledRule:
    """The rule with the parameters of the moment; a version just published may name one that is newer than these."""
    try:
        return _rule(version, _prices_of_the_moment())
    except RuleError:
        forget_parameters()
        return _rule(version, _prices_of_the_moment())


def _rule(version: ServiceVersion, priced: _Priced) -> CompiledRule:
    global _rules
    key = (version.content_hash, priced.worth)
    rule = _rules.get(key)
    if rule is None:
        rule = compile_definition(definition_of(version).as_json(), priced.book)
        _rules = {**(_rules if len(_rules) < _MOST_KEPT else {}), key: rule}
    return rule
