"""What the nightly check of the books found, for whoever mends it: case numbers and keys, nothing about people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.urls import reverse

from dost.backoffice.contexts import BooksGroup, BooksPage, BooksRow, BooksSummary
from dost.cases.models import Case
from dost.cases.queries import case_number
from dost.proactive.books import Finding, Kind, latest_check


def books_summary(*, on: date, may_open: bool) -> BooksSummary | None:
    """The last check of a day or before it in a line, for the run of the day; None while there was none."""
    checked = latest_check(on=on)
    if checked is None:
        return None
    return BooksSummary(
        total=checked.total,
        checked_at=checked.at,
        kinds=tuple((kind.label, number) for kind, number in checked.counts.items()),
        url=reverse("books:page") if may_open else "",
    )


def books_page(*, on: date) -> BooksPage:
    """The findings of the last check, kind by kind; one query for all their cases."""
    checked = latest_check(on=on)
    if checked is None:
        return BooksPage(checked_on=None, checked_at=None, groups=())
    opened = dict(
        Case.objects.filter(pk__in={one.case for one in checked.first if one.case}).values_list("pk", "opened_at")
    )
    groups = tuple(
        BooksGroup(
            label=kind.label,
            count=checked.counts[kind],
            rows=tuple(_row(one, opened) for one in checked.first if one.kind == kind),
        )
        for kind in Kind
        if kind in checked.counts
    )
    return BooksPage(checked_on=checked.on, checked_at=checked.at, groups=groups)


def _row(finding: Finding, opened: Mapping[int, datetime]) -> BooksRow:
    known = finding.case is not None and finding.case in opened
    return BooksRow(
        case=case_number(finding.case, opened[finding.case]) if known and finding.case else "",
        url=reverse("cases:detail", args=[finding.case]) if known else "",
        period=finding.period,
        reference=finding.reference,
    )
