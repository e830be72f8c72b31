"""Puts statements about records into the tables, once each: new rows, unchanged ones, corrections, annulments.

A record is known by its source and reference. What comes again with equal content changes nothing; with other content
it becomes a new row that the old one points at. Columns that a row did not have keep what stands. Newest is what the
source said last by its own time, if it gives one (`late`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from registries.models.record import Record

from .late import Late
from .problems import RowError, annulled_already
from .said import Before, Entry, base_of, keep, rows_that_stand, said_before
from .store import (
    Kind,
    Outcome,
    Replaced,
    Statement,
    Values,
    insert,
    new_ids,
    people_of,
    successor,
    supersede,
    table_of,
)


def store_records(model: type[Record], statements: Sequence[Statement], *, now: datetime) -> list[Outcome]:
    """Store records, no two of them with the same source and reference, in the caller's transaction.

    Raises RowError for a statement about a record that is not there or was annulled.
    """
    batch = _Batch(model, statements, now=now)
    outcomes = [batch.take(each) for each in statements]
    batch.write()
    for place, each in enumerate(statements):
        if outcomes[place].kind is Kind.OLDER:  # or so it seems: what was said in between decides
            outcomes[place] = batch.late.store(each)
    return outcomes


class _Batch:
    """Statements of one table on their way in: what they become, and the rows that makes."""

    def __init__(self, model: type[Record], statements: Sequence[Statement], *, now: datetime) -> None:
        self.model, self.now, self.table = model, now, table_of(model)
        keys = [each.key for each in statements]
        self.live = rows_that_stand(model, keys)
        self.before = said_before(self.table, keys)
        self.late = Late(model, self.live, now=now)
        self.ids = iter(new_ids(model, len(statements)))
        self.rows: list[Values] = []
        self.replaced: list[Replaced] = []
        self.entries: list[Entry] = []

    def take(self, each: Statement) -> Outcome:
        """What becomes of a statement; what is late is only said to be so."""
        old, before = self.live.get(each.key), self.before.get(each.key)
        if each.follows:
            return self._new(each) if old is None else self._apply(each, old)
        if old is None and before is None:
            return self._new(each)
        if old is None:
            return self._after_annulment(each)
        at = _moment(each, old, before, now=self.now)
        if at < _latest(old, before) or (each.timed and before is not None and at == _latest(old, before)):
            return Outcome(Kind.OLDER, old["id"])
        outcome = self._apply(each, old)
        self._remember(each, old, before, outcome, at=at)
        return outcome

    def write(self) -> None:
        """Write the rows, let those they replace point at them, and keep what was said."""
        supersede(self.table, self.replaced, now=self.now)
        insert(self.model, self.rows)
        keep(self.entries)

    def _new(self, each: Statement) -> Outcome:
        if each.annuls:
            raise RowError("reference", "the sender has no such record", "check the table and the reference")
        pk = next(self.ids)
        row = {**each.values, "recorded_at": each.values.get("recorded_at") or self.now, "id": pk}
        self.rows.append(row)
        return Outcome(Kind.NEW, pk, people_of(self.table, row), after=row)

    def _after_annulment(self, each: Statement) -> Outcome:
        """A record that was annulled stands again only when its source says so, whole and later."""
        if each.timed and (each.whole or each.annuls):
            return Outcome(Kind.OLDER, 0)
        if each.annuls:
            return Outcome(Kind.UNCHANGED, 0)
        raise annulled_already()

    def _apply(self, each: Statement, old: Values) -> Outcome:
        """Let a statement that is the newest change what stands."""
        people = people_of(self.table, each.values) | people_of(self.table, old)
        if each.annuls:
            self.replaced.append(Replaced(old["id"], None, each.reason, each.by))
            return Outcome(Kind.ANNULLED, old["id"], people, before=old)
        changed = {name: each.values[name] for name in each.given if name in self.table.content}
        if all(old[name] == value for name, value in changed.items()):
            return Outcome(Kind.UNCHANGED, old["id"], people)
        pk = next(self.ids)
        # What follows from an act is no statement of the record's source: the time of its last one stays.
        at = old["recorded_at"] if each.follows else each.values.get("recorded_at") or self.now
        row = successor(self.table, old, changed, recorded_at=at, pk=pk)
        self.rows.append(row)
        self.replaced.append(Replaced(old["id"], pk, each.reason, each.by))
        return Outcome(Kind.CORRECTED, pk, people, before=old, after=row)

    def _remember(self, each: Statement, old: Values, before: Before | None, outcome: Outcome, *, at: datetime) -> None:
        """Keep what was said and when; the same said again only where its source gives the time."""
        if outcome.kind is Kind.UNCHANGED and not (each.timed and at > _latest(old, before)):
            return
        if before is None:
            self.entries.append(base_of(self.table, old))
        self.entries.append(Entry.of(self.table, each, row=outcome.pk, at=at))


def _latest(old: Values, before: Before | None) -> datetime:
    """The latest time at which anything was said about a record that stands."""
    recorded: datetime = old["recorded_at"]
    return recorded if before is None else before.latest


def _moment(each: Statement, old: Values, before: Before | None, *, now: datetime) -> datetime:
    """When a statement was made: the source's own time; who gives none is believed to say the newest."""
    if each.timed:
        said: datetime = each.values["recorded_at"]
        return said
    return max(now, _latest(old, before))
