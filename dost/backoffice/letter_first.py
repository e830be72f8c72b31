"""A letter as the page shows it on which it is seen before it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dost.cases.letter_content import LetterPart
from dost.cases.letter_preview import LetterPreview

NO_LETTER: Final = "no letter"
"""Sent in the place of the letter's hash where an act writes none."""


@dataclass(frozen=True, slots=True)
class LetterFirst:
    """What goes to the person, and the same for the reader where they do not read that language.

    `sent` are the (name, value) of what was written in the form of the act, `seen` the hash of the letter: both are
    sent with the word that it may go. `has_changed`: the reader had seen another letter, and something changed since.
    """

    part: LetterPart | None
    for_reader: LetterPart | None
    sent: tuple[tuple[str, str], ...]
    seen: str
    has_changed: bool


def hash_of(preview: LetterPreview | None) -> str:
    """What the reader says to have seen."""
    return preview.content_hash if preview is not None else NO_LETTER


def letter_first(preview: LetterPreview | None, sent: Mapping[str, Sequence[str]], *, has_changed: bool) -> LetterFirst:
    """A letter to be seen, with what is sent along."""
    part = preview.parts[0] if preview is not None else None
    reader = preview.for_reader if preview is not None else None
    return LetterFirst(
        part=part,
        for_reader=reader if part is not None and reader is not None and reader.language != part.language else None,
        sent=tuple((name, value) for name, values in sent.items() for value in values),
        seen=hash_of(preview),
        has_changed=has_changed,
    )
