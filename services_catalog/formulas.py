"""Formulas: named parts of expressions that several rules share, written once in `catalogue/formulas.yaml`.

`formula.pension_age_months` in an expression stands for the text of that formula in parentheses. What is published is
the expression with every formula written out, so that a version keeps its meaning when a formula changes later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

_REFERENCE = re.compile(r"\bformula\.([A-Za-z0-9_]+)")
_MAX_DEPTH = 5


class UnknownFormula(LookupError):  # noqa: N818 - it reads as what it says
    """An expression names a formula that does not exist, or formulas that name each other."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """An expression with its formulas written out.

    `pieces` are (start in `text`, start in what was written, length in what was written, whether it is a formula).
    """

    written: str
    text: str
    pieces: tuple[tuple[int, int, int, bool], ...]

    def word_at(self, start: int, end: int) -> tuple[int, int]:
        """Translate offsets of `text` to offsets of what was written; inside a formula, to its name."""
        found = (0, 0, len(self.written), True)
        for piece in self.pieces:
            if piece[0] > start:
                break
            found = piece
        text_start, written_start, length, is_formula = found
        if is_formula:
            return written_start, written_start + length
        return written_start + start - text_start, min(written_start + end - text_start, written_start + length)


def expand(written: str, formulas: Mapping[str, str]) -> Expanded:
    """Write out the formulas that an expression names; raises `UnknownFormula`."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int, bool]] = []
    position = length = 0

    def add(part: str, written_length: int, *, is_formula: bool) -> None:
        nonlocal position, length
        pieces.append((length, position, written_length, is_formula))
        parts.append(part)
        position += written_length
        length += len(part)

    for match in _REFERENCE.finditer(written):
        add(written[position : match.start()], match.start() - position, is_formula=False)
        add(_text_of(match.group(1), formulas, _MAX_DEPTH), match.end() - match.start(), is_formula=True)
    add(written[position:], len(written) - position, is_formula=False)
    return Expanded(written, "".join(parts), tuple(pieces))


def names_in(written: str) -> list[str]:
    """Return the formulas an expression names, in order."""
    return _REFERENCE.findall(written)


def _text_of(name: str, formulas: Mapping[str, str], depth: int) -> str:
    if name not in formulas:
        near = get_close_matches(name, list(formulas), n=1)
        hint = " " + _("Did you mean formula.%(name)s?") % {"name": near[0]} if near else ""
        raise UnknownFormula(_("There is no formula.%(name)s.") % {"name": name} + hint)
    if depth == 0:
        raise UnknownFormula(_("formula.%(name)s leads back to itself, or too deep.") % {"name": name})
    return f"({_REFERENCE.sub(lambda match: _text_of(match.group(1), formulas, depth - 1), formulas[name])})"
