"""The clerk’s desk: sitting down, calling, a visit to its end, and what is told when somebody was quicker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from dost.accounts.models import AccessLog
from dost.centres.models import Klass, Sitting, Ticket, Visit
from dost.centres.queue import call_next
from dost.centres.visiting import begin, identify
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.centres import CODE, CentreFactory, DeskFactory, Seat, seat, waiting
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db

HOME = "/counter/"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _english(client: Client) -> Iterator[None]:
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def here(client: Client) -> Seat:
    """A clerk who has sat down at desk 1 a moment ago, signed in."""
    seated = seat(1, since=timezone.now() - MINUTE)
    sign_in(client, seated.user)
    return seated


def do(client: Client, deed: str, **sent: object) -> str:
    """What the page says after a press."""
    return client.post(f"/counter/do/{deed}/", sent, follow=True).content.decode()


def a_while_ago(**more: object) -> Ticket:
    return waiting(at=timezone.now() - 9 * MINUTE, **more)  # type: ignore[arg-type]


def visit_at(seated: Seat) -> Visit:
    a_while_ago()
    ticket = call_next(actor=seated.actor, now=timezone.now())
    assert ticket is not None
    return begin(ticket_id=ticket.pk, actor=seated.actor, now=timezone.now())


# -- where one sits ------------------------------------------------------------------------------------------------


def test_a_free_desk_is_taken_and_who_sits_at_the_others_is_said(client: Client) -> None:
    seat(1, since=timezone.now(), first_name="Aygün", last_name="Quliyeva")
    free = DeskFactory(centre=CentreFactory(code=CODE), number=2, areas=["05"])
    DeskFactory(centre=CentreFactory(code="BAKI-2"), number=3)
    sign_in(client, UserFactory(clerk=True, centre=CODE))
    page = client.get(HOME).content.decode()
    assert "Aygün Quliyeva" in page
    assert "Benefits, Pensions" in page
    assert "Desk 3" not in page
    page = client.post("/counter/sit/", {"desk": free.pk}, follow=True).content.decode()
    assert "Desk 2" in page
    assert "Call next" in page


def test_whoever_was_quicker_has_the_desk_and_the_other_is_told(client: Client) -> None:
    taken = seat(1, since=timezone.now())
    sign_in(client, UserFactory(clerk=True, centre=CODE))
    page = client.post("/counter/sit/", {"desk": taken.desk.pk}, follow=True).content.decode()
    assert "Somebody sits at desk 1 already." in page


def test_an_account_without_a_centre_is_told_what_is_missing(client: Client) -> None:
    sign_in(client, UserFactory(clerk=True))
    assert "names no centre" in client.get(HOME).content.decode()
    assert "no such desk" in client.post("/counter/sit/", {"desk": "x"}, follow=True).content.decode()
    assert "Choose your desk first" in do(client, "next")


def test_a_break_calls_nobody_and_ends(client: Client, here: Seat) -> None:
    a_while_ago()
    assert "A short break" in do(client, "pause")
    assert "Choose your desk first, or end the break." in do(client, "next")
    assert "Call next" in do(client, "resume")
    assert "Where do you sit?" in do(client, "stand")
    assert not Sitting.objects.filter(until=None).exists()


# -- calling -------------------------------------------------------------------------------------------------------


def test_the_next_is_called_with_what_the_clerk_needs_to_know(client: Client, here: Seat) -> None:
    ServiceFactory(code="05-01", name={"az": "Müavinət", "en": "Benefit for a child", "ru": "Пособие"})
    a_while_ago(service="05-01", klass=Klass.LAW, language="ru")
    page = do(client, "next")
    for words in ("001", "Benefit for a child", "By law", "Русский", "They are here", "Call again", "Did not come"):
        assert words in page
    assert "called 2 times" in do(client, "again", ticket=Ticket.objects.get().pk)


def test_nobody_waits_is_said_and_so_is_that_somebody_is_there(client: Client, here: Seat) -> None:
    assert "Nobody whom your desk serves is waiting." in do(client, "next")
    a_while_ago(), a_while_ago()
    do(client, "next")
    assert "Somebody is at your desk already" in do(client, "next")


def test_whoever_did_not_come_may_be_put_back_for_a_while(client: Client, here: Seat) -> None:
    ticket = a_while_ago()
    do(client, "next")
    page = do(client, "missed", ticket=ticket.pk)
    assert "Back to the queue" in page
    do(client, "back", ticket=ticket.pk)
    ticket.refresh_from_db()
    assert ticket.state == "waiting"
    assert "has moved on meanwhile" in do(client, "back", ticket=ticket.pk)


def test_a_ticket_of_another_desk_or_centre_is_not_touched(client: Client, here: Seat) -> None:
    other = seat(2, since=timezone.now())
    theirs = a_while_ago()
    call_next(actor=other.actor, now=timezone.now())
    for deed in ("begin", "again", "missed", "back", "quick"):
        assert "has moved on meanwhile" in do(client, deed, ticket=theirs.pk)
        assert "has moved on meanwhile" in do(client, deed, ticket="9" * 30)
    theirs.refresh_from_db()
    assert theirs.state == "called"


def test_a_two_minute_matter_is_one_press_and_counted_from_the_call(client: Client, here: Seat) -> None:
    ticket = a_while_ago()
    call_next(actor=here.actor, now=timezone.now() - 2 * MINUTE)
    assert "Call next" in do(client, "quick", ticket=ticket.pk)
    visit = Visit.objects.get()
    assert visit.outcome == "settled"
    assert visit.ended_at is not None
    assert visit.ended_at - visit.began_at >= 2 * MINUTE


def test_what_is_none_of_the_deeds_is_not_found(client: Client, here: Seat) -> None:
    assert client.post("/counter/do/dance/").status_code == 404
    assert client.get("/counter/do/next/").status_code == 405


# -- a visit -------------------------------------------------------------------------------------------------------


def test_a_visit_is_where_it_was_in_another_browser_and_says_nothing_of_a_person(client: Client, here: Seat) -> None:
    a_while_ago()
    do(client, "next")
    do(client, "begin", ticket=Ticket.objects.get().pk)
    again = Client()
    again.cookies["django_language"] = "en"
    sign_in(again, here.user)
    page = again.get(HOME).content.decode()
    assert "At your desk" in page
    assert "Nobody has been identified." in page
    assert "Call next" not in page.replace("End and call next", "")


def test_who_it_is_stands_there_once_identified_and_showing_it_is_logged(client: Client, here: Seat) -> None:
    person, visit = PersonFactory(), visit_at(here)
    identify(visit_id=visit.pk, actor=here.actor, person_id=person.pk, how="card", now=timezone.now())
    page = client.get(HOME).content.decode()
    assert person.full_name in page
    assert "Identity card seen" in page
    assert AccessLog.objects.filter(person=person, user=here.user, purpose="visit", reason=str(visit.pk)).exists()
    kept = repr(dict(client.session.items()))
    assert person.fin not in kept
    assert person.full_name not in kept
    client.post("/counter/end/", {"visit": visit.pk, "end-outcome": "settled"})
    assert person.full_name not in client.get(HOME).content.decode()


def test_a_visit_ends_with_an_outcome_and_the_next_is_called_by_the_same_press(client: Client, here: Seat) -> None:
    visit = visit_at(here)
    later = a_while_ago()
    refused = client.post("/counter/end/", {"visit": visit.pk, "then": "next"})
    assert refused.status_code == 400
    assert "Choose what came of the visit." in refused.content.decode()
    client.post("/counter/end/", {"visit": visit.pk, "end-outcome": "advised", "end-note": "Gəlsin", "then": "next"})
    visit.refresh_from_db()
    later.refresh_from_db()
    assert (visit.outcome, visit.note, later.state) == ("advised", "Gəlsin", "called")
    gone = client.post("/counter/end/", {"visit": visit.pk, "end-outcome": "settled"}, follow=True)
    assert "has moved on meanwhile" in gone.content.decode()


def test_handing_on_names_the_desk_or_what_it_serves_and_why(client: Client, here: Seat) -> None:
    other = seat(2, areas=("05",), since=timezone.now(), first_name="Aygün", last_name="Quliyeva")
    visit = visit_at(here)
    page = client.get(HOME).content.decode()
    assert "Desk 2: Aygün Quliyeva" in page
    assert f"desk-{here.desk.pk}" not in page
    refused = client.post("/counter/hand-on/", {"visit": visit.pk, "on-to": "desk-999"})
    assert refused.status_code == 400
    assert "Choose one of the list." in refused.content.decode()
    sent = {"visit": visit.pk, "on-to": f"desk-{other.desk.pk}", "on-note": "Pension of the mother"}
    client.post("/counter/hand-on/", sent)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.to_desk) == ("waiting", other.desk)
    call_next(actor=other.actor, now=timezone.now())
    theirs = Client()
    theirs.cookies["django_language"] = "en"
    sign_in(theirs, other.user)
    assert "Pension of the mother" in theirs.get(HOME).content.decode()


def test_a_note_that_is_too_long_is_refused_not_cut(client: Client, here: Seat) -> None:
    visit = visit_at(here)
    response = client.post("/counter/hand-on/", {"visit": visit.pk, "on-to": "area-05", "on-note": "x" * 201})
    assert response.status_code == 400


# -- who waits -----------------------------------------------------------------------------------------------------


def test_the_list_says_numbers_matters_and_classes_and_no_name(client: Client, here: Seat) -> None:
    person = PersonFactory()
    a_while_ago(person_id=person.pk, klass=Klass.NEED)
    page = client.get("/counter/waiting/").content.decode()
    assert "1 person waits for you" in " ".join(page.split())
    assert "By need" in page
    assert "9 min" in page.replace("\xa0", " ")
    assert person.full_name not in page


def test_the_list_is_not_sent_again_while_nothing_changes(client: Client, here: Seat) -> None:
    """The same minute is taken on both sides of the first two requests; a call in between is another answer."""
    a_while_ago()
    first = client.get("/counter/waiting/")
    tag = first.headers["ETag"]
    assert "no-store" not in first.headers["Cache-Control"]
    second = client.get("/counter/waiting/", headers={"If-None-Match": tag})
    assert second.status_code == 304 or second.headers["ETag"] != tag
    do(client, "next")
    assert client.get("/counter/waiting/", headers={"If-None-Match": tag}).status_code == 200


def test_the_list_of_a_clerk_who_sits_nowhere_is_empty(client: Client) -> None:
    sign_in(client, UserFactory(clerk=True, centre=CODE))
    assert client.get("/counter/waiting/").status_code == 204


def test_a_sensitive_service_is_named_only_once_they_sit_at_the_desk(client: Client, here: Seat) -> None:
    ServiceFactory(code="09-09", sensitive=True, name={"az": "Sığınacaq", "en": "A shelter", "ru": "Приют"})
    ticket = a_while_ago(service="09-09")
    assert "A shelter" not in client.get(HOME).content.decode()
    assert "A shelter" not in do(client, "next")
    assert "A shelter" in do(client, "begin", ticket=ticket.pk)


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_as_much_however_many_wait(
    client: Client, here: Seat, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _somebody in range(people):
        a_while_ago()
    client.get(HOME)
    with django_assert_num_queries(12):  # of which one looks which institutions do not answer
        client.get(HOME)


def test_signing_in_leads_a_clerk_to_the_desk_and_the_section_stands_in_the_navigation(client: Client) -> None:
    sign_in(client, UserFactory(clerk=True, centre=CODE))
    assert client.get("/accounts/start/").headers["Location"] == HOME == reverse("desk:home")
    assert f'href="{HOME}"' in client.get("/office/").content.decode()
    sign_in(client, UserFactory())
    assert f'href="{HOME}"' not in client.get("/office/").content.decode()
