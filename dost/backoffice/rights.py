"""The rights that somebody must look at: their list, its filters, and the same as a table to take along."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from dost.accounts.access import log_list
from dost.accounts.actors import Staff
from dost.cases.codes import OF_AN_ORDER, ReviewCause
from dost.cases.models import Entitlement
from dost.cases.queries import case_number, counted, of_service, opened_cases, service_names
from dost.cases.review import causes, in_words, version_asked
from dost.cases.text.words import tag
from dost.cases.unpaid import MONTHS
from dost.payments.models import Overpayment, OwedDifference
from dost.ui.contexts import FilterField, Pagination, SelectedFilter, Tag, Text
from dost.ui.formats import money
from registries.letters import azerbaijani_order
from registries.models import District
from services_catalog.definition import Texts
from services_catalog.models import ServiceVersion
from services_catalog.queries import definition_of
from services_catalog.sensitive import label_of

from .filters import MOST_PAGES, Listed, page_number
from .forms import RightsFilterForm

ROWS: Final = 25
MOST_COUNTED: Final = 1_000
MOST_EXPORTED: Final = 10_000
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class RightRow:
    """One right to look at. `what` says line by line what no longer holds; `amount` is a month's."""

    url: str
    number: str
    person_name: str
    fin: str
    district: str
    service_code: str
    service_name: Text
    since: date
    marked_on: date | None
    causes: tuple[Tag, ...]
    what: tuple[Text, ...]
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class RightsPage:
    """The list of rights to look at. `export_url` is empty for whom it does not open."""

    url: str
    filters: tuple[FilterField, ...]
    selected: tuple[SelectedFilter, ...]
    rows: tuple[RightRow, ...]
    pagination: Pagination
    export_url: str = ""


def rights_page(query: QueryDict, *, actor: Staff, may_export: bool, now: datetime) -> RightsPage:
    """The page of the list that a query string asks for; that its names were shown to the actor is logged."""
    form = _form(query)
    found = _found(form.cleaned_data)
    page = page_number(query.get("page", ""))
    start = (page - 1) * ROWS
    rights = list(_with_all(found)[start : start + ROWS + 1])
    listed = Listed(url=reverse("rights:list"), form=form, rows=ROWS)
    more = len(rights) > ROWS and page < MOST_PAGES
    rights = rights[:ROWS]
    export = Listed(url=reverse("rights:export"), form=form)
    log_list(actor=actor, people=[right.person_id for right in rights], now=now)
    return RightsPage(
        url=listed.url,
        filters=listed.filters(),
        selected=listed.selected(),
        rows=tuple(rows_of(rights, opened=_opened(rights, actor, now))),
        pagination=listed.pagination(page=page, shown=len(rights), more=more, total=counted(found, most=MOST_COUNTED)),
        export_url=export.address(export.used) if may_export and rights else "",
    )


def export(query: QueryDict, *, actor: Staff, now: datetime) -> Iterator[tuple[str, ...]]:
    """The lines of the table, its head first, at most `MOST_EXPORTED` rights, the newest.

    Everybody in it is logged as shown to the actor, before the first line is given.
    """
    rights = list(_with_all(_found(_form(query).cleaned_data))[:MOST_EXPORTED])
    log_list(actor=actor, people=[right.person_id for right in rights], now=now)
    return _lines(rights, opened=_opened(rights, actor, now))


def _opened(rights: Iterable[Entitlement], actor: Staff, now: datetime) -> frozenset[int]:
    """The cases of sensitive services among these that the reader has opened."""
    return opened_cases([right.case for right in rights if right.service.sensitive], actor=actor, now=now)


def _form(query: QueryDict) -> RightsFilterForm:
    regions = sorted(set(District.objects.values_list("economic_region", flat=True)), key=azerbaijani_order)
    form = RightsFilterForm(query, services=service_names(), regions=regions)
    form.is_valid()
    return form


OVERPAID: Final = Overpayment.objects.filter(state=Overpayment.State.OPEN)


def marked() -> QuerySet[Entitlement]:
    """Rights that somebody must look at: running ones that are marked, and any whose money is not in order.

    Each of the three lists is small and has its index; their ids are put together.
    """
    for_money = Q(review__has_any_keys=list(MONTHS)) | Q(review__code__in=OF_AN_ORDER)
    by_mark = Entitlement.objects.filter(Q(ended_on=None) | for_money, review__isnull=False).values("pk")
    ids = by_mark.union(OVERPAID.values("entitlement"), OwedDifference.objects.values("entitlement"))
    return Entitlement.objects.filter(pk__in=ids)


def _found(filters: Mapping[str, Any]) -> QuerySet[Entitlement]:
    rights = marked().order_by("-pk")
    if filters.get("service"):
        rights = of_service(rights, filters["service"])
    if filters.get("region"):
        rights = rights.filter(person__district__economic_region=filters["region"])
    cause = filters.get("cause")
    if cause in OF_AN_ORDER:
        return rights.filter(review__code=cause)
    if cause in MONTHS:
        return rights.filter(review__has_key=cause)
    if cause == ReviewCause.OVERPAID:
        return rights.filter(pk__in=OVERPAID.values("entitlement"))
    if cause == ReviewCause.OWED:
        return rights.filter(pk__in=OwedDifference.objects.values("entitlement"))
    if cause:
        by_rule = Q(review__cause=ReviewCause.RULE)
        by_facts = Q(review__cause=ReviewCause.FACTS) | ~Q(review__has_key="cause")
        return rights.filter(review__has_key="criteria").filter(by_rule if cause == ReviewCause.RULE else by_facts)
    return rights


def _with_all(rights: QuerySet[Entitlement]) -> QuerySet[Entitlement]:
    return (
        rights.select_related("person__district", "service", "case__service")
        .defer("service__law", "case__service__law")
        .prefetch_related(Prefetch("overpayments", queryset=OVERPAID.all(), to_attr="overpaid"), "owed_differences")
    )


def rows_of(rights: Sequence[Entitlement], *, opened: Container[int] = ()) -> Iterator[RightRow]:
    """The rows of a page; one query reads the versions whose criteria are named.

    Of a sensitive service whose case is not among `opened` neither amount nor criteria: both say which it is.
    """
    texts = _texts(rights)
    for right in rights:
        marked_on = (right.review or {}).get("since")
        hidden = right.service.sensitive and right.case_id not in opened
        service = label_of(right.service, opened=not hidden)
        criteria = texts.get(_version_of(right), {})
        yield RightRow(
            url=reverse("cases:detail", args=[right.case_id]),
            number=case_number(right.case_id, right.case.opened_at),
            person_name=right.person.full_name,
            fin=right.person.fin,
            district=right.person.district.name if right.person.district else "",
            service_code=service.code,
            service_name=service.title,
            since=right.starts,
            marked_on=date.fromisoformat(marked_on) if marked_on else None,
            causes=tuple(map(tag, (*causes(right.review), *_money_causes(right)))),
            what=() if hidden else (*in_words(right.review, criteria), *_money_lines(right)),
            amount=None if hidden else right.amount,
        )


def _money_causes(right: Entitlement) -> Iterator[ReviewCause]:
    if right.owed_differences.all():
        yield ReviewCause.OWED
    if _overpaid(right):
        yield ReviewCause.OVERPAID


def _money_lines(right: Entitlement) -> Iterator[Text]:
    """What is owed and was paid in excess, a line for each ground."""
    for owed in right.owed_differences.all():
        why = OwedDifference.Why(owed.why).label
        yield _("Owed and not paid: %(amount)s. %(why)s") % {"amount": money(owed.amount), "why": why}
    for row in _overpaid(right):
        cause = Overpayment.Cause(row.cause).label
        yield _("Paid in excess: %(amount)s. %(cause)s") % {"amount": money(row.total), "cause": cause}


def _overpaid(right: Entitlement) -> Sequence[Overpayment]:
    rows: Sequence[Overpayment] = right.overpaid  # type: ignore[attr-defined]  # see `_with_all`
    return rows


def _version_of(right: Entitlement) -> int:
    return version_asked(right.review) or right.case.version_id


def _texts(rights: Iterable[Entitlement]) -> dict[int, Mapping[str, Texts]]:
    """What the criteria of the versions asked say, by the version's id."""
    wanted = {_version_of(right) for right in rights}
    if not wanted:
        return {}
    versions = ServiceVersion.objects.filter(pk__in=wanted).only("content_hash", "definition")
    return {version.pk: definition_of(version).criterion_texts for version in versions}


def _lines(rights: Sequence[Entitlement], *, opened: Container[int]) -> Iterator[tuple[str, ...]]:
    yield (
        _("Case"),
        _("FİN"),
        _("Person"),
        _("District"),
        _("Service"),
        _("Name of the service"),
        _("Since"),
        _("Marked on"),
        _("Why"),
        _("What no longer holds"),
        _("Monthly amount, AZN"),
    )
    for row in rows_of(rights, opened=opened):
        yield tuple(
            _harmless(cell)
            for cell in (
                row.number,
                row.fin,
                row.person_name,
                row.district,
                row.service_code,
                str(row.service_name),
                row.since.isoformat(),
                row.marked_on.isoformat() if row.marked_on else "",
                "; ".join(str(cause.word) for cause in row.causes),
                "; ".join(str(line) for line in row.what),
                "" if row.amount is None else str(row.amount),
            )
        )


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
