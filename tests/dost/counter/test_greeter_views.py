"""The greeter's page: who waits, without names, and a ticket for somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog, User
from dost.centres.models import Klass, Ticket
from dost.counter import greeter_views
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.centres import CODE, CentreFactory, booked, seat, waiting
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db
DOOR = "/counter/greeter/"
FORM = {"document": "", "matter": "other", "cause": "", "language": "az"}


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def greeter(client: Client) -> User:
    CentreFactory()
    user: User = UserFactory(role="greeter", centre=CODE)
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    return user


def test_numbers_and_waits_and_no_names(client: Client, greeter: User, now: datetime) -> None:
    seat(1, since=now)
    waiting(at=now, person_id=PersonFactory(surname="Gizlinova").pk)
    shown = client.get(DOOR).content.decode()
    assert "001" in shown
    assert "Gizlinova" not in shown
    assert "001" in client.get(f"{DOOR}queue/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_as_many_queries_however_many_wait(
    client: Client, greeter: User, now: datetime, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        waiting(at=now)
    with django_assert_max_num_queries(25):
        client.get(f"{DOOR}queue/")


def test_a_ticket_for_somebody(client: Client, greeter: User, now: datetime) -> None:
    person = PersonFactory(surname="Gizlinova")
    service = ServiceFactory(code="05-40")
    sent = {"document": person.fin, "matter": "service:05-40", "cause": "child", "language": "ru"}
    response = client.post(DOOR, sent)
    ticket = Ticket.objects.get()
    assert response["Location"] == f"{DOOR}tickets/{ticket.code}/"
    assert (ticket.person, ticket.service, ticket.klass, ticket.language, ticket.taken_by) == (
        person,
        service,
        Klass.NEED,
        "ru",
        greeter,
    )
    assert AccessLog.objects.get(person=person).user == greeter
    paper = client.get(response["Location"]).content.decode()
    assert "001" in paper
    assert 'lang="ru"' in paper
    assert "Ваш номер" in paper
    assert "Gizlinova" not in paper


def test_a_fin_that_nobody_has_is_answered_alike(client: Client, greeter: User) -> None:
    assert client.post(DOOR, {**FORM, "document": "9ZZZZZ9"}).status_code == 302
    assert Ticket.objects.get().person is None


@pytest.mark.parametrize("wrong", [{"document": "?"}, {"matter": "service:99-99"}, {"cause": "x"}], ids=["0", "1", "2"])
def test_what_is_wrong_is_said_and_no_ticket_is_taken(client: Client, greeter: User, wrong: dict[str, str]) -> None:
    assert client.post(DOOR, {**FORM, **wrong}).status_code == 400
    assert not Ticket.objects.exists()


def test_documents_are_not_tried_without_end(client: Client, greeter: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greeter_views, "MOST_DOCUMENTS", 2)
    statuses = [client.post(DOOR, {**FORM, "document": f"1AAAAA{n}"}).status_code for n in range(4)]
    assert statuses == [302, 302, 400, 400]
    assert client.post(DOOR, FORM).status_code == 302


def test_tickets_of_another_centre_are_not_there(client: Client, greeter: User, now: datetime) -> None:
    other = waiting(centre="BAKI-2", at=now)
    assert client.get(f"{DOOR}tickets/{other.code}/").status_code == 404


def test_an_appointment_is_checked_in_and_undone_where_it_is_of_another_centre(
    client: Client, greeter: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = booked(starts_at=now), booked(starts_at=now, centre="BAKI-2")
    by_code = {one.code: one for one in (here, there)}
    monkeypatch.setattr("dost.counter.kiosk_appointment.CHECK_IN", lambda code, *, centre, now: by_code[code])
    assert client.post(DOOR, {**FORM, "document": there.code}).status_code == 400
    assert client.post(DOOR, {**FORM, "document": here.code}).status_code == 302
    assert Ticket.objects.get().appointment == here


def test_who_belongs_to_no_centre_is_told_so(client: Client) -> None:
    sign_in(client, UserFactory(role="greeter"))
    client.cookies["django_language"] = "en"
    assert "belongs to no centre" in client.get(DOOR).content.decode()
