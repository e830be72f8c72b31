"""The list of complaints and proposals, and one of them, as a member of staff may know of them.

The list names nobody: whose it is and what it says opens to whoever takes it, and to a stated purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.accounts.who import who
from dost.cases import complaints as engine
from dost.cases.acts import Act, may
from dost.cases.complaints import words as say
from dost.cases.letter_content import LetterPart, read_content
from dost.cases.models import ComplainedOf, Complaint, ComplaintEntry, ComplaintLetter
from dost.cases.text.supporting_rows import DocumentRow
from dost.cases.text.term_text import TermView
from dost.ui.contexts import Person, Tag, TagColour, Text

from .case_documents import document_lines
from .case_page import person_view
from .complaint_forms import name_of
from .contexts import ListView

MOST: Final = 100


class Shown(StrEnum):
    """Which of them a list shows."""

    OPEN = ""
    MINE = "mine"
    NOBODYS = "nobody"
    ALONE = "alone"
    OVERDUE = "overdue"
    CLOSED = "closed"


VIEWS: Final[tuple[tuple[Shown, Text], ...]] = (
    (Shown.OPEN, _("All that wait")),
    (Shown.MINE, pgettext_lazy("complaints", "Mine")),
    (Shown.NOBODYS, _("Nobody’s yet")),
    (Shown.ALONE, pgettext_lazy("complaints", "For you alone")),
    (Shown.OVERDUE, _("Overdue")),
    (Shown.CLOSED, _("Answered")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One in the list; `term` says how near its last day is, or that the days stand still."""

    url: str
    number: str
    kind: Text
    about: Text
    state: Tag
    since: datetime
    due: date | None
    term: Tag | None
    holder: str
    is_mine: bool
    heard_by: Tag | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list as it was asked for; `total` is how many there are altogether."""

    views: tuple[ListView, ...]
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Head:
    """What the page says of it before it is opened: nobody's name, and no word of what was written."""

    number: str
    kind: Text
    about: Text
    state: Tag
    outcome: Tag | None
    term: TermView | None
    is_longer: bool
    holder: str
    is_mine: bool
    may_take: bool


@dataclass(frozen=True, slots=True)
class Party:
    """A member of staff from whom it is kept, and how that is known."""

    user_id: int
    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter that went: its kind, its number, and its text."""

    kind: Text
    number: str
    written_at: datetime
    part: LetterPart


@dataclass(frozen=True, slots=True)
class Opened:
    """All of it, for whoever has a reason to read it."""

    person: Person
    about: Text
    words: str
    by: Text
    sent_at: datetime
    case_url: str
    documents: tuple[DocumentRow, ...]
    parties: tuple[Party, ...]
    letters: tuple[LetterView, ...]
    history: tuple[say.Line, ...]


def list_page(asked: str, *, actor: Staff, on: date) -> ListPage:
    """The list that a view of it shows; four queries however many there are."""
    shown = Shown(asked) if asked in set(Shown) else Shown.OPEN
    rows = _rows_of(shown, actor, on=on)
    found = list(rows.select_related("assigned_to")[:MOST])
    address = reverse("complaints:list")
    offered = [(one, label) for one, label in VIEWS if one is not Shown.ALONE or actor.role in Complaint.HeardBy.values]
    return ListPage(
        views=tuple(
            ListView(label, f"{address}?view={one.value}" if one.value else address, one is shown)
            for one, label in offered
        ),
        rows=tuple(_row(one, actor, on=on) for one in found),
        total=len(found) if len(found) < MOST else rows.count(),
    )


@dataclass(frozen=True, slots=True)
class ForYouAlone:
    """How many wait for the reader alone, because nobody below may know of them, and where they stand."""

    number: int
    url: str


def for_you_alone(actor: Staff, *, on: date) -> ForYouAlone | None:
    """What pages on which supervisors and auditors begin say of such complaints; None where there is none."""
    if actor.role not in Complaint.HeardBy.values:
        return None
    number = engine.complaints_for_oneself(actor, on=on).count()
    return ForYouAlone(number, f"{reverse('complaints:list')}?view={Shown.ALONE}") if number else None


def _rows_of(shown: Shown, actor: Staff, *, on: date) -> QuerySet[Complaint]:
    waiting = engine.complaints_waiting(actor, on=on)
    match shown:
        case Shown.MINE:
            return waiting.filter(assigned_to=actor.user_id)
        case Shown.NOBODYS:
            return waiting.filter(assigned_to=None)
        case Shown.ALONE:
            return engine.complaints_for_oneself(actor, on=on).order_by("due_on", "pk")
        case Shown.OVERDUE:
            return engine.complaints_overdue(actor, on=on)
        case Shown.CLOSED:
            closed = engine.seen_by(actor, on=on).exclude(state__in=Complaint.OPEN)
            return closed.order_by("-closed_at", "-pk")
        case _:
            return waiting


def _row(one: Complaint, actor: Staff, *, on: date) -> Row:
    assert one.sent_at is not None  # drafts are not listed
    return Row(
        url=reverse("complaints:complaint", args=[one.pk]),
        number=one.number,
        kind=say.kind_label(one),
        about=Complaint.About(one.about).label,
        state=say.outcome_tag(one) or say.state_tag(one),
        since=one.sent_at,
        due=one.due_on,
        term=_near(one, on=on),
        holder=_holder(one),
        is_mine=one.assigned_to_id == actor.user_id,
        heard_by=_heard_by(one, actor),
    )


def _heard_by(one: Complaint, actor: Staff) -> Tag | None:
    """That it is for the reader to see to: nobody below may know of it."""
    if one.heard_by != actor.role or not one.is_open or one.assigned_to_id is not None:
        return None
    return Tag(Complaint.HeardBy(one.heard_by).label, "red")


def _near(one: Complaint, *, on: date) -> Tag | None:
    if not one.is_open:
        return None
    if one.due_on is None:
        return Tag(_("Stands still"), "blue")
    days = (one.due_on - on).days
    if days < 0:
        return Tag(ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}, "red")
    colour: TagColour = "orange" if engine.is_near(one.due_on, on=on) else "grey"
    return Tag(ngettext("%(n)d day to go", "%(n)d days to go", days) % {"n": days} if days else _("today"), colour)


def _holder(one: Complaint) -> str:
    holder: User | None = one.assigned_to
    return (holder.get_full_name() or holder.get_username()) if holder else ""


def head(one: Complaint, *, actor: Staff, on: date) -> Head:
    """What is said of one to whoever may know of it."""
    is_mine = one.assigned_to_id == actor.user_id
    may_work = one.is_open and may(Act.ANSWER_COMPLAINT, actor=actor, person_id=one.person_id)
    return Head(
        number=one.number,
        kind=say.kind_label(one),
        about=Complaint.About(one.about).label,
        state=say.state_tag(one),
        outcome=say.outcome_tag(one),
        term=say.term_of(one, on=on, for_staff=True) if one.is_open else None,
        is_longer=one.is_longer,
        holder=_holder(one),
        is_mine=is_mine and may_work,
        may_take=may_work and not is_mine,
    )


def opened(one: Complaint, *, language: str, on: date) -> Opened:
    """All of it."""
    assert one.sent_at is not None  # drafts are nobody's but their writer's
    entries = one.entries.select_related(*ComplaintEntry.who())
    letters = ComplaintLetter.objects.filter(complaint=one).order_by("-ordinal")
    return Opened(
        person=person_view(one.person, on=on),
        about=say.about_in_words(one),
        words=one.words,
        by=str(who(one)),
        sent_at=one.sent_at,
        case_url=reverse("cases:detail", args=[one.about_case_id]) if one.about_case_id else "",
        documents=document_lines(engine.documents_of(one)),
        parties=parties(one),
        letters=tuple(
            LetterView(
                kind=ComplaintLetter.Kind(letter.kind).label,
                number=letter.number,
                written_at=letter.issued_at,
                part=read_content(letter.content).part(language),
            )
            for letter in letters
        ),
        history=say.history(entries, for_staff=True),
    )


def parties(one: Complaint) -> tuple[Party, ...]:
    """The members of staff from whom it is kept."""
    rows = one.complained_of.filter(lifted_at=None).select_related("user").order_by("pk")
    return tuple(Party(row.user_id, name_of(row.user), ComplainedOf.Why(row.why).label) for row in rows)
