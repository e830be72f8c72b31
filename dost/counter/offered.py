"""What somebody may come for, as the door offers it: life events, areas, and services that are found or listed.

Services that a leak would harm are in no list here: who stands behind can read along. They are told at the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import translation

from services_catalog import schema
from services_catalog.finding.search import search
from services_catalog.labels import label
from services_catalog.models import Service

MOST_FOUND: Final = 8


@dataclass(frozen=True, slots=True)
class Matter:
    """One choice: its code and what it is called."""

    code: str
    name: str


def life_events() -> tuple[Matter, ...]:
    """The life events, in their order."""
    return tuple(Matter(code, label("life_event", code)) for code in schema.LIFE_EVENTS)


def areas() -> tuple[Matter, ...]:
    """The areas of services, in their order."""
    return tuple(Matter(code, label("area", code)) for code in schema.AREAS)


def services_of(area: str) -> tuple[Matter, ...]:
    """The services of an area, by name. One query."""
    rows = Service.objects.filter(area=area, sensitive=False)
    return tuple(sorted((Matter(one.code, str(one.title)) for one in rows), key=lambda one: one.name))


def services_found(query: str) -> tuple[Matter, ...]:
    """The services that a question means, best first. Two queries."""
    language = (translation.get_language() or "az")[:2]
    hits = search(query[:100], language=language, limit=MOST_FOUND).found
    hidden = set(
        Service.objects.filter(code__in=[hit.code for hit in hits], sensitive=True).values_list("code", flat=True)
    )
    return tuple(Matter(hit.code, hit.name) for hit in hits if hit.code not in hidden)


def is_event(code: str) -> bool:
    """Whether there is such a life event."""
    return code in schema.LIFE_EVENTS


def is_area(code: str) -> bool:
    """Whether there is such an area."""
    return code in schema.AREAS


def is_service(code: str) -> bool:
    """Whether there is such a service, and it may be named at the door. One query."""
    return Service.objects.filter(code=code, sensitive=False).exists()


def services_by_area() -> tuple[tuple[Matter, tuple[Matter, ...]], ...]:
    """All services that may be named at the door, below their areas. One query."""
    listed: dict[str, list[Matter]] = {}
    for one in Service.objects.filter(sensitive=False):
        listed.setdefault(one.area, []).append(Matter(one.code, str(one.title)))
    ordered = ((area, sorted(listed.get(area.code, ()), key=lambda one: one.name)) for area in areas())
    return tuple((area, tuple(services)) for area, services in ordered if services)
