"""Other services beside one: those nobody holds together with it, and those that may help too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.urls import reverse

from services_catalog.finding.worths import NOTHING, ShortWorth, worth_in_short
from services_catalog.models import Service
from services_catalog.queries import compile_version, versions_in_force
from services_catalog.rules import CompiledRule
from services_catalog.rules.contradict import contradict

from .sayer import Sayer

EMPLOYERS: Final = "employers"
_MOST_RELATED: Final = 6
_MOST_KEPT: Final = 2_000

# Whether two rules contradict each other, by their hashes. Replaced as a whole, so that no thread sees it half made.
_contradict: Mapping[tuple[str, str], bool] = {}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another service: its name, its page, and in short what it gives."""

    code: str
    name: str
    url: str
    worth: ShortWorth


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The services beside one.

    Of those nobody holds together with it, `impossible` are ruled out by the conditions: nobody has the right to both.
    `chosen` are the others: somebody may have it, and chooses.
    """

    impossible: tuple[Neighbour, ...] = ()
    chosen: tuple[Neighbour, ...] = ()
    related: tuple[Neighbour, ...] = ()


def neighbours_of(
    service: Service, rule: CompiledRule, excluded: Collection[str], *, on: date, say: Sayer
) -> Neighbours:
    """Return the services beside one; of the related, the nearest by life events and groups.

    What only people in danger look for is on its own page and in the search, and is suggested on no other. What only
    employers do is suggested to employers.
    """
    wanted = Q(code__in=excluded)
    if service.life_events:
        wanted |= Q(life_events__contains=service.life_events[:1], help={})
    rows = (
        Service.objects.filter(wanted)
        .exclude(code=service.code)
        .values_list("code", "name", "area", "life_events", "audiences")
    )
    here = {*service.life_events, *service.audiences}
    nearest = sorted(rows, key=lambda row: (-len(here & {*row[3], *row[4]}), row[2] != service.area, row[0]))
    names = {code: say(name) for code, name, *_others in nearest}
    codes = [code for code in names if code in excluded]
    for_employers = {row[0] for row in nearest if row[4] == [EMPLOYERS]} if EMPLOYERS not in service.audiences else ()
    related = [code for code in names if code not in excluded and code not in for_employers][:_MOST_RELATED]
    worths = worth_in_short([*codes, *related], on=on, language=say.language)
    impossible = _ruled_out(rule, codes, on)

    def made(these: Collection[str]) -> tuple[Neighbour, ...]:
        return tuple(
            Neighbour(code, names[code], reverse("services:detail", args=[code]), worths.get(code, NOTHING))
            for code in these
        )

    return Neighbours(
        impossible=made([code for code in codes if code in impossible]),
        chosen=made([code for code in codes if code not in impossible]),
        related=made(related),
    )


def named(codes: Collection[str], *, say: Sayer) -> tuple[Neighbour, ...]:
    """Return the services of these codes, in this order; one query."""
    names = dict(Service.objects.filter(code__in=codes).values_list("code", "name"))
    return tuple(
        Neighbour(code, say(names[code]), reverse("services:detail", args=[code]), NOTHING)
        for code in codes
        if code in names
    )


def _ruled_out(rule: CompiledRule, codes: Collection[str], on: date) -> frozenset[str]:
    """Which of the services nobody can have a right to who has one under this rule."""
    if not codes:
        return frozenset()
    others = (version for version in versions_in_force(on) if version.service_id in codes)
    return frozenset(version.service_id for version in others if _contradicts(rule, compile_version(version)))


def _contradicts(one: CompiledRule, other: CompiledRule) -> bool:
    global _contradict
    key = (one.content_hash, other.content_hash)
    found = _contradict.get(key)
    if found is None:
        found = contradict(one, other)
        _contradict = {**(_contradict if len(_contradict) < _MOST_KEPT else {}), key: found}
    return found
