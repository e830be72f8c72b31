"""What sources said about records and when (`RecordStatement`): read and kept for many records at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from registries.models import RecordStatement
from registries.models.record import Record

from .store import Statement, Table, Values, live_records, table_of

ATTEMPTS = 5
_BEFORE = """
SELECT s.source, s.reference, max(s.stated_at), (array_agg(s.annuls ORDER BY s.stated_at DESC, s.id DESC))[1]
FROM unnest(%s::text[], %s::text[]) AS k(source, reference)
JOIN registries_recordstatement s ON s."table" = %s AND s.source = k.source AND s.reference = k.reference
GROUP BY s.source, s.reference
"""
_KEEP = """
INSERT INTO registries_recordstatement AS s
    ("table", source, reference, "row", columns, whole, annuls, stated_at)
SELECT k."table", k.source, k.reference, k."row", string_to_array(k.columns, ','), k.whole, k.annuls, k.stated_at
FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::bool[], %s::bool[], %s::timestamptz[])
    AS k("table", source, reference, "row", columns, whole, annuls, stated_at)
ON CONFLICT ("table", source, reference, "row", columns, annuls)
    DO UPDATE SET stated_at = greatest(s.stated_at, EXCLUDED.stated_at)
"""


@dataclass(frozen=True, slots=True)
class Before:
    """When a source last said anything about a record, and whether that was that it should never have been."""

    latest: datetime
    annulled: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement: the row that holds its values, the columns it gave, and when it was made."""

    table: str
    source: str
    reference: str
    row: int
    columns: tuple[str, ...]
    whole: bool
    annuls: bool
    stated_at: datetime

    @classmethod
    def of(cls, table: Table, each: Statement, *, row: int, at: datetime) -> Entry:
        """The entry of a statement whose values a row holds."""
        columns = tuple(sorted(name for name in each.given if name in table.content))
        source, reference = each.key
        return cls(table.name, source, reference, row, columns, each.whole, each.annuls, at)


def base_of(table: Table, row: Values) -> Entry:
    """What a row says that stood before anything else was said: everything."""
    statement = Statement(row, set(table.content), whole=True)
    return Entry.of(table, statement, row=row["id"], at=row["recorded_at"])


def said_before(table: Table, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Before]:
    """For the records about which more than one thing was said: when the last was."""
    pairs = list(keys)
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [[one for one, _ in pairs], [one for _, one in pairs], table.name])
        return {(source, reference): Before(*last) for source, reference, *last in cursor.fetchall()}


def rows_that_stand(model: type[Record], keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Values]:
    """The rows that stand under these sources and references, locked (`live_records`).

    Who waited for another process to correct a record finds its old row gone and does not see the new one yet: it looks
    again while somebody said something that was no annulment.
    """
    found = live_records(model, keys)
    missing = [key for key in keys if key not in found]
    for _ in range(ATTEMPTS):
        said = said_before(table_of(model), missing)
        missing = [key for key in missing if key in said and not said[key].annulled]
        if not missing:
            break
        found |= live_records(model, missing)
        missing = [key for key in missing if key not in found]
    return found


def entries_of(table: Table, key: tuple[str, str]) -> list[Entry]:
    """Everything said about one record, in the order in which its source said it."""
    found = RecordStatement.objects.filter(table=table.name, source=key[0], reference=key[1])
    names = ("table", "source", "reference", "row", "columns", "whole", "annuls", "stated_at")
    rows = found.order_by("stated_at", "pk").values_list(*names)
    return [
        Entry(name, source, reference, row, tuple(columns), whole, annuls, at)
        for name, source, reference, row, columns, whole, annuls, at in rows
    ]


def keep(entries: Sequence[Entry]) -> None:
    """Keep statements; one that was kept already is only told to have been made again later."""
    if not entries:
        return
    columns: list[list[Any]] = [
        [entry.table for entry in entries],
        [entry.source for entry in entries],
        [entry.reference for entry in entries],
        [entry.row for entry in entries],
        [",".join(entry.columns) for entry in entries],
        [entry.whole for entry in entries],
        [entry.annuls for entry in entries],
        [entry.stated_at for entry in entries],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, columns)
