"""Documents on a citizen's pages: opening, taking back, replacing; on the page of a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dost.accounts.models import AccessLog
from dost.cases.models import SupportingDocument
from dost.cases.supporting import vault
from registries.models import Person
from tests.factories.accounts import sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.registries import KinshipFactory, PersonFactory
from tests.factories.supporting import CONTENT, SupportingDocumentFactory
from tests.factories.uploads import MB, pdf_bytes, photograph

pytestmark = pytest.mark.django_db


def client_of(person: Person, *, acting_for: Person | None = None) -> Client:
    client = Client()
    sign_in_citizen(client, person, acting_for=acting_for)
    client.cookies["django_language"] = "en"
    return client


def address(document: SupportingDocument, rest: str = "") -> str:
    return f"/en/my/documents/{document.public_id}/{rest}"


def sent(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# -- opening -------------------------------------------------------------------------------------------------------


def test_its_person_gets_it_as_a_file_that_can_do_nothing_and_stays_nowhere() -> None:
    document = SupportingDocumentFactory()

    response: Any = client_of(document.person).get(address(document))

    assert response.status_code == 200
    assert b"".join(response) == CONTENT
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]
    assert AccessLog.objects.get(person=document.person).reason == "own_document"


def test_it_is_not_there_for_anybody_else() -> None:
    document = SupportingDocumentFactory()
    other = client_of(PersonFactory())

    for rest in ("", "remove/", "replace/"):
        assert other.get(address(document, rest)).status_code == 404
        assert other.post(address(document, rest)).status_code in {404, 405}
    assert client_of(document.person).get(f"/en/my/documents/{uuid4()}/").status_code == 404


def test_of_a_sensitive_service_it_is_not_there_for_who_acts_for_the_person() -> None:
    child = PersonFactory(birth_date=timezone.localdate() - timedelta(days=365 * 8))
    mother = PersonFactory()
    KinshipFactory(person=child, relative=mother)
    case = CaseFactory(person=child)
    type(case.service).objects.filter(pk=case.service_id).update(sensitive=True)
    hidden = SupportingDocumentFactory(person=child, case=case)
    plain = SupportingDocumentFactory(person=child)

    acting = client_of(mother, acting_for=child)

    assert acting.get(address(plain)).status_code == 200
    assert acting.get(address(hidden)).status_code == 404


@pytest.mark.parametrize("what", ["virus", "file"])
def test_one_that_cannot_be_opened_says_so(what: str) -> None:
    document = SupportingDocumentFactory()
    if what == "virus":
        SupportingDocument.objects.filter(pk=document.pk).update(state="unsafe")
    else:
        vault.remove(document.file)

    response = client_of(document.person).get(address(document))

    assert response.status_code == (410 if what == "virus" else 503)
    assert "The document cannot be opened" in response.content.decode()


# -- taking back, replacing ----------------------------------------------------------------------------------------


def test_it_is_taken_back_after_a_question(django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    document = SupportingDocumentFactory(title="Mənim arayışım")
    client = client_of(document.person)

    asked = client.get(address(document, "remove/?next=/en/my/cases/")).content.decode()
    assert "Mənim arayışım" in asked
    assert "Remove this document?" in asked
    assert SupportingDocument.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address(document, "remove/"), {"next": "/en/my/cases/"})
    assert response["Location"] == "/en/my/cases/"
    assert not SupportingDocument.objects.exists()
    with pytest.raises(vault.Unreadable):
        b"".join(vault.read(document.file, about=document.public_id))


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "/office/", "javascript:alert(1)", ""])
def test_it_leads_to_no_other_place_than_a_page_of_the_person(where: str) -> None:
    document = SupportingDocumentFactory()

    response = client_of(document.person).post(address(document, "remove/"), {"next": where})

    assert response["Location"] == "/en/my/"


def test_what_was_sent_is_neither_removed_nor_replaced() -> None:
    case = CaseFactory()
    document = SupportingDocumentFactory(person=case.person, case=case)
    client = client_of(case.person)

    for rest in ("remove/", "replace/"):
        page = client.post(address(document, rest), {"documents": sent(photograph())})
        assert "This document was sent" in page.content.decode()
        assert "<form method" not in page.content.decode().split("<main")[1].split("</main>")[0]
    assert SupportingDocument.objects.get().pk == document.pk


def test_another_takes_its_place() -> None:
    document = SupportingDocumentFactory(kind="labour_book", draft="5")
    client = client_of(document.person)

    page = client.get(address(document, "replace/")).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "each up to 10 MB" in page

    response = client.post(
        address(document, "replace/"),
        {"documents": [sent(photograph(), "1.jpg"), sent(photograph(), "2.jpg")], "next": "/en/my/"},
    )
    assert response.status_code == 302
    other = SupportingDocument.objects.get()
    assert (other.kind, other.draft, other.pages, other.original_name) == ("labour_book", "5", 2, "1.jpg")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Choose a file."),
        (b"MZ a program", "is not a PDF, JPEG or PNG"),
        (photograph().ljust(10 * MB + 1), "is larger than 10 MB"),
        (photograph().ljust(25 * MB), "is larger than 10 MB"),
        (pdf_bytes()[:200], "cannot be opened"),
    ],
)
def test_one_that_is_not_taken_is_refused_beside_the_field_and_the_first_stays(
    content: bytes | None, said: str
) -> None:
    document = SupportingDocumentFactory()
    given = {"documents": sent(content)} if content is not None else {}

    response = client_of(document.person).post(address(document, "replace/"), given)

    page = response.content.decode()
    assert response.status_code == 400
    assert 'id="id_documents-error"' in page
    assert 'href="#id_documents"' in page
    assert said in page
    assert SupportingDocument.objects.get() == document


# -- on the page of a case -----------------------------------------------------------------------------------------


def test_a_case_shows_each_document_with_its_own_state() -> None:
    case = CaseFactory()
    client = client_of(case.person)
    url = f"/en/my/cases/{case.pk}/"
    SupportingDocumentFactory(person=case.person, case=case, title="Birinci", kind="labour_book")
    SupportingDocumentFactory(person=case.person, case=case, title="İkinci", state="not_scanned")
    unsafe = SupportingDocumentFactory(person=case.person, case=case, title="Üçüncü", state="unsafe")

    with CaptureQueriesContext(connection) as queries:
        page = client.get(url).content.decode()

    assert len([one for one in queries if "cases_supportingdocument" in one["sql"]]) == 1
    for word in ("Birinci", "Your labour book", "Received", "not scanned for viruses yet", "Cannot be opened"):
        assert word in page
    assert str(unsafe.public_id) not in page
    assert "/remove/" not in page
