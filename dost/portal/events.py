"""The page of a life event: what comes by itself and how much, what to do first, what depends on the person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from services_catalog import schema
from services_catalog.definition import Mode
from services_catalog.finding.one_question import OneQuestion, one_question_each
from services_catalog.guides import NOTHING, Step, known_guides
from services_catalog.labels import label
from services_catalog.models import Service
from services_catalog.queries import definition_of, versions_in_force

from .browse import Option
from .lists import FIELDS, Row, rows_of, stands_beside, with_examples

_MOST_NEIGHBOURS: Final = 4
_TOLD_AT_ONCE: Final = 2
_MOST_LEADING: Final = 5


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the answers to a question, and the service that follows from it; a service alone has no `text`."""

    row: Row
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A service, or several that one question tells apart. `leads`: it stands out, as most people come for it."""

    answers: tuple[Alternative, ...]
    leads: bool
    ask: str = ""

    @property
    def is_question(self) -> bool:
        """Whether it depends on one thing which of them it is."""
        return len(self.answers) > 1


@dataclass(frozen=True, slots=True)
class ShownStep:
    """Something to do, with the service it is done by where it is one."""

    text: str
    url: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class EventPage:
    """What `portal/event.html` shows. `money` and `also` come by themselves; `asks` depend on the person."""

    code: str
    url: str
    name: str
    summary: str
    money: tuple[Entry, ...]
    also: tuple[Entry, ...]
    first: tuple[ShownStep, ...]
    asks: tuple[Entry, ...]
    employers: tuple[Entry, ...]
    neighbours: tuple[Option, ...]


def event_page(code: str, *, on: date, language: str) -> EventPage:
    """Return the page of a life event on a day; seven queries, however many services it has."""
    guides = known_guides()
    guide = guides.events.get(code, NOTHING)
    own = list(Service.objects.filter(life_events__contains=[code]).values(*FIELDS))
    questions = one_question_each([one["code"] for one in own], on=on, language=language)
    shown = [one for one in own if stands_beside(one, picked=guides.picked(code))]
    rows = rows_of(shown, on=on, language=language, leads=guide.leads)
    parts = _parts(rows, asks_first=_asking_first(on))
    entries = {name: _entries(part, questions, guide.leads) for name, part in parts.items()}
    name = label("life_event", code)
    return EventPage(
        code=code,
        url=reverse("services:event", args=[code]),
        name=name,
        summary=_summary(name, entries["money"]),
        money=entries["money"],
        also=entries["also"],
        first=_steps(guide.first, language),
        asks=entries["asks"],
        employers=entries["employers"],
        neighbours=_neighbours(code, own),
    )


def _asking_first(on: date) -> frozenset[str]:
    """The services that come only after the person has said yes."""
    return frozenset(
        version.service_id for version in versions_in_force(on) if definition_of(version).mode == Mode.ASK_FIRST
    )


# -- its parts -------------------------------------------------------------------------------------------------------


def _parts(rows: Sequence[Row], *, asks_first: frozenset[str]) -> dict[str, list[Row]]:
    """Return the rows by where they stand on the page. An event that is the employers' own sets nothing of it apart."""
    for_employers = [row for row in rows if row.audiences == ("employers",)]
    apart = {row.code for row in for_employers} if 2 * len(for_employers) < len(rows) else set()
    parts: dict[str, list[Row]] = {"money": [], "also": [], "asks": [], "employers": []}
    for row in rows:
        if row.code in apart:
            parts["employers"].append(row)
        elif row.by_itself and row.code not in asks_first:
            parts["money" if row.worth.pays else "also"].append(row)
        else:
            parts["asks"].append(row)
    return parts


def _entries(rows: Sequence[Row], questions: Iterable[OneQuestion], leads: Sequence[str]) -> tuple[Entry, ...]:
    """Return an entry for each row, those that a question tells apart together where the first of them stands."""
    there = {row.code: row for row in rows}
    question_of = {code: question for question in questions for code, _text in question.answers}
    done: set[str] = set()
    entries: list[Entry] = []
    for row in rows:
        if row.code in done:
            continue
        question = question_of.get(row.code)
        texts = {code: text for code, text in question.answers if code in there} if question else {}
        if question is None or len(texts) < 2:
            texts, ask = {row.code: ""}, ""
        else:
            ask = question.ask or _("Which of these is true?")
        answers = tuple(Alternative(one, texts[one.code]) for one in rows if one.code in texts)
        done |= texts.keys()
        stands_out = row.worth.pays and row.code in leads and len(entries) < _MOST_LEADING
        entries.append(Entry(answers, leads=stands_out, ask=ask))
    return tuple(entries)


def _steps(steps: Iterable[Step], language: str) -> tuple[ShownStep, ...]:
    names = dict(Service.objects.filter(code__in=[step.service for step in steps]).values_list("code", "name"))

    def say(texts: Mapping[str, str]) -> str:
        return texts.get(language) or texts.get("az", "")

    return tuple(
        ShownStep(say(step.text), reverse("services:detail", args=[step.service]), say(names[step.service]))
        if step.service in names
        else ShownStep(say(step.text))
        for step in steps
    )


def _summary(name: str, money: Sequence[Entry]) -> str:
    """Return what the page says in a sentence: the event, and what most people get."""
    if not money:
        return _("%(name)s: what you can have from the state, and what to do first.") % {"name": name}
    first = [entry.answers[0].row for entry in money[:_TOLD_AT_ONCE]]
    told = (f"{row.name} – {row.worth.figure} {row.worth.how}" if row.worth.figure else row.name for row in first)
    return with_examples(_("%(name)s: what comes by itself and how much.") % {"name": name}, told)


def _neighbours(code: str, services: Iterable[Mapping[str, Any]]) -> tuple[Option, ...]:
    """Return the life events that share most with this one."""
    shared = Counter(other for one in services for other in one["life_events"] if other != code)
    nearest = sorted(shared, key=lambda other: (-shared[other], schema.LIFE_EVENTS.index(other)))
    return tuple(
        Option(other, label("life_event", other), reverse("services:event", args=[other]))
        for other in nearest[:_MOST_NEIGHBOURS]
    )
