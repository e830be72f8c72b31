"""Whom no message has reached: the list, its looks, and that it empties as people are told."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dost.accounts.models import AccessLog, User
from dost.cases.models import Case
from dost.notifications.models import Notice
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

PAGE = "/office/untold/"


@pytest.fixture
def examiner(client: Client) -> Client:
    sign_in(client, UserFactory(role=User.Role.EXAMINER))
    client.cookies["django_language"] = "en"
    return client


def untold(why: str = "no_way", *, code: str = "90-1", sensitive: bool = False) -> Case:
    service = ServiceFactory(code=code, name=texts(f"Right {code}"), sensitive=sensitive)
    case: Case = CaseFactory(version=VersionFactory(service=service), granted_and_paid=True)
    case.notices.update(channel="inbox", untold=why)
    return case


def said(client: Client) -> str:
    return client.get(PAGE, headers={"Accept-Language": "en"}).content.decode()


def test_everybody_who_is_still_to_be_told_is_listed_and_the_look_is_logged(examiner: Client) -> None:
    case, told = untold(), CaseFactory(granted_and_paid=True)

    page = said(examiner)

    assert case.person.fin[:3] in page
    assert "Right 90-1" in page
    assert f"/office/cases/{case.pk}/actions/tell/" in page
    assert f"/office/cases/{told.pk}/" not in page
    assert AccessLog.objects.filter(person=case.person, user__isnull=False).exists()


def test_sensitive_service_is_not_named(examiner: Client) -> None:
    untold("sensitive", sensitive=True)
    page = said(examiner)
    assert "Right 90-1" not in page
    assert "Sensitive service" in page


def test_who_was_told_is_no_longer_listed_and_the_timeline_says_how(examiner: Client) -> None:
    case = untold()
    address = f"/office/cases/{case.pk}/"
    examiner.post(f"{address}purpose/", {"purpose": "case", "note": "To tell the person of the decision"})

    response = examiner.post(f"{address}actions/tell/", {"how": "by_phone", "note": "Called today, she understood"})

    assert response.status_code == 302
    assert Notice.objects.get(case=case).told_at is not None
    line = case.entries.latest("pk")
    assert (line.what, line.details["channel"]) == ("told", "by_phone")
    assert line.by_role == User.Role.EXAMINER
    assert "Everybody has been told." in said(examiner)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(
    examiner: Client, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        untold(code=f"90-{number}")
    said(examiner)
    with django_assert_max_num_queries(16):
        said(examiner)


def test_other_roles_are_refused(client: Client) -> None:
    sign_in(client, UserFactory(role=User.Role.AUDITOR))
    assert client.get(PAGE).status_code == 403
