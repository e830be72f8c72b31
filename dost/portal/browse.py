"""The page on which services are looked for: what was asked, what was found, and the ways to browse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from services_catalog import schema
from services_catalog.finding.normalise import MOST_LETTERS
from services_catalog.finding.search import Filters, Hit, nearest_words, search
from services_catalog.finding.worths import NOTHING, worth_in_short
from services_catalog.guides import known_guides
from services_catalog.labels import label
from services_catalog.models import Service

from .lists import Row, row, stands_beside

ROWS: Final = 20
_MOST_PAGES: Final = 50
# Where a filter is in the address, the group of its labels, and the codes it may have.
FILTERS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "life_event": ("life_event", schema.LIFE_EVENTS),
    "area": ("area", schema.AREAS),
    "audience": ("audience", schema.AUDIENCES),
    "delivery": ("delivery", schema.DELIVERIES),
}
OWN_PAGES: Final[Mapping[str, str]] = {
    "life_event": "services:event",
    "area": "services:area",
    "audience": "services:audience",
}
"""The filters whose every code has a page of its own."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter, in words, with its address; `count` is how many services it has."""

    code: str
    label: str
    url: str = ""
    count: int = 0
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under the heading of their area; without a heading when they are ranked."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Select:
    """A filter as the form shows it."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Paging:
    """Where the reader is, with what `_pagination.html` shows."""

    first: int
    last: int
    total: int
    previous_url: str = ""
    next_url: str = ""
    links: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class HomePage:
    """What `portal/home.html` shows. Browsing (`life_events` …) is filled only when nothing was asked.

    `heading` is what was asked, in words.
    """

    url: str
    here: str
    query: str
    selects: tuple[Select, ...]
    heading: str = ""
    selected: tuple[Option, ...] = ()
    asked: bool = False
    groups: tuple[Group, ...] = ()
    paging: Paging | None = None
    nearest: tuple[Option, ...] = ()
    life_events: tuple[Option, ...] = ()
    areas: tuple[Option, ...] = ()
    audiences: tuple[Option, ...] = ()
    deliveries: tuple[Option, ...] = ()
    total: int = 0


def address(query: str = "", filters: Mapping[str, str] | None = None, *, page: int = 1) -> str:
    """Return the address of a search, with nothing in it that is empty; that of its own page where it has one."""
    given = {name: value for name, value in (filters or {}).items() if value}
    own = None if query or page > 1 else own_page(given)
    return own or search_address(query, given, page=page)


def search_address(query: str = "", filters: Mapping[str, str] | None = None, *, page: int = 1) -> str:
    """Return the address of a search, whether or not it has a page of its own."""
    given = {"q": query, **(filters or {}), "page": str(page) if page > 1 else ""}
    parameters = {name: value for name, value in given.items() if value}
    url = reverse("services:home")
    return f"{url}?{urlencode(parameters)}" if parameters else url


def own_page(filters: Mapping[str, str]) -> str | None:
    """Return the address of the page of a life event, an area or a group of people, when it alone is chosen."""
    if len(filters) != 1:
        return None
    [(name, code)] = filters.items()
    return reverse(OWN_PAGES[name], args=[code]) if name in OWN_PAGES else None


def leads_on(given: Mapping[str, str]) -> str | None:
    """Return where an address of before these pages leads, when nothing is asked but for one of them."""
    filters = asked_filters(given)
    chosen = {name: code for name in FILTERS if (code := getattr(filters, name))}
    return None if _query(given) else own_page(chosen)


def _query(given: Mapping[str, str]) -> str:
    return " ".join(given.get("q", "")[:MOST_LETTERS].replace("\0", "").split())


def asked_filters(given: Mapping[str, str]) -> Filters:
    """Return the filters of an address; what is not a known code counts for nothing."""
    return Filters(
        **{name: value for name, (_group, codes) in FILTERS.items() if (value := given.get(name, "")) in codes}
    )


def home_page(given: Mapping[str, str], *, on: date, language: str, whole: bool = True) -> HomePage:
    """Return the page for an address on a day: what was found, or the ways to browse; at most five queries.

    Unless it is for a whole page, it is without what the form shows.
    """
    query = _query(given)
    filters = asked_filters(given)
    chosen = {name: getattr(filters, name) for name in FILTERS}
    page = HomePageParts(query, filters, chosen, _number(given.get("page", "")), on, language, whole)
    return page.results() if query or filters else page.browsing()


@dataclass(frozen=True, slots=True)
class HomePageParts:
    """What one address asks for, and how its page is put together."""

    query: str
    filters: Filters
    chosen: Mapping[str, str]
    number: int
    on: date
    language: str
    whole: bool

    def browsing(self) -> HomePage:
        """Return the page when nothing was asked: life events, areas, groups and ways, each with its number."""
        counts: Counter[tuple[str, str]] = Counter()
        rows = Service.objects.values("code", "area", "delivery", "life_events", "audiences", "sensitive")
        for one in rows:
            counts["area", one["area"]] += 1
            counts["delivery", one["delivery"]] += 1
            counts.update(("life_event", code) for code in one["life_events"] if _on_page(code, one))
            counts.update(("audience", code) for code in one["audiences"])

        def options(name: str) -> tuple[Option, ...]:
            group, codes = FILTERS[name]
            return tuple(
                Option(code, label(group, code), address(filters={name: code}), counts[name, code])
                for code in codes
                if counts[name, code]
            )

        return HomePage(
            url=reverse("services:home"),
            here=address(),
            query="",
            selects=self._selects(),
            life_events=options("life_event"),
            areas=options("area"),
            audiences=options("audience"),
            deliveries=options("delivery"),
            total=len(rows),
        )

    def results(self) -> HomePage:
        """Return the page with what was found, ranked for a question, by area without one."""
        start = (self.number - 1) * ROWS
        if self.query:
            results = search(self.query, language=self.language, filters=self.filters, limit=ROWS, offset=start)
            total = results.total
            groups: tuple[Group, ...] = (Group("", self._rows(results.found)),)
        else:
            services = _matching(self.filters, self.language)
            total = len(services)
            groups = tuple(
                Group(label("area", area), self._rows(found))
                for area, found in groupby(services[start : start + ROWS], attrgetter("area"))
            )
        nearest = nearest_words(self.query) if self.query and not total and self.number == 1 else []
        return HomePage(
            url=reverse("services:home"),
            here=search_address(self.query, self.chosen, page=self.number),
            query=self.query,
            heading=self._heading(),
            asked=True,
            selects=self._selects(),
            selected=self._selected(),
            groups=groups if total else (),
            paging=self._paging(start, total),
            nearest=tuple(Option(word, word, address(word)) for word in nearest),
            total=total,
        )

    def _heading(self) -> str:
        chosen = [option.label for option in self._selected()]
        quoted = [_("“%(words)s”") % {"words": self.query}] if self.query else []
        return " · ".join([*quoted, *chosen])

    def _rows(self, found: Iterable[Hit]) -> tuple[Row, ...]:
        hits = list(found)
        worths = worth_in_short([hit.code for hit in hits], on=self.on, language=self.language)
        return tuple(
            row(
                hit.code,
                name=hit.name,
                summary=hit.summary,
                delivery=hit.delivery,
                digitized=hit.digitized,
                state=hit.availability,
                worth=worths.get(hit.code, NOTHING),
            )
            for hit in hits
        )

    def _selects(self) -> tuple[Select, ...]:
        if not self.whole:
            return ()
        return tuple(
            Select(name, tuple(Option(code, label(group, code), selected=code == self.chosen[name]) for code in codes))
            for name, (group, codes) in FILTERS.items()
        )

    def _selected(self) -> tuple[Option, ...]:
        return tuple(
            Option(code, label(FILTERS[name][0], code), address(self.query, {**self.chosen, name: ""}))
            for name, code in self.chosen.items()
            if code
        )

    def _paging(self, start: int, total: int) -> Paging:
        last = min(start + ROWS, total)
        return Paging(
            first=min(start + 1, total),
            last=last,
            total=total,
            previous_url=address(self.query, self.chosen, page=self.number - 1) if self.number > 1 else "",
            next_url=address(self.query, self.chosen, page=self.number + 1) if last < total else "",
        )


def _number(text: str) -> int:
    return min(max(int(text), 1), _MOST_PAGES) if text.isascii() and text.isdecimal() and len(text) < 4 else 1


def _matching(filters: Filters, language: str) -> list[Hit]:
    """Return the services that pass the filters, by area and code, in one query."""
    services: QuerySet[Service] = Service.objects.all()
    if filters.life_event:
        services = services.filter(life_events__contains=[filters.life_event])
    if filters.audience:
        services = services.filter(audiences__contains=[filters.audience])
    if filters.area:
        services = services.filter(area=filters.area)
    if filters.delivery:
        services = services.filter(delivery=filters.delivery)
    rows = services.annotate(
        title_in=Coalesce(KT(f"name__{language}"), KT("name__az")),
        summary_in=KT(f"summary__{language}"),
        state=KT("availability__state"),
        place=F("area"),
    ).values_list("code", "title_in", "summary_in", "delivery", "digitized", "state", "place")
    found = [
        Hit(code, name or code, summary or "", delivery, digitized, state or "open", area, 0.0)
        for code, name, summary, delivery, digitized, state, area in rows
    ]
    order = {area: number for number, area in enumerate(schema.AREAS)}
    return sorted(found, key=lambda one: (order.get(one.area, len(order)), one.code))


def _on_page(code: str, service: Mapping[str, Any]) -> bool:
    """Whether the page of a life event shows a service by itself."""
    return stands_beside(service, picked=known_guides().picked(code))
