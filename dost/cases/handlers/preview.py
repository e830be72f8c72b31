"""The letters of an act before it is done: it is done, its letters are read, and everything is undone.

So what is seen is what would go, whatever the act writes on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from dost.cases.letter_content import Written, read_content
from dost.cases.models import Letter
from dost.cases.undone import looked_at


class _Undone(Exception):  # noqa: N818 - it reads as what it says
    """Everything was done to be looked at, and is not to stay."""


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A letter as it would be written: its kind, and what it says."""

    kind: Letter.Kind
    written: Written


def letters_of(act: Callable[[], object], *, case_id: int) -> tuple[LetterSeen, ...]:
    """The letters that an act would write about a case, and about one that takes its place, in their order.

    Whatever the act raises is raised.
    """
    seen: list[LetterSeen] = []
    try:
        with transaction.atomic():
            before = set(Letter.objects.filter(case=case_id).values_list("pk", flat=True))
            with looked_at():
                act()
            written = Letter.objects.filter(case=case_id) | Letter.objects.filter(case__replaces=case_id)
            for letter in written.exclude(pk__in=before).order_by("pk"):
                seen.append(LetterSeen(Letter.Kind(letter.kind), read_content(letter.content)))
            raise _Undone
    except _Undone:
        return tuple(seen)
