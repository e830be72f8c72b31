"""A supervisor sends those who wait to a desk, and frees one that its clerk has left; the log names them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from dost.accounts.access import reason_for
from dost.accounts.actors import Staff, staff_actor
from dost.centres import queue, reassigning
from dost.centres.desks import sitting_of
from dost.centres.models import Klass, Ticket, Visit
from dost.centres.problems import MovedOnError, QueueError
from dost.centres.visiting import begin, end
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, CentreFactory, Seat, seat, visit_of, waiting
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
LATER = MORNING + 20 * MINUTE


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def supervisor(centre: str = CODE) -> Staff:
    CentreFactory(code=centre)
    return staff_actor(UserFactory(supervisor=True, centre=centre))


def freed(seated: Seat, ticket: Ticket | None, *, by: Staff | None = None, note: str = "Taken ill") -> Ticket | None:
    return reassigning.free_desk(
        desk_id=seated.desk.pk, ticket_id=ticket.pk if ticket else None, actor=by or supervisor(), note=note, now=LATER
    )


# -- sending -----------------------------------------------------------------------------------------------------


def test_who_is_sent_to_a_desk_is_called_there_and_the_log_names_the_supervisor() -> None:
    one, other, by = seat(1), seat(2), supervisor()
    ticket = waiting(klass=Klass.NEED)

    reassigning.send(ticket_id=ticket.pk, desk_id=other.desk.pk, actor=by, now=LATER)

    ticket.refresh_from_db()
    line = ticket.events.get(kind="sent")
    assert (line.user_id, line.desk, line.at) == (by.user_id, other.desk, LATER)
    assert (ticket.queued_at, ticket.klass) == (MORNING, Klass.NEED)
    assert queue.call_next(actor=one.actor, now=LATER) is None
    assert queue.call_next(actor=other.actor, now=LATER) == ticket


def test_back_to_all_any_desk_calls_them_again_and_twice_is_one_line() -> None:
    one, other, by = seat(1), seat(2), supervisor()
    ticket = waiting()
    reassigning.send(ticket_id=ticket.pk, desk_id=other.desk.pk, actor=by, now=LATER)

    for _time in range(2):
        reassigning.send(ticket_id=ticket.pk, desk_id=None, actor=by, now=LATER)

    assert list(ticket.events.values_list("kind", flat=True)) == ["taken", "sent", "sent"]
    assert queue.call_next(actor=one.actor, now=LATER) == ticket


def test_nobody_is_sent_to_a_desk_at_which_nobody_sits_or_of_another_centre() -> None:
    elsewhere, ticket, by = seat(1, centre="D-09"), waiting(), supervisor()
    for desk in (elsewhere.desk.pk, 10**6):
        with pytest.raises(QueueError, match="Nobody sits at that desk"):
            reassigning.send(ticket_id=ticket.pk, desk_id=desk, actor=by, now=LATER)
    assert not ticket.events.filter(kind="sent").exists()


def test_a_ticket_that_was_called_or_is_of_another_centre_or_day_is_not_sent() -> None:
    here = seat(1)
    called, by = waiting(), supervisor()
    queue.call_next(actor=here.actor, now=LATER)
    for ticket, actor, now in (
        (called, by, LATER),
        (waiting(), supervisor("D-09"), LATER),
        (waiting(), by, LATER + timedelta(days=1)),
    ):
        with pytest.raises(MovedOnError):
            reassigning.send(ticket_id=ticket.pk, desk_id=None, actor=actor, now=now)


# -- freeing a desk ----------------------------------------------------------------------------------------------


def test_a_visit_of_a_clerk_who_left_ends_as_not_done_and_its_ticket_keeps_its_place() -> None:
    gone, by, person = seat(1), supervisor(), PersonFactory()
    visit = visit_of(person, gone)
    ticket = visit.ticket
    assert ticket is not None
    assert reason_for(gone.actor, person.pk, now=LATER) is not None

    back = freed(gone, ticket, by=by)

    visit.refresh_from_db()
    assert (visit.ended_at, visit.outcome, visit.note) == (LATER, Visit.Outcome.NOT_DONE, "Taken ill")
    line = ticket.events.get(kind="back")
    assert (line.user_id, line.desk, line.note) == (by.user_id, gone.desk, "Taken ill")
    assert back is not None
    assert (back.state, back.queued_at, back.desk, back.clerk_id) == ("waiting", ticket.queued_at, None, None)
    assert sitting_of(gone.actor, now=LATER) is None
    assert reason_for(gone.actor, person.pk, now=LATER) is None
    with pytest.raises(MovedOnError):
        end(visit_id=visit.pk, actor=gone.actor, now=LATER, outcome="settled", note="")
    other = seat(2, since=LATER)
    waiting(at=LATER)
    called = queue.call_next(actor=other.actor, now=LATER)
    assert called == ticket
    assert begin(ticket_id=ticket.pk, actor=other.actor, now=LATER).clerk == other.user


def test_a_called_ticket_goes_back_and_so_do_those_who_were_sent_to_the_desk() -> None:
    gone, other, by = seat(1), seat(2), supervisor()
    called = waiting()
    queue.call_next(actor=gone.actor, now=LATER)
    sent = waiting()
    reassigning.send(ticket_id=sent.pk, desk_id=gone.desk.pk, actor=by, now=LATER)

    assert freed(gone, called, by=by) == called

    sent.refresh_from_db()
    assert sent.to_desk is None
    assert queue.call_next(actor=other.actor, now=LATER) == called


def test_a_desk_with_nobody_at_it_is_freed_too_once() -> None:
    gone = seat(1)
    assert freed(gone, None) is None
    with pytest.raises(MovedOnError):
        freed(gone, None)


def test_somebody_else_than_the_supervisor_saw_is_left_alone() -> None:
    here = seat(1)
    first = waiting()
    with pytest.raises(MovedOnError):
        freed(here, first)
    queue.call_next(actor=here.actor, now=LATER)
    with pytest.raises(MovedOnError):
        freed(here, None)
    first.refresh_from_db()
    assert first.state == Ticket.State.CALLED


def test_a_supervisor_of_another_centre_frees_nothing() -> None:
    here = seat(1)
    with pytest.raises(MovedOnError):
        freed(here, None, by=supervisor("D-09"))
    assert sitting_of(here.actor, now=LATER) is not None


@pytest.mark.parametrize(("note", "says"), [(" ", "Write why"), ("x" * 201, "at most 200")], ids=["none", "long"])
def test_a_note_says_why(note: str, says: str) -> None:
    gone = seat(1)
    waiting()
    called = queue.call_next(actor=gone.actor, now=LATER)
    with pytest.raises(QueueError, match=says):
        freed(gone, called, note=note)


def test_a_desk_with_nobody_at_it_is_freed_without_a_note() -> None:
    gone = seat(1)
    assert freed(gone, None, note="") is None
    assert sitting_of(gone.actor, now=LATER) is None
