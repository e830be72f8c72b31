"""At a desk and by telephone, appointments are those of the person of the open visit, and of nobody else."""

from __future__ import annotations

import html
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from dost.accounts.models import AccessLog
from dost.centres.appointments import free_days
from dost.centres.models import Appointment, Visit
from dost.centres.visiting import end
from registries.models import Person
from services_catalog.labels import label
from tests.factories.centres import CODE, Seat, booked, seat, visit_of
from tests.factories.registries import PersonFactory

from .conftest import browser

pytestmark = pytest.mark.django_db

BASE = "/counter/appointments/"
State = Appointment.State


@pytest.fixture
def clerk() -> Seat:
    return seat(since=timezone.now() - timedelta(minutes=9))


@pytest.fixture
def client(clerk: Seat) -> Client:
    """The clerk's browser."""
    return browser(clerk.user)


@pytest.fixture
def person(clerk: Seat) -> Person:
    made: Person = PersonFactory(phone="+994501112233")
    visit_of(made, clerk, at=timezone.now() - timedelta(minutes=5))
    return made


def free(nth: int = 0) -> datetime:
    days = free_days(centre=CODE, now=timezone.now())
    first = next(day for day in days if day > timezone.localdate() + timedelta(days=1))
    return days[first][nth].starts_at


def test_a_clerk_books_changes_and_cancels_and_the_person_reads_who_looked(client: Client, person: Person) -> None:
    page = client.get(f"{BASE}new/").content.decode()
    assert f'<option value="{CODE}" selected>' in page
    assert person.full_name in page
    client.post(f"{BASE}new/", {"centre": CODE, "service": "", "at": free().isoformat()})
    row = Appointment.objects.get()
    assert row.person == person
    listed = client.get(BASE).content.decode()
    assert "It is booked. The person is told by a message." in listed
    client.post(f"{BASE}{row.pk}/change/", {"centre": CODE, "service": "", "at": free(4).isoformat()})
    new = Appointment.objects.get(instead_of=row)
    client.post(f"{BASE}{new.pk}/cancel/")
    new.refresh_from_db()
    assert new.state == State.CANCELLED
    assert AccessLog.objects.filter(person=person, purpose="visit").exists()


def test_a_clerk_books_for_what_has_happened(client: Client, person: Person) -> None:
    at = free().isoformat()
    client.post(f"{BASE}new/", {"centre": CODE, "service": "event:child_born", "at": at})
    assert Appointment.objects.get().event == "child_born"
    with translation.override("en"):
        assert label("life_event", "child_born") in html.unescape(client.get(BASE).content.decode())


def test_without_a_time_it_says_so(client: Client, person: Person) -> None:
    response = client.post(f"{BASE}new/", {"centre": CODE})
    assert response.status_code == 400
    assert "Choose a time." in response.content.decode()


def test_nothing_is_shown_without_a_visit_or_before_it_is_said_who_it_is(client: Client, clerk: Seat) -> None:
    assert "Nobody sits at your desk" in client.get(BASE).content.decode()
    visit_of(None, clerk, at=timezone.now() - timedelta(minutes=5))
    assert "Nobody sits at your desk" in client.get(f"{BASE}new/").content.decode()


def test_nothing_is_shown_once_the_visit_has_ended(client: Client, clerk: Seat, person: Person) -> None:
    row = booked(starts_at=free(), person=person)
    end(visit_id=Visit.objects.get().pk, actor=clerk.actor, now=timezone.now(), outcome="settled", note="")
    assert person.full_name not in client.get(BASE).content.decode()
    client.post(f"{BASE}{row.pk}/cancel/")
    row.refresh_from_db()
    assert row.state == State.BOOKED


def test_nobody_elses_is_there(client: Client, person: Person) -> None:
    other = booked(starts_at=free())
    assert client.post(f"{BASE}{other.pk}/cancel/").status_code == 404
    assert client.get(f"{BASE}{other.pk}/change/").status_code == 404
