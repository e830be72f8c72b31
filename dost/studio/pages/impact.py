"""A finished preview as its page shows it: big numbers first, then money, services, regions, ages, sexes, amounts.

Reads the JSON that `impact_figures` describes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.ui.charts import bar
from dost.ui.contexts import Tag, TagColour
from dost.ui.formats import signed
from dost.ui.tile_map import Tile, tile_map
from registries.letters import azerbaijani_order
from services_catalog.models import ChangeSet, Preview, Service

from .amounts import percent_of
from .missing_facts import MOST_MISSING, Missing, missing_facts

FEWEST_IN_A_CELL: Final = 10
"""People of a district, age or sex whom a change of a sensitive service touches, from which on they are counted."""
KINDS: Final[Mapping[str, tuple[Any, TagColour, str]]] = {
    "gained": (gettext_lazy("Newly have the right"), "green", "gained"),
    "lost": (gettext_lazy("Lose the right"), "red", "lost"),
    "rises": (gettext_lazy("Receive more"), "blue", "rises"),
    "falls": (gettext_lazy("Receive less"), "yellow", "falls"),
    "to_unknown": (gettext_lazy("Can no longer be told"), "purple", "unknown"),
}
"""What a change does to a right: in words, its colour, and the kind of its samples."""

_CHANGES: Final[Mapping[str, Tag]] = {
    "changed": Tag(gettext_lazy("Changed"), "blue"),
    "new": Tag(gettext_lazy("New"), "green"),
    "withdrawn": Tag(gettext_lazy("Ends"), "orange"),
    "same": Tag(gettext_lazy("Nothing changes"), "grey"),
    "other": Tag(gettext_lazy("Only days or payee"), "grey"),
}
_COUNTED: Final[Mapping[str, Any]] = {
    "day": gettext_lazy("those entitled on the day"),
    "year": gettext_lazy("those of the twelve months up to the day"),
    "everyone": gettext_lazy("everyone entitled on the day, once"),
}
_SEXES: Final = {"F": gettext_lazy("Women"), "M": gettext_lazy("Men")}


@dataclass(frozen=True, slots=True)
class Big:
    """One of the big numbers: rights, and the people they belong to (None: not known)."""

    label: str
    colour: str
    rights: int
    people: int | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What something costs a month or a year; `percent` is None when it cost nothing before."""

    label: str
    before: Decimal
    after: Decimal
    difference: Decimal
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Cell:
    """The people of a region, an age band or a sex."""

    label: str
    gained: int
    lost: int
    rises: int
    falls: int
    monthly: Decimal
    drawing: SafeString


@dataclass(frozen=True, slots=True)
class BinRow:
    """How many rights have an amount (or change of it) between two limits."""

    low: Decimal
    high: Decimal
    rights: int
    drawing: SafeString

    @property
    def single(self) -> bool:
        """Whether all have the one amount."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class SampleLink:
    """Where single people of a kind can be seen: how many of how many rights."""

    label: str
    count: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """What becomes of the rights of one service."""

    code: str
    title: str
    change: Tag
    counted: str
    if_applied: bool
    before: int
    after: int
    numbers: tuple[tuple[str, int], ...]
    monthly: Decimal
    yearly: Decimal
    url: str
    chosen: bool
    samples: tuple[SampleLink, ...]


@dataclass(frozen=True, slots=True)
class Arrears:
    """Months already paid that publishing would raise (a difference is owed) or lower (nothing is taken back)."""

    months: int
    total: Decimal
    lowered_months: int
    lowered_total: Decimal


@dataclass(slots=True)
class ImpactPage:
    """The result. `figures` are those of all services together, or of the one chosen."""

    projected: bool
    population: int
    chosen: str
    about: str
    nothing: bool
    big: list[Big]
    if_applied: list[Big]
    costs: list[Cost]
    missing: list[Missing]
    missing_total: int
    services: list[ServiceRow]
    regions: list[Cell]
    tiles: SafeString
    map_shows: str
    ages: list[Cell]
    sexes: list[Cell]
    changes: list[BinRow]
    whole_url: str
    arrears: Arrears | None = None


def impact_page(result: Mapping[str, Any], *, pk: int, number: int, service: str = "", samples: bool) -> ImpactPage:
    """Return a result as it is shown; `samples` adds the ways to single people. One query, for names."""
    services = list(result["services"])
    url = reverse("studio:preview", args=[pk, number])
    chosen = next((one for one in services if one["code"] == service), None)
    applied = result["if_applied"]
    figures, only_applied = _figures(result, chosen)
    known = {found.code: found for found in Service.objects.filter(code__in=[one["code"] for one in services])}
    names = {code: found.title for code, found in known.items()}
    hidden = {code for code, found in known.items() if found.sensitive}
    if hidden if chosen is None else chosen["code"] in hidden:
        figures = {**figures, **{by: _of_many(figures[by]) for by in ("regions", "ages", "sexes")}}
    tiles, shows = _map(figures["regions"])
    missing = missing_facts(services if chosen is None else [chosen])
    about = _("All services together") if chosen is None else names.get(chosen["code"], chosen["code"])
    return ImpactPage(
        projected=bool(result["projected"]),
        population=int(result.get("population", 0)),
        chosen=chosen["code"] if chosen else "",
        about=_("%(about)s, if everybody applied") % {"about": about} if only_applied else about,
        nothing=all(one["change"] in ("same", "other") for one in services),
        big=_big(figures),
        if_applied=_big(applied) if applied and chosen is None and not only_applied else [],
        costs=_costs(figures["money"]),
        missing=missing[:MOST_MISSING],
        missing_total=len(missing),
        services=[
            _service_row(one, names, url, pk, number, service, samples and one["code"] not in hidden)
            for one in services
        ],
        regions=_cells(_by_name(figures["regions"]), lambda key: key or _("District not known")),
        tiles=tiles,
        map_shows=shows,
        ages=_cells(figures["ages"], _age),
        sexes=_cells(figures["sexes"], lambda key: str(_SEXES.get(key, key))),
        changes=_bins(figures["changes"]),
        whole_url=url,
        arrears=_arrears(result),
    )


def _arrears(result: Mapping[str, Any]) -> Arrears | None:
    """What a result says of months already paid; results from before it was counted say nothing."""
    found = result.get("arrears")
    if not found:
        return None
    return Arrears(
        months=found["months"],
        total=Decimal(found["total"]),
        lowered_months=found["lowered_months"],
        lowered_total=Decimal(found["lowered_total"]),
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change set does, in one line: the numbers that are not zero, and what it costs a month more or less."""

    on: date
    url: str
    big: tuple[Big, ...]
    monthly: Decimal
    only_applied: bool
    arrears: Arrears | None = None


def effect_of(change_set: ChangeSet) -> Effect | None:
    """Return what the newest finished preview of a set as it is now found; None without one. One query."""
    done = change_set.previews.filter(revision=change_set.revision, state=Preview.State.DONE).first()
    if done is None:
        return None
    figures, only_applied = _figures(done.result, None)
    return Effect(
        on=done.on,
        url=reverse("studio:preview", args=[change_set.pk, done.pk]),
        big=tuple(big for big in _big(figures) if big.rights),
        monthly=Decimal(figures["money"]["monthly"]["difference"]),
        only_applied=only_applied,
        arrears=_arrears(done.result),
    )


def _figures(result: Mapping[str, Any], chosen: Mapping[str, Any] | None) -> tuple[Mapping[str, Any], bool]:
    """Return the figures shown, and whether they are of rights that arise only on application."""
    if chosen is not None:
        return chosen, bool(chosen["if_applied"])
    counted = [one for one in result["services"] if one["change"] not in ("same", "other")]
    if result["if_applied"] is not None and counted and all(one["if_applied"] for one in counted):
        return result["if_applied"], True
    return result["total"], False


def _big(figures: Mapping[str, Any]) -> list[Big]:
    people = figures["people"]
    return [
        Big(str(label), colour, figures["rights"][key], people.get(key))
        for key, (label, colour, _kind) in KINDS.items()
    ]


def _costs(money: Mapping[str, Any]) -> list[Cost]:
    labels = (("monthly", _("A month")), ("yearly", _("A year")))
    found = []
    for key, label in labels:
        before, after, difference = (Decimal(money[key][name]) for name in ("before", "after", "difference"))
        found.append(Cost(label, before, after, difference, percent_of(before, after)))
    return found


# -- services --------------------------------------------------------------------------------------------------------


def _service_row(
    one: Mapping[str, Any],
    names: Mapping[str, str],
    url: str,
    pk: int,
    number: int,
    chosen: str,
    samples: bool,
) -> ServiceRow:
    rights = one["rights"]
    links = [
        SampleLink(str(label), len(one["samples"][kind]), rights[key], _people_url(pk, number, one["code"], kind))
        for key, (label, _colour, kind) in KINDS.items()
        if samples and one["samples"].get(kind)
    ]
    return ServiceRow(
        code=one["code"],
        title=names.get(one["code"], one["code"]),
        change=_CHANGES[one["change"]],
        counted=str(_COUNTED.get(one["counted"], "")),
        if_applied=bool(one["if_applied"]),
        before=rights["before"],
        after=rights["after"],
        numbers=tuple((str(label), rights[key]) for key, (label, _colour, _kind) in KINDS.items()),
        monthly=Decimal(one["money"]["monthly"]["difference"]),
        yearly=Decimal(one["money"]["yearly"]["difference"]),
        url=f"{url}?service={one['code']}",
        chosen=one["code"] == chosen,
        samples=tuple(links),
    )


def _people_url(pk: int, number: int, code: str, kind: str) -> str:
    return reverse("studio:people", args=[pk, number, code, kind])


# -- cells -----------------------------------------------------------------------------------------------------------


def _by_name(regions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The cells of regions by the alphabet, whatever order they were kept in; what is not known is last."""
    return sorted(regions, key=lambda cell: (not cell["key"], azerbaijani_order(cell["key"])))


def _of_many(cells: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The cells without those of so few people that one could tell who they are; for sensitive services."""
    return [one for one in cells if sum(one[key] for key in ("gained", "lost", "rises", "falls")) >= FEWEST_IN_A_CELL]


def _cells(found: Sequence[Mapping[str, Any]], name: Any) -> list[Cell]:
    most = max((sum(cell[key] for key in ("gained", "lost", "rises", "falls")) for cell in found), default=0)
    return [
        Cell(
            label=name(cell["key"]),
            gained=cell["gained"],
            lost=cell["lost"],
            rises=cell["rises"],
            falls=cell["falls"],
            monthly=Decimal(cell["monthly"]),
            drawing=bar(
                [(cell[key], KINDS[key][1]) for key in ("gained", "rises", "falls", "lost")],
                maximum=most,
            ),
        )
        for cell in found
    ]


def _age(key: str) -> str:
    return key.replace("-", "–")


def _map(regions: Sequence[Mapping[str, Any]]) -> tuple[SafeString, str]:
    """Draw the regions: the difference of cost when there is any, else by how many rights there are more or fewer."""
    by_money = any(Decimal(cell["monthly"]) for cell in regions)
    tiles = []
    for cell in regions:
        value = Decimal(cell["monthly"]) if by_money else Decimal(cell["gained"] - cell["lost"])
        tiles.append(Tile(cell["key"], signed(value), value))
    shows = _("Difference of cost a month, in manat") if by_money else _("Rights gained less rights lost")
    return tile_map(tiles), shows


# -- amounts ---------------------------------------------------------------------------------------------------------


def _bins(found: Sequence[Mapping[str, Any]]) -> list[BinRow]:
    most = max((one["rights"] for one in found), default=0)
    rows = []
    for one in found:
        low, high = Decimal(one["low"]), Decimal(one["high"])
        rows.append(BinRow(low, high, one["rights"], bar([(one["rights"], _colour(low, high))], maximum=most)))
    return rows


def _colour(low: Decimal, high: Decimal) -> str:
    return "yellow" if low < 0 or high < 0 else "blue"
