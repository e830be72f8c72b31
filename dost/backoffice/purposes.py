"""The purposes that staff have stated for looking at people's records, for whoever reviews them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from dost.accounts.access import IN_A_LIST, IN_A_SEARCH, log_list
from dost.accounts.actors import Staff
from dost.accounts.models import AccessLog, StatedPurpose
from dost.accounts.who import member_of_staff
from dost.backoffice.contexts import PurposeRow, PurposesPage
from dost.cases.queries import counted
from dost.ui.contexts import Tag

from .filters import MOST_PAGES, Listed, page_number, staff_names, within
from .forms import PurposesFilterForm

ROWS: Final = 25
MOST_COUNTED: Final = 1_000
OPEN: Final = Tag(pgettext_lazy("a stated purpose", "Open"), "blue")


def purposes_page(query: QueryDict, *, actor: Staff, now: datetime) -> PurposesPage:
    """The page of the list that a query string asks for; that its names were shown to the actor is logged."""
    form = PurposesFilterForm(query, staff=staff_names())
    form.is_valid()
    stated = _stated(form.cleaned_data)
    page = page_number(query.get("page", ""))
    start = (page - 1) * ROWS
    rows = list(_with_looks(stated).select_related("user", "person")[start : start + ROWS + 1])
    more = len(rows) > ROWS and page < MOST_PAGES
    rows = rows[:ROWS]
    log_list(actor=actor, people=[row.person_id for row in rows], now=now)
    listed = Listed(url=reverse("purposes:list"), form=form, rows=ROWS)
    return PurposesPage(
        url=listed.url,
        filters=listed.filters(),
        selected=listed.selected(),
        rows=tuple(_row(row, now=now) for row in rows),
        pagination=listed.pagination(page=page, shown=len(rows), more=more, total=counted(stated, most=MOST_COUNTED)),
    )


def _stated(filters: Mapping[str, Any]) -> QuerySet[StatedPurpose]:
    stated = StatedPurpose.objects.order_by("-at", "-pk")
    for name in ("role", "purpose"):
        if filters.get(name):
            stated = stated.filter(**{name: filters[name]})
    if filters.get("by"):
        stated = stated.filter(user=filters["by"])
    return within(stated, filters)


def _with_looks(stated: QuerySet[StatedPurpose]) -> Any:
    """The purposes with `looks`: how often the record was looked at by whoever stated it, while it was open."""
    looks = (
        AccessLog.objects.filter(
            person=OuterRef("person"),
            user=OuterRef("user"),
            at__gte=OuterRef("at"),
            at__lt=OuterRef("until"),
        )
        .exclude(reason__in=[IN_A_LIST, IN_A_SEARCH])
        .order_by()
        .annotate(whose=F("person"))
        .values("whose")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return stated.annotate(looks=Coalesce(Subquery(looks), 0))


def _row(row: Any, *, now: datetime) -> PurposeRow:
    stated_by = member_of_staff(row.user, row.role)
    return PurposeRow(
        at=row.at,
        until=row.until,
        by=stated_by.name,
        role=stated_by.role,
        centre=row.centre,
        person_name=row.person.full_name,
        fin=row.person.fin,
        purpose=AccessLog.Purpose(row.purpose).label,
        note=row.note,
        looks=row.looks,
        state=OPEN if row.at <= now < row.until else None,
    )
