"""142: a call is taken, its caller asked, told how things stand, and called back; nothing opens before, or after."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import AccessLog, User
from dost.centres import calls
from dost.centres.caller_questions import Question
from dost.centres.models import CallBack, Caller, CallerCheck, Visit
from dost.centres.problems import BusyError, MovedOnError, QueueError
from dost.centres.visiting import identify
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.registries import ContractFactory

from .conftest import browser, said, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("institutions")]
HERE = "/counter/calls/"
FIN = "5ABC12D"


@pytest.fixture
def operator() -> User:
    """An operator of 142, of no centre."""
    made: User = UserFactory(role=User.Role.OPERATOR)
    return made


@pytest.fixture
def caller() -> Person:
    """Aygün, of whom exactly three answers are known."""
    person = somebody(fin=FIN, document_number="AA1234567")
    ContractFactory(person=person, valid_from=date(2018, 9, 1))
    return person


def right(person: Person) -> dict[str, str]:
    """What she says."""
    return {"document": "45 67", "district": str(person.district_id), "work": "2018"}


def asked(client: Client) -> Any:
    """Take a call, find her, and have the questions drawn."""
    client.post(f"{HERE}take/")
    return again(client)


def again(client: Client) -> Any:
    """Find her, and have the questions drawn."""
    page = said(client.post(f"{HERE}find/", {"number": FIN}))
    choice = re.findall(r'name="choice" type="radio" value="([^"]+)"', page)[0]
    return client.post(f"{HERE}ask/", {"choice": choice})


def test_right_answers_open_what_may_be_told_and_the_call_is_ended(operator: User, caller: Person) -> None:
    client = browser(operator)
    assert "Take a call" in said(client.get(HERE))
    assert asked(client).headers["Location"] == f"{HERE}questions/"
    page = said(client.get(f"{HERE}questions/"))
    assert "last four digits" in page
    assert "4567" not in page
    assert "2018" not in page
    assert client.post(f"{HERE}questions/", right(caller)).headers["Location"] == f"{HERE}person/"
    told = said(client.get(f"{HERE}person/"))
    assert "Aygün" in told
    assert "Open cases, and who has them" in told
    visit = Visit.objects.get()
    assert (visit.channel, visit.centre, visit.identified_by, visit.person) == ("telephone", None, "questions", caller)
    assert AccessLog.objects.filter(person=caller, reason=f"{visit.pk}").exists()
    assert client.post(f"{HERE}end/", {}).status_code == 400
    client.post(f"{HERE}end/", {"call-outcome": "advised", "call-note": "told"})
    assert Visit.objects.get().outcome == "advised"
    assert client.get(f"{HERE}person/").status_code == 403


@pytest.mark.parametrize(
    "path", ["page/", "apply/", "code/", "registry/emas/", "family/"], ids=["page", "apply", "code", "emas", "family"]
)
def test_nothing_that_needs_a_document_seen_opens_in_a_call(operator: User, caller: Person, path: str) -> None:
    client = browser(operator)
    asked(client)
    assert client.get(f"/counter/person/{path}").headers["Location"] == "/counter/person/"
    assert client.get("/counter/person/").headers["Location"] == HERE
    client.post(f"{HERE}questions/", right(caller))
    assert client.get(f"/counter/person/{path}").headers["Location"] == f"{HERE}person/"


def test_found_are_shown_without_what_is_asked(operator: User, caller: Person) -> None:
    client = browser(operator)
    client.post(f"{HERE}take/")
    page = said(client.post(f"{HERE}find/", {"number": FIN}))
    assert "5••••2D" in page
    assert "born 1990" not in page
    assert caller.district is not None
    assert caller.district.name not in page


def test_two_tries_in_a_call_and_which_was_wrong_is_told_to_nobody(operator: User, caller: Person) -> None:
    client = browser(operator)
    asked(client)
    client.post(f"{HERE}questions/", {**right(caller), "work": "2017"})
    assert "The answers do not fit." in said(client.get(HERE))
    again(client)
    client.post(f"{HERE}questions/", {})
    assert "nothing is told by telephone today" in said(client.get(HERE))
    assert again(client).headers["Location"] == HERE
    assert CallerCheck.objects.filter(passed=False).count() == 2
    assert Visit.objects.get().person is None


def test_the_questions_stay_the_same_until_they_are_answered(operator: User, caller: Person) -> None:
    client = browser(operator)
    asked(client)
    for _time in range(3):
        again(client)
    assert CallerCheck.objects.count() == 1


def test_five_tries_in_a_day_whoever_asks(caller: Person) -> None:
    now = timezone.now()
    for number in range(5):
        actor, visit = call(now)
        calls.ask(visit_id=visit.pk, actor=actor, person_id=caller.pk, now=now)
        if number % 2:
            calls.answer(visit_id=visit.pk, actor=actor, said={Question.WORK: "2018"}, now=now)
    actor, visit = call(now)
    with pytest.raises(calls.NotByPhoneError):
        calls.ask(visit_id=visit.pk, actor=actor, person_id=caller.pk, now=now)
    actor, visit = call(now + timedelta(days=1))
    calls.ask(visit_id=visit.pk, actor=actor, person_id=caller.pk, now=now + timedelta(days=1))


@pytest.mark.parametrize("more", [{"document_number": ""}, {"died_on": date(2026, 1, 1)}], ids=["little", "dead"])
def test_whom_too_little_is_known_of_is_sent_to_a_centre(more: dict[str, Any]) -> None:
    actor, visit = call(timezone.now())
    person = somebody(**more)
    with pytest.raises(calls.NotByPhoneError):
        calls.ask(visit_id=visit.pk, actor=actor, person_id=person.pk, now=timezone.now())
    look = AccessLog.objects.get(person=person)  # what was read for it stays written down
    assert (look.user_id, look.purpose) == (actor.user_id, "visit")


def test_nobody_is_identified_past_the_questions(caller: Person) -> None:
    now = timezone.now()
    actor, visit = call(now)
    for how in ("questions", "card"):
        with pytest.raises(QueueError):
            identify(visit_id=visit.pk, actor=actor, person_id=caller.pk, how=how, now=now)
    with pytest.raises(BusyError):
        calls.take_call(actor=actor, now=now)
    with pytest.raises(MovedOnError):
        calls.answer(visit_id=visit.pk, actor=actor, said={}, now=now)
    with pytest.raises(QueueError):
        calls.take_call(actor=staff_actor(UserFactory(clerk=True)), now=now)


def test_once_it_is_known_who_calls_nobody_else_is_asked_about(caller: Person) -> None:
    now = timezone.now()
    actor, visit = call(now)
    calls.ask(visit_id=visit.pk, actor=actor, person_id=caller.pk, now=now)
    answers = {Question(one): text for one, text in right(caller).items()}
    assert calls.answer(visit_id=visit.pk, actor=actor, said=answers, now=now)
    with pytest.raises(QueueError):
        calls.ask(visit_id=visit.pk, actor=actor, person_id=somebody().pk, now=now)
    assert CallerCheck.objects.count() == 1


def test_a_call_back_is_promised_and_seen_when_overdue(operator: User) -> None:
    client, supervisor = browser(operator), UserFactory(supervisor=True, centre="BAKI-1")
    client.post(f"{HERE}take/")
    wrong = client.post(f"{HERE}promise/", {"back-phone": "1", "back-about": "a", "back-day": "", "back-time": ""})
    assert wrong.status_code == 400
    due = timezone.localtime(timezone.now() + timedelta(days=1))
    given = {"back-phone": "050 123 45 67", "back-about": "Her pension", "back-day": f"{due:%Y-%m-%d}"}
    assert client.post(f"{HERE}promise/", {**given, "back-time": "10:00", "back-day": "2020-01-01"}).status_code == 400
    assert client.post(f"{HERE}promise/", {**given, "back-time": f"{due:%H:%M}"}).status_code == 302
    row = CallBack.objects.get()
    assert (row.phone, row.visit.outcome, row.by_another) == ("+994501234567", "call_back", False)
    assert 'Calls back, overdue <span class="dost-count">0<' in said(browser(supervisor).get("/office/work/"))
    CallBack.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert 'Calls back, overdue <span class="dost-count">1<' in said(browser(supervisor).get("/office/work/"))
    assert "Overdue: 1" in re.sub(r"<[^>]*>", "", said(client.get(HERE)))


# -- who is not known --------------------------------------------------------------------------------------------


def test_who_calls_and_is_not_known_is_written_down_and_their_number_is_there_to_promise(operator: User) -> None:
    client = browser(operator)
    client.post(f"{HERE}take/")
    wrong = client.post(f"{HERE}register/", {"caller-name": "", "caller-phone": "12"})
    assert wrong.status_code == 400
    assert "Write what the caller calls themselves." in said(wrong)
    assert client.post(f"{HERE}register/", {"caller-name": "Aygün", "caller-phone": "12"}).status_code == 400
    client.post(f"{HERE}register/", {"caller-name": "Aygün", "caller-phone": "050 123 45 67"})
    page = said(client.get(HERE))
    assert "as they said it, not checked" in page
    assert re.search(r'name="back-phone" value="\+994501234567"', page)
    assert client.get(f"{HERE}person/").headers["Location"] == HERE  # nothing opens by it


def test_nobody_is_registered_once_it_is_known_who_calls_or_without_a_call(operator: User, caller: Person) -> None:
    client = browser(operator)
    given = {"caller-name": "Somebody else", "caller-phone": ""}
    assert client.post(f"{HERE}register/", given).headers["Location"] == HERE
    asked(client)
    client.post(f"{HERE}questions/", right(caller))
    client.post(f"{HERE}register/", given)
    assert "It is known who calls" in said(client.get(HERE))
    assert not Caller.objects.exists()


def call(now: Any) -> tuple[Staff, Visit]:
    """An operator with a call."""
    actor = staff_actor(UserFactory(role=User.Role.OPERATOR))
    return actor, calls.take_call(actor=actor, now=now)
