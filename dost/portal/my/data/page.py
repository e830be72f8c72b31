"""What the page about a person's data shows: registry by registry, what stands, what is past, what was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from dost.cases.corrections.subjects import OWN_PREFIX
from dost.cases.queries import institution_names, service_names
from dost.cases.text.records_text import SERVICE, InWords, RegistryView
from dost.portal.my.wrong import record_link
from registries.holdings import Held, HeldRecord, HeldRegistry, holdings_of
from registries.holdings.tables import PROTECTED
from registries.models import Person
from services_catalog.sensitive import sensitive_codes


@dataclass(frozen=True, slots=True)
class DataPage:
    """All registries, those too that hold nothing. `some_left_out`: whoever acts for the person is not told all."""

    registries: tuple[RegistryView, ...]
    on: date
    some_left_out: bool = False


def data_page(person: Person, *, on: date, sensitive: bool) -> DataPage:
    """What the registries hold about a person; one query for each table, whatever it holds. `sensitive`: `readable`."""
    say = InWords(institution_names(), service_names(), wrong=partial(_wrong, person.pk))
    shown = readable(holdings_of(person, on=on), sensitive=sensitive)
    return DataPage(tuple(map(say.registry, shown)), on, some_left_out=not sensitive)


def readable(held: Iterable[HeldRegistry], *, sensitive: bool) -> Iterator[HeldRegistry]:
    """All of it for the person themselves (`sensitive`); less where they are protected for whoever acts for them.

    That somebody lives in a shelter, was placed elsewhere, or has complained is not told to whom it may be about.
    """
    hidden = frozenset() if sensitive else sensitive_codes()
    for one in held:
        if sensitive:
            yield one
        elif one.registry.code not in PROTECTED:
            tables = [_without(table, hidden) for table in one.tables]
            yield replace(one, tables=tuple(table for table in tables if table.records))


def _without(table: Held, hidden: frozenset[str]) -> Held:
    """The records of a table, without those that name a service that a leak would harm."""
    kept = [row for row in table.records if not any(one.name == SERVICE and one.value in hidden for one in row.fields)]
    return replace(table, records=tuple(kept))


def _wrong(person_id: int, record: HeldRecord, table: str, field: str) -> str:
    """Where something of a record is called wrong: not what this house decided itself, which is appealed."""
    if record.reference.startswith(OWN_PREFIX):
        return ""
    return record_link(person_id, table=table, record_id=record.row, field=field)
