"""A case at the window: what the person says about it is done by the functions of the portal and the back office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.access import A_DOCUMENT
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog
from dost.cases import handlers
from dost.cases.acts import Act, actions
from dost.cases.asked_days import usual_day
from dost.cases.desk_acts import SAID
from dost.cases.handlers import Wanted
from dost.cases.models import Case, CaseMessage, MoreAsked, SupportingDocument
from dost.common.dates import local_day
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, LetterFactory
from tests.factories.supporting import SupportingDocumentFactory
from tests.factories.uploads import pdf_bytes, upload

from .conftest import AtWindow, said

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
WHY = "The registry does not say where you lived."


@pytest.fixture(autouse=True)
def _vault(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENTS_ROOT = tmp_path


def url(case: Case, more: str = "") -> str:
    return f"/counter/person/cases/{case.pk}/{more}"


def asked_for_more() -> Case:
    """A case that waits for an answer and a document of its person."""
    case: Case = CaseFactory(unknown_fact=True)
    now = timezone.now()
    wanted = [
        Wanted(MoreAsked.Kind.ANSWER, WHY, words="Where did you live in 2019?"),
        Wanted(MoreAsked.Kind.DOCUMENT, "It was issued abroad.", words="Certificate of study"),
    ]
    until = usual_day(local_day(now))
    handlers.ask_more(case_id=case.pk, actor=staff_actor(UserFactory()), wanted=wanted, until=until, now=now)
    case.refresh_from_db()
    return case


def test_what_a_case_waits_for_is_settled_at_the_window(serve: Serve) -> None:
    case = asked_for_more()
    here = serve(case.person)
    assert "Waits for their word" in said(here.client.get("/counter/person/page/"))
    page = said(here.client.get(url(case)))
    assert "Where did you live in 2019?" in page
    assert url(case, "acts/give-more/") in page
    words, paper = case.requests.values_list("pk", flat=True)
    part = here.client.post(url(case, "acts/give-more/"), {f"words-{words}": "In Gəncə"}, follow=True)
    assert "Something is still missing." in said(part)
    whole = here.client.post(url(case, "acts/give-more/"), {f"document-{paper}": upload(pdf_bytes())}, follow=True)
    assert "Everything that was asked for is there." in said(whole)
    assert SupportingDocument.objects.get().case == case
    case.refresh_from_db()
    assert case.waiting_on == "clerk"


def test_the_table_of_acts_decides_which_buttons_there_are(serve: Serve) -> None:
    case = asked_for_more()
    here = serve(case.person)
    page = here.client.get(url(case)).content.decode()
    offered = {act for act in actions(case, here.seat.actor) if act in SAID or act is Act.GIVE_MORE}
    assert offered
    for act in Act:
        assert (f"acts/{act}/" in page) == (act in offered), act
    grant = here.client.get(url(case, "acts/grant/"))
    assert grant.status_code == 404  # what staff decide is decided in the back office
    withheld = here.client.get(url(case, "acts/give-up/"))
    assert withheld.headers["Location"] == url(case)


def test_a_question_is_written_down_and_is_the_persons(serve: Serve) -> None:
    case: Case = CaseFactory()
    here = serve(case.person)
    empty = here.client.post(url(case, "acts/ask/"), {"text": ""})
    assert empty.status_code == 400
    here.client.post(url(case, "acts/ask/"), {"text": "When is it paid?"})
    message = CaseMessage.objects.get()
    assert (message.text, message.by) == ("When is it paid?", here.user)


def test_letter_receipt_and_document_are_opened_and_logged(serve: Serve) -> None:
    letter = LetterFactory(case=CaseFactory())
    here = serve(letter.case.person)
    page = said(here.client.get(url(letter.case)))
    assert f"/counter/person/letters/{letter.number}/" in page
    pdf = here.client.get(f"/counter/person/letters/{letter.number}/")
    assert pdf.headers["Content-Type"] == "application/pdf"
    receipt = said(here.client.get(url(letter.case, "receipt/")))
    assert "Keep this number." in receipt
    paper = SupportingDocumentFactory(person=letter.case.person, case=letter.case)
    before = AccessLog.objects.filter(reason=A_DOCUMENT).count()
    here.client.get(f"/counter/person/documents/{paper.public_id}/")
    assert AccessLog.objects.filter(reason=A_DOCUMENT).count() in {before, before + 1}  # none where it has no file
