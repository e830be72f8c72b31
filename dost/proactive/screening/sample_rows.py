"""The rows of a made-up community, by table and person, as they stand on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from registries.synthetic.sheet import NULL, RECORD, RECORDS, TRUE, Sheet

from .ages import add_months

YEARS_BACK: Final = 3
"""So far back a record that is over is still told."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record that was not corrected away; `since` and `until` are the days of its validity."""

    person: int
    since: date
    until: date | None
    values: Mapping[str, str]

    def text(self, name: str) -> str:
        """A text; empty where there is none."""
        value = self.values[name]
        return "" if value == NULL else value

    def whole(self, name: str) -> int:
        """A whole number; 0 where there is none."""
        return int(self.text(name) or 0)

    def money(self, name: str) -> Decimal:
        """A sum; 0 where there is none."""
        return Decimal(self.text(name) or 0).quantize(Decimal("0.01"))

    def day(self, name: str) -> date | None:
        """A day; None where there is none."""
        text = self.text(name)
        return date.fromisoformat(text) if text else None

    def true(self, name: str) -> bool:
        """A yes or no."""
        return self.values[name] == TRUE

    def holds(self, on: date) -> bool:
        """Whether the record is valid on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a community that stand on a day."""

    on: date
    rows: Mapping[str, Mapping[int, list[Row]]]

    @classmethod
    def of(cls, sheet: Sheet, on: date) -> Records:
        """Read what a community's sheet says; superseded rows are left out."""
        found: dict[str, dict[int, list[Row]]] = {}
        for table, columns in RECORDS.items():
            people: dict[int, list[Row]] = defaultdict(list)
            for line in sheet.lines[table]:
                row = _row(line.split("\t"), columns)
                if row is not None:
                    people[row.person].append(row)
            found[table] = people
        return cls(on, found)

    def all(self, table: str, person: int) -> list[Row]:
        """Every record of a person, the oldest first."""
        return sorted(self.rows[table].get(person, []), key=lambda row: row.since)

    def now(self, table: str, person: int) -> Row | None:
        """The latest record of a person that is valid on the day."""
        valid = [row for row in self.all(table, person) if row.holds(self.on)]
        return valid[-1] if valid else None

    def latest(self, table: str, person: int) -> Row | None:
        """The latest record of a person that has begun by the day, whether it is over or not."""
        begun = [row for row in self.all(table, person) if row.since <= self.on]
        return begun[-1] if begun else None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of the registries, and the day they are told on."""

    records: Records
    on: date

    def recent(self, table: str, person: int) -> Row | None:
        """The latest record of the last three years."""
        row = self.records.latest(table, person)
        return row if row is not None and row.since > add_months(self.on, -12 * YEARS_BACK) else None


def _row(cells: list[str], columns: tuple[str, ...]) -> Row | None:
    head = dict(zip(RECORD, cells, strict=False))
    if head["superseded_at"] != NULL:
        return None
    until = head["valid_until"]
    return Row(
        person=int(head["person_id"]),
        since=date.fromisoformat(head["valid_from"]),
        until=None if until == NULL else date.fromisoformat(until),
        values=dict(zip(columns, cells[len(RECORD) :], strict=True)),
    )
