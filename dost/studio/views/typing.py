"""While an expression is typed: what fits at the cursor, what is wrong with which word, what it says."""

from __future__ import annotations

import re
from typing import Final

from django.http import Http404, HttpResponse

from dost.studio.forms.fields import MOST_EXPRESSION

from .acting import acting
from .names import fitting_names
from .session import EXPECTED, DraftSession

_ELEMENT: Final = re.compile(r"[A-Za-z][\w-]{0,80}")


@acting
def check(session: DraftSession) -> HttpResponse:
    """What is wrong with an expression as it is typed, or what it says in three languages."""
    name, element = _field(session), _element(session)
    text = _plain(session.sent(name)).strip()
    if len(text) > MOST_EXPRESSION:
        return session.piece("studio/rule/_checked.html", {"too_long": MOST_EXPRESSION, "id": element})
    found = session.checked(text, name) if text else None
    return session.piece("studio/rule/_checked.html", {"checked": session.in_words(text, found), "id": element})


@acting
def options(session: DraftSession) -> HttpResponse:
    """What fits at the cursor, as the options of a listbox; only facts where only facts fit."""
    only_facts = session.asked("only") == "fact"
    text = _plain(session.sent(session.asked("in") if only_facts else _field(session)))[:MOST_EXPRESSION]
    cursor = session.sent("cursor")
    at = int(cursor) if cursor.isdecimal() and len(cursor) < 6 else len(text)
    if only_facts:
        text, at = text.strip(), len(text.strip())
    found = fitting_names(session, text, at, only_facts=only_facts)
    return session.piece("studio/rule/_options.html", {"options": found, "id": _element(session)})


def _plain(text: str) -> str:
    """Return a text with the line ends that the language reads: a browser sends another kind."""
    return text.replace("\r\n", "\n")


def _field(session: DraftSession) -> str:
    """Return the field in which somebody types; 404 for any that holds no expression."""
    name = session.asked("field")
    if name not in EXPECTED:
        raise Http404
    return name


def _element(session: DraftSession) -> str:
    """Return the id of the element that a request names; 404 for anything that is no id."""
    sent = session.asked("at")
    if not _ELEMENT.fullmatch(sent):
        raise Http404
    return sent
