"""Reviews that are a service of their own: whoever applies has another body's decision looked at, like an appeal.

The disability decision (03-15) is one: the registry keeps no refusals, so there is no case here that could be appealed.
When its application is taken, the review is opened on the same case, with what the person told as its grounds, and is
answered like an appeal, within the same month. What a changed decision gives follows from the register, as soon as the
institution has corrected it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import translation

from dost.cases.codes import EntryKind
from dost.cases.models import Against, Appeal, Case, CaseAnswer, CaseEntry
from dost.common.dates import local_day
from services_catalog.answers import typed_answer
from services_catalog.definition import Question
from services_catalog.formats import day_long
from services_catalog.models import in_language
from services_catalog.queries import definition_of

from .days import answer_by
from .subject import REVIEWS, subject_of


def open_review(case: Case, *, now: datetime) -> None:
    """Open the review that a granted case is an application for; nothing for other services. In its transaction."""
    subject = subject_of(case) if case.service_id in REVIEWS else None
    if subject is None:
        return
    today = local_day(now)
    opened = CaseEntry.objects.filter(case=case, what=EntryKind.OPENED).order_by("pk").first()
    review = Appeal(
        case=case,
        letter=subject.letter,
        against=Against.REVIEW,
        told_on=today,
        lodge_by=subject.lodge_by,
        grounds=_grounds(case) or case.service.title,
        state=Appeal.State.LODGED,
        begun_at=now,
        lodged_at=now,
        answer_by=answer_by(case, begins=today),
    )
    if opened is not None:
        review.signed(opened.actor)
    review.save()
    CaseEntry(case=case, at=now, what=EntryKind.APPEALED, details={"number": review.number}).save()


def _grounds(case: Case) -> str:
    """What the person told, question by question, in their language."""
    told = {row.question: row.value for row in CaseAnswer.objects.filter(case=case).order_by("pk")}
    with translation.override(case.person.language):
        asked = [one for one in definition_of(case.version).questions if one.id in told]
        return "\n".join(f"{in_language(one.ask)} {_said(one, told[one.id], case.person.language)}" for one in asked)


def _said(question: Question, value: object, language: str) -> str:
    """An answer as it is read."""
    read = typed_answer(question, value)
    if isinstance(read, str) and read in question.choices:
        return in_language(question.choices[read])
    return day_long(read, language=language) if isinstance(read, date) else str(value)
