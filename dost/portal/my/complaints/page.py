"""What the pages about complaints and proposals show, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dost.accounts.citizens import SignedInCitizen
from dost.cases import complaints as engine
from dost.cases.acts import Act, possible
from dost.cases.appeals.subject import subject_of as appealed
from dost.cases.complaints import words as say
from dost.cases.complaints.clock import answer_limit, longer_limit
from dost.cases.letter_content import LetterPart, read_content
from dost.cases.models import Case, Complaint, ComplaintEntry, ComplaintLetter
from dost.cases.queries import case_number
from dost.cases.text.supporting_rows import DocumentRow
from dost.cases.text.term_text import TermView
from dost.portal.my.documents.page import own_document_rows
from dost.ui.contexts import Tag, Text
from registries.data.complaint_terms import complaint_service
from registries.data.correction_terms import correction_term
from registries.models import Centre
from services_catalog.limit_words import limit_in_words
from services_catalog.models import Service, in_language

About, State = Complaint.About, Complaint.State
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One in the list. What it is about stands on its own page: others may see the screen."""

    number: str
    kind: Text
    state: Tag
    outcome: Tag | None
    sent_at: datetime
    due: date | None
    url: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything that was sent, what is open first; `draft_url` is where what was begun goes on."""

    rows: tuple[Row, ...]
    draft_url: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What was begun, as the steps show it; `documents` are those added so far."""

    kind: Text
    is_complaint: bool
    about: Text
    has_what: bool
    words: str
    documents: tuple[DocumentRow, ...]
    key: str


@dataclass(frozen=True, slots=True)
class OtherRoads:
    """Where it belongs if it is something else. `appeal_by` is the last day to appeal, None where nothing can be.

    `appeal_url` is empty where nothing can be appealed; `fact_days` how long an institution has to look at a fact.
    """

    appeal_by: date | None
    appeal_url: str
    fact_url: str
    fact_days: int


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter about it: its kind, its text, and its PDF."""

    kind: Text
    written_at: datetime
    part: LetterPart
    number: str
    pdf_url: str


@dataclass(frozen=True, slots=True)
class Followed:
    """One that was sent, with its clock, its letters and what has happened; `question` is what the person is asked."""

    number: str
    kind: Text
    about: Text
    words: str
    state: Tag
    outcome: Tag | None
    term: TermView | None
    what_next: Text
    sent_at: datetime
    documents: tuple[DocumentRow, ...]
    letters: tuple[LetterView, ...]
    history: tuple[say.Line, ...]
    question: Text
    give_url: str
    withdraw_url: str


def list_page(me: SignedInCitizen) -> ListPage:
    """The list; two queries however many there are."""
    sent = engine.own_complaints(me.actor).exclude(state=State.DRAFT).order_by("-sent_at", "-pk")[:MOST]
    rows = sorted(map(_row, sent), key=lambda row: row.due is None)
    return ListPage(
        rows=tuple(rows), draft_url=reverse("my:complaint_new") if engine.open_draft(me.actor) is not None else ""
    )


def _row(one: Complaint) -> Row:
    assert one.sent_at is not None  # drafts are not listed
    return Row(
        number=one.number,
        kind=say.kind_label(one),
        state=say.state_tag(one),
        outcome=say.outcome_tag(one),
        sent_at=one.sent_at,
        due=one.due_on if one.is_open else None,
        url=reverse("my:complaint", args=[one.pk]),
    )


def begun_page(draft: Complaint) -> Begun:
    """What was begun."""
    return Begun(
        kind=say.kind_label(draft),
        is_complaint=draft.kind == Complaint.Kind.COMPLAINT,
        about=say.about_in_words(draft),
        has_what=draft.about != About.GENERAL,
        words=draft.words,
        documents=own_document_rows(engine.documents_of(draft), back=reverse("my:complaint_documents")),
        key=str(draft.key),
    )


def other_roads(draft: Complaint, me: SignedInCitizen) -> OtherRoads | None:
    """The roads that a complaint may belong on instead; none for a proposal."""
    if draft.kind != Complaint.Kind.COMPLAINT:
        return None
    case = draft.about_case
    subject = appealed(case) if case is not None and possible(Act.APPEAL, case=case, actor=me.actor) else None
    return OtherRoads(
        appeal_by=subject.lodge_by if subject is not None else None,
        appeal_url=reverse("my:complaint_as_appeal") if subject is not None else "",
        fact_url=reverse("my:complaint_as_fact"),
        fact_days=correction_term("").days,
    )


def terms_in_words(on: date) -> tuple[Text, Text]:
    """How long an answer takes, and how long where it needs further study."""
    return limit_in_words(answer_limit(complaint_service(""), on=on)), limit_in_words(longer_limit())


def own_cases(me: SignedInCitizen) -> QuerySet[Case]:
    """The person's cases that whoever is signed in may see, the newest first."""
    found = Case.objects.filter(person=me.person_id).select_related("service").order_by("-opened_at", "-pk")
    return found if me.reads_sensitive else found.exclude(service__sensitive=True)


def abouts(me: SignedInCitizen) -> tuple[Complaint.About, ...]:
    """What kinds of thing one can write about: cases where there are any, employers for oneself alone."""
    left_out = {About.EMPLOYER} if me.acts_for_somebody else set()
    if not own_cases(me).exists():
        left_out.add(About.CASE)
    return tuple(one for one in About if one not in left_out)


def choices_about(about: Complaint.About, me: SignedInCitizen) -> tuple[tuple[str, Text], ...]:
    """The things of a kind that can be chosen, as (value, words)."""
    match about:
        case About.SERVICE:
            rows = Service.objects.order_by("code")
            return tuple((one.code, one.title) for one in rows)
        case About.CASE:
            return tuple(
                (str(one.pk), f"{case_number(one.pk, one.opened_at)} {one.service.title}")
                for one in own_cases(me)[:MOST]
            )
        case About.STAFF:
            return centre_choices()
        case _:
            return ()


def centre_choices() -> tuple[tuple[str, Text], ...]:
    """The centres, by name."""
    rows = Centre.objects.values_list("code", "name_az", "name_en", "name_ru")
    named = [(code, in_language({"az": az, "en": en, "ru": ru or az})) for code, az, en, ru in rows]
    return tuple(sorted(named, key=lambda one: one[1]))


def followed(one: Complaint, *, on: date) -> Followed:
    """One that was sent, as its person reads it."""
    assert one.sent_at is not None  # drafts have pages of their own
    entries = list(one.entries.select_related(*ComplaintEntry.who()))
    asked = next((line for line in reversed(entries) if line.what == ComplaintEntry.What.ASKED), None)
    waits = one.state == State.ASKED
    letters = ComplaintLetter.objects.filter(complaint=one).order_by("-ordinal")
    return Followed(
        number=one.number,
        kind=say.kind_label(one),
        about=say.about_in_words(one),
        words=one.words,
        state=say.state_tag(one),
        outcome=say.outcome_tag(one),
        term=say.term_of(one, on=on) if one.is_open else None,
        what_next=say.what_next(one),
        sent_at=one.sent_at,
        documents=own_document_rows(engine.documents_of(one), back=reverse("my:complaint", args=[one.pk])),
        letters=tuple(map(_letter, letters)),
        history=say.history(entries, for_staff=False),
        question=str(asked.details.get("text", "")) if waits and asked is not None else "",
        give_url=reverse("my:complaint_give", args=[one.pk]) if waits else "",
        withdraw_url=reverse("my:complaint_withdraw", args=[one.pk]) if one.is_open else "",
    )


def _letter(letter: ComplaintLetter) -> LetterView:
    return LetterView(
        kind=ComplaintLetter.Kind(letter.kind).label,
        written_at=letter.issued_at,
        part=read_content(letter.content).part((get_language() or "az")[:2]),
        number=letter.number,
        pdf_url=reverse("my:complaint_letter", args=[letter.number]),
    )


def receipt_words(kind: str) -> Text:
    """The heading of the receipt."""
    return _("Your complaint is sent") if kind == Complaint.Kind.COMPLAINT else _("Your proposal is sent")
