"""The letter about a decision, seen before it goes: written by the act itself, in a transaction that is undone.

So it is the letter that goes, word for word, unless something changes in between; `content_hash` says whether it has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import transaction

from .letter_content import LetterPart, Written, content_hash, read_content
from .models import Case, Letter
from .text.letter_text import besides_in, languages_of
from .undone import looked_at


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """A letter as it would go: its parts in the person's languages, and one for the reader where it is none of them.

    `content_hash` is that of what goes, without the reader's part; `number` what it would be called.
    """

    number: str
    parts: tuple[LetterPart, ...]
    for_reader: LetterPart
    content_hash: str


def letter_preview(do: Callable[[], object], *, case_id: int, language: str) -> LetterPreview | None:
    """The letter that an act on a case would write, for a reader of a language; None where it writes none.

    `do` is the act. Nothing of what it does stays; what it raises is raised.
    """
    with transaction.atomic():
        before = list(Letter.objects.filter(case=case_id).values_list("pk", flat=True))
        with besides_in(language), looked_at():
            do()
        letter = Letter.objects.filter(case=case_id).exclude(pk__in=before).order_by("-ordinal").first()
        person = Case.objects.select_related("person").get(pk=case_id).person
        transaction.set_rollback(True)
    if letter is None:
        return None
    written = read_content(letter.content)
    goes = _without(written, languages=languages_of(person))
    return LetterPreview(
        number=letter.number,
        parts=goes.parts,
        for_reader=written.part(language),
        content_hash=content_hash(goes.as_json()),
    )


def _without(written: Written, *, languages: list[str]) -> Written:
    return replace(written, parts=tuple(part for part in written.parts if part.language in languages))
