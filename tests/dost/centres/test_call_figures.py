"""The figures of a day of 142, from its calls and promises alone, for the supervisors who keep them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import User
from dost.centres import call_backs as backs
from dost.centres.call_figures import CallDay, Promises, call_day
from dost.centres.models import Visit
from dost.common.dates import local_day
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, CentreFactory, on_the_phone, promised, seat, visit_of

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TODAY = local_day(MORNING)


def supervisor(centre: str = "") -> Staff:
    return staff_actor(UserFactory(supervisor=True, centre=centre))


def operator(centre: str = "") -> User:
    made: User = UserFactory(role=User.Role.OPERATOR, centre=centre)
    return made


def spoken(user: User, *, began: int, takes: int, outcome: str = "advised") -> None:
    """A call that began at a minute and took so many."""
    call = on_the_phone(at=MORNING + began * MINUTE, user=user)
    backs.end_call(
        visit_id=call.visit.pk,
        actor=call.actor,
        outcome=outcome,
        note="",
        now=MORNING + (began + takes) * MINUTE,
    )


def figures(reader: Staff | None = None, *, at: timedelta = DAY) -> CallDay:
    return call_day(reader or supervisor(), TODAY, now=MORNING + at)


def test_calls_are_counted_by_hour_by_operator_and_by_what_came_of_them() -> None:
    one, other = operator(), operator()
    spoken(one, began=0, takes=4)
    spoken(one, began=10, takes=8, outcome="settled")
    spoken(other, began=70, takes=12)
    found = figures()
    assert (found.calls, found.outward, found.unended) == (3, 0, 0)
    assert (found.whole.service, found.longest) == (8 * MINUTE, 12 * MINUTE)
    assert found.outcomes == ((Visit.Outcome.SETTLED, 1), (Visit.Outcome.ADVISED, 2))
    assert [(row.key, row.figures.served) for row in found.by_hour] == [(10, 2), (11, 1)]
    assert [(row.key, row.figures.service) for row in found.by_operator] == [(one, 6 * MINUTE), (other, 12 * MINUTE)]


def test_a_call_that_nobody_ended_on_its_day_is_counted_and_has_no_length() -> None:
    user = operator()
    spoken(user, began=0, takes=24 * 60)
    on_the_phone(at=MORNING, user=operator())
    found = figures()
    assert (found.calls, found.unended, found.whole.service, found.longest) == (2, 2, None, None)
    assert found.outcomes == ((Visit.Outcome.ADVISED, 1),)


def test_visits_at_a_window_and_other_days_are_none_of_it() -> None:
    CentreFactory(code=CODE)
    visit_of(None, seat(1))
    spoken(operator(), began=24 * 60, takes=1)
    assert figures(supervisor(CODE)).calls == 0


def test_a_supervisor_keeps_142_which_has_no_centre_and_the_calls_of_their_own() -> None:
    for code in (CODE, "BAKI-2"):
        CentreFactory(code=code)
    for centre in ("", CODE, "BAKI-2"):
        spoken(operator(centre), began=0, takes=1)
        promised(user=operator(centre), at=MORNING + MINUTE, hours=1)
    for reader, reach in ((supervisor(), 1), (supervisor(CODE), 2)):
        found = figures(reader)
        assert found.calls == 2 * reach  # a promise is made in a call of its own
        assert found.promises.due == reach


def test_a_promise_is_kept_by_the_first_call_made_in_time_whether_anybody_answered_or_not() -> None:
    user = staff_actor(operator())

    def called(hours: float, outcome: str) -> None:
        row = promised(hours=2)
        at = MORNING + timedelta(hours=hours)
        visit = backs.call_now(call_back_id=row.pk, actor=user, now=at)
        backs.end_call(visit_id=visit.pk, actor=user, outcome=outcome, note="", now=at + MINUTE)

    called(1, "unreached")
    called(1.5, "advised")
    called(3, "settled")
    promised(hours=2)
    promised(hours=5)
    assert figures(at=4 * HOUR).promises == Promises(due=5, kept=2, late=1, waiting=1, unreached=0)
    assert figures(at=4 * HOUR).promises.share == 50
    assert figures(at=4 * HOUR).outward == 3
    assert figures(at=6 * HOUR).promises.waiting == 2


def test_given_up_after_three_tries_is_said_apart() -> None:
    row, user = promised(hours=2), staff_actor(operator())
    for hours in (1, 3, 5):
        at = MORNING + hours * HOUR
        visit = backs.call_now(call_back_id=row.pk, actor=user, now=at)
        backs.end_call(visit_id=visit.pk, actor=user, outcome="unreached", note="", now=at)
    found = figures()
    assert found.promises == Promises(due=1, kept=1, late=0, waiting=0, unreached=1)
    assert (Visit.Outcome.UNREACHED, 3) in found.outcomes


def test_a_day_without_anything_knows_nothing() -> None:
    found = figures()
    assert (found.calls, found.whole.service, found.promises.share, found.outcomes) == (0, None, None, ())


@given(kept=st.integers(0, 50), late=st.integers(0, 50), waiting=st.integers(0, 50), ahead=st.integers(0, 50))
def test_the_share_is_of_what_has_come_due(kept: int, late: int, waiting: int, ahead: int) -> None:
    found = Promises(kept + late + waiting + ahead, kept, late, waiting, 0)
    if not kept + late + waiting:
        assert found.share is None
        return
    assert found.share is not None
    assert 0 <= found.share <= 100
    assert (found.share == 100) == (late == waiting == 0)
