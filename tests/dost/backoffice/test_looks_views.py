"""The pages an auditor reads, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog, SecurityEvent, StatedPurpose, User
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

PAGES = ("/office/looks/", "/office/looks/ask/", "/office/looks/of/1/", "/office/looks/security/")


@pytest.fixture
def auditor(client: Client) -> Client:
    sign_in(client, UserFactory(auditor=True))
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize("role", sorted({*User.Role} - {User.Role.AUDITOR}))
def test_other_roles_read_neither(client: Client, role: str) -> None:
    sign_in(client, UserFactory(role=role))
    for page in PAGES:
        assert client.get(page).status_code in {302, 403}
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_pages_open_and_are_not_kept_by_the_browser(auditor: Client, language: str) -> None:
    AccessLog.objects.create(person=PersonFactory(), user=UserFactory(), purpose="case", at=timezone.now())
    auditor.cookies["django_language"] = language
    for page in ("/office/looks/", "/office/looks/ask/", "/office/looks/security/"):
        response = auditor.get(page)
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]


def test_looks_at_one_person_open_after_the_reader_has_said_why(auditor: Client) -> None:
    person = PersonFactory()
    AccessLog.objects.create(person=person, user=UserFactory(), purpose="case", at=timezone.now())
    assert auditor.get(f"/office/looks/of/{person.pk}/").headers["Location"] == "/office/looks/ask/"

    response = auditor.post("/office/looks/ask/", {"fin": person.fin, "note": "A complaint of the person"})

    assert response.headers["Location"] == f"/office/looks/of/{person.pk}/"
    stated = StatedPurpose.objects.get()
    assert (stated.person, stated.purpose, stated.note) == (person, "audit", "A complaint of the person")
    event = SecurityEvent.objects.get(kind="log_read")
    assert person.fin not in event.about
    page = auditor.get(response.headers["Location"]).content.decode()
    assert person.full_name in page
    assert "<title>Looks at one person – DOST</title>" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Write a FİN."),
        ({"fin": "0000000", "note": "A complaint of the person"}, "There is nobody with this FİN."),
        ({"fin": "0000000", "note": "why"}, "Write a little more"),
    ],
)
def test_question_says_what_would_be_right(auditor: Client, sent: dict[str, str], said: str) -> None:
    response = auditor.post("/office/looks/ask/", sent)

    assert response.status_code == 400
    assert said in response.content.decode()
    assert not StatedPurpose.objects.exists()


@pytest.mark.parametrize("page", ["/office/looks/", "/office/looks/security/"])
def test_htmx_gets_the_results_only(auditor: Client, page: str) -> None:
    response = auditor.get(page, headers={"HX-Request": "true", "HX-Target": "results"})

    assert b"<html" not in response.content
    assert b'id="results"' in response.content


def test_exported_table_is_a_security_event(client: Client) -> None:
    user = UserFactory(supervisor=True)
    sign_in(client, user)

    assert client.get("/office/rights/export/").status_code == 200

    event = SecurityEvent.objects.get(kind="exported")
    assert (event.user, event.about, event.address) == (user, "rights to review, 0 rows", "127.0.0.1")
    assert timezone.now() - event.at < timedelta(hours=1)
