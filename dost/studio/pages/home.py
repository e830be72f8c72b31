"""The studio's first page: what is in force, change sets by how they stand, and every service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from dost.studio.wording import words
from dost.ui.contexts import Choice, Pagination, Tag
from dost.ui.paging import paged
from services_catalog import schema
from services_catalog.changes import permissions
from services_catalog.changes.author import Author
from services_catalog.finding.normalise import fold
from services_catalog.labels import label
from services_catalog.models import ChangeSet, DraftService, Parameter, ParameterValue, Service, ServiceVersion
from services_catalog.queries import definition_of, versions_in_force

from .allowed import has
from .waiting import Waiting, waiting_for

Status = ChangeSet.Status
ROWS: Final = 25
MOST_CLOSED: Final = 8


@dataclass(frozen=True, slots=True)
class SetLine:
    """A change set in a list."""

    pk: int
    title: str
    status: Tag
    valid_from: date | None
    services: int
    amounts: int
    by: str


@dataclass(frozen=True, slots=True)
class Group:
    """Change sets that stand alike: the first of how many; `empty` says so when there are none."""

    key: str
    title: str
    lines: tuple[SetLine, ...]
    total: int
    empty: str


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service: since when its rule is in force, when it changes next, and in which open sets it is."""

    code: str
    title: str
    area: str
    since: date | None
    number: int | None
    next: date | None
    next_why: str
    drafts: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class HomePage:
    """Everything the page shows."""

    url: str
    may_edit: bool
    services: int
    in_force: int
    parameters: int
    waiting: Waiting | None
    groups: list[Group]
    query: str
    areas: list[Choice]
    rows: list[ServiceLine]
    pages: Pagination

    @property
    def asked(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.query) or any(area.selected for area in self.areas)


def home_page(query: Mapping[str, str], *, by: Author, today: date) -> HomePage:
    """Return the page; the number of queries does not depend on how much there is."""
    url = reverse("studio:home")
    text, area = query.get("q", "").strip()[:100], query.get("area", "")
    services = list(Service.objects.only("code", "name", "area"))
    found = [service for service in services if _matches(service, text, area)]
    rows, pages = paged(found, asked=query.get("page", ""), per=ROWS, url=url, filters={"q": text, "area": area})
    in_force = {version.service_id: version for version in versions_in_force(today)}
    return HomePage(
        url=url,
        may_edit=has(by, permissions.EDIT),
        services=len(services),
        in_force=len(in_force),
        parameters=Parameter.objects.count(),
        waiting=waiting_for(by),
        groups=_groups(today),
        query=text,
        areas=[Choice(code, label("area", code), code == area) for code in schema.AREAS],
        rows=_service_lines(rows, in_force, today),
        pages=pages,
    )


def _matches(service: Service, text: str, area: str) -> bool:
    if area in schema.AREAS and service.area != area:
        return False
    asked = fold(text).split()
    searched = fold(" ".join([service.code, *(str(name) for name in service.name.values())]))
    return all(word in searched for word in asked)


# -- change sets -----------------------------------------------------------------------------------------------------


def _groups(today: date) -> list[Group]:
    """Return open sets whole, of the closed ones the last few; three queries."""
    sets = (
        ChangeSet.objects.select_related("created_by")
        .annotate(services_in=Count("services", distinct=True), amounts_in=Count("parameters", distinct=True))
        .defer("ground", "origin")
    )
    drafts, waiting, scheduled = [], [], []
    for change_set in _open(sets, today):
        line = _set_line(change_set, today)
        if change_set.status == Status.DRAFT:
            drafts.append(line)
        elif change_set.status == Status.SUBMITTED:
            waiting.append(line)
        else:
            scheduled.append(line)
    gone = _closed(sets, today)
    closed = [_set_line(change_set, today) for change_set in gone[:MOST_CLOSED]]
    scheduled.sort(key=lambda line: (line.valid_from or today, line.pk))
    return [
        Group(Status.SUBMITTED, _("Waiting for review"), tuple(waiting), len(waiting), _("Nothing waits for review.")),
        Group(Status.DRAFT, _("Drafts"), tuple(drafts), len(drafts), _("Nobody is preparing a change.")),
        Group("scheduled", _("Scheduled"), tuple(scheduled), len(scheduled), _("No change is scheduled.")),
        Group(
            "closed",
            _("Published, withdrawn, discarded"),
            tuple(closed),
            gone.order_by().count(),
            _("Nothing has been published here yet."),
        ),
    ]


def _open(sets: QuerySet[ChangeSet], today: date) -> Iterable[ChangeSet]:
    scheduled = sets.filter(status=Status.PUBLISHED, valid_from__gt=today)
    return sets.filter(status__in=[Status.DRAFT, Status.SUBMITTED]) | scheduled


def _closed(sets: QuerySet[ChangeSet], today: date) -> QuerySet[ChangeSet]:
    gone = sets.filter(status__in=[Status.WITHDRAWN, Status.DISCARDED])
    return gone | sets.filter(status=Status.PUBLISHED, valid_from__lte=today)


def _set_line(change_set: ChangeSet, today: date) -> SetLine:
    return SetLine(
        pk=change_set.pk,
        title=change_set.title,
        status=words.status(change_set, today=today),
        valid_from=change_set.valid_from,
        services=getattr(change_set, "services_in", 0),
        amounts=getattr(change_set, "amounts_in", 0),
        by=words.person(change_set.created_by),
    )


# -- services --------------------------------------------------------------------------------------------------------


def _service_lines(
    services: Sequence[Service], in_force: Mapping[str, ServiceVersion], today: date
) -> list[ServiceLine]:
    codes = [service.code for service in services]
    coming = _coming_versions(codes, today)
    amounts = _coming_amounts([in_force[code] for code in codes if code in in_force], today)
    drafts = _open_drafts(codes)
    lines = []
    for service in services:
        version = in_force.get(service.code)
        version_day, amount_day = coming.get(service.code), amounts.get(service.code)
        ends = version.valid.upper if version is not None else None
        following = [
            (day, why)
            for day, why in (
                (version_day, _("new version")),
                (amount_day, _("new amount")),
                (None if version_day is not None and version_day == ends else ends, _("the rule ends")),
            )
            if day is not None
        ]
        day, why = min(following, default=(None, ""))
        lines.append(
            ServiceLine(
                code=service.code,
                title=service.title,
                area=label("area", service.area),
                since=version.valid.lower if version is not None else None,
                number=version.number if version is not None else None,
                next=day,
                next_why=why,
                drafts=drafts.get(service.code, ()),
            )
        )
    return lines


def _coming_versions(codes: Sequence[str], today: date) -> dict[str, date]:
    versions = ServiceVersion.objects.filter(
        service_id__in=codes, status=ServiceVersion.Status.PUBLISHED, valid__startswith__gt=today
    ).order_by("-valid")
    return {code: valid.lower for code, valid in versions.values_list("service_id", "valid")}


def _coming_amounts(versions: Iterable[ServiceVersion], today: date) -> dict[str, date]:
    """Return the next day on which an amount that a rule names changes, by service; one query."""
    values = ParameterValue.objects.filter(valid_from__gt=today).order_by("-valid_from")
    days = dict(values.values_list("parameter_id", "valid_from"))
    if not days:
        return {}
    found: dict[str, date] = {}
    for version in versions:
        named = [days[name] for name in definition_of(version).parameters if name in days]
        if named:
            found[version.service_id] = min(named)
    return found


def _open_drafts(codes: Sequence[str]) -> dict[str, tuple[tuple[int, str], ...]]:
    rows = DraftService.objects.filter(
        code__in=codes, change_set__status__in=[Status.DRAFT, Status.SUBMITTED]
    ).values_list("code", "change_set_id", "change_set__title")
    found: dict[str, tuple[tuple[int, str], ...]] = {}
    for code, pk, title in rows:
        found[code] = (*found.get(code, ()), (pk, title))
    return found


def services_to_add(change_set: ChangeSet) -> list[tuple[str, str]]:
    """Return the services that are not in a set yet, as (code, name)."""
    within = change_set.services.values_list("code", flat=True)
    return [(service.code, service.title) for service in Service.objects.exclude(code__in=within).only("code", "name")]
