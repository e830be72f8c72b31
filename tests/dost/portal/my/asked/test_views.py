"""A citizen's page on which they give what they were asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import AccessLog
from dost.cases import handlers
from dost.cases.asked_days import usual_day
from dost.cases.handlers import Wanted
from dost.cases.models import Case, MoreAsked, MoreGiven, SupportingDocument
from dost.common.dates import local_day
from services_catalog.models import Service
from tests.factories.accounts import UserFactory, sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.registries import KinshipFactory, PersonFactory
from tests.factories.uploads import photograph, plain_pdf, saved

pytestmark = pytest.mark.django_db

WHY: Final = "The registry does not say where you lived."
QUESTION: Final = Wanted(MoreAsked.Kind.ANSWER, WHY, words="Where did you live in 2019?")
PAPER: Final = Wanted(MoreAsked.Kind.DOCUMENT, "It was issued abroad.", words="Certificate of study")


@pytest.fixture
def examiner() -> Staff:
    return staff_actor(UserFactory())


@pytest.fixture
def case(client: Client, examiner: Staff) -> Case:
    made: Case = CaseFactory(unknown_fact=True)
    now = timezone.now()
    until = usual_day(local_day(now))
    handlers.ask_more(case_id=made.pk, actor=examiner, wanted=[QUESTION, PAPER], until=until, now=now)
    client.cookies["django_language"] = "en"
    sign_in_citizen(client, made.person)
    made.refresh_from_db()
    return made


def page(case: Case) -> str:
    return f"/en/my/cases/{case.pk}/asked/"


def ids(case: Case) -> tuple[int, int]:
    first, second = case.requests.values_list("pk", flat=True)
    return first, second


def pdf(name: str = "diplom.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, saved(plain_pdf()), content_type="application/pdf")


def test_the_case_leads_there_and_the_page_says_what_why_and_until_when(client: Client, case: Case) -> None:
    there = client.get(f"/en/my/cases/{case.pk}/").content.decode()
    assert page(case) in there
    assert "We need something from you" in there

    shown = client.get(page(case)).content.decode()

    for said in ("Where did you live in 2019?", WHY, "Certificate of study", "It was issued abroad."):
        assert said in shown
    assert shown.count('type="file"') == 1
    assert "If you do not have it, write why" in shown
    assert AccessLog.objects.filter(by_person=case.person_id, person=case.person_id).exists()


def test_words_and_a_document_together_send_the_case_back_to_staff(client: Client, case: Case) -> None:
    question, paper = ids(case)

    response = client.post(page(case), {f"words-{question}": "In Gəncə", f"document-{paper}": pdf()}, follow=True)

    assert "Thank you: we have it." in response.content.decode()
    case.refresh_from_db()
    assert (case.waiting_on, case.reason["more"]) == ("clerk", "given")
    document = SupportingDocument.objects.get()
    given = MoreGiven.objects.get(request=paper)
    assert (given.document, document.case, document.person_id) == (document, case, case.person_id)
    assert document.is_sent
    assert document.title == "Certificate of study"


def test_several_photographs_are_one_document(client: Client, case: Case) -> None:
    _question, paper = ids(case)
    pages = [SimpleUploadedFile(f"{n}.jpg", photograph(), content_type="image/jpeg") for n in range(2)]

    client.post(page(case), {f"document-{paper}": pages})

    assert SupportingDocument.objects.get().pages == 2


def test_part_is_saved_and_the_rest_can_follow(client: Client, case: Case) -> None:
    question, paper = ids(case)

    first = client.post(page(case), {f"words-{question}": "In Gəncə"}, follow=True).content.decode()
    assert "Something is still missing" in first
    assert "You have given already:" in first
    assert f"words-{question}" not in first
    case.refresh_from_db()
    assert case.waiting_on == "person"

    client.post(page(case), {f"words-{paper}": "It burnt in 2003"})
    case.refresh_from_db()
    assert case.waiting_on == "clerk"


def test_a_file_that_is_none_of_ours_is_said_beside_it_and_leaves_nothing_while_the_rest_counts(
    client: Client, case: Case
) -> None:
    question, paper = ids(case)
    script = SimpleUploadedFile("diplom.pdf", b"<script>alert(1)</script>", content_type="application/pdf")

    response = client.post(page(case), {f"words-{question}": "In Gəncə", f"document-{paper}": script})

    shown = response.content.decode()
    assert response.status_code == 400
    assert "is not a PDF, JPEG or PNG" in shown
    assert f'href="#id_document-{paper}"' in shown
    assert not SupportingDocument.objects.exists()
    assert MoreGiven.objects.get().request_id == question


def test_an_empty_form_says_what_would_be_right(client: Client, case: Case) -> None:
    response = client.post(page(case), {})

    assert response.status_code == 400
    assert "or write why you cannot" in response.content.decode()
    assert not MoreGiven.objects.exists()


def test_what_is_sent_twice_counts_once(client: Client, case: Case) -> None:
    question, paper = ids(case)
    sent = {f"words-{question}": "In Gəncə", f"words-{paper}": "I have lost it"}

    client.post(page(case), sent)
    again = client.post(page(case), sent, follow=True).content.decode()

    assert "Nothing is asked of you here any more." in again
    assert MoreGiven.objects.count() == 2


def test_somebody_else_finds_nothing_here(client: Client, case: Case) -> None:
    sign_in_citizen(client, PersonFactory())

    assert client.get(page(case)).status_code == 404
    assert client.post(page(case), {f"words-{ids(case)[0]}": "x"}).status_code == 404
    assert not MoreGiven.objects.exists()


def test_a_parent_gives_it_for_a_child_but_not_where_the_service_is_sensitive(client: Client, examiner: Staff) -> None:
    child, mother = PersonFactory(birth_date="2016-05-01"), PersonFactory(birth_date="1985-05-01")
    KinshipFactory(person=child, relative=mother, kind="mother", valid_from="2016-05-01")
    case = CaseFactory(unknown_fact=True, person=child)
    now = timezone.now()
    handlers.ask_more(case_id=case.pk, actor=examiner, wanted=[QUESTION], until=usual_day(local_day(now)), now=now)
    sign_in_citizen(client, mother, acting_for=child)
    assert client.get(page(case)).status_code == 200

    Service.objects.filter(pk=case.service_id).update(sensitive=True)

    assert client.get(page(case)).status_code == 404


def test_what_has_lapsed_is_not_asked_here_any_more(client: Client, case: Case) -> None:
    handlers.lapse_asked(now=timezone.now() + timedelta(days=60))

    response = client.get(page(case), follow=True)

    assert response.redirect_chain == [(f"/en/my/cases/{case.pk}/", 302)]


@pytest.mark.parametrize("language", ["az", "ru"])
def test_the_page_is_there_in_every_language(client: Client, case: Case, language: str) -> None:
    address = f"/my/cases/{case.pk}/asked/" if language == "az" else f"/{language}/my/cases/{case.pk}/asked/"

    assert client.get(address).status_code == 200
