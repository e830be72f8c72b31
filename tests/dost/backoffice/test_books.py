"""What the nightly check found, on the run of the day and on its own page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.models import User
from dost.cases.models import Case
from dost.common.dates import local_day
from dost.proactive.books import check_books
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def examiner(client: Client) -> User:
    user: User = UserFactory()
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    return user


def checked(number: int) -> list[Case]:
    """So many orders of cases that were never granted, and a check of today that has found them."""
    cases: list[Case] = [CaseFactory(at_bank=True) for _ in range(number)]
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(outcome="refused")
    now = timezone.now()
    check_books(on=local_day(now), now=now)
    return cases


def test_before_the_first_check_the_page_says_so(client: Client, examiner: User) -> None:
    assert "have not been checked yet" in client.get("/office/books/").text
    assert "The books" not in client.get("/office/").text


def test_books_that_are_right_say_so(client: Client, examiner: User) -> None:
    checked(0)
    assert "The books are right as of" in client.get("/office/books/").text
    assert "All that is due is paid or on its way" in client.get("/office/").text


def test_what_was_found_leads_to_its_case(client: Client, examiner: User) -> None:
    (case,) = checked(1)
    text = client.get("/office/books/").text
    assert "Paid, or to be paid, without a right to it" in text
    assert f'href="/office/cases/{case.pk}/"' in text
    assert f"E{case.entitlement.pk}-202603" in text
    assert case.person.surname not in text
    day = client.get("/office/").text
    assert "Paid, or to be paid, without a right to it" in day
    assert 'href="/office/books/"' in day


def test_who_may_not_open_cases_sees_numbers_only(client: Client) -> None:
    sign_in(client, UserFactory(role=User.Role.CLERK))
    checked(1)
    assert client.get("/office/books/").status_code == 403
    day = client.get("/office/")
    assert day.status_code == 200
    assert "/office/books/" not in day.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_much_for_many_as_for_one(
    client: Client, examiner: User, django_assert_max_num_queries: Any, number: int
) -> None:
    checked(number)
    with django_assert_max_num_queries(5):
        client.get("/office/books/")


def test_an_older_check_stands_until_the_next(client: Client, examiner: User) -> None:
    now = timezone.now() - timedelta(days=2)
    check_books(on=local_day(now), now=now)
    assert "The books are right as of" in client.get("/office/books/").text
