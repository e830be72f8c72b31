"""A complaint by telephone: of whoever has answered the questions, once, its number read out, and counted as done."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, User
from dost.cases.complaints import seen_by
from dost.cases.models import Complaint
from dost.common.dates import local_day
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.centres import OnThePhone, on_the_phone
from tests.factories.complaints import WORDS, complaint_services
from tests.factories.services_catalog import ServiceFactory, VersionFactory

from .conftest import browser, said, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("institutions")]
HERE = "/counter/calls/"
WRITE = f"{HERE}complaint/"


@pytest.fixture
def call() -> OnThePhone:
    """An operator with Aygün on the telephone, who has answered the questions."""
    complaint_services()
    operator = UserFactory(role=User.Role.OPERATOR, first_name="Elnur", last_name="Məmmədov")
    return on_the_phone(somebody(), at=timezone.now(), user=operator)


def person_of(call: OnThePhone) -> Person:
    assert call.visit.person is not None
    return call.visit.person


def sent(client: Client, **changes: Any) -> Any:
    given = {"kind": "complaint", "about": "general", "words": WORDS, "key": str(uuid4()), **changes}
    return client.post(WRITE, given)


def test_it_is_written_down_and_its_number_is_read_out_and_stands_among_what_was_done(call: OnThePhone) -> None:
    client = browser(call.user)
    page = said(client.get(WRITE))
    assert "Əliyeva Aygün" in page
    assert "A document, if there is one" not in page
    assert sent(client).headers["Location"] == HERE
    one = Complaint.objects.get()
    assert (one.person, one.by, one.state) == (call.visit.person, call.user, Complaint.State.SENT)
    page = said(client.get(HERE))
    assert f"It is written down: {one.number}. Tell the person this number." in page
    assert "A complaint was written down" in said(client.get(HERE))
    assert one.number in said(client.get(HERE))
    assert WORDS not in page
    look = AccessLog.objects.filter(person=call.visit.person, user=call.user, reason=f"{call.visit.pk}")
    assert look.exists()


def test_what_is_missing_is_said_and_nothing_is_sent(call: OnThePhone) -> None:
    client = browser(call.user)
    for changes in (
        {"words": ""},
        {"kind": ""},
        {"about": "service"},
        {"about": "staff"},
        {"about": "case", "case": "9"},
    ):
        assert sent(client, **changes).status_code == 400
    assert not Complaint.objects.exists()


def test_pressed_twice_it_is_sent_once(call: OnThePhone) -> None:
    client, key = browser(call.user), str(uuid4())
    for _press in range(2):
        sent(client, key=key)
    assert Complaint.objects.count() == 1
    sent(client, key="no key")
    assert Complaint.objects.count() == 2


def test_about_the_operator_a_colleague_writes_it_down(call: OnThePhone) -> None:
    client = browser(call.user)
    answer = sent(client, about="staff", named="Elnur")
    assert answer.status_code == 400
    page = said(answer)
    assert "Let somebody else write it down." in page
    assert f'href="{HERE}#back-title"' in page
    assert not Complaint.objects.exists()


def test_of_an_employer_nothing_is_told_but_its_number(call: OnThePhone) -> None:
    client = browser(call.user)
    sent(client, about="employer", named="A building firm")
    one = Complaint.objects.get()
    assert one.service.sensitive
    page = said(client.get(HERE))
    assert one.number in page
    assert "building firm" not in page


def test_a_sensitive_case_or_one_of_somebody_else_cannot_be_chosen(call: OnThePhone) -> None:
    hidden = VersionFactory(service=ServiceFactory(code="09-09", sensitive=True))
    own = CaseFactory(unknown_fact=True, person=person_of(call))
    sensitive = CaseFactory(unknown_fact=True, person=person_of(call), version=hidden, basis_key="hidden")
    other = CaseFactory(unknown_fact=True)
    client = browser(call.user)
    page = said(client.get(WRITE))
    chosen = re.search(r'<select[^>]*name="case".*?</select>', page)
    assert chosen is not None
    assert re.findall(r'value="(\d+)"', chosen[0]) == [str(own.pk)]
    for case in (sensitive, other):
        assert sent(client, about="case", case=case.pk).status_code == 400
    assert sent(client, about="case", case=own.pk).status_code == 302
    assert Complaint.objects.get().about_case == own


def test_whoever_may_answer_it_knows_of_it(call: OnThePhone) -> None:
    sent(browser(call.user))
    examiner = staff_actor(UserFactory())
    assert seen_by(examiner, on=local_day(timezone.now())).count() == 1


def test_before_the_questions_are_answered_and_after_the_call_nothing_opens() -> None:
    complaint_services()
    call = on_the_phone(at=timezone.now())
    client = browser(call.user)
    assert client.get(WRITE).headers["Location"] == HERE
    assert sent(client).headers["Location"] == HERE
    client.post(f"{HERE}end/", {"call-outcome": "advised"})
    assert client.get(WRITE).status_code == 403
    assert sent(client).status_code == 403
    assert not Complaint.objects.exists()


def test_at_a_window_there_is_no_such_page(serve: Any) -> None:
    at_window = serve()
    assert at_window.client.get(WRITE).status_code == 403


@pytest.mark.parametrize("cases", [1, 3])
def test_the_page_asks_as_much_for_one_case_as_for_three(
    call: OnThePhone, django_assert_num_queries: Any, cases: int
) -> None:
    version = CaseFactory(unknown_fact=True, person=person_of(call)).version
    for number in range(1, cases):
        CaseFactory(unknown_fact=True, person=person_of(call), version=version, basis_key=f"{number}")
    client = browser(call.user)
    client.get(WRITE)
    with django_assert_num_queries(7):
        client.get(WRITE)
