"""While an expression is typed: what fits at the cursor, what is wrong with which word, what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dost.studio.pages import rule_words
from dost.studio.pages.rule_reading import Reader
from dost.studio.rule_forms import MOST_EXPRESSION
from services_catalog.changes.completion import Suggestion, complete
from services_catalog.models.catalogue import in_language
from services_catalog.rules import FUNCTIONS
from services_catalog.rules.rule import SUBJECT
from services_catalog.rules.words import ROLES

from .rule_desk import EXPECTED, Desk, editing, element, shown

MOST: Final = 12
_MOST_FOUND: Final = 20


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


@editing("POST")
def check(desk: Desk) -> HttpResponse:
    """What is wrong with an expression as it is typed, or what it says in three languages."""
    name = _field(desk)
    text = desk.request.POST.get(name, "").replace("\r\n", "\n").strip()
    if len(text) > MOST_EXPRESSION:
        return desk.piece("studio/rule/_checked.html", {"too_long": MOST_EXPRESSION, "id": element(desk.request)})
    found = desk.checked(text, name) if text else None
    context = {"checked": shown(desk, text, found), "id": element(desk.request)}
    return desk.piece("studio/rule/_checked.html", context)


@editing("POST")
def options(desk: Desk) -> HttpResponse:
    """What fits at the cursor, as the options of a listbox; only facts where only facts fit."""
    sent = desk.request.POST
    only_facts = desk.request.GET.get("only") == "fact"
    text = sent.get(desk.request.GET.get("in", ""), "") if only_facts else sent.get(_field(desk), "")
    text = text.replace("\r\n", "\n")[:MOST_EXPRESSION]
    cursor = sent.get("cursor", "")
    at = int(cursor) if cursor.isdecimal() and len(cursor) < 6 else len(text)
    if only_facts:
        text, at = text.strip(), len(text.strip())
    found = complete(text, at, basis=desk.basis, parameters=desk.parameters, questions=desk.questions, known=desk.known)
    found = [entry for entry in found if _is_short(entry) and (entry.kind == "fact" or not only_facts)]
    context = {
        "options": [_option(entry, number, desk.reader) for number, entry in enumerate(found[:MOST])],
        "id": element(desk.request),
    }
    return desk.piece("studio/rule/_options.html", context)


def found_names(desk: Desk, typed: str) -> list[Option]:
    """Return what can be named, by words in any language: for whoever looks it up before typing."""
    typed = typed.strip()[:80]
    if not typed:
        return []
    found = complete(
        typed, len(typed), basis=desk.basis, parameters=desk.parameters, questions=desk.questions, known=desk.known
    )
    return [
        _option(entry, number, desk.reader) for number, entry in enumerate(list(filter(_is_short, found))[:_MOST_FOUND])
    ]


def _is_short(entry: Suggestion) -> bool:
    """Facts of the person have a short name and a long one; the short one is enough."""
    return not entry.insert.startswith(f"{SUBJECT}.")


def _field(desk: Desk) -> str:
    name = desk.request.GET.get("field", "")
    if name not in EXPECTED:
        raise Http404
    return name


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
