"""The last day of an answer is told before it and after it, once, and nobody's trouble keeps back the others."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from dost.cases.appeals.days import reply_by
from dost.cases.batch import entry
from dost.cases.clock.lists import SOON
from dost.cases.codes import EntryKind
from dost.cases.models import Appeal, Case, CaseEntry, CaseMessage
from dost.cases.overdue_answers import AnswerTo, Owed, answers_owed, not_escalated, watch_answers
from tests.factories.appeals import AppealFactory, CaseMessageFactory
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db

ASKED = date(2026, 3, 2)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def lines(case: Case) -> list[tuple[str, str, str]]:
    kinds = (EntryKind.TERM_NEAR, EntryKind.TERM_PASSED)
    rows = CaseEntry.objects.filter(case=case, what__in=kinds).order_by("pk")
    return [(row.what, row.details["of"], row.details["due"]) for row in rows]


def asked() -> Case:
    case: Case = CaseFactory(refused=True)
    CaseMessageFactory(case=case, at=noon(ASKED))
    return case


def test_an_appeal_is_told_of_before_its_last_day_and_after_it_once_each() -> None:
    appeal = AppealFactory(case=CaseFactory(refused=True))
    last = appeal.answer_by
    told = [watch_answers(now=noon(last + timedelta(days=day))) for day in (-3, -2, -1, 0, 1, 2)]
    assert told == [0, 1, 0, 0, 1, 0]
    assert lines(appeal.case) == [("term_near", "appeal", str(last)), ("term_passed", "appeal", str(last))]


def test_a_late_appeal_that_is_admitted_has_another_last_day_and_another_line() -> None:
    appeal = AppealFactory(case=CaseFactory(refused=True), state="late")
    first = appeal.answer_by
    watch_answers(now=noon(first))
    Appeal.objects.filter(pk=appeal.pk).update(state="admitted", answer_by=first + timedelta(days=30))
    watch_answers(now=noon(first + timedelta(days=30)))
    assert [due for _, _, due in lines(appeal.case)] == [str(first), str(first + timedelta(days=30))]


def test_a_question_is_told_of_too_until_it_is_answered() -> None:
    case, last = asked(), reply_by(ASKED)
    assert list(answers_owed(on=last)) == [Owed(case.pk, AnswerTo.QUESTION, last, EntryKind.TERM_NEAR)]
    assert watch_answers(now=noon(last - SOON)) == 1
    CaseMessage.objects.create(case=case, side="office", text="Tomorrow.", at=noon(last))
    assert watch_answers(now=noon(last + timedelta(days=1))) == 0
    assert lines(case) == [("term_near", "question", str(last))]


def test_the_books_find_what_nobody_was_told_of() -> None:
    case, after = asked(), reply_by(ASKED) + timedelta(days=1)
    assert not_escalated(on=after) == [case.pk]
    watch_answers(now=noon(after))
    assert not_escalated(on=after) == []


def test_one_that_cannot_be_written_keeps_no_other_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = asked(), asked()

    def broken(case: Case, what: EntryKind, /, **more: object) -> CaseEntry:
        if case.pk == first.pk:
            raise ValueError("broken")
        return entry(case, what, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("dost.cases.overdue_answers.entry", broken)
    assert watch_answers(now=noon(reply_by(ASKED))) == 1
    assert lines(first) == []
    assert len(lines(second)) == 1
