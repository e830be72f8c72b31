"""The queue of a day: what is called, put back, handed on, and what the log says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dost.accounts.actors import staff_actor
from dost.centres import queue
from dost.centres.desks import pause, resume, stand_up
from dost.centres.models import CentreDay, Klass, Ticket
from dost.centres.problems import BusyError, MovedOnError, NoDeskError, QueueError
from dost.centres.visiting import begin, end, hand_on_visit
from tests.factories.accounts import UserFactory
from tests.factories.centres import MORNING, booked, seat, waiting

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def lines(ticket: Ticket) -> list[str]:
    return list(ticket.events.values_list("kind", flat=True))


def test_tickets_are_numbered_through_the_day_and_begin_anew_on_the_next() -> None:
    first, second = waiting(), waiting()
    tomorrow = waiting(at=MORNING + timedelta(days=1))
    assert [one.label for one in (first, second, tomorrow)] == ["001", "002", "001"]
    assert len({first.code, second.code, tomorrow.code}) == 3


def test_codes_cannot_be_guessed_from_each_other() -> None:
    codes = [waiting().code for _ in range(5)]
    assert all(len(code) >= 20 for code in codes)
    assert len({code[:4] for code in codes}) == 5


def test_who_has_waited_longest_is_called_and_the_log_says_so() -> None:
    desk = seat(1)
    first, second = waiting(), waiting(at=MORNING + MINUTE)
    called = queue.call_next(actor=desk.actor, now=MORNING + 2 * MINUTE)
    assert called == first
    assert (called.state, called.desk, called.clerk, called.calls) == ("called", desk.desk, desk.user, 1)
    assert lines(first) == ["taken", "called"]
    assert lines(second) == ["taken"]


def test_an_appointment_waits_from_its_time_however_early_one_comes() -> None:
    desk = seat(1)
    early = waiting(at=MORNING, appointment=booked(starts_at=MORNING + 30 * MINUTE))
    walk_in = waiting(at=MORNING + 20 * MINUTE)
    assert early.queued_at == MORNING + 30 * MINUTE
    assert queue.call_next(actor=desk.actor, now=MORNING + 25 * MINUTE) == walk_in


def test_a_desk_that_has_somebody_calls_nobody_else() -> None:
    desk = seat(1)
    waiting(), waiting()
    queue.call_next(actor=desk.actor, now=MORNING)
    with pytest.raises(BusyError):
        queue.call_next(actor=desk.actor, now=MORNING)


def test_nobody_calls_without_a_desk_or_in_a_break() -> None:
    waiting()
    nowhere = seat(1)
    pause(actor=nowhere.actor, now=MORNING)
    with pytest.raises(NoDeskError):
        queue.call_next(actor=nowhere.actor, now=MORNING)
    resume(actor=nowhere.actor, now=MORNING)
    assert queue.call_next(actor=nowhere.actor, now=MORNING) is not None


def test_nobody_calls_at_another_centre() -> None:
    waiting(centre="BAKI-2")
    assert queue.call_next(actor=seat(1).actor, now=MORNING) is None


def test_who_sits_at_a_desk_and_was_moved_to_another_centre_calls_nobody() -> None:
    desk = seat(1)
    waiting()
    desk.user.centre = "BAKI-2"
    desk.user.save(update_fields=["centre"])

    with pytest.raises(NoDeskError):
        queue.call_next(actor=staff_actor(desk.user), now=MORNING)


def test_called_again_and_then_missed() -> None:
    desk = seat(1)
    ticket = waiting()
    queue.call_next(actor=desk.actor, now=MORNING)
    queue.call_again(ticket_id=ticket.pk, actor=desk.actor, now=MORNING + MINUTE)
    queue.did_not_come(ticket_id=ticket.pk, actor=desk.actor, now=MORNING + 2 * MINUTE)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.calls) == ("no_show", 2)
    assert lines(ticket) == ["taken", "called", "recalled", "no_show"]


def test_who_comes_after_all_has_the_place_they_had() -> None:
    desk = seat(1)
    ticket = waiting(klass=Klass.NEED)
    queue.call_next(actor=desk.actor, now=MORNING)
    queue.did_not_come(ticket_id=ticket.pk, actor=desk.actor, now=MORNING)
    queue.put_back(ticket_id=ticket.pk, actor=desk.actor, now=MORNING + 5 * MINUTE)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.queued_at, ticket.klass) == ("waiting", MORNING, Klass.NEED)
    queue.call_next(actor=desk.actor, now=MORNING + 6 * MINUTE)
    queue.did_not_come(ticket_id=ticket.pk, actor=desk.actor, now=MORNING + 6 * MINUTE)
    with pytest.raises(MovedOnError):
        queue.put_back(ticket_id=ticket.pk, actor=desk.actor, now=MORNING + 22 * MINUTE)


def test_arrival_class_and_appointment_survive_being_handed_on() -> None:
    one, two = seat(1), seat(2)
    ticket = waiting(klass=Klass.LAW, appointment=booked(starts_at=MORNING + 10 * MINUTE))
    before = (ticket.arrived_at, ticket.queued_at, ticket.klass, ticket.appointment_id, ticket.appointed_at)
    called = queue.call_next(actor=one.actor, now=MORNING + 10 * MINUTE)
    assert called == ticket
    visit = begin(ticket_id=ticket.pk, actor=one.actor, now=MORNING + 10 * MINUTE)
    hand_on_visit(
        visit_id=visit.pk,
        actor=one.actor,
        now=MORNING + 12 * MINUTE,
        note="Needs the pension desk",
        desk_id=two.desk.pk,
    )
    ticket.refresh_from_db()
    assert (ticket.arrived_at, ticket.queued_at, ticket.klass, ticket.appointment_id, ticket.appointed_at) == before
    assert queue.call_next(actor=one.actor, now=MORNING + 13 * MINUTE) is None
    assert queue.call_next(actor=two.actor, now=MORNING + 13 * MINUTE) == ticket


def test_nobody_is_handed_to_an_empty_desk_and_who_was_waits_for_any_when_it_empties() -> None:
    one, two = seat(1), seat(2)
    ticket = waiting()
    queue.call_next(actor=one.actor, now=MORNING)
    visit = begin(ticket_id=ticket.pk, actor=one.actor, now=MORNING)
    hand_on_visit(visit_id=visit.pk, actor=one.actor, now=MORNING, note="Pension", desk_id=two.desk.pk)
    stand_up(actor=two.actor, now=MORNING)
    assert queue.call_next(actor=one.actor, now=MORNING) == ticket
    visit = begin(ticket_id=ticket.pk, actor=one.actor, now=MORNING)
    with pytest.raises(QueueError):
        hand_on_visit(visit_id=visit.pk, actor=one.actor, now=MORNING, note="Pension", desk_id=two.desk.pk)
    visit.refresh_from_db()
    assert visit.ended_at is None


def test_a_ticket_is_given_back_only_while_it_waits() -> None:
    desk = seat(1)
    ticket, other = waiting(), waiting()
    queue.leave(code=other.code, now=MORNING)
    queue.call_next(actor=desk.actor, now=MORNING)
    with pytest.raises(MovedOnError):
        queue.leave(code=ticket.code, now=MORNING)
    other.refresh_from_db()
    assert other.state == "left"


def test_nobody_else_touches_a_desks_ticket() -> None:
    one, two = seat(1), seat(2)
    ticket = waiting()
    queue.call_next(actor=one.actor, now=MORNING)
    for act in (queue.call_again, queue.did_not_come, queue.put_back):
        with pytest.raises(MovedOnError):
            act(ticket_id=ticket.pk, actor=two.actor, now=MORNING)


def test_every_change_of_a_day_gives_it_a_higher_version() -> None:
    desk = seat(1)
    versions = []

    def note() -> None:
        versions.append(CentreDay.objects.get().version)

    ticket = waiting()
    note()
    queue.call_next(actor=desk.actor, now=MORNING)
    note()
    visit = begin(ticket_id=ticket.pk, actor=desk.actor, now=MORNING)
    note()
    end(visit_id=visit.pk, actor=desk.actor, now=MORNING + 7 * MINUTE, outcome="settled", note="")
    note()
    assert versions == sorted(set(versions))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.ended_at) == ("done", MORNING + 7 * MINUTE)


def test_a_visit_of_yesterday_can_still_be_ended() -> None:
    desk = seat(1)
    ticket = waiting()
    queue.call_next(actor=desk.actor, now=MORNING)
    visit = begin(ticket_id=ticket.pk, actor=desk.actor, now=MORNING)
    ended = end(visit_id=visit.pk, actor=desk.actor, now=MORNING + timedelta(days=1), outcome="settled", note="")
    assert ended.ended_at is not None


def test_a_volunteer_without_a_desk_calls_nobody() -> None:

    waiting()
    with pytest.raises(NoDeskError):
        queue.call_next(actor=staff_actor(UserFactory(clerk=True, centre="BAKI-1")), now=MORNING)
