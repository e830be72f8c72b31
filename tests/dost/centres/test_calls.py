"""A call from its beginning to its end, by the functions that a page asks: questions, tries, a complaint."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.utils import translation

from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog
from dost.cases.acts import NotPossible
from dost.cases.complaints import Subject, seen_by
from dost.cases.models import Complaint
from dost.centres import calls
from dost.centres.caller_questions import Question
from dost.centres.callers import register
from dost.centres.models import Caller, CallerCheck, Visit
from dost.centres.problems import BusyError, MovedOnError, QueueError
from dost.centres.visiting import close_visit
from dost.common.dates import local_day
from dost.notifications.models import Notice
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.centres import MORNING, OnThePhone, on_the_phone, seat, visit_of
from tests.factories.complaints import WORDS, complaint_services
from tests.factories.registries import ContractFactory, DistrictFactory, InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
Kind, About = Complaint.Kind, Complaint.About


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def caller() -> Person:
    """Somebody of whom exactly three answers are known."""
    for code in ("DIN", "DSMF", "DVX"):
        InstitutionFactory(code=code)
    person: Person = PersonFactory(document_number="AA1234567", district=DistrictFactory())
    ContractFactory(person=person, valid_from=date(2018, 9, 1))
    return person


def right(person: Person) -> dict[Question, str]:
    return {Question.DOCUMENT: "4567", Question.DISTRICT: str(person.district_id), Question.WORK: "2018"}


def asked(call: OnThePhone, person: Person, minute: int = 0) -> CallerCheck:
    return calls.ask(
        visit_id=call.visit.pk,
        actor=call.actor,
        person_id=person.pk,
        now=MORNING + minute * MINUTE,
        chance=Random(1),
    )


def complain(call: OnThePhone, subject: Subject | None = None, minute: int = 1) -> Complaint:
    return calls.take_complaint(
        visit_id=call.visit.pk,
        actor=call.actor,
        subject=subject or Subject(Kind.COMPLAINT, About.GENERAL),
        words=WORDS,
        key=uuid4(),
        now=MORNING + minute * MINUTE,
    )


# -- the call ----------------------------------------------------------------------------------------------------


def test_a_call_is_a_visit_of_no_centre_for_who_has_none_and_one_at_a_time() -> None:
    call = on_the_phone()
    assert (call.visit.channel, call.visit.centre, call.visit.began_at) == ("telephone", None, MORNING)
    with pytest.raises(BusyError):
        calls.take_call(actor=call.actor, now=MORNING + MINUTE)
    close_visit(call.visit.pk, call.actor, now=MORNING + MINUTE, outcome="advised", note="")
    assert calls.take_call(actor=call.actor, now=MORNING + 2 * MINUTE).pk != call.visit.pk


@pytest.mark.parametrize("role", ["clerk", "examiner", "supervisor", "auditor"])
def test_only_operators_take_calls(role: str) -> None:
    with pytest.raises(QueueError):
        calls.take_call(actor=staff_actor(UserFactory(role=role)), now=MORNING)
    assert not Visit.objects.exists()


def test_an_operator_of_a_centre_takes_calls_for_it() -> None:
    desk = seat(1)
    call = on_the_phone(user=UserFactory(role="operator", centre="BAKI-1"))
    assert call.visit.centre_id == desk.desk.centre_id


# -- who it is ---------------------------------------------------------------------------------------------------


def test_all_right_answers_identify_and_what_was_said_is_kept_nowhere(caller: Person) -> None:
    call = on_the_phone()
    asked(call, caller)
    assert calls.answer(visit_id=call.visit.pk, actor=call.actor, said=right(caller), now=MORNING + MINUTE)
    call.visit.refresh_from_db()
    assert (call.visit.person, call.visit.identified_by) == (caller, "questions")
    check = CallerCheck.objects.get()
    assert (check.passed, check.answered_at) == (True, MORNING + MINUTE)
    assert "4567" not in str(vars(check))
    assert AccessLog.objects.filter(person=caller, user=call.user, purpose="visit").exists()


@pytest.mark.parametrize("wrong", [*list(Question)[:2], Question.WORK])
def test_one_wrong_answer_identifies_nobody(caller: Person, wrong: Question) -> None:
    call = on_the_phone()
    asked(call, caller)
    said = {**right(caller), wrong: "1900"}
    assert not calls.answer(visit_id=call.visit.pk, actor=call.actor, said=said, now=MORNING)
    call.visit.refresh_from_db()
    assert call.visit.person is None


def test_asking_about_somebody_else_gives_up_what_was_asked_before(caller: Person) -> None:
    other = PersonFactory(document_number="AA7654321", district=caller.district)
    ContractFactory(person=other, valid_from=date(2019, 9, 1))
    call = on_the_phone()
    first = asked(call, caller)
    assert asked(call, caller, 1).pk == first.pk
    second = asked(call, other, 2)
    first.refresh_from_db()
    assert (first.passed, second.passed) == (False, None)
    with pytest.raises(calls.NotByPhoneError):
        asked(call, caller, 3)


def test_the_call_of_a_colleague_one_that_ended_and_one_of_yesterday_are_nobodys(caller: Person) -> None:
    call, other = on_the_phone(), on_the_phone()
    with pytest.raises(MovedOnError):
        calls.ask(visit_id=call.visit.pk, actor=other.actor, person_id=caller.pk, now=MORNING)
    with pytest.raises(MovedOnError):
        calls.ask(visit_id=call.visit.pk, actor=call.actor, person_id=caller.pk, now=MORNING + timedelta(hours=13))
    close_visit(call.visit.pk, call.actor, now=MORNING, outcome="advised", note="")
    with pytest.raises(MovedOnError):
        asked(call, caller)


def test_a_visit_at_a_window_is_no_call(caller: Person) -> None:
    desk = seat(1)
    visit = visit_of(None, desk)
    with pytest.raises(MovedOnError):
        calls.ask(visit_id=visit.pk, actor=desk.actor, person_id=caller.pk, now=MORNING)


def test_who_was_registered_as_they_said_is_forgotten_once_it_is_known_who_they_are(caller: Person) -> None:
    call = on_the_phone()
    register(visit_id=call.visit.pk, actor=call.actor, name="Aygün", phone="", now=MORNING)
    asked(call, caller)
    assert calls.answer(visit_id=call.visit.pk, actor=call.actor, said=right(caller), now=MORNING)
    assert not Caller.objects.exists()


# -- a complaint -------------------------------------------------------------------------------------------------


def test_a_complaint_of_an_identified_caller_is_sent_like_any_other_and_they_are_told(caller: Person) -> None:
    complaint_services()
    call = on_the_phone(caller)
    one = complain(call)
    assert (one.person, one.by, one.state) == (caller, call.user, Complaint.State.SENT)
    assert one.number.startswith("S-2026-")
    assert Notice.objects.filter(kind=Notice.Kind.COMPLAINT, person=caller, number=one.pk).exists()
    assert seen_by(staff_actor(UserFactory()), on=local_day(MORNING)).filter(pk=one.pk).exists()


def test_a_second_press_makes_no_second_complaint(caller: Person) -> None:
    complaint_services()
    call, key = on_the_phone(caller), uuid4()
    made = {
        calls.take_complaint(
            visit_id=call.visit.pk,
            actor=call.actor,
            subject=Subject(Kind.PROPOSAL, About.GENERAL),
            words=WORDS,
            key=key,
            now=MORNING,
        ).pk
        for _press in range(2)
    }
    assert len(made) == 1


def test_nobody_complains_in_the_name_of_whom_nothing_has_shown_them_to_be(caller: Person) -> None:
    complaint_services()
    call = on_the_phone()
    with pytest.raises(QueueError):
        complain(call)
    asked(call, caller)  # found, and not answered yet
    with pytest.raises(QueueError):
        complain(call)
    assert not Complaint.objects.exists()


def test_a_complaint_that_may_be_about_the_operator_is_written_down_by_a_colleague(caller: Person) -> None:
    complaint_services()
    about = Subject(Kind.COMPLAINT, About.STAFF, named="Elnur")
    call = on_the_phone(caller, user=UserFactory(role="operator", first_name="Elnur", last_name="Məmmədov"))
    with pytest.raises(NotPossible, match="yourself"):
        complain(call, about)
    close_visit(call.visit.pk, call.actor, now=MORNING, outcome="call_back", note="")
    colleague = UserFactory(role="operator", first_name="Aysel", last_name="Hüseynova")
    one = complain(on_the_phone(caller, user=colleague), about)
    assert list(one.complained_of.values_list("user", flat=True)) == [call.user.pk]


def test_after_the_call_nothing_more_is_written_down(caller: Person) -> None:
    complaint_services()
    call = on_the_phone(caller)
    close_visit(call.visit.pk, call.actor, now=MORNING, outcome="advised", note="")
    with pytest.raises(MovedOnError):
        complain(call)
