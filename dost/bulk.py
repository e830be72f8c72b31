"""Writing many rows in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def bulk_write(rows: Sequence[models.Model], fields: Iterable[str]) -> int:
    """Update `fields` of `rows` (all of one model) with one `UPDATE … FROM unnest(…)`; return how many were updated.

    Django's `bulk_update` builds a CASE for every row and field; with hundreds of rows that costs more than the
    update itself.
    """
    if not rows:
        return 0
    meta = rows[0]._meta
    key = meta.pk
    columns = [key, *(meta.get_field(name) for name in fields)]
    arrays, values = [], []
    for column in columns:
        arrays.append(sql.SQL("%s::{}[]").format(sql.SQL(column.rel_db_type(connection) if column is key else column.db_type(connection))))  # type: ignore[union-attr,arg-type]
        values.append([column.get_db_prep_save(getattr(row, column.attname), connection) for row in rows])  # type: ignore[union-attr]
    names = [sql.Identifier(column.column) for column in columns]  # type: ignore[union-attr]
    statement = sql.SQL("UPDATE {table} AS t SET {sets} FROM unnest({arrays}) AS v({names}) WHERE t.{key} = v.{key}").format(
        table=sql.Identifier(meta.db_table),
        sets=sql.SQL(", ").join(sql.SQL("{0} = v.{0}").format(name) for name in names[1:]),
        arrays=sql.SQL(", ").join(arrays),
        names=sql.SQL(", ").join(names),
        key=names[0],
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
