"""The figures of a day, from the log of tickets and from visits alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dost.centres import queue
from dost.centres.figures import day_figures
from dost.centres.models import Ticket
from dost.centres.visiting import begin, end, rate
from dost.common.dates import local_day
from services_catalog.sensitive import HIDDEN
from tests.factories.centres import CODE, MORNING, Seat, booked, seat, waiting
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
TODAY = local_day(MORNING)


def served(desk: Seat, *, came: int, waits: int, takes: int, rating: int = 0, **more: object) -> Ticket:
    """Somebody who came at a minute, waited and was served for so many minutes, and rated it, if they did."""
    ticket = waiting(at=MORNING + came * MINUTE, **more)  # type: ignore[arg-type]
    called = MORNING + (came + waits) * MINUTE
    assert queue.call_next(actor=desk.actor, now=called) == ticket
    visit = begin(ticket_id=ticket.pk, actor=desk.actor, now=called)
    end(visit_id=visit.pk, actor=desk.actor, now=called + takes * MINUTE, outcome="settled", note="")
    if rating:
        rate(code=ticket.code, rating=rating, now=called + takes * MINUTE)
    return ticket


def test_waits_services_and_ratings_are_means_of_what_happened() -> None:
    desk = seat(1)
    served(desk, came=0, waits=2, takes=6, rating=5)
    served(desk, came=10, waits=4, takes=8, rating=3)
    served(desk, came=70, waits=0, takes=4)
    found = day_figures(CODE, TODAY)
    assert (found.taken, found.whole.called, found.whole.served, found.whole.rated) == (3, 3, 3, 2)
    assert (found.whole.wait, found.whole.longest) == (2 * MINUTE, 4 * MINUTE)
    assert found.whole.service == 6 * MINUTE
    assert found.whole.satisfied == 50
    assert [(one.key, one.figures.served) for one in found.by_hour] == [(10, 2), (11, 1)]
    assert [(one.key, one.figures.service) for one in found.by_clerk] == [(desk.user, 6 * MINUTE)]


def test_whoever_came_early_for_an_appointment_has_not_waited_before_it() -> None:
    desk = seat(1)
    waiting(at=MORNING, appointment=booked(starts_at=MORNING + 30 * MINUTE))
    queue.call_next(actor=desk.actor, now=MORNING + 33 * MINUTE)
    assert day_figures(CODE, TODAY).whole.wait == 3 * MINUTE


def test_a_wait_ends_with_the_first_call_and_who_did_not_come_or_left_is_counted() -> None:
    desk = seat(1)
    ticket, other = waiting(), waiting(at=MORNING + MINUTE)
    queue.call_next(actor=desk.actor, now=MORNING + 5 * MINUTE)
    queue.call_again(ticket_id=ticket.pk, actor=desk.actor, now=MORNING + 9 * MINUTE)
    queue.did_not_come(ticket_id=ticket.pk, actor=desk.actor, now=MORNING + 10 * MINUTE)
    queue.leave(code=other.code, now=MORNING + 10 * MINUTE)
    found = day_figures(CODE, TODAY)
    assert (found.missed, found.left, found.whole.called, found.whole.wait) == (1, 1, 1, 5 * MINUTE)
    assert found.whole.service is None
    assert found.whole.satisfied is None


def test_a_visit_that_nobody_ended_on_its_day_tells_nothing() -> None:
    desk = seat(1)
    waiting()
    ticket = queue.call_next(actor=desk.actor, now=MORNING)
    assert ticket is not None
    begin(ticket_id=ticket.pk, actor=desk.actor, now=MORNING)
    seat(9, since=MORNING + timedelta(days=1))  # the first who sits down closes what was left
    assert day_figures(CODE, TODAY).whole.served == 0


def test_services_have_figures_of_their_own_the_sensitive_ones_together() -> None:
    desk = seat(1)
    for code, sensitive in (("05-01", False), ("09-01", True), ("09-02", True)):
        ServiceFactory(code=code, sensitive=sensitive)
        served(desk, came=int(code[-1]) * 20 + int(code[1]), waits=1, takes=3, service=code)
    found = {one.key: one.figures.served for one in day_figures(CODE, TODAY).by_service}
    assert found == {"05-01": 1, HIDDEN: 2}


def test_another_centre_and_another_day_are_not_counted() -> None:
    served(seat(1, centre="BAKI-2"), came=0, waits=1, takes=3, centre="BAKI-2")
    assert day_figures(CODE, TODAY).taken == 0
    assert day_figures("BAKI-2", TODAY + timedelta(days=1)).taken == 0
    assert day_figures("BAKI-2", TODAY).whole.served == 1


@pytest.mark.parametrize("people", [1, 3])
def test_a_day_is_asked_with_two_queries(people: int, django_assert_num_queries: object) -> None:
    desk = seat(1)
    for number in range(people):
        served(desk, came=number * 20, waits=1, takes=3)
    with django_assert_num_queries(2):  # type: ignore[operator]
        day_figures(CODE, TODAY)
