"""The list of cases as its page shows it: filters, rows, pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from dost.accounts.access import log_list
from dost.accounts.actors import Staff
from dost.backoffice.contexts import CaseListPage, CaseRow
from dost.cases.models import Case
from dost.cases.queries import case_number, counted, institution_names, matching, on_whom, service_names
from dost.cases.stages import Origin, Outcome
from dost.cases.text.words import on_the_road, tag
from registries.bridge.directory import BANKS, OPERATORS, PROFILES

from .filters import MOST_PAGES, Listed, page_number
from .forms import FilterForm

ROWS: Final = 25
MOST_COUNTED: Final = 1_000
_ASKED: Final = frozenset(PROFILES) - frozenset(BANKS) - frozenset(OPERATORS.values())


def list_page(query: QueryDict, *, actor: Staff, now: datetime) -> CaseListPage:
    """The page of the list that a query string asks for; that its names were shown to the actor is logged."""
    names = institution_names()
    asked = {code: name for code, name in names.items() if code in _ASKED}
    form = FilterForm(query, services=service_names(), institutions=asked)
    form.is_valid()
    cases = matching(form.cleaned_data, user_id=actor.user_id)
    page = page_number(query.get("page", ""))
    total = counted(cases, most=MOST_COUNTED)
    rows, more = _rows(cases, page)
    log_list(actor=actor, people=[case.person_id for case in rows], now=now)
    listed = Listed(url=reverse("cases:list"), form=form, rows=ROWS)
    return CaseListPage(
        url=listed.url,
        filters=listed.filters(),
        selected=listed.selected(),
        rows=tuple(_row(case, names) for case in rows),
        pagination=listed.pagination(page=page, shown=len(rows), more=more, total=total),
    )


def _rows(cases: QuerySet[Case], page: int) -> tuple[list[Case], bool]:
    """The cases of a page, and whether there is another page."""
    start = (page - 1) * ROWS
    wanted = cases.select_related("person", "service", "entitlement").defer("service__law")
    rows = list(wanted[start : start + ROWS + 1])
    return rows[:ROWS], len(rows) > ROWS and page < MOST_PAGES


def _row(case: Case, names: Mapping[str, str]) -> CaseRow:
    stage, state = on_the_road(case.stage, case.state)
    entitlement = getattr(case, "entitlement", None)
    return CaseRow(
        number=case_number(case.pk, case.opened_at),
        url=reverse("cases:detail", args=[case.pk]),
        person_name=case.person.full_name,
        fin=case.person.fin,
        service_code=case.service_id,
        service_name=case.service.title,
        stage=stage,
        state=state,
        waiting_on=on_whom(case.waiting_on, case.reason, names),
        waiting_since=case.waiting_since,
        outcome=tag(Outcome(case.outcome)) if case.outcome else None,
        amount=entitlement.amount if entitlement else None,
        origin=Origin(case.origin).label,
        opened_at=case.opened_at,
    )
