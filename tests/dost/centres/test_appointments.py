"""Booking, changing and cancelling: by whom, when, how many; and checking in."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import translation

from dost.accounts.actors import Actor, Capacity, OnBehalf, Oneself, Staff
from dost.centres import appointments
from dost.centres.appointments import AppointmentError, TakenError, Wanted, book, cancel, change, check_in
from dost.centres.models import Appointment, CentreBreak, CentreRules, ClosedDay, Shift
from dost.centres.queue import Wish, take
from dost.notifications.models import Notice
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, CentreFactory, DeskFactory, booked, seat, visit_of
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db

State = Appointment.State
TOMORROW = datetime(2026, 12, 2, 6, 0, tzinfo=UTC)
"""Ten in Baku, on a Wednesday."""


@pytest.fixture(autouse=True)
def _desk() -> None:
    DeskFactory(centre=CentreFactory(), number=1)


def oneself(person: Person) -> Oneself:
    return Oneself(person_id=person.pk, subject=f"subject-{person.pk}")


def wanted(starts_at: datetime = TOMORROW, service: str = "", centre: str = CODE) -> Wanted:
    return Wanted(centre, starts_at, service)


def get(person: Person | None = None, *, at: datetime = TOMORROW, now: datetime = MORNING, **more: Any) -> Appointment:
    somebody = person or PersonFactory()
    actor: Actor = more.pop("actor", None) or oneself(somebody)
    return book(person_id=somebody.pk, wanted=wanted(at, **more), actor=actor, now=now)


def test_one_books_for_oneself() -> None:
    person = PersonFactory()
    made = get(person)
    assert (made.person, made.starts_at, made.minutes, made.state) == (person, TOMORROW, 15, State.BOOKED)
    assert made.actor == oneself(person)
    assert len(made.code) >= 22
    assert not Notice.objects.exists()


def test_a_parent_books_for_their_child() -> None:
    parent, child = PersonFactory(), PersonFactory()
    actor = OnBehalf(person_id=parent.pk, subject="s", of=child.pk, capacity=Capacity.PARENT)
    assert get(child, actor=actor).actor == actor


def test_nobody_books_for_somebody_else() -> None:
    with pytest.raises(AppointmentError):
        get(PersonFactory(), actor=oneself(PersonFactory()))


def test_a_clerk_books_for_the_person_of_the_visit_who_is_told() -> None:
    person, at = PersonFactory(phone="+994501112233"), seat(2)
    visit_of(person, at)
    made = get(person, actor=at.actor)
    notice = Notice.objects.get()
    assert (notice.person, notice.number, notice.kind) == (person, made.pk, "appointed")


def test_a_clerk_without_the_visit_books_for_nobody() -> None:
    with pytest.raises(AppointmentError):
        get(PersonFactory(), actor=seat(2).actor)


def test_an_examiner_books_for_nobody() -> None:
    user = UserFactory(role="examiner", centre=CODE)
    with pytest.raises(AppointmentError):
        get(PersonFactory(), actor=Staff(user.pk, "examiner", CODE))


def test_a_time_is_given_once() -> None:
    get()
    with pytest.raises(TakenError):
        get()


def test_one_person_has_one_appointment_at_a_time() -> None:
    DeskFactory(centre=CentreFactory(code="BAKI-2"), number=1)
    person = PersonFactory()
    get(person)
    with pytest.raises(AppointmentError):
        get(person, centre="BAKI-2")


def test_one_person_has_three_ahead_at_most() -> None:
    person = PersonFactory()
    for hour in range(3):
        get(person, at=TOMORROW + timedelta(hours=hour))
    with translation.override("en"), pytest.raises(AppointmentError, match="3 appointments"):
        get(person, at=TOMORROW + timedelta(hours=4))


@pytest.mark.parametrize(
    "starts_at",
    [
        pytest.param(MORNING - timedelta(hours=1), id="past"),
        pytest.param(MORNING + timedelta(minutes=15), id="too soon"),
        pytest.param(TOMORROW + timedelta(minutes=7), id="no time of the day"),
        pytest.param(datetime(2026, 12, 2, 3, tzinfo=UTC), id="before it opens"),
        pytest.param(datetime(2026, 12, 5, 6, tzinfo=UTC), id="on a Saturday"),
        pytest.param(TOMORROW + timedelta(days=90), id="too far ahead"),
    ],
)
def test_what_is_no_time_of_the_centre_is_not_given(starts_at: datetime) -> None:
    with pytest.raises(TakenError):
        get(at=starts_at)


def test_nothing_is_given_in_a_break_on_a_closed_day_or_for_no_service() -> None:
    CentreBreak.objects.create(centre_id=CODE, starts=time(10), ends=time(11))
    with pytest.raises(TakenError):
        get()
    ClosedDay.objects.create(centre_id=CODE, day=date(2026, 12, 3), reason="x", by=UserFactory())
    with pytest.raises(TakenError):
        get(at=TOMORROW + timedelta(days=1, hours=3))
    with pytest.raises(AppointmentError):
        get(at=TOMORROW + timedelta(hours=3), service="99-9")


@pytest.mark.parametrize(("service", "event"), [("", "lottery"), ("05-40", "child_born")], ids=["none", "two matters"])
def test_one_matter_that_there_is_or_none(service: str, event: str) -> None:
    ServiceFactory(code="05-40")
    person = PersonFactory()
    what = Wanted(CODE, TOMORROW, service, event)
    with translation.override("en"), pytest.raises(AppointmentError, match="life event"):
        book(person_id=person.pk, wanted=what, actor=oneself(person), now=MORNING)


def test_a_desk_takes_only_what_it_serves() -> None:
    ServiceFactory(code="05-40")
    DeskFactory(centre=CentreFactory(code="BAKI-3"), number=1, areas=["08"])
    with pytest.raises(TakenError):
        get(service="05-40", centre="BAKI-3")


def test_a_planned_day_counts_desks_with_shifts_only() -> None:
    at = seat(2)
    Shift.objects.create(
        centre_id=CODE, day=date(2026, 12, 2), starts=time(9), ends=time(10, 30), user=at.user, desk=at.desk
    )
    get()
    with pytest.raises(TakenError):
        get(at=TOMORROW + timedelta(minutes=30))


def test_the_shift_of_somebody_who_left_mans_no_desk() -> None:
    at = seat(2, is_active=False)
    Shift.objects.create(
        centre_id=CODE, day=date(2026, 12, 2), starts=time(9), ends=time(18), user=at.user, desk=at.desk
    )
    with pytest.raises(TakenError):
        get()


def test_a_centre_that_gives_no_share_gives_no_appointment() -> None:
    CentreRules.objects.create(centre_id=CODE, booked_share=0)
    assert appointments.free_days(centre=CODE, now=MORNING) == {}


def test_free_days_in_one_look(django_assert_num_queries: Any) -> None:
    for number in range(2, 5):
        DeskFactory(centre=CentreFactory(), number=number)
    booked(starts_at=TOMORROW)
    with django_assert_num_queries(8):
        found = appointments.free_days(centre=CODE, now=MORNING)
    first = found[date(2026, 12, 2)]
    assert first[4].starts_at == TOMORROW
    assert (first[4].left, first[5].left) == (1, 2)
    assert date(2026, 12, 5) not in found


def test_free_times_of_a_day_outside_the_days_are_none() -> None:
    assert appointments.free_times(centre=CODE, on=date(2027, 6, 1), now=MORNING) == []


# -- changing and cancelling ---------------------------------------------------------------------------------------


def test_a_change_cancels_and_books() -> None:
    person = PersonFactory()
    old = get(person)
    new = change(appointment_id=old.pk, wanted=wanted(TOMORROW + timedelta(days=1)), actor=oneself(person), now=MORNING)
    old.refresh_from_db()
    assert (old.state, new.state, new.instead_of) == (State.CANCELLED, State.BOOKED, old)
    assert list(appointments.past_appointments(person.pk, now=MORNING)) == []


def test_a_change_to_a_time_that_is_gone_leaves_the_old_one() -> None:
    person = PersonFactory()
    old = get(person)
    get(at=TOMORROW + timedelta(hours=1))
    with pytest.raises(TakenError):
        change(appointment_id=old.pk, wanted=wanted(TOMORROW + timedelta(hours=1)), actor=oneself(person), now=MORNING)
    old.refresh_from_db()
    assert old.state == State.BOOKED


def test_one_changes_with_three_ahead_and_within_the_same_time() -> None:
    ServiceFactory(code="05-40")
    person = PersonFactory()
    made = [get(person, at=TOMORROW + timedelta(hours=hour)) for hour in range(3)]
    new = change(appointment_id=made[0].pk, wanted=wanted(service="05-40"), actor=oneself(person), now=MORNING)
    assert new.service_id == "05-40"


def test_a_cancelled_time_is_free_again() -> None:
    person = PersonFactory()
    old = get(person)
    assert cancel(appointment_id=old.pk, actor=oneself(person), now=MORNING).state == State.CANCELLED
    get()


@pytest.mark.parametrize("does", ["cancel", "change"])
def test_what_is_over_or_of_another_is_neither_changed_nor_cancelled(does: str) -> None:
    person = PersonFactory()
    old = get(person)

    def act(actor: Actor, now: datetime) -> None:
        if does == "cancel":
            cancel(appointment_id=old.pk, actor=actor, now=now)
        else:
            change(appointment_id=old.pk, wanted=wanted(TOMORROW + timedelta(days=2)), actor=actor, now=now)

    with pytest.raises(AppointmentError):
        act(oneself(PersonFactory()), MORNING)
    with pytest.raises(AppointmentError):
        act(oneself(person), TOMORROW)
    old.refresh_from_db()
    assert old.state == State.BOOKED
    cancel(appointment_id=old.pk, actor=oneself(person), now=MORNING)
    with pytest.raises(AppointmentError):
        act(oneself(person), MORNING)


# -- checking in ---------------------------------------------------------------------------------------------------


def test_who_comes_in_time_keeps_the_appointed_time() -> None:
    made = get()
    now = TOMORROW - timedelta(minutes=5)
    ticket = take(centre=CODE, wish=Wish(), now=now, appointment=check_in(f" {made.code} ", centre=CODE, now=now))
    assert ticket.queued_at == TOMORROW
    made.refresh_from_db()
    assert (made.state, made.closed_at) == (State.ARRIVED, now)


def test_who_comes_late_waits_from_when_they_came() -> None:
    made = get()
    now = TOMORROW + timedelta(minutes=11)
    ticket = take(centre=CODE, wish=Wish(), now=now, appointment=check_in(made.code, centre=CODE, now=now))
    assert ticket.queued_at == now


@pytest.mark.parametrize(
    ("centre", "days", "code"),
    [
        pytest.param("BAKI-2", 0, None, id="another centre"),
        pytest.param(CODE, 1, None, id="another day"),
        pytest.param(CODE, 0, "unknown", id="no code"),
        pytest.param(CODE, 0, "", id="empty"),
    ],
)
def test_a_code_counts_at_its_centre_on_its_day(centre: str, days: int, code: str | None) -> None:
    made = get()
    with pytest.raises(AppointmentError):
        check_in(made.code if code is None else code, centre=centre, now=TOMORROW + timedelta(days=days))


def test_a_code_counts_once() -> None:
    made = get()
    check_in(made.code, centre=CODE, now=TOMORROW)
    with pytest.raises(AppointmentError):
        check_in(made.code, centre=CODE, now=TOMORROW)


def test_the_appointment_of_today_is_found_by_its_person() -> None:
    person = PersonFactory()
    made = get(person)
    assert appointments.of_today(person_id=person.pk, centre=CODE, now=TOMORROW) == made
    assert appointments.of_today(person_id=person.pk, centre=CODE, now=MORNING) is None


# -- at once -------------------------------------------------------------------------------------------------------

CONNECTIONS = 16
PEOPLE = 200


@pytest.mark.django_db(transaction=True)
def test_two_hundred_want_the_last_time_and_one_gets_it() -> None:
    """Over sixteen connections at once; everybody else is told that it is gone, and nobody waits in a circle."""
    people = PersonFactory.create_batch(PEOPLE)
    together = threading.Barrier(CONNECTIONS)
    got: list[int] = []
    gone: list[int] = []
    broken: list[DatabaseError] = []

    def want(mine: list[Person]) -> None:
        try:
            together.wait(30)
            for person in mine:
                try:
                    got.append(get(person).pk)
                except TakenError:
                    gone.append(person.pk)
        except DatabaseError as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(people[one::CONNECTIONS],)) for one in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert broken == []
    assert (len(got), len(gone)) == (1, PEOPLE - 1)
    assert Appointment.objects.filter(state=State.BOOKED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_people_who_swap_their_days_at_once_never_wait_in_a_circle() -> None:
    """Each moves to the other's day: the days are locked in one order, whoever asks."""
    DeskFactory(centre=CentreFactory(), number=2)
    one, two = PersonFactory(), PersonFactory()
    later = TOMORROW + timedelta(days=1)
    rows = {one.pk: get(one), two.pk: get(two, at=later)}
    together = threading.Barrier(2)
    broken: list[DatabaseError] = []

    def move(person: Person, to: datetime) -> None:
        try:
            for turn in range(6):
                together.wait(30)
                rows[person.pk] = change(
                    appointment_id=rows[person.pk].pk,
                    wanted=wanted(to + timedelta(minutes=15 * (turn + 1)) if turn % 2 == 0 else to_other[person.pk]),
                    actor=oneself(person),
                    now=MORNING,
                )
        except DatabaseError as error:
            broken.append(error)
        finally:
            connection.close()

    to_other = {one.pk: TOMORROW + timedelta(hours=3), two.pk: later + timedelta(hours=3)}
    threads = [threading.Thread(target=move, args=pair) for pair in ((one, later), (two, TOMORROW))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert broken == []
    assert Appointment.objects.filter(state=State.BOOKED).count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_person_at_two_browsers_has_no_more_than_they_may() -> None:
    person = PersonFactory()
    together = threading.Barrier(6)

    def want(hour: int) -> None:
        try:
            together.wait(30)
            get(person, at=TOMORROW + timedelta(days=hour % 3, hours=hour))
        except AppointmentError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(hour,)) for hour in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Appointment.objects.filter(person=person, state=State.BOOKED).count() == appointments.MOST_OPEN
