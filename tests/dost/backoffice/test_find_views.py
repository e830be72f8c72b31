"""Looking for one person: in a body, by the right roles, with nothing of it in any address."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client

from dost.backoffice.find_views import MOST_KEPT
from dost.cases.models import Case
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db

FIND = "/office/cases/find/"


@pytest.fixture
def examiner(client: Client) -> Client:
    sign_in(client, UserFactory())
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory(granted_and_paid=True)
    return made


def test_name_and_fin_stand_in_no_address_and_in_no_title(examiner: Client, case: Case) -> None:
    for text in (case.person.fin, "Məmmədova Aysel"):
        response = examiner.post(FIND, {"q": text}, follow=True)

        assert [status for _there, status in response.redirect_chain] == [302]
        address = unquote(response.redirect_chain[0][0])
        page = response.content.decode()
        title = page[page.index("<title>") : page.index("</title>")]
        for secret in (case.person.fin, "Aysel", "mmədova"):
            assert secret not in address
            assert secret not in title
        assert case.person.full_name in page
        assert case.service.title not in page


def test_case_itself_asks_why(examiner: Client, case: Case) -> None:
    response = examiner.post(FIND, {"q": f"DOST-{case.pk}"}, follow=True)

    assert response.redirect_chain[-1][0] == f"/office/cases/{case.pk}/purpose/"


def test_search_says_what_would_be_right(examiner: Client) -> None:
    for text, said in (("", "Write a name"), ("a", "at least three letters"), ("DOST-9999999", "no case with this")):
        response = examiner.post(FIND, {"q": text})
        assert response.status_code == 400
        assert said in response.content.decode()
    assert examiner.get(FIND).status_code == 200


def test_results_are_of_this_session_and_end_with_it(examiner: Client, case: Case) -> None:
    there = examiner.post(FIND, {"q": case.person.fin}).headers["Location"]
    assert examiner.get(there).status_code == 200
    other = Client()
    sign_in(other, UserFactory())
    assert other.get(there).headers["Location"] == FIND

    for _time in range(MOST_KEPT):
        examiner.post(FIND, {"q": "memmedova"})

    assert examiner.get(there).headers["Location"] == FIND


def test_old_address_with_a_name_in_it_is_left_at_once(examiner: Client, case: Case) -> None:
    response = examiner.get("/office/cases/", {"q": case.person.fin, "state": "waiting"})

    assert response.headers["Location"] == "/office/cases/?state=waiting"


def test_other_roles_do_not_look_for_people(client: Client) -> None:
    sign_in(client, UserFactory(editor=True))
    assert client.post(FIND, {"q": "memmedova"}).status_code == 403
    assert client.get(f"{FIND}x/").status_code == 403
