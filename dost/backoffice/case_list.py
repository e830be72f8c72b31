"""The list of cases as its page shows it: filters, rows, pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.access import log_list
from dost.accounts.actors import Staff
from dost.backoffice.contexts import CaseListPage, CaseRow, ListView
from dost.cases.models import Case
from dost.cases.queries import case_number, counted, institution_names, matching, on_whom, opened_cases, service_names
from dost.cases.stages import Origin, Outcome, State, WaitingOn
from dost.cases.text.words import on_the_road, tag
from dost.common.dates import local_day
from dost.ui.contexts import Text
from dost.ui.formats import number as format_number
from registries.bridge.directory import BANKS, OPERATORS, PROFILES
from services_catalog.sensitive import label_of

from .filters import MOST_PAGES, Listed, Pairs, page_number
from .forms import FilterForm

ROWS: Final = 25
MOST_COUNTED: Final = 1_000
"""More than so many are not counted on: they are said to be more."""
FOR_STAFF: Final[Pairs] = [("waiting_on", WaitingOn.CLERK.value)]
"""What the list opens on: nobody else can take these cases further."""
_OPEN: Final[Pairs] = [("state", State.READY.value), ("state", State.WAITING.value)]
VIEWS: Final[tuple[tuple[Text, Pairs], ...]] = (
    (pgettext_lazy("cases", "Mine"), [("mine", "1"), *_OPEN]),
    (_("All that are open"), _OPEN),
    (pgettext_lazy("cases", "All"), []),
)
_ASKED: Final = frozenset(PROFILES) - frozenset(BANKS) - frozenset(OPERATORS.values())


def list_page(query: QueryDict, *, actor: Staff, now: datetime) -> CaseListPage:
    """The page of the list that a query string asks for; that its names were shown to the actor is logged."""
    names = institution_names()
    asked = {code: name for code, name in names.items() if code in _ASKED}
    form = FilterForm(query or QueryDict(urlencode(FOR_STAFF)), services=service_names(), institutions=asked)
    form.is_valid()
    on = local_day(now)
    cases = matching(form.cleaned_data, user_id=actor.user_id, on=on)
    page = page_number(query.get("page", ""))
    total = counted(cases, most=MOST_COUNTED)
    rows, more = _rows(cases, page)
    log_list(actor=actor, people=[case.person_id for case in rows], now=now)
    opened = opened_cases(rows, actor=actor, now=now)
    listed = Listed(url=reverse("cases:list"), form=form, rows=ROWS, unfiltered="view=all")
    for_staff = listed.used == FOR_STAFF
    return CaseListPage(
        url=listed.url,
        all_url=listed.address([]),
        views=_views(listed, total if for_staff else _for_staff(actor.user_id, on=on), most=MOST_COUNTED),
        for_staff=for_staff,
        most_counted=MOST_COUNTED,
        filters=listed.filters(),
        selected=listed.selected(),
        rows=tuple(_row(case, names, opened=case.pk in opened) for case in rows),
        pagination=listed.pagination(page=page, shown=len(rows), more=more, total=total),
    )


def _for_staff(user_id: int, *, on: date) -> int | None:
    """How many cases need a member of staff, or None when there are too many to count."""
    return counted(matching(dict(FOR_STAFF), user_id=user_id, on=on), most=MOST_COUNTED)


def _views(listed: Listed, for_staff: int | None, *, most: int) -> tuple[ListView, ...]:
    """The views that are one click away; at the first stands how many need a member of staff."""
    number = f"{format_number(most)}+" if for_staff is None else format_number(for_staff)
    return (
        ListView(_("Need a member of staff"), listed.url, listed.used == FOR_STAFF, number),
        *(ListView(label, listed.address(filters), listed.used == filters) for label, filters in VIEWS),
    )


def _rows(cases: QuerySet[Case], page: int) -> tuple[list[Case], bool]:
    """The cases of a page, and whether there is another page."""
    start = (page - 1) * ROWS
    wanted = cases.select_related("person", "service", "entitlement", "assigned_to").defer("service__law")
    rows = list(wanted[start : start + ROWS + 1])
    return rows[:ROWS], len(rows) > ROWS and page < MOST_PAGES


def _row(case: Case, names: Mapping[str, str], *, opened: bool) -> CaseRow:
    """A row; of a sensitive service that is not opened neither amount nor institution, for both say which it is."""
    stage, state = on_the_road(case.stage, case.state)
    entitlement = getattr(case, "entitlement", None)
    hidden = case.service.sensitive and not opened
    service = label_of(case.service, opened=opened)
    return CaseRow(
        number=case_number(case.pk, case.opened_at),
        url=reverse("cases:detail", args=[case.pk]),
        person_name=case.person.full_name,
        fin=case.person.fin,
        service_code=service.code,
        service_name=service.title,
        stage=stage,
        state=state,
        waiting_on=on_whom(case.waiting_on, {} if hidden else case.reason, names),
        waiting_since=case.waiting_since,
        taken_by=case.assigned_to.get_full_name() or case.assigned_to.username if case.assigned_to else "",
        outcome=tag(Outcome(case.outcome)) if case.outcome else None,
        amount=entitlement.amount if entitlement and not hidden else None,
        origin=Origin(case.origin).label,
        opened_at=case.opened_at,
    )
