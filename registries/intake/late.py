"""A statement that arrives after later ones: kept as history, and counted where nothing later was said of it.

What stands is what the source's statements make, one after the other in the order in which it made them. So a late one
changes the columns about which nothing was said since, and no others. It is rare, and worked out record by record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from registries.models.record import Record

from .said import Entry, base_of, entries_of, keep
from .store import (
    Kind,
    Outcome,
    Replaced,
    Statement,
    Values,
    blank,
    insert,
    new_ids,
    people_of,
    successor,
    supersede,
    table_of,
)

OLDER = "older than what stands"


@dataclass(frozen=True, slots=True)
class _Made:
    """What statements make of a record: its values, or None when it was annulled last."""

    values: Values | None


class Late:
    """The late statements of a batch; `live` are the rows that stand, by source and reference."""

    def __init__(self, model: type[Record], live: Mapping[tuple[str, str], Values], *, now: datetime) -> None:
        self.model, self.live, self.now, self.table = model, live, now, table_of(model)
        self.blank = {name: blank(model, name) for name in self.table.content}

    def store(self, each: Statement) -> Outcome:
        """Store a late statement and what it changes."""
        old = self.live.get(each.key)
        known = entries_of(self.table, each.key)
        first = [] if known else [base_of(self.table, old)] if old is not None else []
        entries = [*first, *known]
        rows = self._rows({entry.row for entry in entries})
        at = each.values["recorded_at"]
        if self._said(each, entries, rows, at=at):
            return Outcome(Kind.UNCHANGED, 0 if old is None else old["id"])
        was = self._made(entries, rows)
        own = None if each.annuls else self._history_row(each, entries, rows, at=at)
        new = Entry.of(self.table, each, row=own["id"] if own else entries[0].row, at=at)
        earlier = [entry for entry in entries if entry.stated_at <= at]
        becomes = self._made(
            [*earlier, new, *entries[len(earlier) :]], rows if own is None else {**rows, own["id"]: own}
        )
        outcome = self._write(each, own, old, was, becomes)
        keep([*first, new])
        return outcome

    def _rows(self, ids: set[int]) -> dict[int, Values]:
        found = self.model._default_manager.filter(pk__in=ids).values(*self.table.columns)
        return {row["id"]: dict(row) for row in found}

    def _said(self, each: Statement, entries: Sequence[Entry], rows: Mapping[int, Values], *, at: datetime) -> bool:
        """Whether the same was said at the same time already."""
        given = [name for name in each.given if name in self.table.content]
        return any(
            entry.stated_at == at
            and entry.annuls == each.annuls
            and set(given) <= set(entry.columns)
            and all(rows[entry.row][name] == each.values[name] for name in given)
            for entry in entries
        )

    def _made(self, entries: Sequence[Entry], rows: Mapping[int, Values]) -> _Made:
        """What statements make, one after the other; one about a part does not bring back what was annulled."""
        values: Values | None = None
        for entry in entries:
            row = rows[entry.row]
            if entry.annuls:
                values = None
            elif values is not None:
                values = {**values, **{name: row[name] for name in entry.columns}}
            elif entry.whole:
                values = self.blank | {name: row[name] for name in entry.columns}
        return _Made(values)

    def _history_row(
        self, each: Statement, entries: Sequence[Entry], rows: Mapping[int, Values], *, at: datetime
    ) -> Values:
        """The row of a late statement: what stood at its time, with what it says."""
        made = self._made([entry for entry in entries if entry.stated_at <= at], rows).values
        before = made or self._made(entries[:1], rows).values or {}
        said = {name: each.values[name] for name in each.given if name in self.table.content}
        if made is None and each.whole:
            before = self.blank
        (pk,) = new_ids(self.model, 1)
        head = {"source_id": each.values["source_id"], "reference": each.values["reference"]}
        return {**before, **said, **head, "recorded_at": at, "id": pk}

    def _write(self, each: Statement, own: Values | None, old: Values | None, was: _Made, becomes: _Made) -> Outcome:
        """Write the history row, and what stands now if that is something else than before."""
        people = {person for row in (own, old) if row for person in people_of(self.table, row)}
        if becomes.values == was.values:
            self._keep_history(own, each, by=old["id"] if old else None)
            return Outcome(Kind.OLDER, old["id"] if old else 0, people, late=True)
        if becomes.values is None:
            assert old is not None
            supersede(self.table, [Replaced(old["id"], None, each.reason, each.by)], now=self.now)
            self._keep_history(own, each, by=None)
            return Outcome(Kind.ANNULLED, old["id"], people, before=old, late=True)
        row = self._row_that_stands(each, own, old, was, becomes.values)
        self._keep_history(own, each, by=row["id"])
        return Outcome(Kind.CORRECTED if old else Kind.NEW, row["id"], people, before=old, after=row, late=True)

    def _keep_history(self, own: Values | None, each: Statement, *, by: int | None) -> None:
        if own is not None:
            history = {"superseded_at": self.now, "correction_reason": OLDER, "corrected_by": each.by[:64]}
            insert(self.model, [{**own, **history, "superseded_by_id": by}])

    def _row_that_stands(
        self, each: Statement, own: Values | None, old: Values | None, was: _Made, becomes: Values
    ) -> Values:
        """Write the row that stands now. What follows from acts on the old one stays: only what was said changes."""
        (pk,) = new_ids(self.model, 1)
        if old is None:
            row = {**(own or {}), **becomes, "id": pk}
        else:
            shown = was.values or {}
            changed = {name: value for name, value in becomes.items() if shown.get(name) != value}
            row = successor(self.table, old, changed, recorded_at=old["recorded_at"], pk=pk)
            supersede(self.table, [Replaced(old["id"], pk, each.reason, each.by)], now=self.now)
        insert(self.model, [row])
        return row
