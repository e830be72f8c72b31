"""Following a ticket: where it is, that it is one's turn, giving it back, and rating what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dost.centres.models import Klass, Ticket, Visit
from dost.centres.queue import call_next, did_not_come
from dost.centres.visiting import begin, end
from tests.factories.centres import Seat, seat, waiting
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    cache.clear()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def desk(now: datetime) -> Seat:
    return seat(3, since=now)


def page_of(client: Client, ticket: Ticket, part: str = "") -> Any:
    return client.get(f"/en/ticket/{ticket.code}/{part}")


def test_a_code_that_nobody_has_is_not_found(client: Client) -> None:
    for part in ("", "state/", "leave/"):
        assert client.get(f"/ticket/AAAAAAAAAAAAAAAAAAAAAA/{part}").status_code == 404


def test_place_and_wait_and_nothing_of_whose_it_is(client: Client, desk: Seat, now: datetime) -> None:
    waiting(at=now)
    ticket = waiting(at=now, person_id=PersonFactory(surname="Gizlinova").pk, klass=Klass.LAW)
    response = page_of(client, ticket)
    shown = response.content.decode()
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert "Called before you" in shown
    assert "<dd>1</dd>" in shown, "what a registry says would have put it first"
    assert "Gizlinova" not in shown


def test_what_has_not_changed_is_not_sent_again(
    client: Client, desk: Seat, now: datetime, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dost.counter.ticket_views.timezone.now", lambda: now)
    ticket = waiting(at=now)
    first = page_of(client, ticket, "state/")
    with django_assert_max_num_queries(1):
        again = client.get(f"/en/ticket/{ticket.code}/state/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    call_next(actor=desk.actor, now=now)
    called = client.get(f"/en/ticket/{ticket.code}/state/", headers={"if-none-match": first["ETag"]})
    assert "It is your turn" in called.content.decode()
    assert "<strong>3</strong>" in called.content.decode()


@pytest.mark.parametrize("others", [0, 3])
def test_a_page_costs_as_many_queries_however_many_wait(
    client: Client, desk: Seat, now: datetime, others: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(others):
        waiting(at=now)
    ticket = waiting(at=now)
    with django_assert_max_num_queries(16):
        page_of(client, ticket)


def test_a_ticket_is_given_back_by_sending_it_once(client: Client, desk: Seat, now: datetime) -> None:
    ticket = waiting(at=now)
    address = f"/en/ticket/{ticket.code}/leave/"
    assert "Give ticket 001 back?" in client.get(address).content.decode()
    assert Ticket.objects.get().state == "waiting"
    assert client.post(address).status_code == 302
    assert "given your ticket back" in page_of(client, ticket).content.decode()
    assert client.post(address).status_code == 409


def test_who_did_not_come_reads_what_to_do(client: Client, desk: Seat, now: datetime) -> None:
    ticket = waiting(at=now)
    call_next(actor=desk.actor, now=now)
    did_not_come(ticket_id=ticket.pk, actor=desk.actor, now=now)
    assert "tell the greeter" in page_of(client, ticket).content.decode()


def served(desk: Seat, at: datetime) -> Ticket:
    ticket = waiting(at=at)
    call_next(actor=desk.actor, now=at)
    visit = begin(ticket_id=ticket.pk, actor=desk.actor, now=at)
    end(visit_id=visit.pk, actor=desk.actor, now=at, outcome="settled", note="")
    return ticket


def test_a_visit_is_rated_once(client: Client, desk: Seat, now: datetime) -> None:
    ticket = served(desk, now)
    address = f"/en/ticket/{ticket.code}/rate/"
    assert "How was it?" in page_of(client, ticket).content.decode()
    assert client.post(address, {"rating": "6"}).status_code == 400
    assert client.post(address, {"rating": "5"}).status_code == 302
    assert Visit.objects.get().rating == 5
    thanked = page_of(client, ticket).content.decode()
    assert "Thank you. What you said" in thanked
    assert "How was it?" not in thanked
    assert client.post(address, {"rating": "1"}).status_code == 409
    assert client.get(address).status_code == 405


def test_a_visit_of_the_day_before_yesterday_is_not_asked_about(client: Client, desk: Seat, now: datetime) -> None:
    ticket = served(desk, now - timedelta(days=2))
    assert "How was it?" not in page_of(client, ticket).content.decode()


def test_a_ticket_of_yesterday_waits_for_nothing(client: Client, desk: Seat, now: datetime) -> None:
    ticket = waiting(at=now - timedelta(days=1))
    assert "another day" in page_of(client, ticket).content.decode()
