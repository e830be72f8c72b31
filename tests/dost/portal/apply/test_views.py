"""Applying, page by page: begun, what is known, the questions, the check, sent once, and what was decided meanwhile."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dost.accounts.models import AccessLog
from dost.cases.drafts import at_once
from dost.cases.models import ApplicationDraft, Case, SupportingDocument
from dost.cases.stages import Origin, Outcome
from registries.models import Person
from services_catalog.models import Service
from tests.factories.accounts import sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.drafts import TOLD, ApplicationDraftFactory, applied_for, at_once_here, criterion, publish_anew
from tests.factories.registries import BirthActFactory, InstitutionFactory, KinshipFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts
from tests.factories.uploads import pdf_bytes, upload

pytestmark = pytest.mark.django_db

BEGIN = "/en/apply/90-50/"


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.DOCUMENTS_ROOT = tmp_path
    at_once_here(monkeypatch)
    InstitutionFactory(code="DSMF", name_en="Protection Fund")
    InstitutionFactory(code="EDLIYYE", name_en="Ministry of Justice")


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(birth_date=date(1950, 1, 1))
    return made


@pytest.fixture
def me(client: Client, person: Person) -> Client:
    sign_in_citizen(client, person)
    return client


def said(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def page_of(draft: ApplicationDraft, rest: str = "") -> str:
    return f"/en/apply/drafts/{draft.pk}/{rest}"


def key_on(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def draft_of(person: Person, **more: Any) -> ApplicationDraft:
    made: ApplicationDraft = ApplicationDraftFactory(person=person, started_at=timezone.now(), **more)
    return made


def ready(person: Person, **more: Any) -> ApplicationDraft:
    """A draft in which everything is answered."""
    now = timezone.now()
    return draft_of(person, answers=TOLD, edited_at=now, confirmed_at=now, **more)


# -- the main path -----------------------------------------------------------------------------------------------


def test_the_whole_path_from_the_first_page_to_the_receipt(me: Client, person: Person) -> None:
    applied_for()
    begin = said(me.get(BEGIN))
    assert "You are asked 3 questions" in begin
    assert not ApplicationDraft.objects.exists()  # nothing is begun by reading

    known = me.post(BEGIN, follow=True)
    draft = ApplicationDraft.objects.get()
    assert known.redirect_chain[-1][0] == page_of(draft, "known/")
    assert "Ministry of Justice" in said(known)
    assert "Not sent yet" in said(known)

    first = me.post(page_of(draft, "known/"), follow=True)
    assert first.redirect_chain[-1][0] == page_of(draft, "questions/1/")
    assert "question 1 of 3" in said(first)
    second = me.post(page_of(draft, "questions/1/"), {"answers.alone": "true"}, follow=True)
    assert second.redirect_chain[-1][0] == page_of(draft, "questions/2/")
    me.post(page_of(draft, "questions/2/"), {"answers.rooms": "2"})
    check = me.post(page_of(draft, "questions/3/"), {"answers.home": "flat"}, follow=True)
    assert check.redirect_chain[-1][0] == page_of(draft, "check/")
    shown = said(check)
    for word in ("Do you live alone?", "Yes", "2", "Flat", "Not sent yet"):
        assert word in shown

    receipt = me.post(page_of(draft, "check/"), {"key": key_on(shown)}, follow=True)
    assert receipt.redirect_chain[-1][0] == page_of(draft, "sent/")
    case = Case.objects.get()
    shown = said(receipt)
    assert "Your application is sent" in shown
    assert f"{timezone.localtime(case.opened_at).year}-{case.pk:07d}" in shown
    assert "600.00 ₼ is on its way to you" in shown  # it was decided while the person waited
    assert "Not sent yet" not in shown
    assert (case.origin, case.outcome, case.person) == (Origin.APPLICATION, Outcome.GRANTED, person)


def test_the_second_press_and_the_back_button_lead_to_the_same_receipt(me: Client, person: Person) -> None:
    draft = ready(person)
    key = key_on(said(me.get(page_of(draft, "check/"))))
    for _press in range(2):
        response = me.post(page_of(draft, "check/"), {"key": key})
        assert response.headers["Location"] == page_of(draft, "sent/")
    for back in ("", "known/", "questions/1/", "check/", "changed/"):
        assert me.get(page_of(draft, back)).headers["Location"] == page_of(draft, "sent/")
    assert Case.objects.count() == 1
    assert "no-store" in me.get(page_of(draft, "sent/")).headers["Cache-Control"]


def test_without_its_key_a_draft_is_not_sent(me: Client, person: Person) -> None:
    draft, other = ready(person), ready(person, service=applied_for("90-52"))
    for key in ("", "x", ready(PersonFactory()).key):
        response = me.post(page_of(draft, "check/"), {"key": key})
        assert response.status_code == 400
        assert "of another application" in said(response)
    assert not Case.objects.exists()
    me.post(page_of(draft, "check/"), {"key": other.key})  # a page of the other one, sent from this one's address
    assert not Case.objects.filter(service="90-50").exists()


def test_what_is_refused_by_the_rule_says_so_before_it_is_sent_and_after(me: Client, person: Person) -> None:
    draft = ready(person)
    draft.answers = {**TOLD, "alone": False}
    draft.save()
    check = said(me.get(page_of(draft, "check/")))
    assert "By what is known now, this is not met:" in check
    receipt = said(me.post(page_of(draft, "check/"), {"key": draft.key}, follow=True))
    assert "It was not granted" in receipt


def test_what_a_worker_has_yet_to_decide_is_asked_for_by_the_page_itself(
    me: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dost.portal.apply.views.decide_at_once", lambda _case_id: None)
    draft = ready(person)
    receipt = said(me.post(page_of(draft, "check/"), {"key": draft.key}, follow=True))
    assert "It is on its way" in receipt
    assert 'hx-trigger="every 2s"' in receipt
    asked = {"HX-Request": "true"}
    assert me.get(page_of(draft, "sent/"), headers=asked).status_code == 200
    at_once.work_on(Case.objects.get().pk)
    answer = me.get(page_of(draft, "sent/"), headers=asked)
    assert answer.status_code == 286
    assert "600.00" in said(answer)


# -- questions ---------------------------------------------------------------------------------------------------


def test_a_wrong_answer_is_told_beside_its_question_and_nothing_is_saved(me: Client, person: Person) -> None:
    draft = draft_of(person)
    for typed, word in (("many", "whole number"), ("", "Answer the question."), ("-3", "whole number")):
        response = me.post(page_of(draft, "questions/2/"), {"answers.rooms": typed})
        assert response.status_code == 400
        assert word in said(response)
        assert "Error:" in said(response)
    draft.refresh_from_db()
    assert draft.answers == {}


def test_an_answer_is_saved_as_it_is_given(me: Client, person: Person) -> None:
    draft = draft_of(person)
    asked = {"HX-Request": "true"}
    assert me.post(page_of(draft, "questions/1/"), {"answers.alone": "true"}, headers=asked).status_code == 204
    assert me.post(page_of(draft, "questions/2/"), {"answers.rooms": "a"}, headers=asked).status_code == 204
    draft.refresh_from_db()
    assert draft.answers == {"alone": True}


def test_an_answer_is_changed_from_the_check_and_leads_back_there(me: Client, person: Person) -> None:
    draft = ready(person)
    page = said(me.get(page_of(draft, "questions/2/?back=check")))
    assert 'value="2"' in page
    response = me.post(page_of(draft, "questions/2/"), {"answers.rooms": "5", "back": "check"})
    assert response.headers["Location"] == page_of(draft, "check/")
    draft.refresh_from_db()
    assert draft.answers["rooms"] == 5


def test_there_is_no_question_beyond_the_last(me: Client, person: Person) -> None:
    draft = draft_of(person)
    assert me.get(page_of(draft, "questions/4/")).status_code == 404
    assert me.get(page_of(draft, "questions/0/")).status_code == 404


# -- beginning ---------------------------------------------------------------------------------------------------


def test_who_has_begun_goes_on_and_who_has_applied_is_led_to_the_case(me: Client, person: Person) -> None:
    draft = draft_of(person)
    assert me.get(BEGIN).headers["Location"] == page_of(draft)
    draft.delete()
    case = CaseFactory(person=person, version=draft.version, basis_key=person.fin)
    response = me.get(BEGIN, follow=True)
    assert response.redirect_chain[-1][0] == f"/en/my/cases/{case.pk}/"
    assert "Here is how it stands" in said(response)


def test_of_several_children_one_is_chosen(me: Client, person: Person) -> None:
    applied_for(basis="birth", criteria=[criterion("alive", "child.alive")], payee=["subject"])
    for name in ("Aylin", "Murad"):
        BirthActFactory(mother=person, person=PersonFactory(given_name=name, birth_date=date(2026, 2, 1)))
    page = me.get(BEGIN)
    assert "Aylin" in said(page)
    assert person.fin not in said(page).replace(" ", "")
    wrong = me.post(BEGIN)
    assert wrong.status_code == 400
    assert "Choose what the application is about." in said(wrong)
    value = re.findall(r'name="record" type="radio" value="([^"]+)"', said(page))[1]
    me.post(BEGIN, {"record": value})
    assert ApplicationDraft.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"channels": ["centre"]}, "at a DOST centre, or by calling 142"),
        ({"basis": "birth", "criteria": [criterion("alive", "child.alive")]}, "there is none from which"),
    ],
)
def test_what_cannot_be_applied_for_says_why(me: Client, changes: dict[str, Any], word: str) -> None:
    applied_for(**changes)
    assert word in said(me.get(BEGIN))
    assert word in said(me.post(BEGIN))
    assert not ApplicationDraft.objects.exists()


def test_a_draft_that_cannot_be_sent_as_things_are_says_why(me: Client, person: Person) -> None:
    draft = ready(person)
    Service.objects.update(availability={"state": "closed", "note": texts("Funds are used up.")})
    for rest in ("", "check/"):
        page = said(me.get(page_of(draft, rest)))
        assert "It cannot be sent as things are" in page
        assert "Funds are used up." in page
    me.post(page_of(draft, "check/"), {"key": draft.key})
    assert not Case.objects.exists()


def test_a_case_opened_elsewhere_meanwhile_is_shown(me: Client, person: Person) -> None:
    draft = ready(person)
    case = CaseFactory(person=person, version=draft.version, basis_key=person.fin)
    page = said(me.get(page_of(draft, "check/")))
    assert "This is on its way already" in page
    assert f"/en/my/cases/{case.pk}/" in page


# -- another version ---------------------------------------------------------------------------------------------


def test_a_version_published_meanwhile_is_told_before_anything_else(me: Client, person: Person) -> None:
    service = applied_for()
    draft = ready(person, service=service)
    publish_anew(
        service,
        timezone.localdate() - timedelta(days=1),
        questions=[{"id": "alone", "ask": texts("Do you live alone?"), "type": "yes_no"}],
    )
    response = me.get(page_of(draft, "check/"), follow=True)
    assert response.redirect_chain[-1][0] == page_of(draft, "changed/")
    page = said(response)
    assert "2 answers no longer fit" in page
    assert "How many rooms?" in page.partition("Not asked any more")[2]
    assert "Do you live alone?" in page.partition("Your answers that remain")[2]
    assert me.post(page_of(draft, "check/"), {"key": draft.key}).headers["Location"] == page_of(draft, "changed/")
    me.post(page_of(draft, "changed/"))
    me.post(page_of(draft, "known/"))
    receipt = me.post(page_of(draft, "check/"), {"key": draft.key}, follow=True)
    assert "Your application is sent" in said(receipt)
    assert Case.objects.get().version.number == 2


# -- for somebody else, and what is sensitive --------------------------------------------------------------------


def test_a_mother_applies_for_her_child(client: Client, person: Person) -> None:
    child = PersonFactory(birth_date=date(2015, 1, 1))
    KinshipFactory(person=child, relative=person)
    sign_in_citizen(client, person, acting_for=child)
    applied_for()
    client.post(BEGIN)
    draft = ApplicationDraft.objects.get()
    assert (draft.person, draft.by_person, draft.by_for) == (child, person, child)
    assert child.full_name in said(client.get(page_of(draft, "known/")))


def test_a_foreign_draft_is_not_there(me: Client) -> None:
    draft = ready(PersonFactory())
    for rest in ("", "known/", "questions/1/", "changed/", "check/", "sent/"):
        assert me.get(page_of(draft, rest)).status_code == 404
    assert me.post(page_of(draft, "check/"), {"key": draft.key}).status_code == 404


def test_the_address_of_a_sensitive_service_stays_in_no_history(client: Client, person: Person) -> None:
    applied_for(sensitive=True)
    sign_in_citizen(client, person)
    response = client.get(BEGIN)
    word = response.headers["Location"]
    assert "90-50" not in word
    assert "Service 90-50" in said(client.get(word))
    draft = client.post(word, follow=True)
    assert "90-50" not in draft.redirect_chain[-1][0]
    assert "90-50" not in re.search(r"<title>(.*?)</title>", said(draft))[1]  # type: ignore[index]


def test_who_acts_for_somebody_applies_for_nothing_sensitive(client: Client, person: Person) -> None:
    child = PersonFactory(birth_date=date(2015, 1, 1))
    KinshipFactory(person=child, relative=person)
    service = applied_for(sensitive=True)
    draft = ready(child, service=service)
    sign_in_citizen(client, person, acting_for=child)
    assert client.get(BEGIN).status_code == 404
    assert client.get(page_of(draft, "check/")).status_code == 404


def test_every_look_is_logged(me: Client, person: Person) -> None:
    draft = ready(person)
    me.get(page_of(draft, "check/"))
    looks = AccessLog.objects.filter(person=person, service_code="90-50")
    assert {(one.purpose, one.by_person_id) for one in looks} == {("own", person.pk)}
    assert any("POPULATION" in one.registries for one in looks)


# -- what comes by itself ----------------------------------------------------------------------------------------


def proactive(**changes: Any) -> Service:
    service: Service = ServiceFactory(
        code="90-50", name=texts("Service 90-50"), passport={"channels": ["automatic", "portal"], **changes}
    )
    VersionFactory(service=service, changes={"verify": [], "questions": []})
    return service


def test_what_was_missed_is_looked_at_again_and_found(me: Client, person: Person) -> None:
    proactive()
    response = me.get(BEGIN, follow=True)
    assert response.redirect_chain[-1][0] == "/en/apply/90-50/look-again/"
    page = said(response)
    assert "You have this right, and nothing has come yet" in page
    assert not Case.objects.exists()
    found = said(me.post("/en/apply/90-50/look-again/", follow=True))
    case = Case.objects.get()
    assert (case.origin, case.outcome) == (Origin.REQUEST, Outcome.GRANTED)
    assert "the right is there, and it is on its way now" in found
    assert f"/en/my/cases/{case.pk}/" in found
    assert "it was found before" in said(me.post("/en/apply/90-50/look-again/", follow=True))
    assert Case.objects.count() == 1


def test_what_is_not_there_says_why_and_can_be_applied_for_nevertheless(client: Client) -> None:
    young = PersonFactory(birth_date=date(1990, 1, 1))
    sign_in_citizen(client, young)
    proactive()
    page = said(client.get("/en/apply/90-50/look-again/"))
    assert "By what the registries say the right is not there" in page
    assert "The person has turned 65" in page
    assert "You can apply for it: then somebody decides" in page
    assert "The reasons are below" in said(client.post("/en/apply/90-50/look-again/", follow=True))
    assert not Case.objects.exists()
    client.post(BEGIN)
    draft = ApplicationDraft.objects.get()
    client.post(page_of(draft, "known/"))
    client.post(page_of(draft, "check/"), {"key": draft.key})
    assert Case.objects.get().origin == Origin.APPLICATION


@pytest.mark.parametrize(
    ("channels", "word"),
    [(["automatic", "centre"], "apply for it at a DOST centre"), (["automatic"], "there you are told what is missing")],
)
def test_what_is_not_applied_for_here_says_where(client: Client, channels: list[str], word: str) -> None:
    sign_in_citizen(client, PersonFactory(birth_date=date(1990, 1, 1)))
    proactive(channels=channels)
    assert word in said(client.get("/en/apply/90-50/look-again/"))


# -- the list ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_few_queries_however_long(
    me: Client, person: Person, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        draft_of(person, service=applied_for(f"90-6{number}"))
    me.get("/en/my/drafts/")
    with django_assert_num_queries(4):
        page = said(me.get("/en/my/drafts/"))
    assert page.count("Go on with it") == rows


def test_a_draft_is_thrown_away_after_one_question(me: Client, person: Person) -> None:
    draft = ready(person)
    address = f"/en/my/drafts/{draft.pk}/discard/"
    assert "Throw this application away?" in said(me.get(address))
    assert ApplicationDraft.objects.exists()
    assert "thrown away" in said(me.post(address, follow=True))
    assert not ApplicationDraft.objects.exists()
    assert me.post(address).status_code == 404


def test_what_was_sent_is_not_thrown_away(me: Client, person: Person) -> None:
    draft = ready(person)
    me.post(page_of(draft, "check/"), {"key": draft.key})
    response = me.post(f"/en/my/drafts/{draft.pk}/discard/")
    assert response.headers["Location"] == page_of(draft, "sent/")
    assert ApplicationDraft.objects.exists()


def test_the_list_names_nothing_sensitive_and_nothing_of_somebody_else(client: Client, person: Person) -> None:
    ready(person, service=applied_for("90-53", sensitive=True))
    ready(PersonFactory(), service=applied_for("90-54"))
    sign_in_citizen(client, person)
    page = said(client.get("/en/my/drafts/"))
    assert page.count("Go on with it") == 1
    assert "Service 90-5" not in page


def test_the_first_page_says_what_is_not_sent(me: Client, person: Person) -> None:
    draft = ready(person)
    page = said(me.get("/en/my/"))
    assert "Begun, and not sent yet" in page
    assert page_of(draft) in page


# -- documents ---------------------------------------------------------------------------------------------------


def test_documents_wait_with_the_draft_and_go_with_it(me: Client, person: Person) -> None:
    service = applied_for(documents=[texts("A lease")])
    draft = draft_of(person, service=service, confirmed_at=timezone.now(), answers={"alone": True, "rooms": 2})
    asked = me.post(page_of(draft, "questions/3/"), {"answers.home": "flat"}, follow=True)
    assert asked.redirect_chain[-1][0] == page_of(draft, "documents/")
    assert "A lease" in said(asked)

    wrong = me.post(page_of(draft, "documents/1/"), {"document": upload(b"no document", "lease.pdf")})
    assert wrong.status_code == 400
    assert not SupportingDocument.objects.exists()
    added = me.post(page_of(draft, "documents/1/"), {"document": upload(pdf_bytes(), "lease.pdf")}, follow=True)
    assert "The document is added." in said(added)
    me.post(page_of(draft, "documents/0/"), {"document": upload(pdf_bytes(), "other.pdf")})
    first, second = SupportingDocument.objects.order_by("pk")
    assert (first.draft, first.title, second.kind) == (str(draft.pk), "A lease", "")
    me.post(page_of(draft, "documents/"), {"remove": str(second.public_id)})
    assert SupportingDocument.objects.get() == first

    assert "A lease" in said(me.get(page_of(draft, "check/")))
    me.post(page_of(draft, "check/"), {"key": draft.key})
    first.refresh_from_db()
    assert first.case == Case.objects.get()
    assert me.get(page_of(draft, "documents/9/")).status_code == 302


def test_documents_of_a_draft_that_is_thrown_away_go_too(me: Client, person: Person) -> None:
    draft = ready(person)
    me.post(page_of(draft, "documents/0/"), {"document": upload(pdf_bytes(), "other.pdf")})
    assert SupportingDocument.objects.count() == 1
    me.post(f"/en/my/drafts/{draft.pk}/discard/")
    assert not SupportingDocument.objects.exists()


def test_there_is_no_paper_beyond_the_last_and_nothing_of_another_draft(me: Client, person: Person) -> None:
    draft, other = ready(person), ready(person, service=applied_for("90-52"))
    assert me.get(page_of(draft, "documents/1/")).status_code == 404
    me.post(page_of(other, "documents/0/"), {"document": upload(pdf_bytes(), "other.pdf")})
    me.post(page_of(draft, "documents/"), {"remove": str(SupportingDocument.objects.get().public_id)})
    assert SupportingDocument.objects.count() == 1


def test_what_is_known_can_be_called_wrong_beside_it(me: Client, person: Person) -> None:
    draft = draft_of(person)
    assert "/en/my/corrections/new/?of=" in said(me.get(page_of(draft, "known/")))
