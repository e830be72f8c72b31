"""A visit: who it is, what it opens and for how long, two-minute matters, and what the person says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dost.accounts.access import reason_for
from dost.accounts.models import AccessLog
from dost.centres import queue
from dost.centres.models import TicketEvent, Visit
from dost.centres.problems import MovedOnError, QueueError
from dost.centres.service_times import USUAL, service_time
from dost.centres.visiting import end, hand_on_visit, identify, open_visit, rate, serve_at_once
from tests.factories.centres import CODE, MORNING, seat, visit_of, waiting
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def test_an_identified_visit_opens_the_record_and_its_end_closes_it() -> None:
    desk, person = seat(1), PersonFactory()
    visit = visit_of(person, desk)
    reason = reason_for(desk.actor, person.pk, now=MORNING + MINUTE)
    assert reason is not None
    assert (reason.purpose, reason.note) == ("visit", str(visit.pk))
    assert AccessLog.objects.filter(person=person, user=desk.user, purpose="visit").count() == 1
    end(visit_id=visit.pk, actor=desk.actor, now=MORNING + 2 * MINUTE, outcome="settled", note="")
    assert reason_for(desk.actor, person.pk, now=MORNING + 3 * MINUTE) is None
    assert open_visit(desk.actor) is None


def test_a_visit_opens_nobody_else_and_to_nobody_else() -> None:
    desk, other, person = seat(1), seat(2), PersonFactory()
    visit_of(person, desk)
    assert reason_for(desk.actor, PersonFactory().pk, now=MORNING + MINUTE) is None
    assert reason_for(other.actor, person.pk, now=MORNING + MINUTE) is None


def test_a_visit_that_nobody_ended_opens_nothing_on_the_next_day() -> None:
    desk, person = seat(1), PersonFactory()
    visit_of(person, desk)
    assert reason_for(desk.actor, person.pk, now=MORNING + timedelta(hours=11)) is not None
    assert reason_for(desk.actor, person.pk, now=MORNING + timedelta(hours=13)) is None


def test_one_visit_is_of_one_person() -> None:
    desk = seat(1)
    visit = visit_of(PersonFactory(), desk)
    with pytest.raises(QueueError):
        identify(visit_id=visit.pk, actor=desk.actor, person_id=PersonFactory().pk, how="card", now=MORNING)
    with pytest.raises(QueueError):
        identify(visit_id=visit.pk, actor=desk.actor, person_id=visit.person_id or 0, how="by face", now=MORNING)


def test_nobody_touches_the_visit_of_another_desk() -> None:
    desk, other = seat(1), seat(2)
    visit = visit_of(PersonFactory(), desk)
    with pytest.raises(MovedOnError):
        end(visit_id=visit.pk, actor=other.actor, now=MORNING, outcome="settled", note="")
    with pytest.raises(MovedOnError):
        hand_on_visit(visit_id=visit.pk, actor=other.actor, now=MORNING, note="Ona", area="05")
    with pytest.raises(MovedOnError):
        identify(visit_id=visit.pk, actor=other.actor, person_id=PersonFactory().pk, how="card", now=MORNING)


def test_a_two_minute_matter_lasts_from_the_call_so_that_service_times_stay_true() -> None:
    desk = seat(1)
    for minute in range(0, 25, 5):
        ticket = waiting(at=MORNING + minute * MINUTE)
        queue.call_next(actor=desk.actor, now=MORNING + minute * MINUTE)
        serve_at_once(ticket_id=ticket.pk, actor=desk.actor, now=MORNING + (minute + 2) * MINUTE)
    assert service_time(CODE, now=MORNING + timedelta(hours=1)) == 2 * MINUTE
    kinds = list(TicketEvent.objects.filter(ticket=ticket).values_list("kind", flat=True))
    assert kinds == ["taken", "called", "begun", "ended"]


def test_few_visits_tell_nothing_yet() -> None:
    assert service_time(CODE, now=MORNING) == USUAL


def test_what_belongs_to_no_desk_of_the_centre_is_not_handed_on() -> None:
    desk = seat(1, areas=("04",))
    visit = visit_of(None, desk)
    with pytest.raises(QueueError):
        hand_on_visit(visit_id=visit.pk, actor=desk.actor, now=MORNING, note="Pension", area="05")
    with pytest.raises(QueueError):
        hand_on_visit(visit_id=visit.pk, actor=desk.actor, now=MORNING, note="x" * 201, area="04")
    visit.refresh_from_db()
    assert visit.ended_at is None


def test_a_visit_is_rated_once_by_whoever_holds_the_ticket() -> None:
    desk = seat(1)
    visit = visit_of(None, desk)
    assert visit.ticket is not None
    with pytest.raises(QueueError):
        rate(code=visit.ticket.code, rating=5, now=MORNING)
    end(visit_id=visit.pk, actor=desk.actor, now=MORNING + MINUTE, outcome="settled", note="")
    with pytest.raises(QueueError):
        rate(code=visit.ticket.code, rating=6, now=MORNING)
    rate(code=visit.ticket.code, rating=4, now=MORNING + 2 * MINUTE)
    with pytest.raises(QueueError):
        rate(code=visit.ticket.code, rating=1, now=MORNING + 3 * MINUTE)
    assert Visit.objects.get().rating == 4
