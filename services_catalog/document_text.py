"""The text of a document as a service's file writes it, and the placeholders in it.

`{pension_award.amount}` stands for a fact; `{person}`, `{about}`, `{record}` and `{award}` for whom the document is
issued to, whom it is about, the number of the record it rests on, and the name of the award that it certifies.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.utils.translation import gettext as _

from .located import Where
from .schema import LANGUAGES, Reader

FIXED: Final = ("person", "about", "record", "award")
"""Placeholders that stand for no fact."""
MOST_STATEMENTS: Final = 12

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def placeholders(text: str) -> list[str]:
    """What a sentence names in braces, in its order."""
    return _PLACEHOLDER.findall(text)


def filled(text: str, values: dict[str, str]) -> str:
    """A sentence with its placeholders filled; raises KeyError for one that has no value."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def read_document_text(reader: Reader, value: Any, where: Where) -> dict[str, Any]:
    """Read the text of a document as the database keeps it; what is wrong with it is noted at its place."""
    found = reader.mapping(value, where, required=("title", "text"), optional=("states",))
    title = reader.texts(found["title"], (*where, "title")) if found.get("title") else {}
    promised = reader.items(found.get("states"), (*where, "states"))
    states = [reader.text(item, place, most=120) for place, item in promised]
    statements = [_statement(reader, item, place) for place, item in reader.items(found.get("text"), (*where, "text"))]
    if found.get("text") is not None and not 0 < len(statements) <= MOST_STATEMENTS:
        message = _("A document has one to %(most)d sentences.") % {"most": MOST_STATEMENTS}
        reader.problem((*where, "text"), message)
    return {"title": title, "states": states, "text": statements}


def _statement(reader: Reader, value: Any, where: Where) -> dict[str, Any]:
    if not isinstance(value, dict):
        return dict(reader.texts(value, where))
    texts = reader.texts({key: text for key, text in value.items() if key != "when"}, where)
    first = sorted(placeholders(texts.get(LANGUAGES[0], "")))
    for language in LANGUAGES[1:]:
        if language in texts and sorted(placeholders(texts[language])) != first:
            reader.problem((*where, language), _("Each language names the same in braces; here it is not so."))
    condition = value.get("when")
    return {**texts, **({"when": reader.text(condition, (*where, "when"), most=120)} if condition is not None else {})}
