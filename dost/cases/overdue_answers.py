"""The last days to answer appeals and questions, and for second persons: told before they pass, and escalated after it.

A line of the timeline says each once; the lists of staff and the day count them as they stand. A line has in its
details what it is `of`, and until when it was `due`: an appeal that is admitted has another last day, and another line.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import InterfaceError, OperationalError, transaction

from dost.common.dates import local_day

from .appeals.waiting import appeals_due, appeals_due_soon, due_of_question, questions_due, questions_due_soon
from .batch import entry
from .codes import EntryKind
from .models import Case, CaseEntry
from .second_person import confirmations_due, confirmations_due_soon

logger = logging.getLogger(__name__)


class AnswerTo(StrEnum):
    """What staff owe an answer to: to people, and of a second person to the first."""

    APPEAL = "appeal"
    QUESTION = "question"
    SECOND_PERSON = "second_person"


@dataclass(frozen=True, slots=True)
class Owed:
    """An answer that is due: of which case, to what, until when, and whether that is near or has passed."""

    case_id: int
    to: AnswerTo
    due: date
    what: EntryKind


def answers_owed(*, on: date) -> Iterator[Owed]:
    """What has to be answered soon, or should have been, as of a day."""
    for appeals, what in ((appeals_due(on=on), EntryKind.TERM_PASSED), (appeals_due_soon(on=on), EntryKind.TERM_NEAR)):
        for case_id, due in appeals.values_list("case_id", "answer_by"):
            assert due is not None  # by which both are found
            yield Owed(case_id, AnswerTo.APPEAL, due, what)
    for waiting, what in (
        (confirmations_due(on=on), EntryKind.TERM_PASSED),
        (confirmations_due_soon(on=on), EntryKind.TERM_NEAR),
    ):
        for case_id, due in waiting.values_list("case_id", "confirm_by"):
            yield Owed(case_id, AnswerTo.SECOND_PERSON, due, what)
    for cases, what in (
        (questions_due(on=on), EntryKind.TERM_PASSED),
        (questions_due_soon(on=on), EntryKind.TERM_NEAR),
    ):
        for case in cases:
            yield Owed(case.pk, AnswerTo.QUESTION, due_of_question(case), what)


def watch_answers(*, now: datetime) -> int:
    """Write into the timelines what is near and what has passed, once for each last day; return how many lines."""
    return sum(_tell(owed, now=now) for owed in list(answers_owed(on=local_day(now))))


def not_escalated(*, on: date) -> list[int]:
    """The cases whose answer is past its last day without a line that says so; the books ask."""
    passed = (owed for owed in answers_owed(on=on) if owed.what is EntryKind.TERM_PASSED)
    return sorted({owed.case_id for owed in passed if not _is_told(owed)})


def _is_told(owed: Owed) -> bool:
    lines = CaseEntry.objects.filter(case=owed.case_id, what=owed.what)
    return lines.filter(details__of=owed.to.value, details__due=owed.due.isoformat()).exists()


def _tell(owed: Owed, *, now: datetime) -> int:
    """Write one line, under the lock of its case; one that cannot be written keeps no other back."""
    try:
        with transaction.atomic():
            case = Case.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=owed.case_id).first()
            if case is None or _is_told(owed):
                return 0
            entry(case, owed.what, at=now, of=owed.to.value, due=owed.due.isoformat()).save()
            return 1
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("The answer that case %s waits for could not be looked at", owed.case_id)
        return 0
