"""Brings the rows of a CSV file into a table, in batches; bad rows go to a file of their own.

The same file again changes nothing. Each batch is a transaction, so a run that was cut off is finished by running it
again.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import models, transaction
from django.utils import timezone

from registries.data.reference import load_reference
from registries.models import BirthAct, DeathAct, Household, Institution, Kinship, Person
from registries.models.awards import Award
from registries.models.record import Record

from .changes import Changed, note_changes
from .csvfile import ADDED, CsvFile, FileError, Row, open_csv
from .follow import ACTS, follow, stored
from .halves import in_halves
from .people import store_people
from .permitted import NotAllowedError, check_table, tell_of_refusals
from .plausible import marriage_of, married_elsewhere, second_marriage
from .problems import RowError, listed, nearest
from .records import store_records
from .rows import Directory, Draft, RowReader
from .store import Kind, Outcome, Statement, insert, new_ids
from .targets import Target

BATCH = 1_000

Report = Callable[[str, int, int], None]


@dataclass(slots=True)
class Result:
    """How many rows of a file became what."""

    new: int = 0
    unchanged: int = 0
    corrected: int = 0
    older: int = 0
    refused: int = 0
    rejected_file: Path | None = None

    @property
    def rows(self) -> int:
        """All rows of the file."""
        return self.new + self.unchanged + self.corrected + self.older + self.refused


@dataclass(slots=True)
class _Item:
    row: Row
    draft: Draft
    kind: Kind | None = None
    problem: RowError | None = None


@dataclass(slots=True)
class _Import:
    target: Target
    file: CsvFile
    columns: list[str]
    rejects: _Rejects
    now: datetime
    institution: str = ""
    result: Result = field(default_factory=Result)
    denied: list[tuple[str, str]] = field(default_factory=list)

    def run(self, report: Report) -> None:
        """Read, store and count all rows."""
        reader = RowReader(self.target, today=timezone.localdate(self.now), now=self.now)
        directory = Directory()
        done = 0
        for batch in self._batches(reader):
            items = [item for item in batch if item.problem is None]
            with transaction.atomic():
                in_halves(items, lambda part: self._store(part, reader, directory), _refuse)
            for item in batch:
                self._count(item)
            done += len(batch)
            report("rows", done, 0)

    def _batches(self, reader: RowReader) -> Iterator[list[_Item]]:
        """Rows read, in batches in which no record occurs twice."""
        batch: list[_Item] = []
        keys: set[tuple[str, ...]] = set()
        for row in self.file.rows():
            item = self._read(row, reader)
            key = self._key(item)
            if len(batch) >= BATCH or (key and key in keys):
                yield batch
                batch, keys = [], set()
            batch.append(item)
            if key:
                keys.add(key)
        if batch:
            yield batch

    def _read(self, row: Row, reader: RowReader) -> _Item:
        empty = Draft(self.target, {}, [])
        if row.problem is not None:
            return _Item(row, empty, problem=row.problem)
        cells = {name: cell for name, cell in zip(self.columns, row.cells, strict=True) if name not in ADDED}
        try:
            return _Item(row, reader.parse(cells))
        except RowError as error:
            return _Item(row, empty, problem=error)

    def _key(self, item: _Item) -> tuple[str, ...]:
        if item.problem is not None:
            return ()
        if not self.target.is_record:
            return (str(item.draft.values[next(iter(self.target.columns))]),)
        source = next((name for column, name in item.draft.names if column.name == "source"), "")
        return (source, str(item.draft.values["reference"]))

    def _store(self, items: Sequence[_Item], reader: RowReader, directory: Directory) -> None:
        directory.learn([item.draft for item in items])
        ready: list[tuple[_Item, Statement]] = []
        for item in items:
            item.problem = None
            try:
                values = reader.resolve(item.draft, directory)
                self._check_source(values)
            except RowError as error:
                item.problem = error
                continue
            ready.append((item, self._statement(item, values)))
        ready = _without_second_marriages(self.target.model, ready)
        statements = [statement for _, statement in ready]
        outcomes = _store(self.target.model, statements, self.now)
        for (item, _), outcome in zip(ready, outcomes, strict=True):
            item.kind = outcome.kind
        _follow(self.target.model, outcomes, self.now)
        _note(self.target.model, list(zip(statements, outcomes, strict=True)), self.now)

    def _check_source(self, values: dict[str, Any]) -> None:
        """Refuse a row that its source may not report, or that is not of the institution the file is from."""
        source = values.get("source_id") or self.institution
        if self.institution and source != self.institution:
            raise NotAllowedError("source", f"is {source}, and the file is from {self.institution}", "ask who sent it")
        if source:
            check_table(source, self.target.model.__name__, field="source")

    def _statement(self, item: _Item, values: dict[str, Any]) -> Statement:
        by, timed = f"import {self.file.path.name}", item.draft.timed
        return Statement(values, item.draft.given, reason="import", by=by, timed=timed, whole=True)

    def _count(self, item: _Item) -> None:
        if item.problem is not None:
            self.result.refused += 1
            if isinstance(item.problem, NotAllowedError):
                self.denied.append((self.institution, item.problem.message))
            self.rejects.add(item.row, item.problem)
        elif item.kind is Kind.NEW:
            self.result.new += 1
        elif item.kind is Kind.CORRECTED:
            self.result.corrected += 1
        elif item.kind is Kind.OLDER:
            self.result.older += 1
        else:
            self.result.unchanged += 1


def _refuse(item: _Item, error: RowError) -> None:
    item.problem = error


def _store(model: type[models.Model], statements: list[Statement], now: datetime) -> list[Outcome]:
    if issubclass(model, Record):
        return store_records(model, statements, now=now)
    if model is Person:
        return store_people(statements, now=now)
    return _store_households(statements)


def _without_second_marriages(
    model: type[models.Model], ready: list[tuple[_Item, Statement]]
) -> list[tuple[_Item, Statement]]:
    """The rows without those that marry somebody who is married; these get their problem."""
    if model is not Kinship:
        return ready
    told = [marriage_of(model, statement.values) for _, statement in ready]
    ended = {statement.key for _, statement in ready if statement.values.get("valid_until") is not None}
    twice = married_elsewhere([marriage for marriage in told if marriage is not None], ended=ended)
    for item, statement in ready:
        if statement.key in twice:
            item.problem = second_marriage(twice[statement.key])
    return [(item, statement) for item, statement in ready if item.problem is None]


def _follow(model: type[models.Model], outcomes: Sequence[Outcome], now: datetime) -> None:
    """Acts in a file take effect like those that events bring."""
    if model is Person:
        follow(stored(Person, outcomes), now=now)
    elif issubclass(model, Record) and model in ACTS:
        follow(stored(model, outcomes), now=now)


def _note(model: type[models.Model], stored_rows: Sequence[tuple[Statement, Outcome]], now: datetime) -> None:
    """Awards and acts are detected whichever way they come; other files are for the sweep of the day."""
    if issubclass(model, Award) or model in (BirthAct, DeathAct):
        changes = [
            Changed(*statement.key, frozenset(outcome.people))
            for statement, outcome in stored_rows
            if outcome.before is not None or outcome.after is not None
        ]
        note_changes(model, changes, now=now)
    elif model is Person:
        note_changes(DeathAct, [_changed(*row) for row in stored_rows if _another_day(row[1])], now=now)


def _another_day(outcome: Outcome) -> bool:
    """Whether the day of birth or death of a person there was is another now."""
    before, after = outcome.before, outcome.after
    if before is None or after is None:
        return False
    return any(before[name] != after[name] for name in ("birth_date", "died_on"))


def _changed(statement: Statement, outcome: Outcome) -> Changed:
    source, reference = statement.values.get("source_id") or "DIN", statement.values.get("reference") or "import"
    return Changed(source, reference, frozenset(outcome.people))


def _store_households(statements: list[Statement]) -> list[Outcome]:
    """Households by meter; one that differs is brought up to date (it is no record, and has no history)."""
    meters = [each.values["meter_no"] for each in statements]
    known = {
        home.meter_no: home for home in Household.objects.filter(meter_no__in=meters).select_for_update(no_key=True)
    }
    ids = iter(new_ids(Household, len(meters) - len(known)))
    outcomes, rows = [], []
    for each in statements:
        home = known.get(each.values["meter_no"])
        if home is None:
            rows.append({**each.values, "id": next(ids)})
            outcomes.append(Outcome(Kind.NEW, rows[-1]["id"]))
            continue
        changed = {name: each.values[name] for name in each.given if getattr(home, name) != each.values[name]}
        if changed:
            Household.objects.filter(pk=home.pk).update(**changed)
        outcomes.append(Outcome(Kind.CORRECTED if changed else Kind.UNCHANGED, home.pk))
    insert(Household, rows)
    return outcomes


class _Rejects:
    """The file of refused rows, made when the first one comes; the rows as they were, and what to put right."""

    def __init__(self, file: CsvFile) -> None:
        self.path = file.path.with_name(f"{file.path.stem}.rejected.csv")
        self._file = file
        self._stream: IO[str] | None = None
        self._columns = [name for name in file.header if name.strip().lower() not in ADDED]
        self._own = [place for place, name in enumerate(file.header) if name.strip().lower() not in ADDED]

    def add(self, row: Row, problem: RowError) -> None:
        """Write a row with its line number, the field, what is wrong and what would be right."""
        if self._stream is None:
            encoding = "utf-8-sig" if self._file.with_mark else "utf-8"
            try:
                self._stream = self.path.open("w", encoding=encoding, newline="")
            except OSError as error:
                raise FileError(f"{self.path} cannot be written: {error.strerror}") from error
            self._writer().writerow([*self._columns, *ADDED])
        whole = len(row.cells) == len(self._file.header)
        cells = [row.cells[place] for place in self._own] if whole else row.cells
        padded = [*cells, *[""] * (len(self._columns) - len(cells))]
        self._writer().writerow([*padded, row.line, problem.field, problem.message, problem.hint])

    def _writer(self) -> Any:
        return csv.writer(self._stream, delimiter=self._file.delimiter, lineterminator="\n")  # type: ignore[arg-type]

    def close(self) -> Path | None:
        """Close the file; without refused rows there is none, and one of an earlier run is removed."""
        if self._stream is None:
            self.path.unlink(missing_ok=True)
            return None
        self._stream.close()
        return self.path


def import_file(
    target: Target,
    path: Path,
    *,
    dry_run: bool,
    report: Report,
    institution: str = "",
    now: datetime | None = None,
) -> Result:
    """Bring a file in; with `dry_run` nothing stays in the database. Raises FileError for a file of no use.

    `institution` is the code of whom the file is from, as whoever imports it answers for; rows of another source are
    refused then. Without it each row's own source counts. What a source may not report is refused either way.
    """
    file = open_csv(path)
    columns = _columns(target, file)
    rejects = _Rejects(file)
    work = _Import(target, file, columns, rejects, now or timezone.now(), institution)
    whole: AbstractContextManager[Any] = transaction.atomic() if dry_run else nullcontext()
    try:
        with whole:
            if not Institution.objects.exists():
                load_reference()  # nothing can be brought in before who and where are known
            if institution and not Institution.objects.filter(pk=institution).exists():
                raise FileError(f"there is no institution {institution}")
            if institution:
                check_file(institution, target)
            work.run(report)
            if dry_run:
                transaction.set_rollback(True)
    finally:
        work.result.rejected_file = rejects.close()
    tell_of_refusals(work.denied)
    return work.result


def check_file(institution: str, target: Target) -> None:
    """Refuse a whole file that is not this institution's to send; raises FileError."""
    try:
        check_table(institution, target.model.__name__, field="institution")
    except NotAllowedError as error:
        tell_of_refusals([(institution, error.message)])
        raise FileError(str(error)) from error


def _columns(target: Target, file: CsvFile) -> list[str]:
    """The names of the file's columns; raises FileError for unknown, doubled and missing ones."""
    names = []
    for sent in file.header:
        name = sent.strip().lower()
        column = target.column(name)
        if column is None and name not in ADDED:
            raise FileError(_unknown(target, sent, file))
        names.append(name if column is None else column.name)
    for name in names:
        if names.count(name) > 1:
            raise FileError(f"{file.path}: the column {name} is there twice")
    missing = [name for name in target.required if name not in names]
    if missing:
        raise FileError(
            f"{file.path}: {'column' if len(missing) == 1 else 'columns'} {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing; `manage.py import {target.name} --describe` lists them"
        )
    return names


def _unknown(target: Target, name: str, file: CsvFile) -> str:
    if not name:
        return f"{file.path}: a column of the header has no name"
    found = nearest(name, target.columns)
    meant = f"; did you mean {found[0]}?" if found else f"; the columns are {listed(target.columns, most=40)}"
    return f"{file.path}: there is no column {name!r} in {target.name}{meant}"


__all__ = ["FileError", "Result", "import_file"]
