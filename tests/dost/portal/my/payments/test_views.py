"""A citizen's payments page, and changing the account on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from schwifty import IBAN

from dost.accounts.models import AccessLog
from dost.common.delivery import DeliveryState
from dost.payments.models import AccountChange, PaymentOrder
from registries.models import Person
from services_catalog.models import Service
from tests.factories.accounts import UserFactory, sign_in, sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.payments import PaymentAccountFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

EXAMPLE = "AZ21NABZ00000000137010001944"  # the central bank's example: no bank through which people are paid


@pytest.fixture
def me(client: Client) -> Person:
    person: Person = PersonFactory(given_name="Aysel")
    sign_in_citizen(client, person)
    return person


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.cases.handlers.way.ring", lambda *arguments: True)


def good() -> str:
    return str(IBAN.generate("AZ", bank_code="IBAZ", account_code="7".zfill(20)))


def text_of(client: Client, language: str = "/en") -> str:
    response = client.get(f"{language}/my/payments/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_what_was_paid_says_what_for_when_and_where(client: Client, me: Person) -> None:
    case = CaseFactory(person=me, granted_and_paid=True)
    page = text_of(client)
    order = PaymentOrder.objects.get()
    assert case.service.name["en"] in page
    assert "600.00" in page
    assert order.account.iban[-4:] in page
    assert order.account.iban not in page  # the number itself is on no page
    assert "Paid" in page


def test_without_javascript_the_page_leads_on_when_the_session_ends(client: Client, me: Person) -> None:
    assert '<noscript><meta http-equiv="refresh"' in text_of(client)


def test_nobody_elses_payments_are_shown(client: Client, me: Person) -> None:
    CaseFactory(person=PersonFactory(), granted_and_paid=True)
    page = text_of(client)
    assert "600.00" not in page
    assert "Nothing has been paid" in page
    assert "There is no account yet" in page


def test_a_sensitive_service_is_not_named(client: Client, me: Person) -> None:
    case = CaseFactory(person=me, granted_and_paid=True)
    Service.objects.update(sensitive=True)
    assert case.service.name["en"] not in text_of(client)


def test_a_payment_that_came_back_leads_to_another_account(client: Client, me: Person) -> None:
    CaseFactory(person=me, granted_and_paid=True)
    PaymentOrder.objects.update(state=DeliveryState.RETURNED)
    page = text_of(client)
    assert "Came back" in page
    assert f'href="{reverse("my:account")}"'.replace('"/my', '"/en/my') in page


@pytest.mark.parametrize("language", ["", "/en", "/ru"], ids=["az", "en", "ru"])
def test_every_language_has_it(client: Client, me: Person, language: str) -> None:
    CaseFactory(person=me, granted_and_paid=True)
    assert "600" in text_of(client, language)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_asks_as_much_for_many_payments(
    client: Client, me: Person, rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(rows):
        CaseFactory(person=me, granted_and_paid=True, basis_key=f"K{number}")
    text_of(client)  # whatever is read once
    with django_assert_num_queries(11):
        text_of(client)


def test_many_payments_come_page_by_page(client: Client, me: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.portal.my.payments.views.PER_PAGE", 2)
    for number in range(3):
        CaseFactory(person=me, granted_and_paid=True, basis_key=f"K{number}")
    assert text_of(client).count("Paid") == 2
    second = client.get("/en/my/payments/?page=2").content.decode()
    assert second.count("Paid") == 1


def test_looking_is_logged(client: Client, me: Person) -> None:
    text_of(client)
    look = AccessLog.objects.get()
    assert (look.person, look.purpose) == (me, AccessLog.Purpose.OWN)


def test_a_new_account_is_asked_about(client: Client, me: Person) -> None:
    PaymentAccountFactory(person=me)
    number = good()
    response = client.post("/en/my/payments/account/", {"iban": f" {number[:8].lower()} {number[8:]} "})
    assert response.status_code == 302
    assert response.headers["Location"] == "/en/my/payments/#account"
    change = AccountChange.objects.get()
    assert (change.person, change.iban, change.by_person, change.by_for) == (me, number, me, None)
    page = text_of(client)
    assert "The bank is asked" in page
    assert f"ending in {number[-4:]}" in page

    client.post("/en/my/payments/account/keep/")
    change.refresh_from_db()
    assert change.problem == "taken_back"
    assert "Taken back" in text_of(client)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the number of the account."),
        ("4169 7388 0000 4417", "what you wrote has 16"),
        ("AZ43IBAZ00000000137010001945", "Compare it with what your bank"),
        ("DE89370400440532013000", "its number begins with AZ"),
        (EXAMPLE, "No bank has the letters NABZ"),
    ],
    ids=["nothing", "a card", "a wrong digit", "abroad", "no bank"],
)
def test_what_is_wrong_with_a_number_is_said(client: Client, me: Person, typed: str, said: str) -> None:
    response = client.post("/en/my/payments/account/", {"iban": typed})
    assert response.status_code == 400
    page = response.content.decode()
    assert said in page
    assert 'aria-invalid="true"' in page
    assert not AccountChange.objects.exists()


def test_the_account_one_has_is_said_to_be_it(client: Client, me: Person) -> None:
    number = good()
    PaymentAccountFactory(person=me, iban=number)
    response = client.post("/en/my/payments/account/", {"iban": number})
    assert "Your payments go to this account already." in response.content.decode()


def test_a_member_of_staff_and_a_stranger_have_no_payments_here(client: Client) -> None:
    assert client.get("/en/my/payments/").status_code == 302
    sign_in(client, UserFactory())
    for method, path in (("get", ""), ("get", "account/"), ("post", "account/"), ("post", "account/keep/")):
        assert getattr(client, method)(f"/en/my/payments/{path}").status_code == 403
    assert not AccountChange.objects.exists()
