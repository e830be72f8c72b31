"""The appeals that staff have, each with its clock; the questions that wait; and one appeal beside the old decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse

from dost.accounts.access import log_list
from dost.accounts.actors import Staff
from dost.accounts.who import who
from dost.cases.acts import Act
from dost.cases.appeals.waiting import appeals_waiting, asked_since, due_of_question, questions_waiting
from dost.cases.codes import Proven
from dost.cases.handlers import documents_of
from dost.cases.impartial import Apart, kept_from
from dost.cases.models import TO_ADMIT, TO_DECIDE, Against, Appeal, AppealAnswer, Case, CaseMessage, Ruling
from dost.cases.proven import with_proven
from dost.cases.queries import case_number, opened_cases
from dost.cases.text.supporting_rows import DocumentRow
from dost.cases.text.words import tag
from dost.common.dates import local_day
from dost.ui.contexts import Tag, Text
from registries.facts.model import BoundFact
from services_catalog.queries import compiled
from services_catalog.sensitive import label_of

from .case_documents import document_lines

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An appeal, or a question, that waits for staff: by when it is due, and whether that day has passed."""

    url: str
    number: str
    person_name: str
    fin: str
    service_name: Text
    what: Text
    state: Tag | None
    since: datetime | None
    due: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class AppealsPage:
    """What waits, the oldest first; the totals are of all there are."""

    appeals: tuple[WaitingRow, ...]
    appeals_total: int
    questions: tuple[WaitingRow, ...]
    questions_total: int


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What a member of staff answered to an appeal: whether it is admitted, or what was decided."""

    about: Text
    reasons: str
    at: datetime
    by: Text


@dataclass(frozen=True, slots=True)
class AppealView:
    """One appeal. ``step`` is what there is to do: ``admit``, ``decide`` or nothing. ``is_kept``: others do it."""

    number: str
    case_number: str
    case_url: str
    state: Tag
    ruling: Tag | None
    against: Text
    told_on: date
    lodge_by: date
    lodged_at: datetime
    lodged_by: Text
    answer_by: date | None
    is_overdue: bool
    grounds: str
    late_reason: str
    documents: tuple[DocumentRow, ...]
    answers: tuple[AnswerView, ...]
    step: str
    is_kept: bool
    new_case_url: str


def appeals_page(*, actor: Staff, now: datetime) -> AppealsPage:
    """Everything that waits; that the names were shown to the actor is logged."""
    appeals = list(appeals_waiting().select_related("case__person", "case__service")[:MOST])
    questions = list(questions_waiting().select_related("person", "service")[:MOST])
    cases = [*(one.case for one in appeals), *questions]
    log_list(actor=actor, people=[case.person_id for case in cases], now=now)
    opened = opened_cases(cases, actor=actor, now=now)
    today = local_day(now)
    return AppealsPage(
        appeals=tuple(_appeal_row(one, opened, on=today) for one in appeals),
        appeals_total=appeals_waiting().count(),
        questions=tuple(_question_row(case, opened, on=today) for case in questions),
        questions_total=questions_waiting().count(),
    )


def _appeal_row(appeal: Appeal, opened: frozenset[int], *, on: date) -> WaitingRow:
    case = appeal.case
    return WaitingRow(
        url=reverse("appeals:appeal", args=[appeal.pk]),
        number=appeal.number,
        person_name=case.person.full_name,
        fin=case.person.fin,
        service_name=label_of(case.service, opened=case.pk in opened).title,
        what=Against(appeal.against).label,
        state=tag(Appeal.State(appeal.state)),
        since=appeal.lodged_at,
        due=appeal.answer_by,
        is_overdue=appeal.answer_by is not None and appeal.answer_by < on,
    )


def _question_row(case: Case, opened: frozenset[int], *, on: date) -> WaitingRow:
    due = due_of_question(case)
    return WaitingRow(
        url=reverse("cases:action", args=[case.pk, Act.REPLY.value]),
        number=case_number(case.pk, case.opened_at),
        person_name=case.person.full_name,
        fin=case.person.fin,
        service_name=label_of(case.service, opened=case.pk in opened).title,
        what="",
        state=None,
        since=asked_since(case),
        due=due,
        is_overdue=due < on,
    )


def appeal_view(appeal: Appeal, *, actor: Staff, now: datetime) -> AppealView:
    """One appeal (with its case) as staff see it."""
    assert appeal.lodged_at is not None  # drafts are nobody's but their person's
    today = local_day(now)
    waits = appeal.state in TO_ADMIT | TO_DECIDE
    step = "admit" if appeal.state in TO_ADMIT else "decide" if appeal.state in TO_DECIDE else ""
    step = "" if appeal.case.to_confirm_id is not None else step
    answers = appeal.answers.select_related(*AppealAnswer.who()).order_by("pk")
    return AppealView(
        number=appeal.number,
        case_number=case_number(appeal.case_id, appeal.case.opened_at),
        case_url=reverse("cases:detail", args=[appeal.case_id]),
        state=tag(Appeal.State(appeal.state)),
        ruling=tag(Ruling(appeal.ruling)) if appeal.ruling else None,
        against=Against(appeal.against).label,
        told_on=appeal.told_on,
        lodge_by=appeal.lodge_by,
        lodged_at=appeal.lodged_at,
        lodged_by=str(who(appeal)),
        answer_by=appeal.answer_by if waits else None,
        is_overdue=waits and appeal.answer_by is not None and appeal.answer_by < today,
        grounds=appeal.grounds,
        late_reason=appeal.late_reason,
        documents=document_lines(documents_of(appeal)),
        answers=tuple(
            AnswerView(about=AppealAnswer.About(one.about).label, reasons=one.reasons, at=one.at, by=str(who(one)))
            for one in answers
        ),
        step=step,
        is_kept=bool(step) and kept_from(appeal.case, actor, apart=Apart.THE_DECISION, on=today) is not None,
        new_case_url=reverse("cases:detail", args=[appeal.new_case_id]) if appeal.new_case_id else "",
    )


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message of the questions about a case and their answers; ``side`` who speaks, ``by`` who wrote it."""

    side: Text
    by: Text
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What the person has said about a case: questions with their answers, appeals with their states, courts."""

    messages: tuple[Spoken, ...]
    appeals: tuple[tuple[str, str, Tag, Tag | None], ...]
    courts: tuple[tuple[str, str, date, Tag, str], ...]
    replaces_url: str
    replaced_url: str


def said_about(case: Case) -> Said:
    """What was said about a case, read with what `cases.display` reads; two queries."""
    sent = sorted((one for one in case.appeals.all() if one.lodged_at), key=lambda one: one.pk)
    replaced = case.replaced_by.values_list("pk", flat=True).first()
    return Said(
        messages=tuple(
            Spoken(side=CaseMessage.Side(one.side).label, by=str(who(one)), text=one.text, at=one.at)
            for one in case.messages.all()
        ),
        appeals=tuple(
            (
                one.number,
                reverse("appeals:appeal", args=[one.pk]),
                tag(Appeal.State(one.state)),
                tag(Ruling(one.ruling)) if one.ruling else None,
            )
            for one in sent
        ),
        courts=tuple(
            (one.court, one.number, one.decided_on, tag(Ruling(one.ruling)), one.says)
            for one in case.court_decisions.order_by("pk")
        ),
        replaces_url=reverse("cases:detail", args=[case.replaces_id]) if case.replaces_id else "",
        replaced_url=reverse("cases:detail", args=[replaced]) if replaced else "",
    )


def disputed_facts(case: Case, against: str, *, now: datetime) -> Sequence[BoundFact]:
    """The facts that may be taken for proven otherwise: those that a no rests on first, then the others of the rule.

    None where what is appealed does not rest on the rule: an end, what is asked back, or another body's
    decision.
    """
    if against in (Against.ENDED, Against.REVIEW, Against.RECOVERY):
        return ()
    found = with_proven(case, {}, source=Proven.APPEAL, now=now)
    if found is None:
        return ()
    failing = [fact.name for one in found.criteria if one.met is not True for fact in one.facts]
    order = list(dict.fromkeys([*failing, *(fact.name for fact in found.facts)]))
    by_name = {fact.name: fact for fact in compiled(case.version).rule.facts}
    return [by_name[name] for name in order if name in by_name]
