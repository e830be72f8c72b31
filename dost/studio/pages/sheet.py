"""Many amounts at once: the sheet on which a decree that raises fourteen of them is typed.

The sheet is saved as a whole or not at all. What somebody else has saved meanwhile is shown in its row beside what
was typed, and the editor chooses; nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dost.studio.forms.changes import Known, read_amount
from dost.studio.wording.words import person_called
from services_catalog.changes.amounts import set_parameter
from services_catalog.changes.author import Author
from services_catalog.changes.errors import Conflict, StudioError
from services_catalog.models import ChangeSet
from services_catalog.models.catalogue import in_language

from .amounts import AmountRow, Worth, amount_rows, worth, worths_on

EMPTY_ROWS: Final = 5
MOST_ROWS: Final = 80
MINE: Final = "mine"
THEIRS: Final = "theirs"


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody has saved meanwhile in a row; `value` and `source` as they are saved now."""

    by: str
    at: datetime
    value: str
    source: str


@dataclass(slots=True)
class Row:
    """A row as it was typed. `known` is the name of a parameter that is in the set already: it cannot be renamed."""

    number: int
    name: str = ""
    value: str = ""
    source: str = ""
    revision: str = ""
    known: bool = False
    label: str = ""
    now: Worth | None = None
    theirs: Theirs | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the ids of its controls end in: what is in the set already can be linked to."""
        return self.name if self.known else str(self.number)

    @property
    def empty(self) -> bool:
        """Whether nothing was typed in it."""
        return not self.name.strip() and not self.value.strip()


@dataclass(frozen=True, slots=True)
class Option:
    """A parameter to choose, with what it is called and what it is worth now."""

    name: str
    label: str
    now: Worth


@dataclass(slots=True)
class Sheet:
    """The sheet: its rows, and the parameters to choose from."""

    rows: list[Row]
    options: list[Option] = field(default_factory=list)
    source_for_all: str = ""

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, as (id of the control, text)."""
        return tuple((f"{key}-{row.key}", text) for row in self.rows for key, text in row.errors.items())

    @property
    def in_conflict(self) -> bool:
        """Whether somebody has saved meanwhile what was typed here too."""
        return any(row.theirs is not None for row in self.rows)


def blank_sheet(change_set: ChangeSet, *, today: date) -> Sheet:
    """Return the sheet of what is in the set, with empty rows below."""
    rows = [_known_row(number, row) for number, row in enumerate(amount_rows(change_set))]
    rows += [Row(len(rows) + number) for number in range(EMPTY_ROWS)]
    return _furnished(Sheet(rows, source_for_all=" ".join(change_set.ground.split())[:200]), change_set, today)


def _known_row(number: int, row: AmountRow) -> Row:
    value = "" if row.after.value is None else f"{row.after.value}"
    return Row(number, row.name, value, row.source, str(row.revision), known=True)


def read_sheet(data: Mapping[str, str], change_set: ChangeSet, *, more: int = 0, today: date) -> Sheet:
    """Return the sheet as it was typed, with `more` empty rows."""
    asked = data.get("rows", "")
    count = min(int(asked), MOST_ROWS) if asked.isdecimal() and len(asked) < 4 else 0
    rows = [
        Row(
            number,
            name=data.get(f"name-{number}", ""),
            value=data.get(f"value-{number}", ""),
            source=data.get(f"source-{number}", ""),
            revision=data.get(f"revision-{number}", ""),
            known=bool(data.get(f"revision-{number}")),
        )
        for number in range(count)
    ]
    rows += [Row(len(rows) + number) for number in range(min(more, MOST_ROWS - len(rows)))]
    return _furnished(Sheet(rows, source_for_all=data.get("source_for_all", "")), change_set, today)


def _furnished(sheet: Sheet, change_set: ChangeSet, today: date) -> Sheet:
    """Add the parameters to choose from, and what those named are called and worth."""
    known = Known()
    now = worths_on(today)
    sheet.options = [
        Option(parameter.name, in_language(parameter.label), worth(now.get(parameter.name), parameter.type))
        for parameter in known.parameters
    ]
    on_the_day = worths_on(change_set.valid_from) if change_set.valid_from else now
    for row in sheet.rows:
        parameter = known.find(row.name)
        if parameter is not None:
            row.label = in_language(parameter.label)
            row.now = worth(on_the_day.get(parameter.name), parameter.type)
    return sheet


def save_sheet(sheet: Sheet, data: Mapping[str, str], change_set: ChangeSet, *, by: Author, at: datetime) -> int | None:
    """Save every row that was typed, all or none; return how many, or None with what is wrong told in the rows."""
    typed = _read_rows(sheet, data)
    if sheet.errors:
        return None
    with transaction.atomic():
        for row, value in typed:
            _save_row(row, value, sheet, change_set, by=by, at=at)
        if sheet.errors or sheet.in_conflict:
            transaction.set_rollback(True)
            return None
    return len(typed)


def _read_rows(sheet: Sheet, data: Mapping[str, str]) -> list[tuple[Row, Decimal]]:
    """Return the rows to be saved with their values; what cannot be read is told in the row."""
    known = Known()
    found: list[tuple[Row, Decimal]] = []
    names: set[str] = set()
    for row in sheet.rows:
        choice = data.get(f"choice-{row.number}", "")
        if row.empty or choice == THEIRS:
            continue
        parameter = known.find(row.name)
        if parameter is None:
            row.errors["name"] = _("There is no amount “%(name)s”; choose one of the list.") % {"name": row.name}
            continue
        row.name, row.label = parameter.name, in_language(parameter.label)
        if row.name in names:
            row.errors["name"] = _("“%(name)s” is in two rows; keep one.") % {"name": row.label}
        names.add(row.name)
        try:
            value = read_amount(row.value, money=parameter.type == "money")
        except ValidationError as error:
            row.errors["value"] = f"{row.label}: {error.messages[0]}"
            continue
        if value is None:
            row.errors["value"] = _("%(name)s: how much?") % {"name": row.label}
        else:
            found.append((row, value))
    return found


def _save_row(row: Row, value: Decimal, sheet: Sheet, change_set: ChangeSet, *, by: Author, at: datetime) -> None:
    source = row.source.strip() or sheet.source_for_all
    revision = int(row.revision) if row.revision.isdecimal() and len(row.revision) < 9 else None

    typed = f"{value.normalize():f}"

    def save(merge: bool) -> None:
        with transaction.atomic():
            set_parameter(
                change_set, name=row.name, value=typed, source=source, revision=revision, merge=merge, by=by, at=at
            )

    try:
        try:
            save(merge=False)
        except Conflict as conflict:
            if conflict.clashes or conflict.only_theirs:
                _show_both(row, conflict)
            else:  # both have typed the same
                save(merge=True)
    except StudioError as error:
        row.errors["source" if error.code == "source" else "value"] = f"{row.label}: {error}"


def _show_both(row: Row, conflict: Conflict) -> None:
    """Keep what was typed, bring in what only they changed, and show theirs beside it."""
    brought = {change["path"]: change["after"] for change in conflict.only_theirs}
    row.value = str(brought.get("value", row.value))
    row.source = str(brought.get("source", row.source))
    row.revision, row.known = str(conflict.revision), True
    row.theirs = Theirs(
        by=person_called(conflict.edited_by),
        at=conflict.edited_at,
        value=str(conflict.theirs.get("value", "")),
        source=str(conflict.theirs.get("source", "")),
    )
