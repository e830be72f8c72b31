"""The letter about a complaint, seen before it goes: written by the act itself, in a transaction that is undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.db import transaction

from dost.cases.letter_content import content_hash, read_content
from dost.cases.letter_preview import LetterPreview
from dost.cases.models import Complaint
from dost.cases.text.letter_text import besides_in, languages_of


def complaint_preview(do: Callable[[], Complaint], *, language: str) -> LetterPreview:
    """The letter that an act would write, for a reader of a language; what the act raises is raised."""
    with transaction.atomic():
        with besides_in(language):
            complaint = do()
        letter = complaint.letters.latest("ordinal")
        transaction.set_rollback(True)
    written, languages = read_content(letter.content), languages_of(complaint.person)
    goes = replace(written, parts=tuple(part for part in written.parts if part.language in languages))
    return LetterPreview(
        number=letter.number,
        parts=goes.parts,
        for_reader=written.part(language),
        content_hash=content_hash(goes.as_json()),
    )
