"""Puts validated values into the tables, once each: new rows, unchanged ones, and corrections that supersede.

A record is known by its source and reference. What comes again with equal content changes nothing; with other
content it becomes a new row that the old one points at. Columns that a row did not have keep what stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb

from registries.models import Person, PersonChange
from registries.models.record import SUPERSESSION, Record

Values = dict[str, Any]


class Kind(StrEnum):
    """What became of a row."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CORRECTED = "corrected"


@dataclass(slots=True)
class Statement:
    """A row to be stored: its values by attribute, and which of them were given.

    `reason` and `by` are written on the row it supersedes, if it does.
    """

    values: Values
    given: set[str]
    reason: str = ""
    by: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Source and reference of a record."""
        return self.values["source_id"], self.values["reference"]


@dataclass(slots=True)
class Outcome:
    """What became of a statement, and the ids of the people that the row before and after names."""

    kind: Kind
    pk: int
    people: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Table:
    """What storing needs to know of a model."""

    name: str
    columns: tuple[str, ...]  # all that can be written, by attribute
    content: tuple[str, ...]  # those that a correction may change
    people: tuple[str, ...]  # those that point at people
    json: frozenset[str]


@cache
def table_of(model: type[models.Model]) -> Table:
    """The table of a model."""
    fields = [each for each in model._meta.concrete_fields if not isinstance(each, models.GeneratedField)]
    columns = tuple(str(each.attname) for each in fields)
    skip = {"id", "source_id", "reference", "recorded_at", *SUPERSESSION, "superseded_by_id"}
    return Table(
        model._meta.db_table,
        columns,
        tuple(name for name in columns if name not in skip),
        tuple(
            str(each.attname)
            for each in fields
            if isinstance(each, models.ForeignKey) and each.related_model._meta.label == "registries.Person"
        ),
        frozenset(str(each.attname) for each in fields if isinstance(each, models.JSONField)),
    )


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for rows to come, from the table's own sequence."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert(model: type[models.Model], rows: Sequence[Values]) -> None:
    """Insert rows with their ids through COPY; what a row does not mention gets the model's default."""
    if not rows:
        return
    table = table_of(model)
    blank = {name: _blank(model, name) for name in table.columns}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_adapted(table, name, row.get(name, blank[name])) for name in table.columns])


def _adapted(table: Table, name: str, value: Any) -> Any:
    return Jsonb(value) if name in table.json else value


def _blank(model: type[models.Model], name: str) -> Any:
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)
    default = column.get_default()
    return None if default == "" and column.null else default


def live_records(model: type[Record], keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Values]:
    """The rows that stand under these sources and references, locked against a second correction."""
    pairs = sorted(set(keys))
    if not pairs:
        return {}
    table = table_of(model)
    query = sql.SQL(
        "SELECT {} FROM {} r JOIN unnest(%s::text[], %s::text[]) AS k(source, reference)"
        " ON r.source_id = k.source AND r.reference = k.reference"
        " WHERE r.superseded_at IS NULL ORDER BY r.id FOR NO KEY UPDATE OF r"
    ).format(sql.SQL(", ").join(sql.Identifier("r", name) for name in table.columns), sql.Identifier(table.name))
    with connection.cursor() as cursor:
        cursor.execute(query, [[source for source, _ in pairs], [reference for _, reference in pairs]])
        rows = [dict(zip(table.columns, row, strict=True)) for row in cursor.fetchall()]
    return {(row["source_id"], row["reference"]): row for row in rows}


def store_records(model: type[Record], statements: Sequence[Statement], *, now: datetime) -> list[Outcome]:
    """Store records, no two of them with the same source and reference, in the caller's transaction."""
    table = table_of(model)
    live = live_records(model, [each.key for each in statements])
    outcomes: list[Outcome] = []
    rows: list[Values] = []
    replaced: list[tuple[int, int, str, str]] = []
    ids = iter(new_ids(model, len(statements)))
    for each in statements:
        old = live.get(each.key)
        people = _people(table, each.values) | (set() if old is None else _people(table, old))
        if old is not None and all(old[name] == each.values[name] for name in each.given if name in table.content):
            outcomes.append(Outcome(Kind.UNCHANGED, old["id"], people))
            continue
        pk = next(ids)
        if old is None:
            outcomes.append(Outcome(Kind.NEW, pk, people))
            rows.append({**each.values, "recorded_at": each.values.get("recorded_at") or now, "id": pk})
        else:
            changed = {name: each.values[name] for name in each.given if name in table.content}
            before = {name: old[name] for name in table.content}
            head = {name: old[name] for name in ("source_id", "reference")}
            rows.append({**head, **before, **changed, "recorded_at": each.values.get("recorded_at") or now, "id": pk})
            replaced.append((old["id"], pk, each.reason[:200], each.by[:64]))
            outcomes.append(Outcome(Kind.CORRECTED, pk, people))
    _supersede(table, replaced, now=now)
    insert(model, rows)
    return outcomes


def _people(table: Table, values: Values) -> set[int]:
    return {values[name] for name in table.people if values.get(name) is not None}


def _supersede(table: Table, replaced: list[tuple[int, int, str, str]], *, now: datetime) -> None:
    """Let old rows point at the new ones that are about to be inserted (the key is checked at the end)."""
    if not replaced:
        return
    query = sql.SQL(
        "UPDATE {} r SET superseded_at = %s, superseded_by_id = k.new, correction_reason = k.reason,"
        " corrected_by = k.by FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[])"
        " AS k(old, new, reason, by) WHERE r.id = k.old"
    ).format(sql.Identifier(table.name))
    with connection.cursor() as cursor:
        cursor.execute(query, [now, *map(list, zip(*replaced, strict=True))])


def store_people(statements: Sequence[Statement], *, now: datetime) -> list[Outcome]:
    """Store people, no two of them with the same FİN; each changed field is kept in PersonChange.

    `values` may carry `source_id` and `reference`: who says so.
    """
    fins = sorted(each.values["fin"] for each in statements)
    table = table_of(Person)
    stored = Person.objects.filter(fin__in=fins).order_by("id").select_for_update(no_key=True).values(*table.columns)
    known = {row["fin"]: row for row in stored}
    ids = iter(new_ids(Person, len(statements) - len(known)))
    outcomes, rows, changes = [], [], []
    for each in statements:
        old = known.get(each.values["fin"])
        if old is None:
            values = {name: each.values[name] for name in table.columns if name in each.values}
            rows.append({**values, "recorded_at": values.get("recorded_at") or now, "id": next(ids)})
            outcomes.append(Outcome(Kind.NEW, rows[-1]["id"], {rows[-1]["id"]}))
            continue
        names = [name for name in table.content if name in each.given and name != "fin"]
        changed = [name for name in names if old[name] != each.values[name]]
        if changed:
            Person.objects.filter(pk=old["id"]).update(
                recorded_at=each.values.get("recorded_at") or now, **{name: each.values[name] for name in changed}
            )
            changes += [_change(each.values, old, name, now) for name in changed]
        outcomes.append(Outcome(Kind.CORRECTED if changed else Kind.UNCHANGED, old["id"], {old["id"]}))
    insert(Person, rows)
    _record_changes(changes)
    return outcomes


def _change(values: Values, old: Values, name: str, now: datetime) -> Values:
    return {
        "person_id": old["id"],
        "field": name,
        "old": _text(old[name]),
        "new": _text(values[name]),
        "source_id": values.get("source_id") or "DIN",
        "reference": values.get("reference") or "import",
        "changed_at": now,
    }


def _record_changes(changes: list[Values]) -> None:
    for change, pk in zip(changes, new_ids(PersonChange, len(changes)), strict=True):
        change["id"] = pk
    insert(PersonChange, changes)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
