"""A citizen books, changes and cancels a time at a centre; the pages say what went wrong and what is free now."""

from __future__ import annotations

import html
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from dost.centres.appointments import free_days
from dost.centres.models import Appointment
from registries.models import Person
from services_catalog.labels import label
from tests.factories.accounts import sign_in_citizen
from tests.factories.centres import CODE, CentreFactory, DeskFactory, booked
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

NEW = "/en/my/appointments/new/"
State = Appointment.State
QUERIES = 5


@pytest.fixture(autouse=True)
def _centre() -> None:
    DeskFactory(centre=CentreFactory(), number=1)


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


@pytest.fixture
def me(client: Client, person: Person) -> Client:
    sign_in_citizen(client, person)
    return client


def free(nth: int = 0) -> datetime:
    """One of the first free times of a day from the day after tomorrow on."""
    days = free_days(centre=CODE, now=timezone.now())
    first = next(day for day in days if day > (timezone.localtime() + timedelta(days=1)).date())
    return days[first][nth].starts_at


def sent(at: datetime, **more: str) -> dict[str, str]:
    return {"centre": CODE, "service": "", "day": f"{at:%Y-%m-%d}", "at": at.isoformat(), **more}


def test_one_chooses_a_centre_a_day_and_a_time(me: Client, person: Person) -> None:
    ServiceFactory(code="05-40", name=texts("A card"), passport={"places": ["dost_centre"]})
    ServiceFactory(code="08-17", name=texts("Not at a centre"))
    ServiceFactory(code="08-18", name=texts("Said to nobody"), sensitive=True, passport={"places": ["dost_centre"]})
    first = me.get(f"{NEW}?service=05-40").content.decode()
    assert '<option value="05-40" selected>A card</option>' in first
    assert "Not at a centre" not in first
    assert "Said to nobody" not in first
    at = free(3)
    times = me.get(NEW, {"centre": CODE, "service": "05-40", "day": f"{at:%Y-%m-%d}"}).content.decode()
    assert at.isoformat() in times
    response = me.post(NEW, sent(at, service="05-40"))
    row = Appointment.objects.get()
    assert response["Location"] == f"/en/my/appointments/{row.pk}/"
    assert (row.person, row.starts_at, row.service_id) == (person, at, "05-40")
    page = me.get(response["Location"]).content.decode()
    assert "It is booked." in page
    assert "<svg" in page
    assert row.code not in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param({"at": ""}, "Choose a time.", id="none"),
        pytest.param({"at": "2026-12-02T10:00:00"}, "Choose a time.", id="without a zone"),
        pytest.param({"at": "tomorrow"}, "Choose a time.", id="nonsense"),
        pytest.param({"at": "2020-01-01T10:00:00+04:00"}, "This time is not free any more", id="past"),
        pytest.param({"centre": "NOWHERE"}, "This time is not free any more", id="no centre"),
    ],
)
def test_what_is_wrong_is_said_and_what_is_free_shown(me: Client, data: dict[str, str], said: str) -> None:
    response = me.post(NEW, sent(free()) | data)
    assert response.status_code == 400
    page = response.content.decode()
    assert said in page
    assert "There is a problem" in page
    assert not Appointment.objects.exists()


def test_one_comes_with_what_has_happened(me: Client, person: Person) -> None:
    at = free(2)
    chosen = me.get(NEW, {"centre": CODE, "service": "event:child_born"}).content.decode()
    assert '<option value="event:child_born" selected>' in chosen
    response = me.post(NEW, sent(at, service="event:child_born"))
    row = Appointment.objects.get()
    assert (row.service_id, row.event) == (None, "child_born")
    page = me.get(response["Location"]).content.decode()
    with translation.override("en"):
        assert label("life_event", "child_born") in html.unescape(page)
    assert (
        '<option value="event:child_born" selected>' in me.get(f"/en/my/appointments/{row.pk}/change/").content.decode()
    )


def test_what_is_no_life_event_is_booked_for_nobody(me: Client) -> None:
    response = me.post(NEW, sent(free(), service="event:lottery"))
    assert response.status_code == 400
    assert "no such life event" in response.content.decode()
    assert not Appointment.objects.exists()


def test_where_nothing_is_free_it_says_so(me: Client) -> None:
    CentreFactory(code="BAKI-9")
    assert "No time is free there now" in me.get(f"{NEW}?centre=BAKI-9").content.decode()


def test_a_time_is_changed(me: Client, person: Person) -> None:
    old = booked(starts_at=free(), person=person)
    page = me.get(f"/en/my/appointments/{old.pk}/change/").content.decode()
    assert "It stays yours until you have chosen another." in page
    assert f'<option value="{CODE}" selected>' in page
    at = free(5)
    response = me.post(f"/en/my/appointments/{old.pk}/change/", sent(at))
    new = Appointment.objects.get(instead_of=old)
    old.refresh_from_db()
    assert (new.starts_at, old.state) == (at, State.CANCELLED)
    assert response["Location"] == f"/en/my/appointments/{new.pk}/"


def test_a_time_is_cancelled_after_one_question(me: Client, person: Person) -> None:
    row = booked(starts_at=free(), person=person)
    assert "Cancel the appointment?" in me.get(f"/en/my/appointments/{row.pk}/cancel/").content.decode()
    row.refresh_from_db()
    assert row.state == State.BOOKED
    assert me.post(f"/en/my/appointments/{row.pk}/cancel/")["Location"] == "/en/my/appointments/"
    row.refresh_from_db()
    assert row.state == State.CANCELLED
    page = me.get(f"/en/my/appointments/{row.pk}/").content.decode()
    assert "<svg" not in page.split("<main", 1)[1].split("</main", 1)[0]


@pytest.mark.parametrize("does", ["change", "cancel"])
def test_what_is_over_leads_back_to_it(me: Client, person: Person, does: str) -> None:
    row = booked(starts_at=timezone.now() - timedelta(minutes=5), person=person)
    for response in (me.get(f"/en/my/appointments/{row.pk}/{does}/"), me.post(f"/en/my/appointments/{row.pk}/{does}/")):
        assert response["Location"] == f"/en/my/appointments/{row.pk}/"
    row.refresh_from_db()
    assert row.state == State.BOOKED


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    me: Client, person: Person, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(1, count + 1):
        booked(starts_at=timezone.now() + timedelta(days=days), person=person)
        booked(starts_at=timezone.now() - timedelta(days=days), person=person)
    me.get("/en/my/appointments/")
    with django_assert_num_queries(QUERIES):
        me.get("/en/my/appointments/")


def test_the_page_of_a_service_at_a_centre_leads_here(client: Client) -> None:
    service = ServiceFactory(code="05-41", passport={"places": ["dost_centre"], "channels": ["centre"]})
    VersionFactory(service=service, changes={"mode": "on_application"})
    assert "/en/my/appointments/new/?service=05-41" in client.get("/en/services/05-41/").content.decode()
