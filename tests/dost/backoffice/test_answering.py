"""Staff write down what the person answers: the form on the case's page, what it refuses, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from dost.accounts.actors import SYSTEM, Staff
from dost.accounts.models import User
from dost.cases import applications
from dost.cases.applications import open_application
from dost.cases.models import Case, CaseAnswer
from dost.cases.stages import Stage, State, WaitingOn
from dost.common.dates import local_day
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

QUESTIONS: list[dict[str, Any]] = [
    {"id": "alone", "ask": texts("Do you live alone?"), "type": "yes_no"},
    {"id": "rooms", "ask": texts("How many rooms?"), "type": "whole_number"},
    {"id": "rent", "ask": texts("What is the rent?"), "type": "money"},
    {"id": "since", "ask": texts("Since when?"), "type": "date"},
    {
        "id": "home",
        "ask": texts("What is it?"),
        "type": "choice",
        "choices": {"flat": texts("Flat"), "house": texts("House")},
    },
]
TYPED = {
    "answers.alone": "false",
    "answers.rooms": "2",
    "answers.rent": "1 120,50",
    "answers.since": "2026-01-01",
    "answers.home": "flat",
}
KEPT = {"alone": False, "rooms": 2, "rent": "1120.50", "since": "2026-01-01", "home": "flat"}


@pytest.fixture(autouse=True)
def _english_without_bells(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(applications, "ring", lambda *arguments: True)
    with translation.override("en"):
        yield


@pytest.fixture
def examiner() -> User:
    made: User = UserFactory()
    return made


@pytest.fixture
def browser_of(examiner: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    sign_in(client, examiner)
    return client


@pytest.fixture
def case(examiner: User) -> Case:
    """Waits for four of five answers; it is the examiner's own, so that no purpose is asked."""
    service = ServiceFactory(delivery="counter", passport={"channels": ["centre"]})
    VersionFactory(service=service, changes={"mode": "on_application", "questions": QUESTIONS})
    made = open_application(
        person=PersonFactory(),
        service=service,
        answers={"rooms": 3},
        actor=SYSTEM,
        on=local_day(timezone.now()),
    ).case
    Case.objects.update(assigned_to=examiner)
    return made


def address(case: Case) -> str:
    return f"/office/cases/{case.pk}/actions/answer-questions/"


def kept(case: Case) -> dict[str, Any]:
    return {one.question: one.value for one in CaseAnswer.objects.filter(case=case).order_by("pk")}


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_case_offers_it_and_the_form_asks_in_the_reader_s_language(
    browser_of: Client, case: Case, language: str
) -> None:
    browser_of.cookies["django_language"] = language
    assert address(case) in browser_of.get(f"/office/cases/{case.pk}/").content.decode()
    page = browser_of.get(address(case)).content.decode()
    for question in QUESTIONS:
        assert question["ask"][language] in page
    assert QUESTIONS[4]["choices"]["house"][language] in page


def test_the_form_has_what_was_told_and_marks_what_is_missing(browser_of: Client, case: Case) -> None:
    form = browser_of.get(address(case)).context["form"]
    hints = {name: str(one.help_text) for name, one in form.fields.items()}
    assert form["answers.rooms"].value() == "3"
    assert hints.pop("answers.rooms") == ""
    assert all(hint.startswith("Not answered yet.") for hint in hints.values())


def test_answers_are_kept_in_the_examiner_s_name_and_the_case_goes_on(
    browser_of: Client, case: Case, examiner: User
) -> None:
    response = browser_of.post(address(case), TYPED, follow=True)
    assert response.redirect_chain == [(f"/office/cases/{case.pk}/", 302)]
    assert "The answers are recorded." in response.content.decode()
    case.refresh_from_db()
    assert (case.stage, case.state, case.reason) == (Stage.VERIFY, State.READY, {})
    assert kept(case) == KEPT
    last = CaseAnswer.objects.latest("pk")
    assert last.actor == Staff(examiner.pk, "examiner")


def test_answers_come_in_parts(browser_of: Client, case: Case) -> None:
    page = browser_of.post(address(case), {**TYPED, "answers.rent": ""}, follow=True).content.decode()
    case.refresh_from_db()
    assert (case.state, case.waiting_on, case.reason["questions"]) == (State.WAITING, WaitingOn.PERSON, ["rent"])
    assert "The person has not answered 1 question yet." in page
    filled = browser_of.get(address(case)).context["form"]
    assert filled["answers.alone"].value() == "false"
    browser_of.post(address(case), TYPED)
    case.refresh_from_db()
    assert (case.state, kept(case)) == (State.READY, KEPT)


def test_each_wrong_answer_is_said_at_its_field_and_in_the_summary(browser_of: Client, case: Case) -> None:
    wrong = {**TYPED, "answers.rooms": "many", "answers.since": "1826-01-01", "answers.home": "tent"}
    response = browser_of.post(address(case), wrong)
    page = response.content.decode()
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["answers.rooms", "answers.since", "answers.home"]
    for place in ("id_answers.rooms", "id_answers.since", "id_answers.home_0"):
        assert f'href="#{place}"' in page
        assert f'id="{place}"' in page
    assert page.count("The answer is a whole number, 0 or more, such as 3.") == 2
    assert 'value="many"' in page
    assert kept(case) == {"rooms": 3}


def test_nothing_given_is_said(browser_of: Client, case: Case) -> None:
    page = browser_of.post(address(case), {}).content.decode()
    assert "This was answered already." in page
    assert kept(case) == {"rooms": 3}


def test_once_it_is_decided_no_answer_is_taken(browser_of: Client, case: Case) -> None:
    Case.objects.update(state=State.READY, waiting_on="", reason={}, waiting_since=None)
    for stage in (Stage.CHOOSE, Stage.DECIDE, Stage.NOTIFY):
        Case.objects.update(stage=stage)
    response = browser_of.post(address(case), TYPED, follow=True)
    assert "The case has moved on meanwhile" in response.content.decode()
    assert address(case) not in response.content.decode()
    assert kept(case) == {"rooms": 3}


def test_a_case_that_asks_nothing_offers_nothing(browser_of: Client, examiner: User) -> None:
    other = CaseFactory(to_clerk=True, assigned_to=examiner)
    assert address(other) not in browser_of.get(f"/office/cases/{other.pk}/").content.decode()
    assert browser_of.get(address(other)).status_code == 302


@pytest.mark.parametrize(("role", "status"), [("supervisor", 200), ("auditor", 403), ("clerk", 403), ("editor", 403)])
def test_whoever_works_on_cases_may(case: Case, role: str, status: int) -> None:
    client, user = Client(), UserFactory(role=role)
    sign_in(client, user)
    Case.objects.update(assigned_to=user)
    assert client.get(address(case)).status_code == status
