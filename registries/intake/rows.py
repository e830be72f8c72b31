"""One reader for all models: texts of a CSV file or JSON values of an event become validated values.

First each cell is read by itself (`RowReader.parse`); then the people, districts, institutions and households that
a whole batch names are looked up with one query each (`Directory`), and put in (`RowReader.resolve`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from registries.models import Centre, District, Household, Institution, Person
from registries.models.record import Record

from .plausible import KNOWN, Known, check_act, ended_by_death
from .problems import RowError, did_you_mean, fold, nearest
from .targets import Column, Target, check_dates, target_of

CLOCKS_DIFFER = timedelta(minutes=10)
NOT_ONESELF = frozenset({"mother_fin", "father_fin", "relative_fin", "carer_fin", "buried_by_fin"})


@dataclass(slots=True)
class Draft:
    """A row whose cells are read; those that name people or places are still as sent, in `names`.

    `values` by the model's attribute; `given` are the attributes that the row had a column for. `timed`: the row says
    itself when it was recorded.
    """

    target: Target
    values: dict[str, Any]
    names: list[tuple[Column, str]]
    given: set[str] = field(default_factory=set)
    timed: bool = False

    def fins(self) -> list[str]:
        """The FİNs of the people it names."""
        return [name for column, name in self.names if column.lookup == "person"]


class Directory:
    """The people, places and institutions that rows may name."""

    def __init__(self) -> None:
        self.people: dict[str, Known] = {}
        self.households: dict[str, int] = {}
        self.districts: dict[str, str] = {}
        for code, name in District.objects.values_list("code", "name"):
            for called in (code, fold(code), fold(name), fold(name.removesuffix(" şəhəri"))):
                self.districts[called] = code
        self.institutions = {code: code for code in Institution.objects.values_list("code", flat=True)}
        self.institutions |= {fold(code): code for code in list(self.institutions)}
        self.centres = {code: code for code in Centre.objects.values_list("code", flat=True)}
        self.centres |= {fold(code): code for code in list(self.centres)}

    def learn(self, drafts: Iterable[Draft], *, fins: Iterable[str] = ()) -> None:
        """Look up everyone and every household that these rows name, and these FİNs."""
        wanted, meters = set(fins), set()
        for draft in drafts:
            for column, name in draft.names:
                if column.lookup == "person":
                    wanted.add(name)
                elif column.lookup == "household":
                    meters.add(name)
        self.people = {}
        for row in Person.objects.filter(fin__in=wanted).values_list(*KNOWN) if wanted else ():
            known = Known(*row)
            self.people[known.fin] = known
        found = Household.objects.filter(meter_no__in=meters).values_list("meter_no", "id") if meters else ()
        self.households = dict(found)

    def people_of(self, draft: Draft) -> list[Known]:
        """Those people that a row names who are known."""
        return [self.people[fin] for fin in draft.fins() if fin in self.people]

    def learn_ids(self, ids: Iterable[int]) -> dict[int, Known]:
        """The people of these ids, also those whom no row of the batch names."""
        found = {known.id: known for known in self.people.values()}
        rest = set(ids) - found.keys()
        rows = Person.objects.filter(pk__in=rest).values_list(*KNOWN) if rest else ()
        return found | {known.id: known for known in (Known(*row) for row in rows)}

    def parent(self, column: Column, fin: str) -> Known:
        """What is known of the person a cell names; raises RowError."""
        self.find(column, fin)
        return self.people[fin]

    def find(self, column: Column, name: str) -> Any:
        """The key of what a cell names; raises RowError."""
        if column.lookup == "person":
            known = self.people.get(name)
            if known is None:
                raise RowError(
                    column.name, f"nobody is registered under {name}", "check the FİN, or bring the person in first"
                )
            return known.id
        if column.lookup == "household":
            if name not in self.households:
                raise RowError(
                    column.name, f"there is no household with the meter {name}", "bring the household in first"
                )
            return self.households[name]
        return self._find_code(column, name)

    def _find_code(self, column: Column, name: str) -> str:
        codes = {"district": self.districts, "institution": self.institutions, "centre": self.centres}[column.lookup]
        code = codes.get(name) or codes.get(fold(name))
        if code is None:
            if column.lookup == "district":
                found = nearest(name, codes)
                meant = f"did you mean {codes[found[0]]}? " if found else ""
                raise RowError(
                    column.name, f"there is no district “{name}”", meant + "A district's code or name is wanted"
                )
            raise RowError(
                column.name, f"there is no {column.lookup} “{name}”", did_you_mean(name, set(codes.values()))
            )
        return code


class RowReader:
    """Reads the rows of one target. `today` bounds dates; `now` is when rows without `recorded_at` were recorded."""

    def __init__(self, target: Target, *, today: date, now: datetime) -> None:
        self.target, self.today, self.now = target, today, now

    def parse(self, row: Mapping[str, Any], *, partial: bool = False) -> Draft:
        """Read the cells of a row; with `partial`, columns that are not there are left alone. Raises RowError."""
        values: dict[str, Any] = {}
        names: list[tuple[Column, str]] = []
        given: set[str] = set()
        seen: set[str] = set()
        for name, value in row.items():
            column = self.target.columns.get(name) or self.target.column(name)
            if column is None:
                raise self.target.unknown(name)
            if column.name in seen:
                raise RowError(name, f"is given twice, also as {column.name}", "give it once")
            seen.add(column.name)
            read = column.read(value)
            given.add(column.attribute)
            if column.lookup and read is not None and read != "":
                names.append((column, read))
            else:
                values[column.attribute] = read
        for column in self.target.columns.values():
            if column.name not in seen and not partial:
                values[column.attribute] = self._absent(column, names)
        timed = values.get("recorded_at") is not None
        if timed:
            _check_moment(values["recorded_at"], now=self.now)
        elif "recorded_at" in values:
            values["recorded_at"] = self.now
        given.discard("recorded_at")
        check_dates(self.target.model, values, today=self.today)
        return Draft(self.target, values, names, given, timed)

    def _absent(self, column: Column, names: list[tuple[Column, str]]) -> Any:
        if column.required:
            raise RowError(column.name, "is missing", f"it is required; for example {column.example()}")
        absent = column.empty()
        if column.lookup and absent:
            names.append((column, absent))
            return None
        return absent

    def resolve(self, draft: Draft, directory: Directory) -> dict[str, Any]:
        """The row's values with keys in place of names; raises RowError."""
        values = dict(draft.values)
        for column, name in draft.names:
            values[column.attribute] = directory.find(column, name)
        if issubclass(self.target.model, Record):
            self._check_people(draft, values, directory)
            if "valid_from" in values:
                people = {known.id: known for known in directory.people_of(draft)}
                check_act(self.target.model, values, people)
                ended_by_death(self.target.model, values, people)
        return values

    def _check_people(self, draft: Draft, values: dict[str, Any], directory: Directory) -> None:
        person = values.get("person_id")
        for column, name in draft.names:
            if column.name in NOT_ONESELF and values[column.attribute] == person:
                raise RowError(column.name, "is the same person as fin", "give the other person's FİN")
            start = values.get("valid_from")
            if column.name == "fin" and start is not None and start < directory.people[name].birth_date:
                raise RowError("valid_from", "is before the person was born", "check the date and the FİN")


def _check_moment(recorded_at: datetime, *, now: datetime) -> None:
    """What has been recorded has been recorded before now, by clocks that differ a little; raises RowError."""
    if recorded_at > now + CLOCKS_DIFFER:
        raise RowError(
            "recorded_at", f"{recorded_at.isoformat()} is in the future", f"a moment up to {now.isoformat()}"
        )


def read_row(model: type[models.Model], row: Mapping[str, Any], *, now: datetime | None = None) -> models.Model:
    """Read a single row into a validated instance of the model, not saved; raises RowError."""
    moment = now or timezone.now()
    reader = RowReader(target_of(model), today=timezone.localdate(moment), now=moment)
    draft = reader.parse(row)
    directory = Directory()
    directory.learn([draft])
    values = reader.resolve(draft, directory)
    attributes = {str(each.attname) for each in model._meta.concrete_fields}
    return model(**{name: value for name, value in values.items() if name in attributes})
