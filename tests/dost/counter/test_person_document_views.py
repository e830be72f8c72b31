"""A document that the person brings to the window unasked: for one of their cases, and for nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from dost.cases.models import Case, CaseEntry, SupportingDocument
from dost.proactive.models import Outlook
from tests.factories.cases import CaseFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory
from tests.factories.uploads import pdf_bytes, photograph, upload

from .conftest import AtWindow, said
from .test_person_case_views import asked_for_more

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
NEW = "/counter/person/documents/new/"


@pytest.fixture(autouse=True)
def _vault(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENTS_ROOT = tmp_path


def sent(here: AtWindow, case: Case, /, **more: Any) -> Any:
    files = [upload(photograph(), f"{page}.jpg", "image/jpeg") for page in (1, 2)]
    return here.client.post(NEW, {"case": case.pk, "title": "A certificate", "document": files, **more}, follow=True)


def test_several_photographs_become_one_document_of_the_case(serve: Serve) -> None:
    case = CaseFactory(to_clerk=True)
    here = serve(case.person)
    page = said(sent(here, case))
    assert "The document is taken in." in page
    assert "A certificate" in page
    paper = SupportingDocument.objects.get()
    assert (paper.case, paper.pages, paper.actor) == (case, 2, here.seat.actor)


def test_only_case_is_chosen_already_and_a_link_of_a_case_chooses_it(serve: Serve) -> None:
    case = CaseFactory(to_clerk=True)
    here = serve(case.person)
    assert "checked" in said(here.client.get(NEW))
    assert f"{NEW}?case={case.pk}" in said(here.client.get(f"/counter/person/cases/{case.pk}/"))
    assert "checked" in said(here.client.get(f"{NEW}?case={case.pk}"))


def test_page_of_the_person_leads_to_it_where_a_case_is_open(serve: Serve) -> None:
    case = CaseFactory(to_clerk=True)
    here = serve(case.person)
    Outlook.objects.create(person=case.person, reckoned_at=timezone.now(), on=timezone.localdate())
    assert f'href="{NEW}"' in said(here.client.get("/counter/person/page/"))


def test_case_of_somebody_else_is_none_of_the_list(serve: Serve) -> None:
    other = CaseFactory(to_clerk=True)
    here = serve(CaseFactory(to_clerk=True).person)
    answer = sent(here, other)
    assert answer.status_code == 400
    assert not SupportingDocument.objects.exists()


def test_what_was_asked_for_is_given_on_its_page_and_not_beside_it(serve: Serve) -> None:
    case = asked_for_more()
    here = serve(case.person)
    assert "No case of theirs takes a document now" in said(here.client.get(NEW))
    assert sent(here, case).status_code == 400


@pytest.mark.parametrize("missing", ["case", "title", "document"])
def test_what_is_missing_is_said(serve: Serve, missing: str) -> None:
    case = CaseFactory(to_clerk=True)
    answer = sent(serve(case.person), case, **{missing: ""})
    assert answer.status_code == 400
    assert "There is a problem" in said(answer)
    assert not CaseEntry.objects.filter(what="document_added").exists()


def test_what_is_no_document_is_refused_beside_its_field(serve: Serve) -> None:
    case = CaseFactory(to_clerk=True)
    answer = sent(serve(case.person), case, document=upload(b"MZ" + pdf_bytes()))
    assert answer.status_code == 400
    assert not SupportingDocument.objects.exists()


@pytest.mark.parametrize("cases", [1, 3])
def test_page_takes_as_many_queries_however_many_cases(
    serve: Serve, django_assert_max_num_queries: Any, cases: int
) -> None:
    first = CaseFactory(to_clerk=True)
    here = serve(first.person)
    for number in range(1, cases):
        version = VersionFactory(service=ServiceFactory(code=f"90-7{number}"))
        CaseFactory(person=first.person, version=version, to_clerk=True, basis_key=f"k{number}")
    here.client.get(NEW)
    with django_assert_max_num_queries(8):
        page = said(here.client.get(NEW))
    assert page.count('name="case"') == cases
