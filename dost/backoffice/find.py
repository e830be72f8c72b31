"""Cases found by somebody's name or FİN: whose, since when, and no more, until the reader has said why they look.

For whom a purpose is stated, or whose case is the reader's own work, the row says which service it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from dost.accounts.access import IN_A_SEARCH, log_list, opened_to
from dost.accounts.actors import Staff
from dost.backoffice.contexts import FoundPage, FoundRow
from dost.cases.models import Case
from dost.cases.queries import case_number, cases_of_people_called, counted
from dost.ui.contexts import Pagination
from dost.ui.paging import page_links

from .filters import MOST_PAGES

ROWS: Final = 25
MOST_COUNTED: Final = 1_000


def found_page(text: str, *, url: str, page: int, actor: Staff, now: datetime) -> FoundPage:
    """A page of the cases of the people who are called so; that their names were shown is logged.

    `url` is the address of the results, which says nothing of whom was looked for.

    Raises:
        SearchError: too little was typed, or too many are called so.
    """
    cases = cases_of_people_called(text)
    start = (page - 1) * ROWS
    rows = list(_with_all(cases)[start : start + ROWS + 1])
    more = len(rows) > ROWS and page < MOST_PAGES
    rows = rows[:ROWS]
    people = [case.person_id for case in rows]
    log_list(actor=actor, people=people, now=now, reason=IN_A_SEARCH)
    opened = opened_to(actor, people, now)
    return FoundPage(
        text=text,
        rows=tuple(_row(case, shown=case.person_id in opened or case.assigned_to_id == actor.user_id) for case in rows),
        pagination=_pagination(url, page, shown=len(rows), more=more, total=counted(cases, most=MOST_COUNTED)),
    )


def _with_all(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("person__district", "service").defer("service__law")


def _row(case: Case, *, shown: bool) -> FoundRow:
    district = case.person.district
    return FoundRow(
        number=case_number(case.pk, case.opened_at),
        url=reverse("cases:detail", args=[case.pk]),
        person_name=case.person.full_name,
        fin=case.person.fin,
        born=case.person.birth_date,
        district=district.name if district else "",
        opened_at=case.opened_at,
        service_name=case.service.title if shown else "",
        service_code=case.service_id if shown else "",
    )


def _pagination(url: str, page: int, *, shown: int, more: bool, total: int | None) -> Pagination:
    def address(number: int) -> str:
        return f"{url}?page={number}" if number > 1 else url

    first = (page - 1) * ROWS + 1
    return Pagination(
        first=first if shown else 0,
        last=first + shown - 1 if shown else 0,
        total=total,
        links=page_links(page, -(-total // ROWS) if total else 0, address),
        previous_url=address(page - 1) if page > 1 else "",
        next_url=address(page + 1) if more else "",
    )
