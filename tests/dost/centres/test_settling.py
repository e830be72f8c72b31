"""When a centre can do less than was booked: nobody finds out at a closed door."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from dost.accounts.actors import Staff, staff_actor
from dost.centres import places, shifts
from dost.centres.models import Appointment, Desk, Shift
from dost.centres.news import tell
from dost.centres.settling import settle, settle_all, short_of_desks
from dost.notifications.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, CentreFactory, DeskFactory, booked, seat
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

State = Appointment.State
TOMORROW = datetime(2026, 12, 2, 6, 0, tzinfo=UTC)
DAY = date(2026, 12, 2)


@pytest.fixture
def supervisor() -> Staff:
    CentreFactory()
    return staff_actor(UserFactory(supervisor=True, centre=CODE))


@pytest.fixture(autouse=True)
def desks() -> list[Desk]:
    return [DeskFactory(centre=CentreFactory(), number=number) for number in (1, 2, 3, 4)]


def told() -> list[tuple[int, str]]:
    return [(row.number, row.key.split("-")[1]) for row in Notice.objects.order_by("number")]


def test_nothing_is_said_while_everybody_has_a_desk() -> None:
    booked(starts_at=TOMORROW)
    booked(starts_at=TOMORROW)
    assert settle(CODE, now=MORNING) == 0
    assert short_of_desks(CODE, now=MORNING) == []


def test_a_closed_day_cancels_and_tells(supervisor: Staff) -> None:
    row = booked(starts_at=TOMORROW, person=PersonFactory(phone="+994501112233"))
    other = booked(starts_at=TOMORROW + timedelta(days=1))
    done = places.close_day(actor=supervisor, day=DAY, reason="No water", now=MORNING)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (done.told, row.state, other.state) == (1, State.CANCELLED, State.BOOKED)
    assert told() == [(row.pk, "closed")]
    assert [(one.appointment, one.cancelled, one.untold) for one in short_of_desks(CODE, now=MORNING)] == [
        (row, True, False)
    ]


def test_one_that_cannot_be_told_stops_nobody_and_stays_in_sight(
    supervisor: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good, elsewhere = booked(starts_at=TOMORROW), booked(starts_at=TOMORROW), booked(starts_at=TOMORROW)

    def broken(row: Appointment, *given: Any, **more: Any) -> bool:
        if row == bad:
            raise ValueError("a row that nobody foresaw")
        return tell(row, *given, **more)

    monkeypatch.setattr("dost.centres.settling.tell", broken)
    assert places.close_day(actor=supervisor, day=DAY, reason="No water", now=MORNING).told == 2
    states = {row.pk: row.state for row in Appointment.objects.all()}
    assert states == {bad.pk: State.BOOKED, good.pk: State.CANCELLED, elsewhere.pk: State.CANCELLED}
    assert {one.appointment.pk: one.told for one in short_of_desks(CODE, now=MORNING)}[bad.pk] is False
    monkeypatch.setattr("dost.centres.settling.tell", tell)
    assert settle_all(now=MORNING) == 1


def test_a_centre_whose_plan_cannot_be_read_stops_no_other(supervisor: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    CentreFactory(code="BAKI-2")
    booked(starts_at=TOMORROW)
    booked(starts_at=TOMORROW, centre="BAKI-2")
    done: list[str] = []

    def settled(centre: str, **_given: Any) -> int:
        if centre == CODE:
            raise ValueError("hours that nobody foresaw")
        done.append(centre)
        return 1

    monkeypatch.setattr("dost.centres.settling.settle", settled)
    assert (settle_all(now=MORNING), done) == (1, ["BAKI-2"])


def test_whom_no_message_reaches_stands_on_the_list_of_the_untold(supervisor: Staff) -> None:
    booked(starts_at=TOMORROW, person=PersonFactory(phone=""))
    places.close_day(actor=supervisor, day=DAY, reason="No water", now=MORNING)
    assert Notice.objects.get().untold == "no_way"
    assert [one.untold for one in short_of_desks(CODE, now=MORNING)] == [True]


def test_a_shift_taken_back_tells_who_booked_last_once(supervisor: Staff) -> None:
    at = [seat(number) for number in (11, 12, 13, 14)]
    rows = [
        Shift.objects.create(centre_id=CODE, day=DAY, starts=time(9), ends=time(18), user=one.user, desk=one.desk)
        for one in at
    ]
    first, second = booked(starts_at=TOMORROW), booked(starts_at=TOMORROW)
    done = shifts.withdraw_shift(actor=supervisor, shift_id=rows[0].pk, now=MORNING)
    second.refresh_from_db()
    assert (done.told, second.state, told()) == (1, State.BOOKED, [(second.pk, "fewer")])
    assert settle(CODE, now=MORNING) == 0
    assert [(one.appointment, one.cancelled, one.told) for one in short_of_desks(CODE, now=MORNING)] == [
        (second, False, True)
    ]
    assert first.state == State.BOOKED


def test_a_desk_retired_a_break_and_other_numbers_tell_too(supervisor: Staff, desks: list[Desk]) -> None:
    second = [booked(starts_at=TOMORROW), booked(starts_at=TOMORROW)][1]
    assert places.retire_desk(actor=supervisor, desk_id=desks[0].pk, now=MORNING).told == 1
    other = booked(starts_at=TOMORROW + timedelta(hours=3))
    assert places.add_break(actor=supervisor, starts=time(13), ends=time(14), now=MORNING).told == 1
    third = booked(starts_at=TOMORROW + timedelta(hours=5))
    values = {"ceiling": 45, "grace": 10, "rate_by_law": 3, "rate_by_need": 2, "slot": 15, "days_ahead": 30}
    assert places.set_rules(actor=supervisor, values={**values, "booked_share": 0}, now=MORNING).told == 2
    assert {number for number, _news in told()} >= {second.pk, other.pk, third.pk}


def test_what_nobody_announced_is_found_by_the_task() -> None:
    row = booked(starts_at=TOMORROW)
    CentreFactory().__class__.objects.filter(pk=CODE).update(status="building")
    assert settle_all(now=MORNING) == 1
    assert told() == [(row.pk, "closed")]


def test_of_fewer_desks_on_a_later_day_people_are_told_in_the_evening() -> None:
    """The plan is made shift by shift: whoever is about to be given a desk is told nothing."""
    later = TOMORROW + timedelta(days=6)
    row = booked(starts_at=later)
    Desk.objects.all().update(retired_at=MORNING)
    assert settle_all(now=MORNING) == 0
    assert [(one.appointment, one.told) for one in short_of_desks(CODE, now=MORNING)] == [(row, False)]
    assert settle_all(now=MORNING + timedelta(hours=8)) == 1
    assert told() == [(row.pk, "fewer")]


def test_what_has_begun_is_left_alone() -> None:
    row = booked(starts_at=MORNING - timedelta(minutes=1))
    Desk.objects.all().update(retired_at=MORNING)
    assert settle(CODE, now=MORNING) == 0
    row.refresh_from_db()
    assert row.state == State.BOOKED


def test_who_has_another_time_already_is_off_the_list(supervisor: Staff) -> None:
    row = booked(starts_at=TOMORROW)
    places.close_day(actor=supervisor, day=DAY, reason="x", now=MORNING)
    again = booked(starts_at=TOMORROW + timedelta(days=1), person=row.person)
    Appointment.objects.filter(pk=again.pk).update(instead_of=row)
    assert short_of_desks(CODE, now=MORNING) == []
