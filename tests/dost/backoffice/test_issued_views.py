"""What was issued for a case, to be printed, and the document as a PDF."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from dost.accounts.models import AccessLog, User
from dost.backoffice import issued_views
from dost.cases.models import Deliverable
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.issued import issued

pytestmark = pytest.mark.django_db

ADDRESSES = ("result/", "document.pdf")


def client_of(role: str = User.Role.EXAMINER, *, language: str = "en") -> Client:
    client = Client()
    sign_in(client, UserFactory(role=role))
    client.cookies["django_language"] = language
    return client


def with_reason(case_id: int, *, language: str = "en") -> Client:
    """A reader who has said why they look at the case's person."""
    client = client_of(language=language)
    client.post(f"/office/cases/{case_id}/purpose/", {"purpose": "case", "note": "the paper is to be printed"})
    return client


# -- who may see it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_was_issued_sends_strangers_to_sign_in(client: Client, address: str) -> None:
    url = f"/office/cases/{issued().case_id}/{address}"
    assert client.get(url).headers["Location"] == f"/accounts/sign-in/?next={url}"


@pytest.mark.parametrize("role", [User.Role.CLERK, User.Role.VIEWER])
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_was_issued_is_closed_to_other_roles(role: str, address: str) -> None:
    assert client_of(role).get(f"/office/cases/{issued().case_id}/{address}").status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_opens_with_a_reason_leaves_a_line_in_the_log_and_is_not_kept_by_the_browser(address: str) -> None:
    given = issued()
    client = client_of()
    url = f"/office/cases/{given.case_id}/{address}"
    assert client.get(url)["Location"] == f"/office/cases/{given.case_id}/purpose/"
    client.post(f"/office/cases/{given.case_id}/purpose/", {"purpose": "case", "note": "the paper is to be printed"})
    looks = AccessLog.objects.filter(person=given.case.person, service_code=given.service_id)
    assert not looks.exists()
    shown = client.get(url)
    assert (shown.status_code, looks.count()) == (200, 1)
    assert "no-store" in shown["Cache-Control"]
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_case_without_a_result_has_nothing_to_print(address: str) -> None:
    case = CaseFactory(granted_and_paid=True)
    assert with_reason(case.pk).get(f"/office/cases/{case.pk}/{address}").status_code == 404
    assert with_reason(case.pk).get(f"/office/cases/999999/{address}").status_code == 404


# -- the page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("outcome", ["document", "queue"])
def test_the_case_shows_what_was_issued_and_it_can_be_printed(language: str, outcome: str) -> None:
    given = issued(outcome)
    client = with_reason(given.case_id, language=language)
    shown = client.get(f"/office/cases/{given.case_id}/").content.decode()
    assert given.number in shown
    assert 'id="payments"' not in shown
    printed = client.get(f"/office/cases/{given.case_id}/result/").content.decode()
    assert f"http://testserver/check/{given.number}/" in printed
    assert "<svg" in printed
    assert given.content["person"]["name"] in printed
    assert 'style="' not in printed


@pytest.mark.parametrize("outcome", ["queue", "referral", "registration"])
def test_what_is_no_document_has_none_and_lists_no_facts(outcome: str) -> None:
    given = issued(outcome)
    client = with_reason(given.case_id)
    assert client.get(f"/office/cases/{given.case_id}/document.pdf").status_code == 404
    page = client.get(f"/office/cases/{given.case_id}/result/").content.decode()
    assert "document.pdf" not in page
    assert "Sağdır" not in page


@pytest.mark.parametrize(("language", "words"), [("az", "yaşı 67-dir"), ("en", "Is 67"), ("ru", "Возраст: 67")])
def test_the_page_shows_what_the_document_states_and_no_raw_facts(language: str, words: str) -> None:
    given = issued()
    page = with_reason(given.case_id, language=language).get(f"/office/cases/{given.case_id}/result/").content.decode()
    assert words in page
    for raw in ("Sağdır", "Is alive", "Жив(а)"):
        assert raw not in page


def test_the_page_asks_the_same_few_queries_whatever_is_stated(django_assert_max_num_queries: Any) -> None:
    given = issued("queue")
    client = with_reason(given.case_id)
    with django_assert_max_num_queries(16):
        client.get(f"/office/cases/{given.case_id}/result/")


# -- the document ------------------------------------------------------------------------------------------------


def test_the_document_is_a_pdf_called_by_its_number_and_the_pages_lead_to_it() -> None:
    given = issued()
    client = with_reason(given.case_id)
    address = f"/office/cases/{given.case_id}/document.pdf"
    document = client.get(address)
    assert document["Content-Type"] == "application/pdf"
    assert document["Content-Disposition"] == f'attachment; filename="{given.number}.pdf"'
    assert document.content.startswith(b"%PDF")
    for page in (f"/office/cases/{given.case_id}/", f"/office/cases/{given.case_id}/result/"):
        assert f'href="{address}"' in client.get(page).content.decode()


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_paper_has_the_same_address_whatever_language_its_reader_has(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Deliverable, str]] = []

    def noted(given: Deliverable, *, check_url: str, on: date) -> bytes:
        asked.append((given, check_url))
        return b"%PDF"

    monkeypatch.setattr(issued_views, "document_pdf", noted)
    given = issued()
    with_reason(given.case_id, language=language).get(f"/office/cases/{given.case_id}/document.pdf")
    assert asked == [(given, f"http://testserver/check/{given.number}/")]
