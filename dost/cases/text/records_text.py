"""Records of the registries in words: how each stands, for which days, who told it, and its fields.

For the person themselves in the portal, and for whoever serves them at a counter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from dost.ui.contexts import Tag, Text
from dost.ui.formats import date_long, date_short, exact, moment_long, money, number
from registries.holdings import FieldValue, Held, HeldRecord, HeldRegistry, Incomplete, RecordState
from registries.models import Person
from services_catalog.sensitive import HIDDEN

SERVICE: Final = "service_code"
"""The field of records that names a service by its code."""
IDENTITY: Final = Person.__name__
"""What stands for the table where it is the person's own row."""
FIRST_DAY: Final = "valid_from"
LAST_DAY: Final = "valid_until"
STATES: Final[dict[RecordState, Tag]] = {
    RecordState.CURRENT: Tag(gettext_lazy("Current"), "green"),
    RecordState.PAST: Tag(gettext_lazy("Past"), "grey"),
    RecordState.CORRECTED: Tag(gettext_lazy("Corrected"), "yellow"),
    RecordState.ANNULLED: Tag(gettext_lazy("Annulled"), "red"),
}


class WrongLink(Protocol):
    """Says where a field of a record, the whole record with an empty field, is called wrong; empty where it cannot."""

    def __call__(self, record: HeldRecord, table: str, field: str, /) -> str:
        """The address."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a record: its label, its value, and where it is called wrong (empty where it cannot be).

    `closed`: there is a value, and the reader is not told it.
    """

    label: Text
    value: Text
    wrong_url: str = ""
    closed: bool = False


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
class InWords:
    """Records in words of the active language, with the names of institutions and services by code.

    With `wrong`, each says where it is called wrong.
    """

    institutions: Mapping[str, str]
    services: Mapping[str, str]
    wrong: WrongLink | None = None

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
                FieldView(one.label, self.value(one), self._wrong_url(record, table, one.name), one.closed)
                for one in record.fields
                if one.value is not None or one.closed
            ),
            first_day_wrong_url=self._wrong_url(record, table, FIRST_DAY) if record.valid_from else "",
            last_day_wrong_url=self._wrong_url(record, table, LAST_DAY) if record.valid_from else "",
            wrong_url=self._wrong_url(record, table, "") if table != IDENTITY else "",
        )

    def _wrong_url(self, record: HeldRecord, table: str, field: str) -> str:
        """Where a field is called wrong: not what no longer stands, nor what has no row of its own, nor a FİN."""
        stands = record.state in (RecordState.CURRENT, RecordState.PAST)
        if self.wrong is None or not stands or not record.row or field == "fin":
            return ""
        return self.wrong(record, table, field)

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
