"""Makes a population and loads it through COPY: all of it or nothing, in constant memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from psycopg import sql

from registries.data.reference import load_reference
from registries.models import Household, Person

from . import heavy
from .community import Plan
from .heads import make_heads
from .identifiers import LIFE_SERIALS
from .sheet import TABLES
from .workers import chunks

Report = Callable[[str, int, int], None]
"""Told of progress: what is being done, how much of it is done, and how much there is."""

PROCESSES = 2
LOCK_TIMEOUT = "15s"


class PopulationError(Exception):
    """The population cannot be made; the message says why and what to do."""


def populate(*, people: int, seed: int, on: date, report: Report, processes: int = PROCESSES) -> None:
    """Make `people` people as of `on` and load them with all their records.

    Into empty tables they go without indexes and foreign keys, which are made (and thereby checked) at the end;
    into tables with rows they are added under new ids and FİNs. Raises PopulationError.
    """
    check_columns()
    load_reference()
    try:
        with transaction.atomic():
            _load(people, seed, on, report, processes)
    except OperationalError as error:
        if "lock timeout" not in str(error):
            raise
        raise PopulationError(
            "the tables are in use by another process; stop it (or `make run`) and try again"
        ) from error
    _analyze(report)


def is_empty() -> bool:
    """Whether there are no people yet."""
    return not Person.objects.exists()


def check_columns() -> None:
    """See that what is made fits the models; a column that was added or removed is named."""
    for table, columns in TABLES.items():
        fields = {
            str(field.column)
            for field in _model(table)._meta.concrete_fields
            if not isinstance(field, models.GeneratedField)
        }
        if fields != set(columns):
            difference = ", ".join(sorted(fields ^ set(columns)))
            raise PopulationError(f"registries.synthetic does not fit the table of {table}: {difference}")


def _model(table: str) -> type[models.Model]:
    return apps.get_model("registries", table)


def _table(name: str) -> str:
    return _model(name)._meta.db_table


def _load(people: int, seed: int, on: date, report: Report, processes: int) -> None:
    bases = _highest_ids()
    empty = not any(bases.values()) and not _has_rows()
    first = max(bases["person"], bases["household"]) + 1
    if first + people >= LIFE_SERIALS:
        raise PopulationError(f"{people} people are more than there are FİNs for")
    plan = Plan(people=people, seed=seed, on=on.toordinal(), first=first)
    parts = _make_room() if empty else []
    with connection.cursor() as cursor:
        if not empty:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # checked by chunk, else the checks pile up in memory
        done = 0
        report("people", 0, people)
        for number, chunk in enumerate(chunks(plan, bases, processes=processes)):
            for table in TABLES:
                if table in chunk:
                    with cursor.copy(_copy(table, freeze=empty)) as copy:
                        copy.write(chunk[table])
            done += plan.chunk_size(number)
            report("people", done, people)
        for number, part in enumerate(parts, start=1):
            heavy.restore(cursor, part)
            report("indexes and keys", number, len(parts))
        for table in TABLES:
            name = _table(table)
            cursor.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {} HAVING max(id) > 0").format(
                    sql.Literal(name), sql.Identifier(name)
                )
            )
        make_heads(cursor, on=on)


def _copy(table: str, *, freeze: bool) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN{}").format(
        sql.Identifier(_table(table)),
        sql.SQL(", ").join(map(sql.Identifier, TABLES[table])),
        sql.SQL(" (FREEZE)" if freeze else ""),
    )


def _make_room() -> list[heavy.Part]:
    """Lock the empty tables and set their indexes and foreign keys aside.

    Emptied in the transaction that fills them, tables take rows that need no vacuum afterwards.
    """
    tables = [_table(name) for name in TABLES]
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        names = sql.SQL(", ").join(map(sql.Identifier, tables))
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
        parts = heavy.set_aside(cursor, tables)
        cursor.execute(sql.SQL("TRUNCATE {}").format(names))
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    return parts


def _highest_ids() -> dict[str, int]:
    return {
        table: _model(table)._default_manager.aggregate(highest=models.Max("id"))["highest"] or 0 for table in TABLES
    }


def _has_rows() -> bool:
    return Person.objects.exists() or Household.objects.exists()


def _analyze(report: Report) -> None:
    """Tell the planner about the new rows."""
    with connection.cursor() as cursor:
        for number, table in enumerate(TABLES, start=1):
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(_table(table))))
            report("statistics", number, len(TABLES))
