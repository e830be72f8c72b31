"""A centre's live state for its supervisor, and its day against the norms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from dost.centres import queue
from dost.centres.call_backs import end_call
from dost.centres.desks import pause
from dost.centres.models import Ticket
from dost.centres.visiting import begin, end, rate
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.centres import CODE, CentreFactory, DeskFactory, on_the_phone, promised, seat, waiting
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db

NOW = "/office/centres/now/"
MINUTE = timedelta(minutes=1)
SENT_QUERIES = 6


@pytest.fixture(autouse=True)
def _english(client: Client) -> Iterator[None]:
    CentreFactory(code=CODE)
    sign_in(client, UserFactory(supervisor=True, centre=CODE))
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def said(client: Client, address: str = NOW) -> str:
    return " ".join(client.get(address).content.decode().replace("\xa0", " ").split())


def test_who_waits_and_who_is_where(client: Client) -> None:
    now = timezone.now()
    serving = seat(1, since=now - MINUTE, first_name="Aygün", last_name="Quliyeva")
    resting = seat(2, since=now - MINUTE)
    DeskFactory(number=3)
    pause(actor=resting.actor, now=now)
    for minutes in (50, 9):
        waiting(at=now - minutes * MINUTE)
    ticket = queue.call_next(actor=serving.actor, now=now)
    assert ticket is not None
    page = said(client)
    assert "Aygün Quliyeva" in page
    for words in ("Has called", "Short break", "Empty", "9 min", "001"):
        assert words in page
    begin(ticket_id=ticket.pk, actor=serving.actor, now=now)
    assert "Serves" in said(client, NOW + "live/")


def test_the_day_stands_against_the_norms(client: Client) -> None:
    now = timezone.now()
    desk = seat(1, since=now - MINUTE)
    ServiceFactory(code="09-09", sensitive=True, name={"az": "Sığınacaq", "en": "A shelter", "ru": "Приют"})
    waiting(at=now - 2 * MINUTE, service="09-09")
    ticket = queue.call_next(actor=desk.actor, now=now)
    assert ticket is not None
    visit = begin(ticket_id=ticket.pk, actor=desk.actor, now=now)
    end(visit_id=visit.pk, actor=desk.actor, now=now + timedelta(seconds=425), outcome="settled", note="")
    rate(code=Ticket.objects.get().code, rating=2, now=now)
    page = said(client)
    for words in ("2:00", "norm 2:57", "7:05", "norm 7:05", "0.0 %", "norm 98.7 %", "Sensitive service"):
        assert words in page
    assert "A shelter" not in page


def test_a_past_day_is_shown_without_what_is_now_and_one_that_is_none_is_refused(client: Client) -> None:
    page = said(client, NOW + "?on=2026-03-02")
    assert "A day of the centre" in page
    assert "Who is where" not in page
    assert client.get(NOW + "?on=tomorrow").status_code == 400
    assert client.get(NOW + "?on=2999-01-01").status_code == 400


def test_only_ones_own_centre_is_seen_and_an_account_without_one_is_told(client: Client) -> None:
    seat(1, centre="BAKI-2", since=timezone.now(), last_name="Başqayev")
    assert "Başqayev" not in said(client)
    sign_in(client, UserFactory(supervisor=True))
    assert "names no centre" in said(client)
    assert client.get(NOW + "live/").status_code == 204


@pytest.mark.parametrize("desks", [1, 3])
def test_the_state_asks_as_much_however_many_sit_and_wait(
    client: Client, desks: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(desks):
        seat(number + 1, since=timezone.now())
        waiting(at=timezone.now())
    client.get(NOW)
    with django_assert_num_queries(12):
        client.get(NOW)


def test_the_state_is_not_sent_again_while_nothing_changes(client: Client) -> None:
    first = client.get(NOW + "live/")
    second = client.get(NOW + "live/", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 304 or second.headers["ETag"] != first.headers["ETag"]


# -- the telephone -----------------------------------------------------------------------------------------------

CALLS = NOW + "calls/"


def test_142_stands_beside_the_norms(client: Client) -> None:
    now = timezone.now()
    call = on_the_phone(at=now, user=UserFactory(role="operator", first_name="Aysel", last_name="Hüseynova"))
    end_call(
        visit_id=call.visit.pk, actor=call.actor, outcome="advised", note="", now=now + timedelta(minutes=8, seconds=5)
    )
    promised(at=now - 2 * MINUTE, hours=1 / 60)
    page = said(client, CALLS)
    for words in ("8:05", "norm 7:05", "norm 100.0 %", "0.0 %", "Advised", "To be called back", "Aysel Hüseynova"):
        assert words in page
    assert "Overdue, not called yet" in page
    assert f'href="{CALLS}"' in said(client)


def test_the_calls_of_another_centre_are_not_shown_and_those_of_none_to_every_supervisor(client: Client) -> None:
    now = timezone.now()
    for centre, name in (("BAKI-2", "Başqayev"), ("", "Hamıyev")):
        if centre:
            CentreFactory(code=centre)
        call = on_the_phone(at=now, user=UserFactory(role="operator", centre=centre, last_name=name))
        end_call(visit_id=call.visit.pk, actor=call.actor, outcome="advised", note="", now=now)
    for supervisor in (UserFactory(supervisor=True, centre=CODE), UserFactory(supervisor=True)):
        sign_in(client, supervisor)
        page = said(client, CALLS)
        assert "Hamıyev" in page
        assert "Başqayev" not in page
    assert f'href="{CALLS}"' in said(client)  # without a centre, too


def test_a_past_day_of_142_is_shown_and_one_that_is_none_refused(client: Client) -> None:
    page = said(client, CALLS + "?on=2026-03-02")
    assert "Nothing yet." in page
    assert "Day after" in page
    assert client.get(CALLS + "?on=tomorrow").status_code == 400
    assert client.get(CALLS + "?on=2999-01-01").status_code == 400


@pytest.mark.parametrize("calls", [1, 3])
def test_the_day_of_142_asks_as_much_however_many_called(
    client: Client, calls: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _call in range(calls):
        promised(at=timezone.now(), hours=1)
    client.get(CALLS)
    with django_assert_num_queries(4):
        client.get(CALLS)


# -- reassigning -------------------------------------------------------------------------------------------------


def test_somebody_who_waits_is_sent_to_a_desk(client: Client) -> None:
    now = timezone.now()
    desk = seat(1, since=now - MINUTE, first_name="Aygün", last_name="Quliyeva")
    ticket = waiting(at=now - 9 * MINUTE)
    assert f'href="{NOW}waiting/"' in said(client)
    page = said(client, NOW + "waiting/")
    assert "001" in page
    assert "Desk 1: Aygün Quliyeva (All services)" in page

    response = client.post(NOW + "waiting/", {"ticket": ticket.pk, "to": desk.desk.pk})

    assert response.headers["Location"] == NOW + "waiting/"
    assert "Ticket 001 is sent there." in said(client, NOW + "waiting/")
    ticket.refresh_from_db()
    assert ticket.to_desk == desk.desk
    client.post(NOW + "waiting/", {"ticket": ticket.pk, "to": "all"})
    ticket.refresh_from_db()
    assert ticket.to_desk is None


def test_a_ticket_that_has_moved_on_is_said(client: Client) -> None:
    ticket = waiting(at=timezone.now(), centre="D-09")
    waiting(at=timezone.now())
    response = client.post(NOW + "waiting/", {"ticket": ticket.pk, "to": "all"})
    assert response.status_code == 400
    assert "This ticket or desk is not there any more." in response.content.decode()


def test_a_sensitive_matter_is_not_named_among_those_who_wait(client: Client) -> None:
    ServiceFactory(code="09-09", sensitive=True, name={"az": "Sığınacaq", "en": "A shelter", "ru": "Приют"})
    waiting(at=timezone.now(), service="09-09")
    page = said(client, NOW + "waiting/")
    assert "A shelter" not in page
    assert "Sensitive service" in page


def test_a_desk_that_its_clerk_has_left_is_freed(client: Client) -> None:
    now = timezone.now()
    gone = seat(1, since=now - MINUTE)
    waiting(at=now - 9 * MINUTE)
    ticket = queue.call_next(actor=gone.actor, now=now)
    assert ticket is not None
    address = f"{NOW}desks/{gone.desk.pk}/"
    assert f'href="{address}"' in said(client)
    assert client.post(address, {"ticket": ticket.pk, "note": ""}).status_code == 400

    assert client.post(address, {"ticket": ticket.pk, "note": "Taken ill"}).headers["Location"] == NOW

    assert "Desk 1 is free. Ticket 001 waits again with the place it had." in said(client)
    client.post(address, {"ticket": ticket.pk, "note": "Taken ill"})
    assert "has moved on meanwhile" in said(client)
    assert "Nobody sits at this desk" in said(client, address)


def test_a_desk_of_another_centre_is_not_found(client: Client) -> None:
    assert client.get(f"{NOW}desks/{DeskFactory(centre=CentreFactory(code='D-09')).pk}/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_those_who_wait_costs_the_same(
    client: Client, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    for number in range(1, many + 1):
        seat(number, since=now - MINUTE)
        waiting(at=now - MINUTE)
    client.get(NOW + "waiting/")
    with django_assert_num_queries(SENT_QUERIES):
        client.get(NOW + "waiting/")
