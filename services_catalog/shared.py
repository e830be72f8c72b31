"""What published definitions tell of the criteria and formulas they share, without the files they came from.

A definition has both written out. A shared criterion keeps its name, so it can be told at once; a formula is found by
laying what was typed beside what was published: `NOT formula.x` beside `NOT (a > b)` says that x is `a > b`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .library import Library, SharedCriterion

_REFERENCE = re.compile(r"\bformula\.([A-Za-z0-9_]+)")


def library_of_definitions(definitions: Iterable[Mapping[str, Any]]) -> Library:
    """Return the shared criteria and formulas that definitions name; where two differ, the first one's.

    The formulas have those inside them written out.
    """
    criteria: dict[str, SharedCriterion] = {}
    formulas: dict[str, str] = {}
    for definition in definitions:
        for criterion in definition["criteria"]:
            name = criterion.get("shared")
            if name:
                criteria.setdefault(
                    name, SharedCriterion(name, criterion["require"], criterion["text"], criterion["law"], (name,))
                )
        for typed, text in typed_expressions(definition):
            for name, meaning in formulas_in(typed, text).items():
                formulas.setdefault(name, meaning)
    return Library(criteria=criteria, formulas=formulas)


def typed_expressions(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (as typed, as published) for each expression of a definition in which a formula was written out."""
    for criterion in definition["criteria"]:
        if "written" in criterion:
            yield criterion["written"], criterion["require"]
    for key, typed in definition.get("written", {}).items():
        yield typed, definition[key]


def formulas_in(typed: str, text: str) -> dict[str, str]:
    """Return what each formula named in `typed` stood for when it was written out as `text`."""
    found: dict[str, str] = {}
    position = done = 0
    for match in _REFERENCE.finditer(typed):
        position += match.start() - done
        done = match.end()
        end = _closing(text, position)
        if end is None:
            return {}
        found[match.group(1)] = text[position + 1 : end]
        position = end + 1
    return found if text[position:] == typed[done:] else {}


def _closing(text: str, start: int) -> int | None:
    """Return where the parenthesis that opens at `start` closes, passing over quoted values."""
    if text[start : start + 1] != "(":
        return None
    depth, quoted = 0, False
    for position in range(start, len(text)):
        sign = text[position]
        if sign == "'":
            quoted = not quoted
        elif not quoted and sign in "()":
            depth += 1 if sign == "(" else -1
            if depth == 0:
                return position
    return None
