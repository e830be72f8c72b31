"""The days of the next two years on which something can change for one person, if nothing is reported meanwhile.

What changes by itself is time: people grow older, periods end or begin, terms run out, rules and amounts take force.
Each of these has a day that can be told from what is recorded: birthdays, the days of records, both with the terms that
rules name (`terms`), and the days of the catalogue. Between them lie a few more (`NET`), so that what no record
tells of – a pension age that moves with the person – is seen to have changed, and is then found by halving
(`coming.first_day_of`).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from django.apps import apps
from django.db import connection, models
from django.db.models.functions import Lower, Upper
from psycopg import sql

from registries.models import Person
from registries.models.record import Record
from services_catalog.models import ParameterValue, ServiceVersion

from .terms import Term, Unit

MONTHS_AHEAD: Final = 24
NET: Final = 2
"""Months; no longer than this nothing is asked: what begins and ends between two days asked would be overlooked."""
MOST_DAYS: Final = 75
"""A person with more days than this has a large family: the terms that run from their records' days are left out."""


@dataclass(frozen=True, slots=True)
class KnownDays:
    """The days that are recorded about a person and those close to them: of births, and of records."""

    births: tuple[date, ...]
    records: tuple[date, ...]


def horizon(on: date) -> date:
    """The last day that is looked ahead to."""
    return reached(on, "months", MONTHS_AHEAD)


def breakpoints(person_id: int, *, on: date, terms: Iterable[Term]) -> tuple[date, ...]:
    """Return the days after `on` that are asked about, in order; the last is the horizon."""
    last = horizon(on)
    known = known_days(person_id)
    named = sorted(terms)
    births = {*_birthdays(known.births, on, last), *_reached(known.births, _only(named, from_birth=True))}
    plain = {day + timedelta(days=more) for day in known.records for more in (0, 1)}
    net = {reached(on, "months", number) for number in range(NET, MONTHS_AHEAD + 1, NET)}
    days = {*births, *plain, *net, *days_of_the_catalogue(on, last), *_new_years(on, last)}
    found = {day for day in days if on < day <= last}
    run = {day for day in _reached(known.records, _only(named, from_birth=False)) if on < day <= last}
    return tuple(sorted(found | run if len(found | run) <= MOST_DAYS else found))


def known_days(person_id: int) -> KnownDays:
    """Return the recorded days of a person, their kin, household and wards; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), {"person": person_id})
        rows = list(cursor)
    return KnownDays(
        births=tuple(sorted({day for day, is_birth in rows if is_birth})),
        records=tuple(sorted({day for day, is_birth in rows if not is_birth})),
    )


def days_of_the_catalogue(on: date, last: date) -> set[date]:
    """Return the days on which a published version begins or has ended, or an amount of law has a new value."""
    versions = ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED)
    bounds = versions.annotate(first=Lower("valid"), after=Upper("valid")).filter(
        models.Q(first__gt=on, first__lte=last) | models.Q(after__gt=on, after__lte=last)
    )
    days = {day for pair in bounds.values_list("first", "after") for day in pair if day is not None}
    days |= set(
        ParameterValue.objects.filter(valid_from__gt=on, valid_from__lte=last).values_list("valid_from", flat=True)
    )
    return {day for day in days if on < day <= last}


def _only(terms: Sequence[Term], *, from_birth: bool) -> list[Term]:
    return [term for term in terms if term.from_birth is from_birth]


def _birthdays(births: Iterable[date], on: date, last: date) -> set[date]:
    return {reached(born, "years", year - born.year) for born in births for year in range(on.year, last.year + 1)}


def _new_years(on: date, last: date) -> set[date]:
    return {date(year, 1, 1) for year in range(on.year + 1, last.year + 1)}


def _reached(days: Iterable[date], terms: Iterable[Term]) -> set[date]:
    """The days on which terms from (or, of records, before) some days are full, and the day after each."""
    found = set()
    named = list(terms)
    for day in days:
        for term in named:
            for length in (term.length,) if term.from_birth else (term.length, -term.length):
                full = reached(day, term.unit, length)
                found |= {full, full + timedelta(days=1)}
    return found


def reached(day: date, unit: Unit, length: int) -> date:
    """The day on which a time from `day` is full; what the calendar lacks is reached on the next day (29 February)."""
    if unit == "days":
        return day + timedelta(days=length)
    year, month = divmod(day.year * 12 + day.month - 1 + length * (12 if unit == "years" else 1), 12)
    if day.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, day.day)
    return date(year + (month == 11), (month + 1) % 12 + 1, 1)


# -- the days of records -----------------------------------------------------------------------------------------

# Whoever stands beside the person in a registry: the facts of a rule may be about any of them.
_CIRCLE: Final = """
WITH circle AS (
  SELECT %(person)s::bigint AS id
  UNION SELECT k.relative_id FROM registries_kinship k WHERE k.person_id = %(person)s AND k.superseded_at IS NULL
  UNION SELECT k.person_id FROM registries_kinship k WHERE k.relative_id = %(person)s AND k.superseded_at IS NULL
  UNION SELECT c.person_id FROM registries_childplacement c WHERE c.carer_id = %(person)s AND c.superseded_at IS NULL
  UNION SELECT s.person_id FROM registries_socialservicecase s
    WHERE s.carer_id = %(person)s AND s.superseded_at IS NULL
  UNION SELECT o.person_id FROM registries_householdmember m JOIN registries_householdmember o
    ON o.household_id = m.household_id AND o.superseded_at IS NULL
    WHERE m.person_id = %(person)s AND m.superseded_at IS NULL AND m.valid_until IS NULL AND o.valid_until IS NULL
)
"""


@cache
def _statement() -> str:
    """Every day that some record has about the circle, and whether it is a birth."""
    parts = [
        "SELECT p.birth_date, TRUE FROM registries_person p JOIN circle ON circle.id = p.id",
        "SELECT p.document_until, FALSE FROM registries_person p WHERE p.id = %(person)s",
    ]
    for model in apps.get_app_config(Person._meta.app_label).get_models():
        if issubclass(model, Record):
            parts.append(_of_table(model))
    found = " UNION ".join(parts)
    return f"{_CIRCLE} SELECT x.day, x.is_birth FROM ({found}) AS x (day, is_birth) WHERE x.day IS NOT NULL"  # noqa: S608 - nothing but names of our own tables  # nosec B608


def _of_table(model: type[Record]) -> str:
    table = sql.Identifier(model._meta.db_table).as_string(None)
    days = [field.attname for field in model._meta.fields if type(field) is models.DateField]
    listed = ", ".join(f"(r.{sql.Identifier(day).as_string(None)})" for day in days)
    rows = f"SELECT d.day, FALSE FROM {table} r JOIN circle ON circle.id = r.person_id"  # noqa: S608 - as above  # nosec B608
    return f"{rows} CROSS JOIN LATERAL (VALUES {listed}) AS d (day) WHERE r.superseded_at IS NULL"
