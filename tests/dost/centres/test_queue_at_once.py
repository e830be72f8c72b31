"""Everybody presses at one moment, each with a connection of their own: nobody is called twice, lost or stuck."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from django.db import connection

from dost.accounts.actors import staff_actor
from dost.centres.desks import pause, sit_down
from dost.centres.models import Sitting, Ticket, TicketEvent
from dost.centres.problems import BusyError, NoDeskError, QueueError
from dost.centres.queue import call_next
from dost.centres.visiting import begin
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, DeskFactory, seat, waiting

pytestmark = pytest.mark.django_db(transaction=True)

DESKS: Final = 20
PATIENCE: Final = 60
LATER: Final = MORNING + timedelta(minutes=5)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each of these gives when all are begun at one moment; an error that it raised in its place."""
    together = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            together.wait(PATIENCE)
            found[place] = acts[place]()
        except Exception as error:  # noqa: BLE001 - it is the answer
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for somebody else in a circle"
    return found


def test_forty_calls_at_once_by_twenty_desks_call_twenty_people_once_each() -> None:
    """Each clerk presses twice: once somebody comes, once they are told that somebody is there already."""
    seats = [seat(number) for number in range(1, DESKS + 1)]
    for minute in range(50):
        waiting(at=MORNING + timedelta(seconds=minute))

    found = at_once([lambda one=one: call_next(actor=one.actor, now=LATER) for one in seats for _twice in range(2)])  # type: ignore[misc]

    called = [one for one in found if isinstance(one, Ticket)]
    assert [type(one) for one in found if not isinstance(one, Ticket)] == [BusyError] * DESKS
    assert sorted(one.number for one in called) == list(range(1, DESKS + 1)), "the first who came, nobody twice"
    assert {one.desk_id for one in called} == {one.desk.pk for one in seats}
    lines = Counter(TicketEvent.objects.filter(kind="called").values_list("ticket", flat=True))
    assert set(lines.values()) == {1}
    assert Ticket.objects.filter(state="waiting").count() == 30


def test_more_desks_than_people_call_everybody_once_and_the_rest_are_told_that_nobody_waits() -> None:
    seats = [seat(number) for number in range(1, 9)]
    for _somebody in range(3):
        waiting()

    found = at_once([lambda one=one: call_next(actor=one.actor, now=LATER) for one in seats])  # type: ignore[misc]

    assert sorted(one.number for one in found if isinstance(one, Ticket)) == [1, 2, 3]
    assert [one for one in found if not isinstance(one, Ticket)] == [None] * 5


def test_two_sit_down_at_one_desk_and_one_of_them_is_told() -> None:
    desk = DeskFactory(centre__code=CODE, number=1)
    clerks = [staff_actor(UserFactory(clerk=True, centre=CODE)) for _clerk in range(2)]

    found = at_once([lambda one=one: sit_down(desk_id=desk.pk, actor=one, now=MORNING) for one in clerks])  # type: ignore[misc]

    assert sorted(type(one).__name__ for one in found) == ["QueueError", "Sitting"]
    assert Sitting.objects.filter(desk=desk, until=None).count() == 1
    (told,) = [one for one in found if isinstance(one, QueueError)]
    assert "1" in str(told)


def test_a_desk_that_is_paused_in_the_moment_of_calling_has_somebody_or_a_break_never_both() -> None:
    one = seat(1)
    waiting()

    found = at_once([lambda: call_next(actor=one.actor, now=LATER), lambda: pause(actor=one.actor, now=LATER)])

    paused = Sitting.objects.get(until=None).paused_at is not None
    called = Ticket.objects.filter(state="called").exists()
    assert paused is not called
    assert [type(each) for each in found if isinstance(each, QueueError)] == [NoDeskError if paused else BusyError]


def test_here_they_are_pressed_twice_begins_one_visit() -> None:
    one = seat(1)
    waiting()
    ticket = call_next(actor=one.actor, now=LATER)
    assert ticket is not None

    found = at_once([lambda: begin(ticket_id=ticket.pk, actor=one.actor, now=LATER) for _twice in range(2)])

    assert sorted(type(each).__name__ for each in found) == ["MovedOnError", "Visit"]
