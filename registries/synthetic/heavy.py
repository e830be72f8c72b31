"""Sets aside indexes and foreign keys of the tables to be filled, and makes them again: all in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Part:
    """Something that can be dropped and made again."""

    name: str
    table: str  # as regclass writes it
    drop: sql.Composable
    create: sql.Composable


def set_aside(cursor: CursorWrapper, tables: list[str]) -> list[Part]:
    """Drop everything but primary keys and checks; returns what `restore` is to make, in that order.

    Foreign keys of other tables that point at these are among them: PostgreSQL refuses to empty a table that is
    pointed at.
    """
    keys = _constraints(cursor, tables, "contype = 'f' AND (conrelid = ANY(%s) OR confrelid = ANY(%s))", both=True)
    unique = _constraints(cursor, tables, "contype IN ('u', 'x') AND conrelid = ANY(%s)")
    for part in (*keys, *unique):
        cursor.execute(part.drop)
    indexes = _indexes(cursor, tables)
    for part in indexes:
        cursor.execute(part.drop)
    return [*unique, *indexes, *keys]


def restore(cursor: CursorWrapper, part: Part) -> None:
    """Make one part again; PostgreSQL checks all rows while it does."""
    cursor.execute(part.create)


def _oids(cursor: CursorWrapper, tables: list[str]) -> list[int]:
    cursor.execute("SELECT name::regclass::oid FROM unnest(%s::text[]) AS name", [tables])
    return [oid for (oid,) in cursor.fetchall()]


def _constraints(cursor: CursorWrapper, tables: list[str], which: str, *, both: bool = False) -> list[Part]:
    oids = _oids(cursor, tables)
    cursor.execute(
        "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"  # noqa: S608
        f" WHERE conparentid = 0 AND {which} ORDER BY conrelid, conname",
        [oids, oids] if both else [oids],
    )
    return [
        Part(
            name,
            table,
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(table), sql.Identifier(name)),
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                sql.SQL(table), sql.Identifier(name), sql.SQL(definition)
            ),
        )
        for name, table, definition in cursor.fetchall()
    ]


def _indexes(cursor: CursorWrapper, tables: list[str]) -> list[Part]:
    cursor.execute(
        "SELECT indexrelid::regclass::text, indrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY(%s) AND NOT indisprimary ORDER BY 1",
        [_oids(cursor, tables)],
    )
    return [
        Part(name, table, sql.SQL("DROP INDEX {}").format(sql.SQL(name)), sql.SQL(definition))
        for name, table, definition in cursor.fetchall()
    ]
