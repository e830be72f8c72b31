"""Applying at the window: the same draft, the same case and the same papers as in the portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from dost.cases.models import ApplicationDraft, Case, SupportingDocument
from dost.cases.stages import Origin, Outcome
from tests.factories.drafts import TOLD, ApplicationDraftFactory, applied_for, at_once_here, criterion
from tests.factories.registries import BirthActFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts
from tests.factories.uploads import pdf_bytes, upload, zip_bytes

from .conftest import AtWindow, said

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
APPLY = "/counter/person/apply/"
ANSWERS = {"answers.alone": "true", "answers.rooms": "2", "answers.home": "flat"}


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENTS_ROOT = tmp_path
    at_once_here(monkeypatch)


def test_from_the_list_to_the_decision_with_a_document(serve: Serve) -> None:
    applied_for(documents=[texts("A lease")])
    here = serve()
    listed = said(here.client.get(APPLY))
    assert f"{APPLY}90-50/" in listed
    page = said(here.client.get(f"{APPLY}90-50/"))
    assert "Do you live alone?" in page
    assert "A lease" in page
    assert not ApplicationDraft.objects.exists()  # nothing is begun by reading

    sent = here.client.post(f"{APPLY}90-50/", {**ANSWERS, "paper-1": upload(pdf_bytes())})
    case = Case.objects.get()
    assert sent.headers["Location"] == f"/counter/person/cases/{case.pk}/"
    assert (case.person, case.origin, case.outcome) == (here.person, Origin.COUNTER, Outcome.GRANTED)
    paper = SupportingDocument.objects.get()
    assert (paper.case, paper.title) == (case, "A lease")
    assert {row.by for row in case.answers.all()} == {here.user}
    again = here.client.post(f"{APPLY}90-50/", ANSWERS)
    assert again.headers["Location"] == f"/counter/person/cases/{case.pk}/"
    assert Case.objects.count() == 1


def test_what_is_right_stays_whatever_is_wrong_beside_it(serve: Serve) -> None:
    applied_for(documents=[texts("A lease")])
    here = serve()
    wrong = here.client.post(f"{APPLY}90-50/", {**ANSWERS, "answers.rooms": "many", "paper-1": upload(pdf_bytes())})
    assert wrong.status_code == 400
    assert SupportingDocument.objects.get().case is None
    assert "not sent" in said(wrong)
    refused = here.client.post(f"{APPLY}90-50/", {**ANSWERS, "paper-0": upload(zip_bytes(), "a.zip")})
    assert refused.status_code == 400
    assert not Case.objects.exists()
    draft = ApplicationDraft.objects.get()
    assert draft.answers == TOLD
    page = said(here.client.get(f"{APPLY}90-50/"))
    waiting = SupportingDocument.objects.get()
    assert str(waiting.public_id) in page
    here.client.post(f"{APPLY}90-50/", {**ANSWERS, "remove": str(waiting.public_id)})
    assert not SupportingDocument.objects.exists()
    assert not Case.objects.exists()


def test_what_was_begun_at_home_is_gone_on_with_and_is_on_the_page(serve: Serve) -> None:
    service = applied_for()
    here = serve()
    ApplicationDraftFactory(person=here.person, service=service, answers=TOLD, edited_at=timezone.now())
    assert "Begun, not sent" in said(here.client.get("/counter/person/page/"))
    here.client.post(f"{APPLY}90-50/", ANSWERS)
    assert ApplicationDraft.objects.get().case == Case.objects.get()


def test_which_child_is_meant_is_asked_first(serve: Serve) -> None:
    applied_for(basis="birth", criteria=[criterion("alive", "child.alive")], payee=["subject"])
    here = serve()
    for born in (date(2025, 1, 1), date(2026, 1, 1)):
        BirthActFactory(person__birth_date=born, mother=here.person, valid_from=born)
    page = said(here.client.get(f"{APPLY}90-50/"))
    assert "What is it about?" in page
    assert "Send the application" not in page


def test_look_again_for_what_comes_by_itself(serve: Serve) -> None:
    service = ServiceFactory(delivery="proactive", passport={"channels": ["automatic"]})
    VersionFactory(service=service)
    here = serve()
    page = said(here.client.get(f"{APPLY}{service.code}/"))
    assert "Look again now" in page
    assert "Take an application instead" not in page
    looked = here.client.post(f"{APPLY}{service.code}/again/")
    assert looked.status_code == 302
    assert looked.headers["Location"].startswith("/counter/person/")


def test_an_operator_may_look_and_not_apply(serve: Serve) -> None:
    applied_for()
    here = serve(clerk=False, role="operator")
    page = said(here.client.get("/counter/person/page/"))
    assert "Apply for a service" not in page
    assert "You may not do this." in said(here.client.get(f"{APPLY}90-50/"))
    assert not Case.objects.exists()
