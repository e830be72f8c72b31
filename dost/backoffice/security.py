"""The security events, for an auditor: who, from where, what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from dost.accounts.models import SecurityEvent
from dost.accounts.who import member_of_staff
from dost.cases.queries import counted, institution_names
from dost.ui.contexts import FilterField, Pagination, SelectedFilter, Text

from .filters import MOST_PAGES, Listed, page_number, staff_names, within
from .forms import SecurityFilterForm

ROWS: Final = 50
MOST_COUNTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class SecurityRow:
    """One event. `by` is empty when nothing is known of who it was; `proven`: had signed in, not only been named."""

    at: datetime
    kind: Text
    by: Text
    role: Text
    proven: bool
    address: str
    about: str


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """The events, the newest first."""

    url: str
    filters: tuple[FilterField, ...]
    selected: tuple[SelectedFilter, ...]
    rows: tuple[SecurityRow, ...]
    pagination: Pagination


def security_page(query: QueryDict) -> SecurityPage:
    """The page that a query string asks for."""
    form = SecurityFilterForm(query, staff=staff_names())
    form.is_valid()
    events = _events(form.cleaned_data)
    page = page_number(query.get("page", ""))
    start = (page - 1) * ROWS
    rows = list(events.select_related("user")[start : start + ROWS + 1])
    more = len(rows) > ROWS and page < MOST_PAGES
    rows = rows[:ROWS]
    listed = Listed(url=reverse("looks:security"), form=form, rows=ROWS)
    names = institution_names()
    return SecurityPage(
        url=listed.url,
        filters=listed.filters(),
        selected=listed.selected(),
        rows=tuple(_row(row, names) for row in rows),
        pagination=listed.pagination(page=page, shown=len(rows), more=more, total=counted(events, most=MOST_COUNTED)),
    )


def _events(filters: Mapping[str, Any]) -> QuerySet[SecurityEvent]:
    events = SecurityEvent.objects.order_by("-at", "-pk")
    if filters.get("kind"):
        events = events.filter(kind=filters["kind"])
    if filters.get("by"):
        events = events.filter(user=filters["by"])
    return within(events, filters)


def _row(row: SecurityEvent, names: Mapping[str, str]) -> SecurityRow:
    by, role = ("", "")
    if row.user is not None:
        member = member_of_staff(row.user, row.role)
        by, role = str(member.name), str(member.role)
    elif row.institution:
        by = names.get(row.institution, row.institution)
    return SecurityRow(
        at=row.at,
        kind=SecurityEvent.Kind(row.kind).label if row.kind in SecurityEvent.Kind else row.kind,
        by=by,
        role=role,
        proven=row.proven,
        address=row.address,
        about=row.about,
    )
