"""Who sits where: one at a desk, one desk for each, and nobody overnight."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dost.accounts.actors import staff_actor
from dost.centres import queue
from dost.centres.desks import desks_at_work, pause, resume, seated_at, sit_down, sitting_of, stand_up
from dost.centres.models import CentreDay, Sitting, Ticket, Visit
from dost.centres.problems import BusyError, NoDeskError, QueueError
from dost.centres.visiting import begin
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, DeskFactory, seat, waiting

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
TOMORROW = MORNING + timedelta(days=1)


def test_another_desk_is_taken_and_the_one_before_is_left() -> None:
    one = seat(1)
    second = DeskFactory(number=2)
    sit_down(desk_id=second.pk, actor=one.actor, now=MORNING)
    sitting = sitting_of(one.actor)
    assert sitting is not None
    assert sitting.desk == second
    assert Sitting.objects.get(desk=one.desk).until == MORNING
    assert sit_down(desk_id=second.pk, actor=one.actor, now=MORNING + MINUTE) == sitting


def test_a_desk_of_another_centre_or_one_that_is_retired_is_none() -> None:
    one = seat(1)
    elsewhere = DeskFactory(centre__code="BAKI-2", number=5)
    retired = DeskFactory(number=3, retired_at=MORNING)
    for desk in (elsewhere, retired):
        with pytest.raises(QueueError):
            sit_down(desk_id=desk.pk, actor=one.actor, now=MORNING)


def test_nobody_leaves_or_pauses_while_somebody_is_at_the_desk() -> None:
    one = seat(1)
    waiting()
    queue.call_next(actor=one.actor, now=MORNING)
    with pytest.raises(BusyError):
        stand_up(actor=one.actor, now=MORNING)
    with pytest.raises(BusyError):
        pause(actor=one.actor, now=MORNING)


def test_whoever_sits_nowhere_has_no_break_whether_of_a_centre_or_of_none() -> None:
    for centre in (CODE, "", "NOWHERE"):
        nobody = staff_actor(UserFactory(clerk=True, centre=centre))
        with pytest.raises(NoDeskError):
            pause(actor=nobody, now=MORNING)
        with pytest.raises(NoDeskError):
            resume(actor=nobody, now=MORNING)
        with pytest.raises(NoDeskError):
            queue.call_next(actor=nobody, now=MORNING)


def test_a_break_keeps_the_desk_and_is_none_that_works() -> None:
    one, _two = seat(1, areas=("05",)), seat(2, areas=("04",))
    pause(actor=one.actor, now=MORNING)
    assert desks_at_work(CODE) == 1
    seated = seated_at(CODE)
    assert seated.covers("05")
    assert seated.covers("")
    assert not seated.covers("07")


def test_sitting_and_breaks_are_seen_by_every_screen() -> None:
    one = seat(1)
    before = CentreDay.objects.get().version
    pause(actor=one.actor, now=MORNING)
    resume(actor=one.actor, now=MORNING)
    stand_up(actor=one.actor, now=MORNING)
    assert CentreDay.objects.get().version == before + 3


def test_what_no_desk_serves_is_called_by_any_that_somebody_sits_at() -> None:
    """Somebody who comes for what only an empty desk serves would wait for ever."""
    one = seat(1, areas=("05",))
    DeskFactory(number=2, areas=["04"])
    ticket = waiting()
    Ticket.objects.filter(pk=ticket.pk).update(area="04")
    assert queue.call_next(actor=one.actor, now=MORNING + MINUTE) == ticket


def test_whoever_was_handed_to_a_desk_that_is_empty_now_is_called_by_any() -> None:
    one = seat(1)
    ticket = waiting()
    Ticket.objects.filter(pk=ticket.pk).update(to_desk=DeskFactory(number=2))
    assert queue.call_next(actor=one.actor, now=MORNING + MINUTE) == ticket


def test_what_yesterday_left_open_is_closed_before_the_first_desk_of_the_day_is_taken() -> None:
    served, called = seat(1), seat(2)
    first, second, third = waiting(), waiting(at=MORNING + MINUTE), waiting(at=MORNING + 2 * MINUTE)
    queue.call_next(actor=served.actor, now=MORNING + 3 * MINUTE)
    visit = begin(ticket_id=first.pk, actor=served.actor, now=MORNING + 4 * MINUTE)
    queue.call_next(actor=called.actor, now=MORNING + 4 * MINUTE)

    early = staff_actor(UserFactory(clerk=True, centre=CODE))
    sit_down(desk_id=served.desk.pk, actor=early, now=TOMORROW)

    states = [Ticket.objects.get(pk=one.pk).state for one in (first, second, third)]
    assert states == ["done", "no_show", "left"]
    visit.refresh_from_db()
    assert (visit.ended_at, visit.outcome) == (TOMORROW, Visit.Outcome.NOT_DONE)
    assert first.events.get(kind="ended").user is None
    assert sitting_of(called.actor) is None
    fresh = waiting(at=TOMORROW)
    assert queue.call_next(actor=early, now=TOMORROW) == fresh


def test_whoever_moved_to_another_centre_overnight_keeps_no_desk() -> None:
    one = seat(1)
    one.user.centre = "BAKI-2"
    one.user.save(update_fields=["centre"])
    there = DeskFactory(centre__code="BAKI-2", number=7)
    sit_down(desk_id=there.pk, actor=staff_actor(one.user), now=TOMORROW)
    assert Sitting.objects.get(until=None).desk == there


def test_whoever_sat_down_yesterday_calls_nobody_before_they_choose_a_desk_again() -> None:
    one = seat(1)
    fresh = waiting(at=TOMORROW)
    with pytest.raises(NoDeskError):
        queue.call_next(actor=one.actor, now=TOMORROW)
    assert sitting_of(one.actor, now=TOMORROW) is None
    assert desks_at_work(CODE, now=TOMORROW) == 0
    sit_down(desk_id=one.desk.pk, actor=one.actor, now=TOMORROW)
    assert queue.call_next(actor=one.actor, now=TOMORROW) == fresh
