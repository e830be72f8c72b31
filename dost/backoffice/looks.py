"""The record of looks, for an auditor: who looked at whom, when and why, and what stands out."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dost.accounts.access import log_list
from dost.accounts.actors import Staff
from dost.accounts.models import AccessLog
from dost.accounts.who import who
from dost.cases.queries import counted
from dost.cases.unusual_looks import Finding, Unusual, unusual_looks
from dost.common.dates import local_day
from dost.ui.contexts import FilterField, Pagination, SelectedFilter, Text
from registries.models import Person
from services_catalog.sensitive import sensitive_codes

from .filters import MOST_PAGES, Listed, page_number, staff_names, within
from .forms import LooksFilterForm
from .purpose_words import purpose_in_words

ROWS: Final = 25
MOST_COUNTED: Final = 1_000
UNUSUAL_DAYS: Final = timedelta(days=7)
"""How far back is asked what stands out, when no days are given."""


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look. `service_code` is empty unless the reader has said why they ask about this person."""

    at: datetime
    by: Text
    role: Text
    person_name: str
    fin: str
    why: Text
    registries: str
    service_code: str = ""


@dataclass(frozen=True, slots=True)
class UnusualRow:
    """Something that stands out, in words, and where to see the looks."""

    day: date
    by: str
    words: Text
    url: str


@dataclass(frozen=True, slots=True)
class LooksPage:
    """The record of looks; of one person when `person_name` is not empty, with nothing that stands out then."""

    url: str
    filters: tuple[FilterField, ...]
    selected: tuple[SelectedFilter, ...]
    rows: tuple[LookRow, ...]
    pagination: Pagination
    unusual: tuple[UnusualRow, ...] = ()
    person_name: str = ""
    fin: str = ""


def looks_page(query: QueryDict, *, actor: Staff, now: datetime, person: Person | None = None) -> LooksPage:
    """The page that a query string asks for, of everybody or of one person; what it shows is logged itself."""
    staff = staff_names()
    form = LooksFilterForm(query, staff=staff)
    form.is_valid()
    looks = _looks(form.cleaned_data, person)
    page = page_number(query.get("page", ""))
    start = (page - 1) * ROWS
    rows = list(looks.select_related("person", *AccessLog.who())[start : start + ROWS + 1])
    more = len(rows) > ROWS and page < MOST_PAGES
    rows = rows[:ROWS]
    total = counted(looks, most=MOST_COUNTED)  # before this look itself is among them
    log_list(actor=actor, people={row.person_id for row in rows}, now=now)
    hidden = sensitive_codes()
    url = reverse("looks:list") if person is None else reverse("looks:of", args=[person.pk])
    listed = Listed(url=url, form=form, rows=ROWS)
    return LooksPage(
        url=url,
        filters=listed.filters(),
        selected=listed.selected(),
        rows=tuple(_row(row, hidden, whole=person is not None) for row in rows),
        pagination=listed.pagination(page=page, shown=len(rows), more=more, total=total),
        unusual=_unusual(form.cleaned_data, staff, now=now) if person is None and page == 1 else (),
        person_name=person.full_name if person else "",
        fin=person.fin if person else "",
    )


def _looks(filters: Mapping[str, Any], person: Person | None) -> QuerySet[AccessLog]:
    """Looks of staff; of one person also those of the person, of whoever acts for them, and of the system."""
    looks = AccessLog.objects.order_by("-at", "-pk")
    looks = looks.filter(user__isnull=False) if person is None else looks.filter(person=person)
    if filters.get("by"):
        looks = looks.filter(user=filters["by"])
    if filters.get("purpose"):
        looks = looks.filter(purpose=filters["purpose"])
    return within(looks, filters)


def _row(row: AccessLog, hidden: Container[str], *, whole: bool) -> LookRow:
    """A row. A look at a sensitive service is one like any other: neither its name nor what was read for it."""
    by = who(row)
    sensitive = row.service_code in hidden
    return LookRow(
        at=row.at,
        by=by.name,
        role=by.role,
        person_name=row.person.full_name,
        fin=row.person.fin,
        why=purpose_in_words(row.purpose, row.reason),
        registries="" if sensitive else ", ".join(row.registries),
        service_code="" if sensitive or not whole else row.service_code,
    )


def _unusual(filters: Mapping[str, Any], staff: Mapping[str, str], *, now: datetime) -> tuple[UnusualRow, ...]:
    last = filters.get("to") or local_day(now)
    first = filters.get("from") or last - UNUSUAL_DAYS
    by = int(filters["by"]) if filters.get("by") else None
    return tuple(
        UnusualRow(
            day=one.day,
            by=staff.get(str(one.user_id), ""),
            words=in_words(one),
            url=f"{reverse('looks:list')}?by={one.user_id}&from={one.day}&to={one.day}",
        )
        for one in unusual_looks(first, last, user_id=by)
    )


def in_words(finding: Finding) -> Text:
    """What stands out, as a sentence without a name."""
    count = finding.count
    match finding.rule:
        case Unusual.MANY_OPENED:
            text = ngettext("opened the record of %(n)d person", "opened the records of %(n)d people", count)
        case Unusual.MANY_LISTED:
            text = ngettext("was shown %(n)d name in lists", "was shown %(n)d names in lists", count)
        case Unusual.WITHOUT_CASE:
            text = ngettext(
                "opened the record of %(n)d person who had no case",
                "opened the records of %(n)d people who had no case",
                count,
            )
        case Unusual.OUT_OF_HOURS:
            text = ngettext(
                "looked %(n)d time at night or on a Sunday", "looked %(n)d times at night or on a Sunday", count
            )
        case Unusual.REPEATED:
            text = ngettext("looked %(n)d time at one person", "looked %(n)d times at one person", count)
    return text % {"n": count}


def asked_person(fin: str) -> Person:
    """The person with this FİN.

    Raises:
        LookupError: there is none; the message says so.
    """
    person = Person.objects.filter(fin=fin.upper()).first()
    if person is None:
        raise LookupError(_("There is nobody with this FİN."))
    return person
