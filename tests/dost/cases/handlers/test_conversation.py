"""A question about a case and its answer: who may, what is told, and what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from dost.accounts.actors import Oneself, staff_actor
from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.acts import MovedOn, NotAllowed, NotPossible
from dost.cases.appeals.waiting import asked_since, due_of_question, questions_waiting
from dost.cases.models import Case, CaseMessage
from dost.common.dates import local_day
from dost.notifications.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


def oneself(case: Case) -> Oneself:
    return Oneself(person_id=case.person_id, subject="subject")


def asked(case: Case, text: str = "When is it decided?") -> CaseMessage:
    return handlers.ask(case_id=case.pk, actor=oneself(case), text=text, now=timezone.now())


def test_a_question_waits_until_it_is_answered_and_the_answer_is_told_without_its_content(user: User) -> None:
    case = CaseFactory()
    first = asked(case)
    asked(case, "And how much is it?")

    [waiting] = questions_waiting()
    assert (waiting.pk, asked_since(waiting)) == (case.pk, first.at)
    assert due_of_question(waiting) > local_day(first.at)

    said = handlers.reply(case_id=case.pk, actor=staff_actor(user), text="On Friday, 600 manat.", now=timezone.now())
    assert not questions_waiting()
    told = Notice.objects.get(case=case, kind=Notice.Kind.REPLY)
    assert told.number == said.pk
    assert "600" not in told.text
    assert case.service.title not in told.text
    assert list(case.entries.order_by("pk").values_list("what", flat=True))[-3:] == ["question", "question", "reply"]

    later = asked(case, "Which Friday?")
    [waiting] = questions_waiting()
    assert asked_since(waiting) == later.at


def test_the_longest_waiting_is_first(user: User) -> None:
    now = timezone.now()
    cases = [CaseFactory(person=PersonFactory(), basis_key=str(n)) for n in range(3)]
    for case, hours in zip(cases, (1, 3, 2), strict=True):
        at = now - timedelta(hours=hours)
        handlers.ask(case_id=case.pk, actor=oneself(case), text="When?", now=at)

    assert [one.pk for one in questions_waiting()] == [cases[1].pk, cases[2].pk, cases[0].pk]


def test_the_same_question_sent_twice_is_one() -> None:
    case = CaseFactory()
    assert asked(case).pk == asked(case).pk


def test_nobody_floods_the_office_and_nothing_is_no_question() -> None:
    case = CaseFactory()
    with pytest.raises(NotPossible, match="Write something"):
        asked(case, "  ")
    with pytest.raises(NotPossible, match="2000"):
        asked(case, "x" * 2001)
    for number in range(10):
        asked(case, f"Question {number}")
    with pytest.raises(NotPossible, match="not answered yet"):
        asked(case, "One more")


@pytest.mark.parametrize("text", ["Soon?", ""], ids=["something", "nothing"])
def test_a_stranger_asks_nothing_and_answers_nothing(text: str) -> None:
    case = CaseFactory()
    stranger = Oneself(person_id=PersonFactory().pk, subject="stranger")
    with pytest.raises(NotAllowed):
        handlers.ask(case_id=case.pk, actor=stranger, text=text, now=timezone.now())
    asked(case)
    for actor in (oneself(case), staff_actor(UserFactory(auditor=True))):
        with pytest.raises(NotAllowed):
            handlers.reply(case_id=case.pk, actor=actor, text=text, now=timezone.now())


@pytest.mark.parametrize("text", ["Soon.", ""], ids=["something", "nothing"])
def test_without_a_question_there_is_nothing_to_answer(user: User, text: str) -> None:
    with pytest.raises(MovedOn):
        handlers.reply(case_id=CaseFactory().pk, actor=staff_actor(user), text=text, now=timezone.now())


def test_what_was_said_stays() -> None:
    message = asked(CaseFactory())
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseMessage.objects.filter(pk=message.pk).update(text="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        message.delete()
