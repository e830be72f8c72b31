"""What people are told about a service, part by part, in three languages side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dost.studio.wording.languages import ThreeTexts, three_texts
from dost.studio.wording.text_parts import GROUPS, LISTS, PARTS, THREE, at, labels, phrase, titles
from dost.studio.wording.words import value as said
from services_catalog.changes.checking import DraftCheck
from services_catalog.changes.expressions import Issue
from services_catalog.changes.reading import base_texts
from services_catalog.labels import LABELS
from services_catalog.laws import law_as_read
from services_catalog.models import DraftService
from services_catalog.schema import LANGUAGES


@dataclass(frozen=True, slots=True)
class TextRow:
    """One place: `texts` in three languages (several in a list), or `values` in words."""

    label: str
    texts: tuple[ThreeTexts, ...]
    values: tuple[str, ...]
    issues: tuple[Issue, ...]
    is_text: bool
    doubts: tuple[str, ...] = ()


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


def texts_as_shown(draft: DraftService) -> dict[str, Any]:
    """Return the passport a draft stands for: its own, or that it leaves as it is."""
    return draft.texts or base_texts(draft.service)


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
    doubts = tuple(doubt.message for doubt in check.doubts if doubt.path.partition("[")[0] == path)
    if place in THREE:
        return TextRow(label, (three_texts(phrase(value)),), (), issues, is_text=True, doubts=doubts)
    if place in LISTS:
        items = value if isinstance(value, list) else []
        found = tuple(three_texts(phrase(item)) for item in items)
        return TextRow(label, found, (), issues, is_text=True, doubts=doubts)
    if place == "words":
        known = value if isinstance(value, Mapping) else {}
        by_language = {language: ", ".join(map(str, known.get(language) or ())) for language in LANGUAGES}
        return TextRow(label, (three_texts(by_language),), (), issues, is_text=True)
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
        lines = [
            f"{word}: {LABELS['confidence'].get(str(known[key]), known[key])}"
            for key, word in called.items()
            if key in known
        ]
        note = three_texts(known.get("note")).here
        return [*lines, *([note] if note else [])] or ["–"]
    if isinstance(value, list):
        return [", ".join(map(str, value))] if value else ["–"]
    return [said(value) if value not in (None, "") else "–"]


def _availability(value: Any) -> list[str]:
    known = value if isinstance(value, Mapping) else {}
    lines = [str(LABELS["availability"].get(known.get("state", "open"), known.get("state")))]
    if known.get("from") or known.get("until"):
        lines.append(f"{said(known.get('from'))} – {said(known.get('until'))}".strip())
    note = three_texts(phrase(known.get("note"))).here if known.get("note") else ""
    return [*lines, *([note] if note else [])]
