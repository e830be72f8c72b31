"""Reading everything that the registries hold about a person: one query for each table, and one for all names.

Records that a correction superseded are among them, with why: what the state once believed is the person's to see.
Adoption is secret by law (Family Code): of whoever was adopted neither the adoption nor the former parents are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from registries.models import (
    BirthAct,
    Centre,
    ChildPlacement,
    District,
    Household,
    Kinship,
    Person,
    PersonChange,
    Record,
    RegistryGap,
)

from .tables import CLOSED, EVERYTHING, LEFT_OUT, POPULATION, REGISTRIES, RegistryOf, TableOf, closed_fields, label_of

Value = str | bool | int | Decimal | date | datetime | None

OF_EVERY_RECORD: Final = frozenset(field.name for field in Record._meta.get_fields()) | {"id"}
ABOUT_THE_PERSON: Final = (
    "fin",
    "surname",
    "given_name",
    "father_name",
    "sex",
    "birth_date",
    "died_on",
    "missing_since",
    "citizenship",
    "residence",
    "district",
    "document_number",
    "document_until",
    "language",
    "phone",
)
"""What the population register keeps of a person beside its records."""


class RecordState(StrEnum):
    """How it stands with a record on a day."""

    CURRENT = "current"
    PAST = "past"
    CORRECTED = "corrected"
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field of a record: its name, its label, its value, and the code behind the value where it is one of a list.

    `money` says that the value is in AZN; `closed` that there is a value, which the reader is not told.
    """

    name: str
    label: str
    value: Value
    code: str = ""
    money: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """That a record stands no more: since when, by whom, and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """One record: what its source said, and for which days. `source` is the code of the institution.

    `row` is the id of its row: of a change to somebody's own row, which is no record, it is 0.
    """

    source: str
    reference: str
    valid_from: date | None
    valid_until: date | None
    recorded_at: datetime
    state: RecordState
    fields: tuple[FieldValue, ...]
    correction: Correction | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """The records of one table: those that stand first, then the past ones, then those that were corrected.

    `closed` says that the reader is told of none, not even whether there are any.
    """

    table: TableOf | None
    title: str
    special: bool
    records: tuple[HeldRecord, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Incomplete:
    """That a registry is known to lack something about the person, on which days, and why."""

    since: date
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class HeldRegistry:
    """What one registry holds about a person; `tables` are those that hold something."""

    registry: RegistryOf
    tables: tuple[Held, ...]
    incomplete: tuple[Incomplete, ...] = ()

    @property
    def count(self) -> int:
        """How many records it holds."""
        return sum(len(table.records) for table in self.tables)


def holdings_of(person: Person, *, on: date) -> tuple[HeldRegistry, ...]:
    """What every registry holds about a person, as it stands on a day; empty registries too."""
    return _holdings(person, REGISTRIES, on=on)


def holding_of(person: Person, code: str, *, on: date) -> HeldRegistry:
    """What one registry holds about a person, as it stands on a day; raises LookupError for a code that is none."""
    one = next((registry for registry in REGISTRIES if registry.code == code), None)
    if one is None:
        raise LookupError(f"{code!r} is no registry; there are {[registry.code for registry in REGISTRIES]}")
    return _holdings(person, (one,), on=on)[0]


def with_closed(held: HeldRegistry) -> HeldRegistry:
    """The same for somebody to whom special categories are closed: such fields without values, such tables empty.

    A table that is closed whole is there whether it holds something or not: that it is there tells nothing.
    """
    whole = [table for table in held.registry.tables if CLOSED.get(table.model) == EVERYTHING]
    kept = tuple(_closed(table) for table in held.tables if table.table not in whole)
    shut = tuple(Held(table, str(table.title), table.special, (), closed=True) for table in whole)
    return replace(held, tables=(*kept, *shut))


def _closed(table: Held) -> Held:
    hidden = closed_fields(table.table.model if table.table else None)
    if not hidden:
        return table
    return replace(table, records=tuple(replace(row, fields=_without(row.fields, hidden)) for row in table.records))


def _without(fields: Iterable[FieldValue], hidden: frozenset[str]) -> tuple[FieldValue, ...]:
    return tuple(
        FieldValue(one.name, one.label, None, closed=True) if one.name in hidden and one.value is not None else one
        for one in fields
    )


def _holdings(person: Person, registries: Sequence[RegistryOf], *, on: date) -> tuple[HeldRegistry, ...]:
    adopted = ChildPlacement.objects.filter(person=person, kind=ChildPlacement.Kind.ADOPTION).exists()
    rows = {table.model: list(_rows(table.model, person, adopted)) for one in registries for table in one.tables}
    names = _Names([row for found in rows.values() for row in found], person)
    gaps = _gaps(person)
    return tuple(
        HeldRegistry(
            registry=one,
            tables=(
                *((_identity(person, names),) if one.code == POPULATION else ()),
                *(
                    Held(table, str(table.title), table.special, _records(rows[table.model], names, on=on))
                    for table in one.tables
                    if rows[table.model]
                ),
            ),
            incomplete=tuple(gaps[one.code]),
        )
        for one in registries
    )


def _rows(model: type[Record], person: Person, adopted: bool) -> QuerySet[Any]:
    """All records of a table about a person; each half of the condition has an index of its own."""
    whose = Q(person=person, superseded_at__isnull=True) | Q(person=person, superseded_at__isnull=False)
    rows: QuerySet[Any] = model._default_manager.filter(whose).order_by("-valid_from", "-pk")
    if not adopted:
        return rows
    if model is BirthAct:
        return rows.none()
    if model is ChildPlacement:
        return rows.exclude(kind=ChildPlacement.Kind.ADOPTION)
    if model is Kinship:
        return rows.filter(superseded_at=None, valid_until=None)
    return rows


def _gaps(person: Person) -> dict[str, list[Incomplete]]:
    found: dict[str, list[Incomplete]] = defaultdict(list)
    for gap in RegistryGap.objects.filter(person=person).order_by("since", "pk"):
        found[gap.registry].append(Incomplete(gap.since, gap.until, gap.reason))
    return found


# -- records -------------------------------------------------------------------------------------------------------


def _records(rows: Sequence[Record], names: _Names, *, on: date) -> tuple[HeldRecord, ...]:
    order = list(RecordState)
    found = [_record(row, names, on=on) for row in rows]
    return tuple(sorted(found, key=lambda one: order.index(one.state)))


def _record(row: Record, names: _Names, *, on: date) -> HeldRecord:
    return HeldRecord(
        source=row.source_id,
        reference=row.reference,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        recorded_at=row.recorded_at,
        state=_state(row, on=on),
        fields=tuple(_value(row, field, names) for field in shown_fields(type(row))),
        correction=Correction(row.superseded_at, row.corrected_by, row.correction_reason)
        if row.superseded_at is not None
        else None,
        row=row.pk,
    )


def shown_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of a table of records that are its own, and are shown."""
    hidden = OF_EVERY_RECORD | LEFT_OUT.keys()
    return [field for field in model._meta.concrete_fields if field.name not in hidden]


def _state(row: Record, *, on: date) -> RecordState:
    if row.superseded_at is not None:
        return RecordState.ANNULLED if row.superseded_by_id is None else RecordState.CORRECTED  # type: ignore[attr-defined]
    return RecordState.CURRENT if row.valid_until is None or row.valid_until >= on else RecordState.PAST


def _value(row: models.Model, field: models.Field[Any, Any], names: _Names) -> FieldValue:
    label = label_of(field)
    raw = getattr(row, field.attname)
    if isinstance(field, models.ForeignKey):
        return FieldValue(field.name, label, names.of(field.related_model, raw))
    if field.choices and raw not in (None, ""):
        words = dict(field.flatchoices)
        return FieldValue(field.name, label, str(words.get(raw, raw)), code=str(raw))
    money = isinstance(field, models.DecimalField) and field.decimal_places == 2
    return FieldValue(field.name, label, None if raw == "" else raw, money=money)


def _identity(person: Person, names: _Names) -> Held:
    """Who the person is, and what of it was another before."""
    fields = tuple(_value(person, _field(name), names) for name in ABOUT_THE_PERSON)
    now = HeldRecord("DIN", person.fin, None, None, person.recorded_at, RecordState.CURRENT, fields, row=person.pk)
    changes = PersonChange.objects.filter(person=person).order_by("-changed_at", "-pk")
    return Held(None, gettext("Who you are"), False, (now, *(_change(one) for one in changes)))


def _change(change: PersonChange) -> HeldRecord:
    field = next((one for one in Person._meta.concrete_fields if one.name == change.field), None)
    label = label_of(field) if field is not None else change.field
    return HeldRecord(
        source=change.source_id,
        reference=change.reference,
        valid_from=None,
        valid_until=None,
        recorded_at=change.changed_at,
        state=RecordState.CORRECTED,
        fields=(FieldValue(change.field, label, change.old or None),),
        correction=Correction(change.changed_at, change.source_id, ""),
    )


def _field(name: str) -> models.Field[Any, Any]:
    field: models.Field[Any, Any] = Person._meta.get_field(name)  # type: ignore[assignment]
    return field


class _Names:
    """What rows point at, by name: people, districts, centres, households; one query for each kind that is there."""

    def __init__(self, rows: Iterable[models.Model], person: Person) -> None:
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for row in (*rows, person):
            for field in row._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and getattr(row, field.attname) is not None:
                    wanted[field.related_model].add(getattr(row, field.attname))
        self._names: dict[Any, Mapping[Any, str]] = {
            Person: self._read(Person, wanted, lambda one: one.full_name),
            District: self._read(District, wanted, str),
            Centre: self._read(Centre, wanted, str),
            Household: self._read(Household, wanted, lambda one: one.meter_no),
        }

    @staticmethod
    def _read(model: Any, wanted: Mapping[Any, set[Any]], name: Any) -> dict[Any, str]:
        keys = wanted.get(model)
        return {row.pk: name(row) for row in model._default_manager.filter(pk__in=keys)} if keys else {}

    def of(self, model: Any, key: Any) -> str | None:
        """The name of a row; None for none."""
        return None if key is None else self._names.get(model, {}).get(key, str(key))
