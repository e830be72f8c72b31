"""The parts of what people are told about a service: the places of a passport in each, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from services_catalog.changes.shared_library import library

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
        "sensitive",
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
        "passport.fee": _("Fee, ₼"),
        "passport.electronic": _("Electronic"),
        "passport.automated": _("Automated"),
        "area": _("Area"),
        "kind": _("Kind"),
        "provider": _("Provided by"),
        "delivery": _("How it reaches people"),
        "digitized": _("Digitised"),
        "sensitive": _("A leak would harm"),
        "life_events": _("Life events"),
        "audiences": _("Groups of people"),
        "law": _("Legal basis"),
        "registries": _("Registries it may read"),
        "counts_as": _("What its awards count as"),
        "provenance": _("Where this is known from"),
    }


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
