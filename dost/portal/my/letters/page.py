"""What the pages about letters show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dost.accounts.citizens import SignedInCitizen
from dost.cases.complaints import own_complaints
from dost.cases.complaints.words import kind_label
from dost.cases.letter_content import LetterPart, read_content
from dost.cases.models import ComplaintLetter, Letter
from dost.ui.contexts import Pagination, Text
from dost.ui.paging import paged

ROWS: Final = 20
OF_A_CASE: Final = 1
OF_A_COMPLAINT: Final = 2


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in the list: about a case, or about a complaint or a proposal.

    Of a sensitive service neither its name nor what was decided: others may see the screen.
    """

    title: Text
    what: Text
    number: str
    written_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class LettersPage:
    """The list, newest first."""

    rows: tuple[LetterRow, ...]
    pagination: Pagination


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter as text, in the language of the page where it was written in it; `later_url` leads to the next one."""

    number: str
    written_at: datetime
    part: LetterPart
    pdf_url: str
    check_url: str
    later_url: str


def letters_page(me: SignedInCitizen, *, asked: str) -> LettersPage:
    """A page of the person's letters, of cases and of complaints, by their days; four queries however many."""
    keys, pagination = paged(_all_keys(me), asked=asked, per=ROWS, url=reverse("my:letters"), filters={})
    of_cases = Letter.objects.select_related("service").defer("content").in_bulk(_of(keys, OF_A_CASE))
    about = ComplaintLetter.objects.select_related("complaint__service").defer("content")
    of_complaints = about.in_bulk(_of(keys, OF_A_COMPLAINT))
    rows = (_row(of_cases[pk]) if of == OF_A_CASE else _complaint_row(of_complaints[pk]) for _at, of, pk in keys)
    return LettersPage(rows=tuple(rows), pagination=pagination)


def _all_keys(me: SignedInCitizen) -> QuerySet[Any, tuple[datetime, int, int]]:
    """When each letter was written, of what it is, and its id; the newest first."""
    of_cases = _readable(me).order_by()
    complaints = own_complaints(me.actor).values("pk")
    of_complaints = ComplaintLetter.objects.filter(complaint__in=complaints).order_by()
    return (
        of_cases.annotate(of=Value(OF_A_CASE))
        .values_list("issued_at", "of", "pk")
        .union(of_complaints.annotate(of=Value(OF_A_COMPLAINT)).values_list("issued_at", "of", "pk"), all=True)
        .order_by("-issued_at", "of", "-pk")
    )


def _of(keys: Iterable[tuple[datetime, int, int]], which: int) -> list[int]:
    return [pk for _at, of, pk in keys if of == which]


def _complaint_row(letter: ComplaintLetter) -> LetterRow:
    complaint = letter.complaint
    hidden = complaint.service.sensitive
    return LetterRow(
        title=_("A letter that is not named in lists") if hidden else kind_label(complaint),
        what="" if hidden else ComplaintLetter.Kind(letter.kind).label,
        number=letter.number,
        written_at=letter.issued_at,
        url=reverse("my:complaint", args=[complaint.pk]),
    )


def _row(letter: Letter) -> LetterRow:
    hidden = letter.service.sensitive
    return LetterRow(
        title=_("A letter that is not named in lists") if hidden else letter.service.title,
        what="" if hidden else Letter.Kind(letter.kind).label,
        number=letter.number,
        written_at=letter.issued_at,
        url=reverse("my:letter", args=[letter.number]),
    )


def own_letter(me: SignedInCitizen, number: str) -> Letter | None:
    """The person's letter with this number, with its case; None when it is not theirs, or is none."""
    return _theirs(me).filter(number=number).first()


def _theirs(me: SignedInCitizen) -> QuerySet[Letter]:
    later = Letter.objects.filter(case=OuterRef("case"), ordinal__gt=OuterRef("ordinal"))
    return _readable(me).select_related("case", "case__version", "service").annotate(has_later=Exists(later))


def _readable(me: SignedInCitizen) -> QuerySet[Letter]:
    return Letter.objects.filter(me.opens.rows_of(me.person_id, "case__service"))


def letter_page(letter: Letter, *, check_url: str) -> LetterPage:
    """A letter as its page shows it."""
    part = read_content(letter.content).part((get_language() or "az")[:2])
    later = (
        Letter.objects.filter(case=letter.case_id, ordinal__gt=letter.ordinal).order_by("ordinal").last()
        if getattr(letter, "has_later", True)
        else None
    )
    return LetterPage(
        number=letter.number,
        written_at=letter.issued_at,
        part=part,
        pdf_url=reverse("my:letter_pdf", args=[letter.number]),
        check_url=check_url,
        later_url=reverse("my:letter", args=[later.number]) if later else "",
    )
