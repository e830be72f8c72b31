"""What storing is made of: a statement, what became of it, the table it goes to, and rows by COPY.

Records are stored in `records`, people in `people`.
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

from registries.models.record import SUPERSESSION, Record

Values = dict[str, Any]


class Kind(StrEnum):
    """What became of a row."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CORRECTED = "corrected"
    ANNULLED = "annulled"
    OLDER = "older"  # than what stands: kept as history


@dataclass(slots=True)
class Statement:
    """A row to be stored: its values by attribute, and which of them were given.

    `reason` and `by` are written on the row it supersedes, if it does. `timed`: `recorded_at` is the source's own time,
    which decides what is newest; without it what arrives last is. `whole`: all that the table asks for was said.
    `annuls`: the record should never have been. `follows`: it follows from an act, and is no statement of its source.
    """

    values: Values
    given: set[str]
    reason: str = ""
    by: str = ""
    timed: bool = False
    whole: bool = False
    annuls: bool = False
    follows: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Source and reference of a record."""
        return self.values["source_id"], self.values["reference"]


@dataclass(slots=True)
class Outcome:
    """What became of a statement, and the ids of the people that the row before and after names.

    `before` and `after` are the rows that stood and stand, where another stands now. `late`: something later was said
    before it arrived.
    """

    kind: Kind
    pk: int
    people: set[int] = field(default_factory=set)
    before: Values | None = None
    after: Values | None = None
    late: bool = False


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
    empty = {name: blank(model, name) for name in table.columns}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_adapted(table, name, row.get(name, empty[name])) for name in table.columns])


def _adapted(table: Table, name: str, value: Any) -> Any:
    return Jsonb(value) if name in table.json else value


def blank(model: type[models.Model], name: str) -> Any:
    """What a column holds of which nothing is said."""
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


@dataclass(frozen=True, slots=True)
class Replaced:
    """A row that no longer stands: its successor's id, or none when it was annulled, and why and by whom."""

    old: int
    new: int | None
    reason: str
    by: str


def people_of(table: Table, values: Values) -> set[int]:
    """The ids of the people that a row names."""
    return {values[name] for name in table.people if values.get(name) is not None}


def successor(table: Table, old: Values, changed: Values, *, recorded_at: datetime, pk: int) -> Values:
    """The row that takes the place of another."""
    kept = {name: old[name] for name in (*table.content, "source_id", "reference")}
    return {**kept, **changed, "recorded_at": recorded_at, "id": pk}


def supersede(table: Table, replaced: Sequence[Replaced], *, now: datetime) -> None:
    """Let old rows point at the new ones that are about to be inserted (the key is checked at the end)."""
    if not replaced:
        return
    query = sql.SQL(
        "UPDATE {} r SET superseded_at = %s, superseded_by_id = k.new, correction_reason = k.reason,"
        " corrected_by = k.by FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[])"
        " AS k(old, new, reason, by) WHERE r.id = k.old"
    ).format(sql.Identifier(table.name))
    columns = zip(*((one.old, one.new, one.reason[:200], one.by[:64]) for one in replaced), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(query, [now, *map(list, columns)])
