"""The list of staff, and the history of their accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from dost.accounts import staffing
from dost.accounts.models import WORKS_ON_CASES, AccountEvent, User
from dost.backoffice.filters import MOST_PAGES, Listed, page_number

from . import words
from .contexts import EventRow, HistoryPage, StaffPage, StaffRow, State
from .forms import MISSING, HistoryFilterForm, StaffFilterForm

ROWS: Final = 25


def staff_page(query: QueryDict) -> StaffPage:
    """The page of the list that a query string asks for."""
    form = StaffFilterForm(query)
    form.is_valid()
    people = _people(form.cleaned_data)
    page = page_number(query.get("page", ""))
    rows, more = _cut(people, page)
    centres = dict(staffing.centres())
    listed = Listed(url=reverse("staff:list"), form=form, rows=ROWS)
    return StaffPage(
        url=listed.url,
        filters=listed.filters(),
        selected=listed.selected(),
        rows=tuple(_staff_row(user, centres) for user in rows),
        pagination=listed.pagination(page=page, shown=len(rows), more=more, total=people.count()),
        without_fin=_without_fin(User.objects.filter(is_active=True)).count(),
        without_fin_url=listed.address([("fin", MISSING)]),
    )


def history_page(query: QueryDict, *, may_open: bool) -> HistoryPage:
    """The page of the history that a query string asks for; `may_open` says whether accounts open to the reader."""
    form = HistoryFilterForm(query)
    form.is_valid()
    events = _events(form.cleaned_data)
    page = page_number(query.get("page", ""))
    rows, more = _cut(events.select_related("whom", "by"), page)
    listed = Listed(url=reverse("staff:history"), form=form, rows=ROWS)
    return HistoryPage(
        url=listed.url,
        filters=listed.filters(),
        selected=listed.selected(),
        rows=tuple(event_row(event, may_open=may_open) for event in rows),
        pagination=listed.pagination(page=page, shown=len(rows), more=more, total=events.count()),
    )


def event_row(event: AccountEvent, *, may_open: bool) -> EventRow:
    """A line of the history. Read it with `select_related("whom", "by")`, or it costs queries."""
    return EventRow(
        at=event.at,
        what=AccountEvent.What(event.what).label,
        details=words.details_of(event),
        whom=words.name_of(event.whom),
        whom_url=reverse("staff:account", args=[event.whom_id]) if may_open else "",
        by=words.name_of(event.by) if event.by else words.A_COMMAND,
        by_role=words.role_in_words(event.by_role) if event.by_role else "",
        address=event.address,
    )


def _cut(rows: QuerySet[Any], page: int) -> tuple[list[Any], bool]:
    """The rows of a page, and whether there are more behind them."""
    start = (page - 1) * ROWS
    found = list(rows[start : start + ROWS + 1])
    return found[:ROWS], len(found) > ROWS and page < MOST_PAGES


def _people(filters: Mapping[str, Any]) -> QuerySet[User]:
    people = User.objects.order_by("last_name", "first_name", "username")
    for part in filters.get("q", "").split():
        people = people.filter(_called(part, ""))
    for name in ("role", "centre"):
        if filters.get(name):
            people = people.filter(**{name: filters[name]})
    if filters.get("fin"):
        people = _without_fin(people)
    if filters.get("state"):
        people = people.filter(words.MEANS[State(filters["state"])])
    return people


def _without_fin(people: QuerySet[User]) -> QuerySet[User]:
    """Those who decide on cases by their role, and cannot, for nobody knows whom they are close to."""
    return people.filter(role__in=WORKS_ON_CASES, fin="")


def _events(filters: Mapping[str, Any]) -> QuerySet[AccountEvent]:
    events = AccountEvent.objects.order_by("-at", "-pk")
    for part in filters.get("q", "").split():
        events = events.filter(_called(part, "whom__") | _called(part, "by__"))
    if filters.get("what"):
        events = events.filter(what=filters["what"])
    if filters.get("from"):
        events = events.filter(at__gte=timezone.make_aware(datetime.combine(filters["from"], time.min)))
    if filters.get("to"):
        last = timezone.make_aware(datetime.combine(filters["to"], time.min))
        events = events.filter(at__lt=last + timedelta(days=1))
    return events


def _called(part: str, prefix: str) -> Q:
    names = ("first_name", "last_name", "username")
    return Q(*[(f"{prefix}{name}__icontains", part) for name in names], _connector=Q.OR)


def _staff_row(user: User, centres: Mapping[str, str]) -> StaffRow:
    return StaffRow(
        url=reverse("staff:account", args=[user.pk]),
        name=words.name_of(user),
        username=user.username,
        role=words.role_in_words(user.role),
        centre=centres.get(user.centre, user.centre),
        state=words.TAGS[words.state_of(user)],
        signed_in_at=user.last_login,
    )
