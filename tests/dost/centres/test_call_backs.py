"""Calling back: promised once, called at most three times an hour apart, and never passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import AccessLog, User
from dost.centres import call_backs as backs
from dost.centres.models import CallBack, CallBackTry, Visit
from dost.centres.problems import BusyError, MovedOnError, QueueError
from dost.centres.visiting import end
from dost.notifications.models import DirectMessage, Notice
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, CentreFactory, on_the_phone, promised, seat, visit_of
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def operator() -> Staff:
    return staff_actor(UserFactory(role=User.Role.OPERATOR))


def called(row: CallBack, actor: Staff, at: datetime, outcome: str = "unreached") -> CallBack:
    """Call somebody back, and end the call a minute later."""
    visit = backs.call_now(call_back_id=row.pk, actor=actor, now=at)
    ended = backs.end_call(visit_id=visit.pk, actor=actor, outcome=outcome, note="", now=at + MINUTE)
    assert ended is not None
    return ended


# -- promising ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"about": " "}, "about"),
        ({"due_at": MORNING}, "due_at"),
        ({"due_at": MORNING + 8 * DAY}, "due_at"),
    ],
    ids=["phone", "about", "now", "too late"],
)
def test_a_promise_that_is_none_ends_no_call(change: dict[str, object], field: str) -> None:
    call = on_the_phone()
    wanted = {"phone": "0501234567", "about": "A pension", "due_at": MORNING + DAY, **change}
    with pytest.raises(backs.CallBackError) as why:
        backs.promise(visit_id=call.visit.pk, actor=call.actor, now=MORNING, **wanted)  # type: ignore[arg-type]
    assert why.value.field == field
    assert Visit.objects.get().ended_at is None


def test_a_visit_at_a_window_ends_with_no_promise_to_call() -> None:
    desk = seat(1)
    visit = visit_of(None, desk)
    with pytest.raises(MovedOnError):
        backs.promise(
            visit_id=visit.pk, actor=desk.actor, phone="0501234567", about="A", due_at=MORNING + DAY, now=MORNING
        )
    visit.refresh_from_db()
    assert visit.ended_at is None


def test_each_reads_what_they_keep_what_is_due_first_on_top() -> None:
    CentreFactory(code="BAKI-2")
    CentreFactory(code=CODE)
    late, soon = promised(hours=5), promised(hours=1)
    there = promised(hours=3, user=UserFactory(role=User.Role.OPERATOR, centre=CODE))
    elsewhere = promised(hours=2, user=UserFactory(role=User.Role.OPERATOR, centre="BAKI-2"))
    assert list(backs.waiting_for(operator())) == [soon, elsewhere, there, late]
    assert list(backs.waiting_for(staff_actor(UserFactory(supervisor=True, centre=CODE)))) == [soon, there, late]
    assert list(backs.waiting_for(staff_actor(UserFactory(supervisor=True)))) == [soon, late]
    assert not backs.waiting_for(staff_actor(UserFactory(clerk=True, centre=CODE))).exists()
    assert list(backs.overdue(operator(), now=MORNING + HOUR)) == [soon]


# -- calling -----------------------------------------------------------------------------------------------------


def test_a_call_back_is_a_call_and_its_end_keeps_the_promise() -> None:
    row, actor = promised(), operator()
    visit = backs.call_now(call_back_id=row.pk, actor=actor, now=MORNING + MINUTE)
    assert (visit.channel, visit.clerk_id, visit.person) == ("telephone", actor.user_id, None)
    kept = backs.kept_in(visit, now=MORNING + MINUTE)
    assert kept is not None
    assert (kept.row, kept.tried, kept.is_called) == (row, 0, True)
    done = backs.end_call(visit_id=visit.pk, actor=actor, outcome="advised", note="", now=MORNING + 2 * MINUTE)
    assert done is not None
    assert (done.closed_as, done.closed_by_id, done.closed_at) == ("done", actor.user_id, MORNING + 2 * MINUTE)
    with pytest.raises(MovedOnError):
        backs.call_now(call_back_id=row.pk, actor=actor, now=MORNING + 3 * MINUTE)


def test_nobody_is_called_by_two_at_once_and_nobody_calls_two() -> None:
    row, other, actor = promised(), promised(), operator()
    backs.call_now(call_back_id=row.pk, actor=actor, now=MORNING)
    with pytest.raises(MovedOnError):
        backs.call_now(call_back_id=row.pk, actor=operator(), now=MORNING + MINUTE)
    with pytest.raises(BusyError):
        backs.call_now(call_back_id=other.pk, actor=actor, now=MORNING + MINUTE)
    assert list(backs.being_called(now=MORNING + MINUTE)) == [row]
    assert CallBackTry.objects.count() == 1


def test_a_call_that_nobody_ended_keeps_nobody_from_calling_on_the_next_day() -> None:
    row = promised()
    backs.call_now(call_back_id=row.pk, actor=operator(), now=MORNING)
    assert called(row, operator(), MORNING + DAY, "settled").closed_as == "done"


def test_a_promise_made_in_a_call_back_keeps_the_one_before() -> None:
    row, actor = promised(), operator()
    visit = backs.call_now(call_back_id=row.pk, actor=actor, now=MORNING)
    new = backs.promise(
        visit_id=visit.pk, actor=actor, phone="0501234567", about="In the evening", due_at=MORNING + DAY, now=MORNING
    )
    row.refresh_from_db()
    assert row.closed_as == "done"
    assert list(backs.waiting_for(actor)) == [new]


def test_whose_name_is_shown_in_the_call_can_read_that_somebody_looked() -> None:
    person, actor = PersonFactory(), operator()
    backs.call_now(call_back_id=promised(person=person).pk, actor=actor, now=MORNING + MINUTE)
    assert AccessLog.objects.filter(person=person, user=actor.user_id, purpose="visit").exists()


def test_what_may_be_about_whoever_promised_it_is_called_by_a_colleague() -> None:
    user = UserFactory(role=User.Role.OPERATOR)
    row = promised(user=user, by_another=True)
    with pytest.raises(QueueError, match="colleague"):
        backs.call_now(call_back_id=row.pk, actor=staff_actor(user), now=MORNING + MINUTE)
    assert called(row, operator(), MORNING + MINUTE, "settled").closed_as == "done"


def test_supervisors_and_clerks_do_not_call() -> None:
    row = promised()
    with pytest.raises(QueueError):
        backs.call_now(call_back_id=row.pk, actor=staff_actor(UserFactory(supervisor=True)), now=MORNING)
    with pytest.raises(MovedOnError):
        backs.call_now(call_back_id=row.pk, actor=staff_actor(UserFactory(clerk=True)), now=MORNING)


# -- not reached -------------------------------------------------------------------------------------------------


def test_not_reached_it_waits_on_and_is_tried_again_after_an_hour() -> None:
    row, actor = promised(), operator()
    assert called(row, actor, MORNING).closed_as == ""
    with pytest.raises(QueueError, match="hour"):
        backs.call_now(call_back_id=row.pk, actor=actor, now=MORNING + HOUR)
    [shown] = backs.listed_for(actor, now=MORNING + HOUR, most=9)
    assert (shown.tried, shown.last_at, shown.is_called) == (1, MORNING + MINUTE, False)
    assert called(row, actor, MORNING + HOUR + MINUTE, "settled").closed_as == "done"


def test_three_times_not_reached_a_known_person_is_told_by_their_way() -> None:
    person, actor = PersonFactory(phone="+994501112233"), operator()
    row = promised(person=person)
    for hours in (1, 3, 5):
        row = called(row, actor, MORNING + hours * HOUR)
    assert (row.closed_as, row.closed_by_id) == ("missed", actor.user_id)
    [told] = Notice.objects.filter(kind=Notice.Kind.UNREACHED)
    assert (told.person, told.number) == (person, row.pk)
    assert "pension" not in told.text
    assert not DirectMessage.objects.exists()


def test_three_times_not_reached_who_is_not_known_is_told_at_the_number_they_gave() -> None:
    row, actor = promised(), operator()
    for hours in (1, 3, 5):
        row = called(row, actor, MORNING + hours * HOUR)
    assert row.closed_as == "missed"
    [told] = DirectMessage.objects.all()
    assert (told.to, told.person, told.kind) == ("+994501234567", None, DirectMessage.Kind.UNREACHED)
    assert "142" in told.text
    assert not Notice.objects.exists()


def test_nobody_answered_is_said_only_of_a_call_that_somebody_has_made_and_nobody_is_known_in() -> None:
    taken = on_the_phone()
    with pytest.raises(QueueError):
        backs.end_call(visit_id=taken.visit.pk, actor=taken.actor, outcome="unreached", note="", now=MORNING)
    assert backs.end_call(visit_id=taken.visit.pk, actor=taken.actor, outcome="advised", note="", now=MORNING) is None
    desk = seat(1)
    visit = visit_of(None, desk)
    with pytest.raises(QueueError):
        end(visit_id=visit.pk, actor=desk.actor, now=MORNING, outcome="unreached", note="")
    with pytest.raises(MovedOnError):
        backs.end_call(visit_id=visit.pk, actor=desk.actor, outcome="advised", note="", now=MORNING)


@pytest.mark.parametrize("outcome", ["handed_on", "call_back", "", "gone"])
def test_a_call_ends_with_an_outcome_of_a_call(outcome: str) -> None:
    call = on_the_phone()
    with pytest.raises(QueueError):
        backs.end_call(visit_id=call.visit.pk, actor=call.actor, outcome=outcome, note="", now=MORNING)


# -- by hand -----------------------------------------------------------------------------------------------------


def test_a_supervisor_takes_off_the_list_what_was_seen_to_otherwise_and_says_how() -> None:
    row, supervisor = promised(), staff_actor(UserFactory(supervisor=True))
    with pytest.raises(QueueError, match="seen to"):
        backs.close(call_back_id=row.pk, actor=supervisor, how="done", note=" ", now=MORNING)
    with pytest.raises(QueueError, match="reached"):
        backs.close(call_back_id=row.pk, actor=supervisor, how="gone", note="They came.", now=MORNING)
    closed = backs.close(call_back_id=row.pk, actor=supervisor, how="done", note=" They came. ", now=MORNING)
    assert (closed.closed_as, closed.note) == ("done", "They came.")
    with pytest.raises(MovedOnError):
        backs.close(call_back_id=row.pk, actor=supervisor, how="done", note="They came.", now=MORNING)


def test_an_operator_takes_nothing_off_the_list_by_hand_nor_does_the_supervisor_of_another_centre() -> None:
    CentreFactory(code=CODE)
    row = promised(user=UserFactory(role=User.Role.OPERATOR, centre=CODE))
    with pytest.raises(QueueError, match="Call the person"):
        backs.close(call_back_id=row.pk, actor=operator(), how="done", note="Done.", now=MORNING)
    elsewhere = staff_actor(UserFactory(supervisor=True, centre="BAKI-9"))
    with pytest.raises(MovedOnError):
        backs.close(call_back_id=row.pk, actor=elsewhere, how="done", note="Done.", now=MORNING)


def test_a_call_that_ends_after_a_supervisor_has_seen_to_it_changes_nothing_of_it() -> None:
    row, actor = promised(), operator()
    visit = backs.call_now(call_back_id=row.pk, actor=actor, now=MORNING)
    supervisor = staff_actor(UserFactory(supervisor=True))
    backs.close(call_back_id=row.pk, actor=supervisor, how="done", note="They came.", now=MORNING + MINUTE)
    assert (
        backs.end_call(visit_id=visit.pk, actor=actor, outcome="unreached", note="", now=MORNING + 2 * MINUTE) is None
    )
    assert CallBack.objects.get().closed_by_id == supervisor.user_id


class NothingIsPassedOver(TestCase):
    """Whatever calls end with, and whenever they are made: the law of a promise."""

    @settings(max_examples=30)
    @given(
        tries=st.lists(
            st.tuples(st.integers(1, 90), st.sampled_from(["unreached", "settled", "advised"])), min_size=1, max_size=7
        )
    )
    def test_a_promise_waits_until_it_is_kept_or_tried_three_times_and_then_a_message_says_so(
        self, tries: list[tuple[int, str]]
    ) -> None:
        row, actor = promised(), operator()
        at, last, unreached, reached = MORNING, None, 0, False
        for minutes, outcome in tries:
            at += minutes * MINUTE
            may = not reached and unreached < backs.TRIES and (last is None or at - last >= backs.PAUSE)
            try:
                called(row, actor, at, outcome)
            except QueueError:
                assert not may
                continue
            assert may
            last = at = at + MINUTE
            unreached += outcome == "unreached"
            reached = reached or outcome != "unreached"
        row.refresh_from_db()
        assert row.closed_as == ("done" if reached else "missed" if unreached == backs.TRIES else "")
        assert DirectMessage.objects.count() == (row.closed_as == "missed")
        assert row in backs.waiting_for(actor) or row.closed_at is not None
