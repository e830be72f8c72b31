"""What people are told about a service, part by part, in three languages side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from services_catalog.changes.checking import DraftCheck
from services_catalog.changes.expressions import Issue
from services_catalog.changes.reading import base_texts, library
from services_catalog.labels import LABELS
from services_catalog.laws import law_as_read
from services_catalog.models import DraftService
from services_catalog.schema import LANGUAGES

from .rule import ThreeTexts, three_texts
from .words import value as said

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "names": ("name", "summary", "audience"),
    "gets": ("receives", "takes", "next"),
    "words": ("words",),
    "open": ("availability",),
    "papers": ("passport.documents", "passport.steps", "passport.refusals"),
    "sheet": (
        "passport.users",
        "passport.channels",
        "passport.answers",
        "passport.places",
        "passport.front_minutes",
        "passport.back_minutes",
        "passport.standard_minutes",
        "passport.total_days",
        "passport.fee",
        "passport.electronic",
        "passport.automated",
    ),
    "order": (
        "area",
        "kind",
        "provider",
        "delivery",
        "digitized",
        "life_events",
        "audiences",
        "law",
        "registries",
        "counts_as",
        "provenance",
    ),
}
"""The parts of the page and the places of a passport that each of them holds."""

THREE: Final = ("name", "summary", "audience", "receives", "takes", "next")
LISTS: Final = ("passport.documents", "passport.steps", "passport.refusals")
GROUPS: Final[Mapping[str, str]] = {
    "area": "area",
    "kind": "kind",
    "delivery": "delivery",
    "provider": "provider",
    "life_events": "life_event",
    "audiences": "audience",
    "counts_as": "counts_as",
    "passport.users": "user",
    "passport.channels": "channel",
    "passport.answers": "answer",
    "passport.places": "place",
    "passport.electronic": "degree",
    "passport.automated": "degree",
}
"""Places that hold codes, and the group of labels each takes its words from."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """One place: `texts` in three languages (several in a list), or `values` in words."""

    label: str
    texts: tuple[ThreeTexts, ...]
    values: tuple[str, ...]
    issues: tuple[Issue, ...]
    is_text: bool


@dataclass(frozen=True, slots=True)
class TextPart:
    """Places that are changed together; `lacking` counts the languages that lack."""

    name: str
    title: str
    rows: tuple[TextRow, ...]

    @property
    def lacking(self) -> int:
        """How many texts lack in some language."""
        return sum(len(texts.missing) for row in self.rows for texts in row.texts)

    @property
    def in_languages(self) -> bool:
        """Whether its texts stand in columns."""
        return any(row.is_text for row in self.rows)


def titles() -> dict[str, str]:
    """Return what the parts are called."""
    return {
        "names": _("Name and summary"),
        "gets": _("What people get, how long it takes, what comes next"),
        "words": _("What people call it"),
        "open": _("Whether it can be had now"),
        "papers": _("Papers, steps and grounds for refusal"),
        "sheet": _("How it is done"),
        "order": _("Where it belongs"),
    }


def labels() -> dict[str, str]:
    """Return what the places are called."""
    return {
        "name": _("Name"),
        "summary": _("Summary"),
        "audience": _("Who it is for"),
        "receives": _("What the person gets"),
        "takes": _("How long it takes"),
        "next": _("What happens next"),
        "words": _("Everyday words, for the search"),
        "availability": _("Availability"),
        "passport.documents": _("Papers the state cannot get itself"),
        "passport.steps": _("Steps"),
        "passport.refusals": _("Grounds for refusal"),
        "passport.users": _("Who may use it"),
        "passport.channels": _("How it is asked for"),
        "passport.answers": _("How the answer comes"),
        "passport.places": _("Where"),
        "passport.front_minutes": _("Minutes at the desk"),
        "passport.back_minutes": _("Minutes behind the desk"),
        "passport.standard_minutes": _("Minutes by the standard"),
        "passport.total_days": _("Days in all"),
        "passport.fee": _("Fee, ₼"),
        "passport.electronic": _("Electronic"),
        "passport.automated": _("Automated"),
        "area": _("Area"),
        "kind": _("Kind"),
        "provider": _("Provided by"),
        "delivery": _("How it reaches people"),
        "digitized": _("Digitised"),
        "life_events": _("Life events"),
        "audiences": _("Groups of people"),
        "law": _("Legal basis"),
        "registries": _("Registries it may read"),
        "counts_as": _("What its awards count as"),
        "provenance": _("Where this is known from"),
    }


def texts_as_shown(draft: DraftService) -> dict[str, Any]:
    """Return the passport a draft stands for: its own, or that it leaves as it is."""
    return draft.texts or base_texts(draft.service)


def at(texts: Mapping[str, Any], place: str) -> Any:
    """Return what stands at a place of a passport; None when it is not there."""
    head, _dot, key = place.partition(".")
    value = texts.get(head)
    if not key:
        return value
    return value.get(key) if isinstance(value, Mapping) else None


def phrase(value: Any) -> Any:
    """Return a text by language, also when it is named by the word of a phrase."""
    return library().phrases.get(value, {}) if isinstance(value, str) else value


def text_parts(draft: DraftService, check: DraftCheck) -> list[TextPart]:
    """Return the parts of the page."""
    texts, named, called = texts_as_shown(draft), titles(), labels()
    return [
        TextPart(name, named[name], tuple(_row(place, called[place], texts, check) for place in places))
        for name, places in PARTS.items()
    ]


def _row(place: str, label: str, texts: Mapping[str, Any], check: DraftCheck) -> TextRow:
    path = f"texts.{place}"
    issues = tuple(
        issue
        for issue in check.issues
        if issue.path == path
        or issue.path.startswith((f"{path}.", f"{path}["))
        or (issue.path == "texts" and place == "name")
    )
    value = at(texts, place)
    if place in THREE:
        return TextRow(label, (three_texts(phrase(value)),), (), issues, is_text=True)
    if place in LISTS:
        items = value if isinstance(value, list) else []
        return TextRow(label, tuple(three_texts(phrase(item)) for item in items), (), issues, is_text=True)
    if place == "words":
        known = value if isinstance(value, Mapping) else {}
        told = {language: ", ".join(map(str, known.get(language) or ())) for language in LANGUAGES}
        return TextRow(label, (three_texts(told),), (), issues, is_text=True)
    return TextRow(label, (), tuple(_values(place, value)), issues, is_text=False)


def _values(place: str, value: Any) -> list[str]:
    if place in GROUPS:
        items = value if isinstance(value, list) else [value] if value else []
        return [str(LABELS[GROUPS[place]].get(item, item)) for item in items] or ["–"]
    if place == "law":
        return [law_as_read(str(item)) for item in value] if isinstance(value, list) and value else ["–"]
    if place == "availability":
        return _availability(value)
    if place == "provenance":
        known = value if isinstance(value, Mapping) else {}
        called = {"rule": _("Rule"), "passport": _("Texts")}
        told = [
            f"{word}: {LABELS['confidence'].get(str(known[key]), known[key])}"
            for key, word in called.items()
            if key in known
        ]
        return [*told, *([str(known["note"])] if known.get("note") else [])] or ["–"]
    if isinstance(value, list):
        return [", ".join(map(str, value))] if value else ["–"]
    return [said(value) if value not in (None, "") else "–"]


def _availability(value: Any) -> list[str]:
    known = value if isinstance(value, Mapping) else {}
    told = [str(LABELS["availability"].get(known.get("state", "open"), known.get("state")))]
    if known.get("from") or known.get("until"):
        told.append(f"{said(known.get('from'))} – {said(known.get('until'))}".strip())
    note = three_texts(phrase(known.get("note"))).here if known.get("note") else ""
    return [*told, *([note] if note else [])]
