"""The list of cases as its page shows it: filters, rows, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from dost.ui.contexts import (
    CaseListPage,
    CaseRow,
    Choice,
    FilterField,
    PageLink,
    Pagination,
    SelectedFilter,
    Text,
)
from dost.ui.formats import date_short
from dost.ui.words import on_the_road, tag, word
from registries.bridge.directory import BANKS, OPERATORS, PROFILES

from .forms import FilterForm
from .models import Case
from .queries import (
    SearchError,
    case_number,
    counted,
    institution_names,
    matching,
    on_whom,
    service_names,
)

ROWS: Final = 25
MOST_COUNTED: Final = 1_000
MOST_PAGES: Final = 400
_ASKED: Final = frozenset(PROFILES) - frozenset(BANKS) - frozenset(OPERATORS.values())


def list_page(query: QueryDict, *, user_id: int) -> tuple[CaseListPage, list[Case]]:
    """The page of the list that a query string asks for, and the cases on it."""
    names = institution_names()
    asked = {code: name for code, name in names.items() if code in _ASKED}
    form = FilterForm(query, services=service_names(), institutions=asked)
    form.is_valid()
    cases = _found(form, user_id=user_id)
    page = _page_number(query.get("page", ""))
    total = counted(cases, most=MOST_COUNTED)
    rows, more = _rows(cases, page)
    kept = _in_use(form)
    return (
        CaseListPage(
            url=reverse("cases:list"),
            filters=tuple(_filter_field(form, name) for name in form.fields),
            selected=_selected(form, kept),
            rows=tuple(_row(case, names) for case in rows),
            pagination=_pagination(kept, page=page, shown=len(rows), more=more, total=total),
        ),
        rows,
    )


def list_url(values: Sequence[tuple[str, str]]) -> str:
    """The address of the list with these filters."""
    url = reverse("cases:list")
    return f"{url}?{urlencode(values)}" if values else url


def _found(form: FilterForm, *, user_id: int) -> QuerySet[Case]:
    try:
        return matching(form.cleaned_data, user_id=user_id)
    except SearchError as error:
        form.add_error("q", str(error))
        return Case.objects.none()


def _page_number(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


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
        outcome=tag("outcome", case.outcome) if case.outcome else None,
        amount=entitlement.amount if entitlement else None,
        origin=word("origin", case.origin),
        opened_at=case.opened_at,
    )


# -- filters -----------------------------------------------------------------------------------------------------


def _in_use(form: FilterForm) -> list[tuple[str, str]]:
    """The filters in use and understood, as they stand in the address."""
    used: list[tuple[str, str]] = []
    for name, value in form.cleaned_data.items():
        values = value if isinstance(value, list) else [value]
        used += [(name, one.isoformat() if isinstance(one, date) else str(one)) for one in values if one]
    return used


def _kind(field: forms.Field) -> Literal["select", "checkboxes", "text", "date"]:
    if isinstance(field, forms.MultipleChoiceField):
        return "checkboxes"
    if isinstance(field, forms.ChoiceField):
        return "select"
    return "date" if isinstance(field, forms.DateField) else "text"


def _filter_field(form: FilterForm, name: str) -> FilterField:
    field = form.fields[name]
    bound = form[name]
    given = bound.value()
    chosen = set(given if isinstance(given, list) else [given or ""])
    choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
    return FilterField(
        name=name,
        label=field.label or "",
        kind=_kind(field),
        choices=tuple(Choice(str(value), label, str(value) in chosen) for value, label in choices),
        value="" if choices else str(given or ""),
        error=str(bound.errors[0]) if bound.errors else "",
    )


def _selected(form: FilterForm, kept: list[tuple[str, str]]) -> tuple[SelectedFilter, ...]:
    return tuple(
        SelectedFilter(
            group=form.fields[name].label or "",
            label=_shown(form.fields[name], value),
            remove_url=list_url([pair for pair in kept if pair != (name, value)]),
        )
        for name, value in kept
    )


def _shown(field: forms.Field, value: str) -> Text:
    """A filter's value in words."""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        words: dict[str, Text] = {str(code): label for code, label in choices}
        return words.get(value, value)
    return date_short(date.fromisoformat(value)) if isinstance(field, forms.DateField) else value


# -- pages -------------------------------------------------------------------------------------------------------


def _pagination(kept: list[tuple[str, str]], *, page: int, shown: int, more: bool, total: int | None) -> Pagination:
    def url(number: int) -> str:
        return list_url([*kept, ("page", str(number))] if number > 1 else kept)

    first = (page - 1) * ROWS + 1
    return Pagination(
        first=first if shown else 0,
        last=first + shown - 1 if shown else 0,
        total=total,
        links=tuple(
            PageLink(number, url(number) if number else "", number == page) for number in _shown_pages(page, total)
        ),
        previous_url=url(page - 1) if page > 1 else "",
        next_url=url(page + 1) if more else "",
    )


def _shown_pages(page: int, total: int | None) -> list[int | None]:
    """The page numbers to show: the ends, and those around this one; None for a gap. Nothing when not counted."""
    last = -(-total // ROWS) if total else 0
    numbers = sorted({1, page - 1, page, page + 1, last} & set(range(1, last + 1)))
    found: list[int | None] = []
    for number in numbers:
        if found and found[-1] is not None and number - found[-1] > 1:
            found.append(None)
        found.append(number)
    return found
