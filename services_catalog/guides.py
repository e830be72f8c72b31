"""What the page of a life event says besides its services: what to do first, and what leads.

`life_events.yaml` has, for each life event, the services that most people come for, in the order in which they are
shown, and a few steps, each with the service it is done by. `alternatives.yaml` has the words of a question for each
group of services that differ by one condition (`rules.alternatives`); its answers are those conditions' own texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from . import schema
from .definition import Texts
from .laws import CATALOGUE
from .located import CatalogueError, Document, Problem, Where, read_document
from .schema import Reader

LIFE_EVENTS_FILE: Final = "life_events.yaml"
ALTERNATIVES_FILE: Final = "alternatives.yaml"


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do, and the code of the service it is done by, if it is one."""

    text: Texts
    service: str
    where: Where


@dataclass(frozen=True, slots=True)
class Guide:
    """What a life event's page says: codes of what leads, and what to do first."""

    leads: tuple[str, ...] = ()
    first: tuple[Step, ...] = ()


NOTHING: Final = Guide()
NO_STANDING: Final = 1_000
"""Of a service that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Question:
    """The words for the one condition by which services differ; `services` are their codes, in order."""

    services: tuple[str, ...]
    ask: Texts
    where: Where


@dataclass(frozen=True, slots=True)
class Guides:
    """All that both files say. `documents`: the files themselves, by name, where they are there."""

    events: Mapping[str, Guide]
    questions: tuple[Question, ...]
    documents: Mapping[str, Document]

    def picked(self, event: str) -> frozenset[str]:
        """Return what was picked by hand for a life event: what leads, and what one question tells apart from it."""
        leads = set(self.events.get(event, NOTHING).leads)
        asked = (set(one.services) for one in self.questions)
        return frozenset(leads.union(*(services for services in asked if services & leads)))

    def lead_of(self, service: str) -> int:
        """Return how far in front a service leads in any life event: the less, the more people come for it."""
        places = [guide.leads.index(service) for guide in self.events.values() if service in guide.leads]
        return min(places, default=NO_STANDING)

    def ask(self, services: tuple[str, ...]) -> Texts:
        """Return the words of the question between services, or of one between these and more; else none."""
        return next((one.ask for one in self.questions if set(services) <= set(one.services)), {})


def read_guides(root: Path = CATALOGUE) -> tuple[Guides, list[Problem]]:
    """Read both files of a catalogue folder; one that is not there says nothing."""
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    for name in (LIFE_EVENTS_FILE, ALTERNATIVES_FILE):
        if (root / name).exists():
            try:
                documents[name] = read_document(root / name)
            except CatalogueError as error:
                problems.extend(error.problems)
    events, wrong = _events(documents[LIFE_EVENTS_FILE]) if LIFE_EVENTS_FILE in documents else ({}, [])
    questions, also_wrong = _questions(documents[ALTERNATIVES_FILE]) if ALTERNATIVES_FILE in documents else ((), [])
    return Guides(events, questions, documents), [*problems, *wrong, *also_wrong]


@lru_cache(maxsize=1)
def known_guides() -> Guides:
    """Return what the installation's own files say."""
    return read_guides()[0]


def _events(document: Document) -> tuple[dict[str, Guide], list[Problem]]:
    reader = Reader(document)
    found = {}
    for name, value in document.data.items() if isinstance(document.data, Mapping) else ():
        if reader.one_of(name, (name,), schema.LIFE_EVENTS):
            entry = reader.mapping(value, (name,), optional=("leads", "first"))
            leads = [reader.code(item, place) for place, item in reader.items(entry.get("leads"), (name, "leads"))]
            steps = [_step(reader, item, place) for place, item in reader.items(entry.get("first"), (name, "first"))]
            found[name] = Guide(tuple(leads), tuple(steps))
    return found, reader.problems


def _step(reader: Reader, value: Any, where: Where) -> Step:
    entry = reader.mapping(value, where, required=("text",), optional=("service",))
    service = reader.code(entry["service"], (*where, "service")) if "service" in entry else ""
    return Step(reader.texts(entry.get("text"), (*where, "text")), service, where)


def _questions(document: Document) -> tuple[tuple[Question, ...], list[Problem]]:
    reader = Reader(document)
    found = []
    for where, value in reader.items(document.data, ()):
        entry = reader.mapping(value, where, required=("services", "ask"))
        services = [
            reader.code(item, place) for place, item in reader.items(entry.get("services"), (*where, "services"))
        ]
        found.append(Question(tuple(sorted(services)), reader.texts(entry.get("ask"), (*where, "ask")), where))
    return tuple(found), reader.problems
