"""Writing a complaint or a proposal step by step, sending it once, and the roads on which it may belong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dost.cases.models import Appeal, Case, Complaint
from registries.models import Person
from tests.factories.accounts import sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.complaints import WORDS, complaint_services
from tests.factories.registries import InstitutionFactory, KinshipFactory, PersonFactory
from tests.factories.uploads import photograph, upload

pytestmark = pytest.mark.django_db
NEW = "/en/my/complaints/new/"


@pytest.fixture
def person() -> Person:
    for code in ("DIN", "EDLIYYE", "DSMF"):
        InstitutionFactory(code=code)
    complaint_services()
    made: Person = PersonFactory()
    return made


@pytest.fixture
def me(client: Client, person: Person) -> Client:
    sign_in_citizen(client, person)
    return client


def begin(me: Client, *, kind: str = "complaint", about: str = "general", **what: object) -> None:
    me.post(NEW, {"kind": kind, "about": about})
    if what:
        me.post(f"{NEW}what/", what)
    me.post(f"{NEW}words/", {"words": WORDS})


def key() -> str:
    return str(Complaint.objects.get(state="draft").key)


def test_it_is_written_step_by_step_and_sent_once(me: Client) -> None:
    assert me.post(NEW, {"kind": "complaint", "about": "staff"}).headers["Location"] == f"{NEW}what/"
    assert me.post(f"{NEW}what/", {"named": "window 3"}).headers["Location"] == f"{NEW}words/"
    assert me.post(f"{NEW}words/", {"words": WORDS}).headers["Location"] == f"{NEW}documents/"
    file = upload(photograph(), "queue.jpg", "image/jpeg")
    assert me.post(f"{NEW}documents/", {"document": file, "title": "The queue"}).status_code == 302
    page = me.get(f"{NEW}check/").content.decode()
    for said in (WORDS, "window 3", "The queue", "It is not sent yet.", "15 working days", "30 working days"):
        assert said in page
    sent = key()
    there = me.post(f"{NEW}check/", {"key": sent}).headers["Location"]
    assert me.post(f"{NEW}check/", {"key": sent}).headers["Location"] == there
    one = Complaint.objects.get()
    assert there == f"/en/my/complaints/{one.pk}/?sent"
    receipt = me.get(there).content.decode()
    assert one.number in receipt
    assert "Your complaint is sent" in receipt
    assert "By this day you get an answer:" in receipt
    listed = me.get("/en/my/complaints/").content.decode()
    assert one.number in listed
    assert WORDS not in listed


@pytest.mark.parametrize("name", ["what/", "words/", "documents/"], ids=["what", "words", "documents"])
def test_a_step_that_comes_too_early_leads_to_the_first(me: Client, name: str) -> None:
    assert me.get(NEW + name).headers["Location"] == NEW


def test_steps_that_were_left_out_are_led_to(me: Client) -> None:
    me.post(NEW, {"kind": "complaint", "about": "employer"})
    assert me.get(f"{NEW}words/").headers["Location"] == f"{NEW}what/"
    me.post(f"{NEW}what/", {"named": "A building firm"})
    assert me.get(f"{NEW}documents/").headers["Location"] == f"{NEW}words/"
    assert me.get(f"{NEW}check/").headers["Location"] == f"{NEW}words/"
    me.post(NEW, {"kind": "proposal", "about": "general"})
    assert me.get(f"{NEW}what/").headers["Location"] == f"{NEW}words/"


@pytest.mark.parametrize(
    ("about", "what", "problem"),
    [
        ("service", {}, "Choose the service."),
        ("service", {"service": "99-99"}, "Choose one of the list."),
        ("staff", {}, "Choose the centre, or write whom it is about."),
        ("employer", {}, "Write which employer it is."),
        ("employer", {"named": "x" * 201}, "Write at most 200 characters."),
    ],
    ids=["no service", "no such service", "nobody", "no employer", "too long"],
)
def test_what_is_missing_is_said_beside_its_field(me: Client, about: str, what: dict[str, str], problem: str) -> None:
    me.post(NEW, {"kind": "complaint", "about": about})
    response = me.post(f"{NEW}what/", what)
    assert response.status_code == 400
    assert problem in response.content.decode()


def test_nothing_is_chosen_and_nothing_written(me: Client) -> None:
    assert "Choose what it is about." in me.post(NEW, {}).content.decode()
    me.post(NEW, {"kind": "complaint", "about": "general"})
    assert "Write it in your own words." in me.post(f"{NEW}words/", {}).content.decode()


def test_a_case_of_somebody_else_cannot_be_chosen(me: Client, person: Person) -> None:
    CaseFactory(person=person, unknown_fact=True)
    other = CaseFactory(unknown_fact=True, basis_key="another")
    me.post(NEW, {"kind": "complaint", "about": "case"})
    assert me.post(f"{NEW}what/", {"case": other.pk}).status_code == 400


def test_what_is_about_a_decision_becomes_an_appeal_with_its_words(me: Client, person: Person) -> None:
    case: Case = CaseFactory(person=person, refused=True, opened_at=timezone.now() - timedelta(days=3))
    begin(me, about="case", case=case.pk)
    page = me.get(f"{NEW}check/").content.decode()
    assert "Do you want the decision to be changed?" in page
    there = me.post(f"{NEW}appeal/").headers["Location"]
    assert there == f"/en/my/cases/{case.pk}/appeal/"
    assert WORDS in me.get(there).content.decode()
    assert Appeal.objects.get().grounds == WORDS
    assert not Complaint.objects.exists()


def test_what_can_not_be_appealed_stays_a_complaint(me: Client, person: Person) -> None:
    case = CaseFactory(person=person, unknown_fact=True)
    begin(me, about="case", case=case.pk)
    assert "Do you want the decision to be changed?" not in me.get(f"{NEW}check/").content.decode()
    assert me.post(f"{NEW}appeal/").headers["Location"] == f"{NEW}check/"
    assert me.post(f"{NEW}check/", {"key": key()}).status_code == 302
    assert Complaint.objects.get().state == "sent"


def test_what_is_about_a_fact_leads_to_the_facts_and_the_words_go_along(me: Client, person: Person) -> None:
    begin(me)
    assert me.post(f"{NEW}fact/").headers["Location"] == "/en/my/data/"
    assert me.session["carried_words"] == {str(person.pk): WORDS}
    assert "Choose “This is wrong” beside the fact." in me.get("/en/my/data/").content.decode()


def test_a_proposal_has_no_other_road(me: Client) -> None:
    begin(me, kind="proposal")
    assert "Choose the fact that is wrong" not in me.get(f"{NEW}check/").content.decode()


def test_what_was_begun_is_gone_on_with_and_thrown_away(me: Client) -> None:
    begin(me)
    assert "Go on writing" in me.get("/en/my/complaints/").content.decode()
    assert me.post(f"{NEW}discard/").status_code == 302
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("sent", ["", "x", "5b8d3a52-7a0d-4c1e-9d5c-0d3c0f0a1b2c"], ids=["none", "wrong", "another"])
def test_a_key_that_opens_nothing_sends_nothing(me: Client, sent: str) -> None:
    begin(me)
    assert me.post(f"{NEW}check/", {"key": sent}).headers["Location"] == "/en/my/complaints/"
    assert Complaint.objects.get().state == "draft"


def test_who_acts_for_somebody_writes_for_them_but_not_about_an_employer(client: Client, person: Person) -> None:
    child = PersonFactory(birth_date=timezone.localdate() - timedelta(days=4000))
    KinshipFactory(person=child, relative=person)
    sign_in_citizen(client, person, acting_for=child)
    assert client.post(NEW, {"kind": "complaint", "about": "employer"}).status_code == 400
    begin(client)
    client.post(f"{NEW}check/", {"key": key()})
    one = Complaint.objects.get()
    assert (one.person, one.by_person, one.by_for) == (child, person, child)
