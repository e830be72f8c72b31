"""The list, one with its clock and letters, giving what is asked, taking it back: nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dost.accounts.actors import Staff, staff_actor
from dost.cases import complaints
from dost.cases.models import Complaint
from registries.models import Person
from tests.factories.accounts import UserFactory, sign_in_citizen
from tests.factories.complaints import WORDS, complaint
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
REASONS = "Two windows were closed, and nobody was told. They are open now."


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


@pytest.fixture
def me(client: Client, person: Person) -> Client:
    sign_in_citizen(client, person)
    return client


@pytest.fixture
def examiner() -> Staff:
    return staff_actor(UserFactory(first_name="Elnur", last_name="Məmmədov"))


def held(one: Complaint, actor: Staff) -> Complaint:
    return complaints.take_over(complaint_id=one.pk, actor=actor, now=timezone.now())


def test_the_answer_is_read_as_text_and_as_a_pdf_and_names_nobody(me: Client, person: Person, examiner: Staff) -> None:
    one = held(complaint(person), examiner)
    complaints.answer(
        complaint_id=one.pk,
        actor=examiner,
        outcome=Complaint.Outcome.JUSTIFIED,
        reasons=REASONS,
        now=timezone.now(),
    )
    page = me.get(f"/en/my/complaints/{one.pk}/").content.decode()
    for said in (REASONS, "The complaint is justified", "Razı deyilsinizsə", WORDS):
        assert said in page
    assert "Elnur" not in page
    assert "Somebody took it" not in page
    pdf = me.get(f"/en/my/complaints/letters/{one.letters.get().number}/")
    assert pdf.content.startswith(b"%PDF-")


def test_what_is_asked_is_given(me: Client, person: Person, examiner: Staff) -> None:
    one = held(complaint(person), examiner)
    complaints.ask(complaint_id=one.pk, actor=examiner, text="At which window?", now=timezone.now())
    there = f"/en/my/complaints/{one.pk}/"
    page = me.get(there).content.decode()
    assert "At which window?" in page
    assert "The days stand still since you were asked" in page
    assert me.post(f"{there}give/", {"words": ""}).status_code == 400
    assert me.get(f"{there}give/").headers["Location"] == there
    assert me.post(f"{there}give/", {"words": "At the third."}).headers["Location"] == there
    assert me.post(f"{there}give/", {"words": "Once more."}).status_code == 302
    page = me.get(there).content.decode()
    assert "At the third." in page
    assert "Once more." not in page


def test_it_is_taken_back(me: Client, person: Person) -> None:
    one = complaint(person)
    there = f"/en/my/complaints/{one.pk}/"
    assert "Take it back" in me.get(there).content.decode()
    me.post(f"{there}withdraw/")
    me.post(f"{there}withdraw/")
    page = me.get(there).content.decode()
    assert "You took it back." in page
    assert "Take it back" not in page


def test_those_of_somebody_else_are_not_there(me: Client, examiner: Staff) -> None:
    one = held(complaint(), examiner)
    complaints.study_longer(complaint_id=one.pk, actor=examiner, reasons=REASONS, now=timezone.now())
    for address in ("", "give/", "withdraw/"):
        assert me.post(f"/en/my/complaints/{one.pk}/{address}").status_code in {404, 405}
    assert me.get(f"/en/my/complaints/{one.pk}/").status_code == 404
    assert me.get(f"/en/my/complaints/letters/{one.letters.get().number}/").status_code == 404


@pytest.mark.parametrize("many", [1, 3], ids=["one", "three"])
def test_the_list_asks_the_same_however_many_there_are(
    me: Client,
    person: Person,
    many: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _one in range(many):
        complaint(person)
    me.get("/en/my/complaints/")
    with django_assert_num_queries(QUERIES):
        me.get("/en/my/complaints/")


QUERIES = 6
