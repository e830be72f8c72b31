"""Contested facts in the back office: the list, one of them, what staff write down, and saying it of a case."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts import access
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, User
from dost.cases.models import Case, FactCorrection
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.corrections import CorrectionFactory
from tests.factories.registries import InstitutionFactory

pytestmark = pytest.mark.django_db

State = FactCorrection.State


@pytest.fixture
def user() -> User:
    made: User = UserFactory(role=User.Role.EXAMINER)
    return made


@pytest.fixture
def examiner(client: Client, user: User) -> Client:
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.cases.corrections.settling.ring", lambda *arguments: True)


def may_look(user: User, person_id: int) -> None:
    access.state_purpose(
        actor=staff_actor(user),
        person_id=person_id,
        purpose=AccessLog.Purpose.CASE,
        note="to see what the institution said",
        now=timezone.now(),
    )


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_list_says_what_is_due_and_nothing_of_anybody(examiner: Client) -> None:
    late = CorrectionFactory(overdue=True)
    page = text(examiner.get("/office/corrections/"))
    assert late.number in page
    assert "Its time has passed" in page
    assert late.person.surname not in page
    assert late.person.fin not in page


def test_the_list_asks_as_often_whatever_it_holds(
    examiner: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    CorrectionFactory(overdue=True)
    examiner.get("/office/corrections/")
    with django_assert_max_num_queries(14) as one:
        examiner.get("/office/corrections/")
    CorrectionFactory(overdue=True)
    CorrectionFactory()
    with django_assert_num_queries(len(one)):
        examiner.get("/office/corrections/")


def test_one_opens_with_a_purpose_and_the_look_is_logged(examiner: Client, user: User) -> None:
    one = CorrectionFactory()
    page = examiner.get(f"/office/corrections/{one.pk}/")
    assert page["Location"] == f"/office/corrections/{one.pk}/purpose/"
    given = {"purpose": AccessLog.Purpose.CASE.value, "note": "to see what the institution said"}
    assert examiner.post(page["Location"], {**given, "note": ""}).status_code == 400
    assert examiner.post(page["Location"], given)["Location"] == f"/office/corrections/{one.pk}/"
    shown = text(examiner.get(f"/office/corrections/{one.pk}/"))
    assert one.words in shown
    assert AccessLog.objects.filter(person=one.person, user=user).exists()


def test_what_an_institution_said_by_letter_is_written_down(examiner: Client, user: User) -> None:
    one = CorrectionFactory()
    may_look(user, one.person_id)
    address = f"/office/corrections/{one.pk}/answer/"
    assert examiner.post(address, {"said-verdict": "confirmed", "said-note": ""}).status_code == 400
    assert (
        examiner.post(address, {"said-verdict": "corrected", "said-note": "By a letter of today."}).status_code == 400
    )
    done = examiner.post(address, {"said-verdict": "confirmed", "said-note": "By a letter of today."})
    assert done.status_code == 302
    one.refresh_from_db()
    assert (one.state, one.answer) == (State.CONFIRMED, "By a letter of today.")
    assert examiner.post(address, {"said-verdict": "refused", "said-note": "By a letter of today."}).status_code == 400


def test_it_is_asked_again(examiner: Client, user: User) -> None:
    one = CorrectionFactory(overdue=True)
    may_look(user, one.person_id)
    done = examiner.post(f"/office/corrections/{one.pk}/ask-again/", {"again-note": "It says that it lost it."})
    assert done.status_code == 302
    one.refresh_from_db()
    assert one.state == State.SENT
    assert one.questions.count() == 2
    again = examiner.post(f"/office/corrections/{one.pk}/ask-again/", {"again-note": "It says that it lost it."})
    assert again.status_code == 400  # the second is still on its way


def test_without_a_purpose_nothing_is_written_down(examiner: Client) -> None:
    one = CorrectionFactory()
    for address in ("answer", "ask-again"):
        response = examiner.post(f"/office/corrections/{one.pk}/{address}/", {})
        assert response["Location"] == f"/office/corrections/{one.pk}/purpose/"


def test_an_auditor_sees_it_and_writes_nothing(client: Client) -> None:
    auditor = UserFactory(role=User.Role.AUDITOR)
    sign_in(client, auditor)
    one = CorrectionFactory()
    access.state_purpose(
        actor=staff_actor(auditor),
        person_id=one.person_id,
        purpose=AccessLog.Purpose.AUDIT,
        note="a sample of what was contested",
        now=timezone.now(),
    )
    page = text(client.get(f"/office/corrections/{one.pk}/"))
    assert one.number in page
    assert "ask-again" not in page
    assert client.post(f"/office/corrections/{one.pk}/ask-again/", {"again-note": "x" * 20}).status_code == 403


@pytest.fixture
def case(user: User) -> Case:
    """A case of which an institution says otherwise than the registry."""
    InstitutionFactory(code="DTSERA")
    made: Case = CaseFactory(granted_and_paid=True)
    may_look(user, made.person_id)
    return made


def test_from_a_case_a_fact_is_chosen_and_called_wrong(examiner: Client, case: Case) -> None:
    page = text(examiner.get(f"/office/cases/{case.pk}/"))
    assert f"/office/corrections/cases/{case.pk}/" in page
    chosen = text(examiner.get(f"/office/corrections/cases/{case.pk}/"))
    assert "?fact=" in chosen
    assert examiner.get(f"/office/corrections/cases/{case.pk}/?fact=answer.x").status_code == 404
    assert examiner.get(f"/office/corrections/cases/{case.pk}/?fact=person.surname").status_code == 404


def test_on_the_page_of_the_case_stands_what_was_called_wrong(examiner: Client, case: Case) -> None:
    one = CorrectionFactory(person=case.person, case=case)
    assert one.number in text(examiner.get(f"/office/cases/{case.pk}/"))


def test_a_clerk_cannot_open_the_list(client: Client) -> None:
    sign_in(client, UserFactory(clerk=True))
    assert client.get("/office/corrections/").status_code == 403
