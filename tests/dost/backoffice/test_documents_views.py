"""Documents in the back office: opened under the reasons of the record, listed on the page of the case."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dost.accounts.models import AccessLog, User
from dost.cases.models import SupportingDocument
from dost.cases.supporting import vault
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.supporting import CONTENT, SupportingDocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> SupportingDocument:
    case = CaseFactory()
    made: SupportingDocument = SupportingDocumentFactory(person=case.person, case=case, title="Əmək kitabçası")
    return made


def client_of(role: str = User.Role.EXAMINER) -> Client:
    client = Client()
    sign_in(client, UserFactory(role=role))
    client.cookies["django_language"] = "en"
    return client


def with_reason(document: SupportingDocument) -> Client:
    client = client_of()
    client.post(f"/office/cases/{document.case_id}/purpose/", {"purpose": "case", "note": "to decide it"})
    return client


def address(document: SupportingDocument) -> str:
    return f"/office/documents/{document.public_id}/"


def test_who_has_no_reason_states_one_first(document: SupportingDocument) -> None:
    client = client_of()

    assert client.get(address(document))["Location"] == f"/office/cases/{document.case_id}/purpose/"
    assert not AccessLog.objects.filter(reason="document").exists()


def test_with_a_reason_it_opens_and_leaves_a_line(document: SupportingDocument) -> None:
    response: Any = with_reason(document).get(address(document))

    assert b"".join(response) == CONTENT
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    line = AccessLog.objects.get(reason="document")
    assert (line.person, line.purpose) == (document.person, "case")


@pytest.mark.parametrize("role", [User.Role.CLERK, User.Role.VIEWER, User.Role.EDITOR])
def test_other_roles_do_not_open_it(document: SupportingDocument, role: str) -> None:
    assert client_of(role).get(address(document)).status_code == 403


def test_one_that_was_not_sent_with_a_case_needs_a_reason_too() -> None:
    assert client_of().get(address(SupportingDocumentFactory())).status_code == 403


def test_one_that_cannot_be_opened_says_why(document: SupportingDocument) -> None:
    client = with_reason(document)
    vault.remove(document.file)
    assert client.get(address(document)).status_code == 503
    SupportingDocument.objects.filter(pk=document.pk).update(state="unsafe")
    response = client.get(address(document))

    assert response.status_code == 410
    assert "Ask the person for another one." in response.content.decode()


def test_the_page_of_the_case_lists_what_was_handed_in(document: SupportingDocument) -> None:
    SupportingDocument.objects.filter(pk=document.pk).update(state="not_scanned")
    client = with_reason(document)

    page = client.get(f"/office/cases/{document.case_id}/").content.decode()

    assert "What was handed in" in page
    assert "Əmək kitabçası" in page
    assert "not scanned for viruses yet" in page
    assert address(document) in page
    assert (
        "What was handed in"
        not in with_reason(document).get(f"/office/cases/{document.case_id}/result/").content.decode()
    )


def test_the_lines_cost_one_query_however_many_there_are(
    document: SupportingDocument, django_assert_num_queries: Any
) -> None:
    from dost.backoffice.case_documents import case_documents

    assert document.case is not None
    for rows in (1, 3):
        with django_assert_num_queries(1):
            assert len(case_documents(document.case)) == rows
        for _n in range(2):
            SupportingDocumentFactory(person=document.person, case=document.case)
