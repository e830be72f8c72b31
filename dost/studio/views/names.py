"""What can be named in an expression, in words: for the list at the cursor and for whoever looks it up first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dost.studio.pages.rule_reading import Reader
from dost.studio.wording import rule_words
from services_catalog.changes.completion import Suggestion, complete
from services_catalog.models.catalogue import in_language
from services_catalog.rules import FUNCTIONS, Scale, read_scale
from services_catalog.rules.rule import SUBJECT
from services_catalog.rules.words import ROLES

from .session import DraftSession

MOST_AT_CURSOR: Final = 12
MOST_FOUND: Final = 20
_MOST_LETTERS: Final = 80


@dataclass(frozen=True, slots=True)
class Option:
    """Something that fits, in words; `insert` is put between `start` and `end`."""

    number: int
    name: str
    insert: str
    start: int
    end: int
    kind: str
    label: str
    type: str
    unit: str
    example: str
    registry: str
    institution: str
    meaning: str


def fitting_names(session: DraftSession, text: str, cursor: int, *, only_facts: bool) -> list[Option]:
    """Return what fits at a place of a text (counted in letters); only facts and formulas where only they fit."""
    found = [entry for entry in _complete(session, text, cursor) if entry.kind in ("fact", "formula") or not only_facts]
    return _options(session, found[:MOST_AT_CURSOR])


def found_names(session: DraftSession, typed: str) -> list[Option]:
    """Return what can be named, by words in any language: for whoever looks it up before typing."""
    typed = typed.strip()[:_MOST_LETTERS]
    return _options(session, _complete(session, typed, len(typed))[:MOST_FOUND]) if typed else []


def _complete(session: DraftSession, text: str, cursor: int) -> list[Suggestion]:
    found = complete(
        text,
        cursor,
        basis=session.basis,
        parameters=session.parameters,
        questions=session.questions,
        known=session.known,
    )
    # Facts of the person have a short name and a long one; the short one is enough.
    return [entry for entry in found if not entry.insert.startswith(f"{SUBJECT}.")]


def _options(session: DraftSession, found: list[Suggestion]) -> list[Option]:
    reader = session.reader
    return [_option(_with_brackets(entry, session), number, reader) for number, entry in enumerate(found)]


def _with_brackets(entry: Suggestion, session: DraftSession) -> Suggestion:
    """A suggestion; of a scale with its brackets in the language of the page."""
    parameter = session.parameters.get(entry.insert.removeprefix("parameter."))
    if entry.kind != "parameter" or parameter is None or not parameter.values:
        return entry
    worth = parameter.values[-1][1]
    if not isinstance(worth, Scale):
        return entry
    return replace(entry, meaning=", ".join(read_scale(worth, (get_language() or "az")[:2])))


def _option(entry: Suggestion, number: int, reader: Reader) -> Option:
    label = in_language(dict(entry.label))
    about = in_language(dict(entry.about)) if entry.about and entry.about != ROLES[SUBJECT] else ""
    meaning, insert, name = entry.meaning, entry.insert, entry.insert
    if entry.kind == "criterion":
        # As it was typed: completion has the formulas in it written out.
        insert, name = f"({reader.shared(entry.meaning)})", entry.meaning
        meaning = insert
    if entry.kind == "function" and entry.insert.rstrip("(") in FUNCTIONS:
        label, meaning = _("Function"), ""
    return Option(
        number=number,
        name=name,
        insert=insert,
        start=entry.start,
        end=entry.end,
        kind=str(rule_words.KIND_OF_NAME.get(entry.kind, entry.kind)),
        label=f"{label} – {about}" if about and entry.kind == "fact" else label,
        type=str(rule_words.TYPE.get(entry.type, entry.type)),
        unit=rule_words.unit(entry.unit),
        example=entry.example,
        registry=entry.registry,
        institution=entry.institution,
        meaning=meaning,
    )
