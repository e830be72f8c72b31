"""What the page of a case at the window shows: how it stands, what it waits for, what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.urls import reverse

from dost.accounts.actors import Staff
from dost.cases import acts
from dost.cases.acts import Act, Need
from dost.cases.clock.store import running_clocks
from dost.cases.desk_acts import SAID
from dost.cases.models import Case, CaseEntry, Entitlement, Letter, MoreAsked, SupportingDocument
from dost.cases.offers import offers_of
from dost.cases.queries import case_number, institution_names, on_whom
from dost.cases.rules import evaluate
from dost.cases.stages import Stage, State
from dost.cases.text import explained, timeline, words
from dost.cases.text.answers_text import questions_to_answer
from dost.cases.text.choice import ChoiceView, choice_view
from dost.cases.text.contexts import DecisionView
from dost.cases.text.reasons import in_words
from dost.cases.text.results import ResultView, result_view
from dost.cases.text.supporting_rows import DocumentLinks, DocumentRow, document_rows
from dost.cases.text.term_text import TermView, term_for_staff
from dost.common.dates import local_day
from dost.ui.act_forms import AnswerForm, AppealForm, EndForm, NoteForm, TextForm
from dost.ui.contexts import Tag, Text
from dost.ui.given_form import AskedFor
from dost.ui.question_form import QuestionForm
from services_catalog.queries import compiled

from .person_closed import decision_shown

MOST_LINES: Final = 30
GIVE: Final = Act.GIVE_MORE
ADD: Final = Act.ADD_DOCUMENT


@dataclass(frozen=True, slots=True)
class Button:
    """One thing that can be done with the case here."""

    act: str
    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    at: datetime
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter about the case, to be printed."""

    number: str
    what: Text
    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Granted:
    """What was granted: an amount (None where it is not money), from when until when."""

    amount: Decimal | None
    period: Text
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case. `waits` is why it waits, in words; `asked` what the person was asked for and has not given."""

    number: str
    service_code: str
    service_name: Text
    about: Text
    opened_at: datetime
    stage: Text
    state: Tag
    whom: Text
    waits: Text
    term: TermView | None
    granted: Granted | None
    buttons: tuple[Button, ...]
    asked: tuple[AskedFor, ...]
    choice: ChoiceView | None
    decision: DecisionView | None
    documents: tuple[DocumentRow, ...]
    letters: tuple[LetterRow, ...]
    result: ResultView | None
    happened: tuple[Line, ...]


def case_page(case: Case, *, actor: Staff, offered: Sequence[Act], now: datetime) -> CasePage:
    """The page of a case from `case_for_display`, with what the reader may do with it, and without what is closed."""
    names = institution_names()
    decision = _decision(case, names)
    stage, state = words.on_the_road(case.stage, case.state)
    waiting = case.state == State.WAITING
    clock = running_clocks([case], on=local_day(now)).get(case.pk)
    entries = case.entries.select_related(*CaseEntry.who()).order_by("-at", "-pk")[:MOST_LINES]
    return CasePage(
        number=case_number(case.pk, case.opened_at),
        service_code=case.service_id,
        service_name=case.service.title,
        about=case.about.full_name if case.about and case.about_id != case.person_id else "",
        opened_at=case.opened_at,
        stage=stage,
        state=state,
        whom=on_whom(case.waiting_on, case.reason, names) if waiting else "",
        waits=in_words(case.reason) if waiting else "",
        term=term_for_staff(clock) if clock is not None else None,
        granted=_granted(case),
        buttons=buttons(case, offered),
        asked=still_asked(case) if GIVE in offered else (),
        choice=_choice(case, now=now),
        decision=decision_shown(decision, actor=actor) if decision else None,
        documents=_documents(case),
        letters=tuple(map(_letter, Letter.objects.filter(case=case, person=case.person_id).order_by("-issued_at"))),
        result=result_view(case, now=now),
        happened=tuple(map(_line, entries)),
    )


def buttons(case: Case, offered: Sequence[Act]) -> tuple[Button, ...]:
    """What the person can settle here: of what the table of acts offers, what has a page at the window."""
    return tuple(
        Button(act.value, acts.TABLE[act].label, _page_of(act, case))
        for act in offered
        if act in SAID or act in (GIVE, ADD)
    )


def _page_of(act: Act, case: Case) -> str:
    if act is ADD:
        return f"{reverse('person:document_new')}?case={case.pk}"
    return reverse("person:act", args=[case.pk, act.value])


def still_asked(case: Case) -> tuple[AskedFor, ...]:
    """What still waits for the person, for the form in which it is given; one query."""
    rows = case.requests.filter(state=MoreAsked.State.OPEN).order_by("round", "place")
    return tuple(AskedFor(row.pk, row.title, row.why, row.kind == MoreAsked.Kind.DOCUMENT) for row in rows)


_FORMS: Final[Mapping[frozenset[Need], type[forms.Form]]] = {
    frozenset({Need.NOTE}): NoteForm,
    frozenset({Need.NOTE, Need.LAST_DAY}): EndForm,
    frozenset({Need.NOTE, Need.WANTED}): AnswerForm,
    frozenset({Need.TEXT}): TextForm,
    frozenset({Need.GROUNDS}): AppealForm,
}


def form_of(act: Act, case: Case, data: Mapping[str, Any] | None) -> forms.Form:
    """The form that asks for what an act on a case needs."""
    needs = acts.TABLE[act].needs
    if Need.ANSWERS in needs:
        return QuestionForm(data, asked=questions_to_answer(case))
    return _FORMS[needs](data)


def _granted(case: Case) -> Granted | None:
    right: Entitlement | None = getattr(case, "entitlement", None)
    if right is None:
        return None
    ends = [day for day in (right.until, right.ended_on) if day is not None]
    return Granted(
        amount=right.amount if right.period != Entitlement.Period.NONE else None,
        period=Entitlement.Period(right.period).label,
        since=right.starts,
        until=min(ends, default=None),
    )


def _choice(case: Case, *, now: datetime) -> ChoiceView | None:
    """The rights that exclude each other, while the person chooses."""
    if case.stage != Stage.CHOOSE or case.state != State.WAITING:
        return None
    return choice_view(offers_of([case], now=now)[case.pk])


def _decision(case: Case, names: Mapping[str, str]) -> DecisionView | None:
    """What was decided, or what the rule says now; what is not met first."""
    decision = getattr(case, "decision", None)
    if decision is not None:
        return explained.decided(decision, compiled(decision.version), names=names, by="")
    found = evaluate([case]).get(case.pk) if case.stage != Stage.CLOSED else None
    return explained.standing(case, found, compiled(case.version), names=names) if found else None


def _documents(case: Case) -> tuple[DocumentRow, ...]:
    rows = SupportingDocument.objects.filter(case=case).select_related(*SupportingDocument.who())
    return document_rows(rows, links=_links)


def _links(document: SupportingDocument) -> DocumentLinks:
    if not document.may_be_opened:
        return DocumentLinks()
    return DocumentLinks(open=reverse("person:document", args=[document.public_id]))


def _letter(letter: Letter) -> LetterRow:
    url = reverse("person:letter", args=[letter.number])
    return LetterRow(letter.number, Letter.Kind(letter.kind).label, letter.issued_at, url)


def _line(entry: CaseEntry) -> Line:
    return Line(
        entry.at,
        timeline.title(entry.what, entry.details),
        timeline.particulars(entry.what, entry.details, say_reason=in_words),
    )
