"""What the page about a person's data shows: registry by registry, what stands, what is past, what was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from dost.cases.corrections.subjects import IDENTITY, OWN_PREFIX
from dost.cases.queries import institution_names, service_names
from dost.portal.my.wrong import record_link
from dost.ui.contexts import Tag, Text
from dost.ui.formats import date_long, date_short, exact, moment_long, money, number
from registries.holdings import FieldValue, Held, HeldRecord, HeldRegistry, Incomplete, RecordState, holdings_of
from registries.holdings.tables import PROTECTED
from registries.models import Person
from services_catalog.sensitive import HIDDEN, sensitive_codes

SERVICE: Final = "service_code"
"""The field of records that names a service by its code."""
FIRST_DAY: Final = "valid_from"
LAST_DAY: Final = "valid_until"
STATES: Final[dict[RecordState, Tag]] = {
    RecordState.CURRENT: Tag(gettext_lazy("Current"), "green"),
    RecordState.PAST: Tag(gettext_lazy("Past"), "grey"),
    RecordState.CORRECTED: Tag(gettext_lazy("Corrected"), "yellow"),
    RecordState.ANNULLED: Tag(gettext_lazy("Annulled"), "red"),
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a record: its label, its value, and where it is called wrong (empty where it cannot be)."""

    label: Text
    value: Text
    wrong_url: str = ""


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record: how it stands, for which days, who told it when, and its fields.

    The addresses are where its first day, its last day, and all of it are called wrong.
    """

    state: Tag
    days: Text
    told: Text
    correction: Text
    fields: tuple[FieldView, ...]
    first_day_wrong_url: str = ""
    last_day_wrong_url: str = ""
    wrong_url: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """The records of a table; of a special category they stand folded."""

    title: Text
    special: bool
    records: tuple[RecordView, ...]


@dataclass(frozen=True, slots=True)
class RegistryView:
    """One registry; `anchor` is where it stands on the page."""

    anchor: str
    code: str
    name: Text
    count: int
    tables: tuple[TableView, ...]
    incomplete: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DataPage:
    """All registries, those too that hold nothing. `some_left_out`: whoever acts for the person is not told all."""

    registries: tuple[RegistryView, ...]
    on: date
    some_left_out: bool = False


def data_page(person: Person, *, on: date, sensitive: bool) -> DataPage:
    """What the registries hold about a person; one query for each table, whatever it holds. `sensitive`: `readable`."""
    say = InWords(institution_names(), service_names(), person_id=person.pk)
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


@dataclass(frozen=True, slots=True)
class InWords:
    """Records in words of the active language, with the names of institutions and services by code.

    With `person_id`, whose they are, each says where it is called wrong.
    """

    institutions: Mapping[str, str]
    services: Mapping[str, str]
    person_id: int | None = None

    def registry(self, one: HeldRegistry) -> RegistryView:
        """A registry as it is shown."""
        return RegistryView(
            anchor=one.registry.code.lower(),
            code=one.registry.code,
            name=one.registry.name,
            count=one.count,
            tables=tuple(map(self.table, one.tables)),
            incomplete=tuple(map(_incomplete, one.incomplete)),
        )

    def table(self, held: Held) -> TableView:
        """The records of a table."""
        name = held.table.model.__name__ if held.table else IDENTITY
        return TableView(held.title, held.special, tuple(self.record(row, table=name) for row in held.records))

    def record(self, record: HeldRecord, *, table: str) -> RecordView:
        """One record. Fields that its source left empty are not shown."""
        return RecordView(
            state=STATES[record.state],
            days=_days(record),
            told=_("%(institution)s, %(day)s, number %(number)s")
            % {
                "institution": self.institutions.get(record.source, record.source),
                "day": date_short(record.recorded_at),
                "number": record.reference,
            },
            correction=self._correction(record),
            fields=tuple(
                FieldView(one.label, self.value(one), self._wrong_url(record, table, one.name))
                for one in record.fields
                if one.value is not None
            ),
            first_day_wrong_url=self._wrong_url(record, table, FIRST_DAY) if record.valid_from else "",
            last_day_wrong_url=self._wrong_url(record, table, LAST_DAY) if record.valid_from else "",
            wrong_url=self._wrong_url(record, table, "") if table != IDENTITY else "",
        )

    def _wrong_url(self, record: HeldRecord, table: str, field: str) -> str:
        """Where a field is called wrong: not what no longer stands, nor what this house decided, nor a FİN."""
        stands = record.state in (RecordState.CURRENT, RecordState.PAST)
        if self.person_id is None or not stands or not record.row or field == "fin":
            return ""
        if record.reference.startswith(OWN_PREFIX):
            return ""
        return record_link(self.person_id, table=table, record_id=record.row, field=field)

    def value(self, one: FieldValue) -> str:
        """A value as people write it."""
        if one.name == SERVICE:
            return self.services.get(str(one.value)) or self.services.get(HIDDEN, str(one.value))
        return value_in_words(one)

    def _correction(self, record: HeldRecord) -> str:
        found = record.correction
        if found is None:
            return ""
        by = self.institutions.get(found.by, found.by)
        words = {"day": date_long(found.at), "by": by, "reason": found.reason}
        if record.state is RecordState.ANNULLED:
            text = _("Annulled on %(day)s by %(by)s.") if by else _("Annulled on %(day)s.")
        else:
            text = _("Replaced on %(day)s by %(by)s.") if by else _("Replaced on %(day)s.")
        return " ".join(part for part in (text % words, found.reason) if part)


def value_in_words(one: FieldValue) -> str:
    """A value as people write it, in the active language."""
    value = one.value
    if isinstance(value, bool):
        return pgettext("fact", "Yes") if value else pgettext("fact", "No")
    if isinstance(value, datetime):
        return moment_long(value)
    if isinstance(value, date):
        return date_long(value)
    if isinstance(value, Decimal):
        return money(value) if one.money else exact(value)
    if isinstance(value, int):
        return number(value)
    return value or ""


def _days(record: HeldRecord) -> str:
    if record.valid_from is None:
        return ""
    if record.valid_until is None:
        return _("since %(date)s") % {"date": date_long(record.valid_from)}
    return f"{date_long(record.valid_from)} – {date_long(record.valid_until)}"


def _incomplete(gap: Incomplete) -> str:
    words = {"since": date_long(gap.since), "until": date_long(gap.until) if gap.until else "", "reason": gap.reason}
    if gap.until:
        return _("From %(since)s to %(until)s this registry was incomplete for you: %(reason)s") % words
    return _("Since %(since)s this registry is known to be incomplete for you: %(reason)s") % words
