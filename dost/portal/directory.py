"""The page of an area of the catalogue, or of a group of people: all its services, what comes by itself first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from services_catalog.labels import label
from services_catalog.models import Service

from .lists import FIELDS, Row, rows_of, with_examples

Kind = Literal["area", "audience"]
_TOLD_AT_ONCE: Final = 3


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """What `portal/directory.html` shows. The reader has asked for these services: sensitive ones are among them."""

    kind: Kind
    code: str
    url: str
    name: str
    summary: str
    by_itself: tuple[Row, ...]
    asked_for: tuple[Row, ...]

    @property
    def total(self) -> int:
        """How many services there are."""
        return len(self.by_itself) + len(self.asked_for)


def directory_page(kind: Kind, code: str, *, on: date, language: str) -> DirectoryPage:
    """Return the page on a day; four queries, however many services there are."""
    wanted = Q(area=code) if kind == "area" else Q(audiences__contains=[code])
    rows = rows_of(list(Service.objects.filter(wanted).values(*FIELDS)), on=on, language=language)
    name = label(kind, code)
    return DirectoryPage(
        kind=kind,
        code=code,
        url=reverse(f"services:{kind}", args=[code]),
        name=name,
        summary=_summary(name, rows),
        by_itself=tuple(row for row in rows if row.by_itself),
        asked_for=tuple(row for row in rows if not row.by_itself),
    )


def _summary(name: str, rows: Sequence[Row]) -> str:
    """Return what the page has in a sentence, short enough for whoever lists it."""
    about = _("%(name)s: what the state offers, how much, and what comes by itself.") % {"name": name}
    return with_examples(about, (row.name for row in rows[:_TOLD_AT_ONCE]))
