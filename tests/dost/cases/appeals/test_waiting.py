"""What waits, and what is overdue."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dost.cases.appeals.days import reply_by
from dost.cases.appeals.waiting import (
    AnswersDue,
    _asked_before,
    answers_due,
    appeals_due,
    appeals_waiting,
    due_of_question,
    questions_due,
    questions_due_soon,
    questions_waiting,
)
from dost.cases.clock.lists import SOON
from dost.cases.models import Appeal, Case
from tests.factories.appeals import AppealFactory, CaseMessageFactory
from tests.factories.cases import MORNING, CaseFactory

pytestmark = pytest.mark.django_db


def test_what_staff_have_waits_and_what_passed_its_day_is_due() -> None:
    states = {}
    for number, state in enumerate(Appeal.State):
        case = CaseFactory(refused=True, basis_key=str(number), opened_at=MORNING + timedelta(hours=number))
        more = {"ruling": "upheld"} if state == "decided" else {"draft": True} if state == "draft" else {}
        states[state] = AppealFactory(case=case, state=state, **more)

    assert [one.state for one in appeals_waiting()] == ["lodged", "late", "admitted"]
    last = states[Appeal.State.LODGED].answer_by
    assert last == date(2026, 4, 4)
    assert not appeals_due(on=last)
    assert {one.state for one in appeals_due(on=last + timedelta(days=1))} == {"lodged", "late", "admitted"}


def asked_on(day: date, **more: object) -> Case:
    """A case with a question of its person that was asked at noon of a day."""
    case: Case = CaseFactory(refused=True, **more)
    CaseMessageFactory(case=case, at=timezone.make_aware(datetime.combine(day, time(12))))
    return case


@given(st.integers(0, 400))
def test_a_question_is_due_or_due_soon_exactly_by_its_own_last_day(days: int) -> None:
    on = date(2026, 1, 1) + timedelta(days=days)
    near, end = _asked_before(on), _asked_before(on + SOON + timedelta(days=1))
    for back in range(40):
        asked = on - timedelta(days=back)
        at = timezone.make_aware(datetime.combine(asked, time(12)))
        assert (at < near) == (reply_by(asked) < on)
        assert (near <= at < end) == (on <= reply_by(asked) <= on + SOON)


def test_questions_are_counted_by_their_last_day() -> None:
    asked = date(2026, 3, 2)
    case = asked_on(asked)
    last = reply_by(asked)
    assert due_of_question(questions_waiting().get()) == last
    assert not questions_due(on=last)
    assert list(questions_due_soon(on=last)) == list(questions_due(on=last + timedelta(days=1))) == [case]
    assert not questions_due_soon(on=last - SOON - timedelta(days=1))


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_due_is_counted_in_two_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(rows):
        case = asked_on(date(2026, 3, 2), basis_key=str(number))
        AppealFactory(case=case)
    last = Appeal.objects.values_list("answer_by", flat=True).first()
    assert last is not None
    with django_assert_num_queries(2):
        assert answers_due(on=last) == AnswersDue(0, rows, rows, 0)
    assert not answers_due(on=date(2026, 3, 2))
    assert answers_due(on=last + timedelta(days=1)).appeals_passed == rows
