"""Shifts of a week: given, taken back, copied; nobody is at two desks, and no desk has two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import User
from dost.centres import shifts
from dost.centres.models import Shift
from dost.centres.places import PlaceError
from dost.centres.shifts import NewShift, add_shift, copy_last_week
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, MORNING, CentreFactory, DeskFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 30)
WEDNESDAY = date(2026, 12, 2)


@pytest.fixture
def supervisor() -> Staff:
    CentreFactory()
    return staff_actor(UserFactory(supervisor=True, centre=CODE))


@pytest.fixture
def clerk() -> User:
    made: User = UserFactory(clerk=True, centre=CODE)
    return made


def new(**more: Any) -> NewShift:
    given: dict[str, Any] = {"day": WEDNESDAY, "starts": time(9), "ends": time(13)}
    return NewShift(**given | more)


def fails(field: str, act: Callable[[], object]) -> None:
    with pytest.raises(PlaceError) as raised:
        act()
    assert raised.value.field == field


def test_staff_at_a_desk_and_volunteers_at_none(supervisor: Staff, clerk: User) -> None:
    desk = DeskFactory(centre=CentreFactory(), number=1)
    add_shift(actor=supervisor, shift=new(user_id=clerk.pk, desk_id=desk.pk), now=MORNING)
    add_shift(actor=supervisor, shift=new(volunteer=" Aygün "), now=MORNING)
    found = shifts.shifts_of(CODE, first=MONDAY)
    assert [(one.user_id, one.volunteer, one.desk_id) for one in found] == [
        (clerk.pk, "", desk.pk),
        (None, "Aygün", None),
    ]
    shifts.withdraw_shift(actor=supervisor, shift_id=found[0].pk, now=MORNING)
    fails("shift", lambda: shifts.withdraw_shift(actor=supervisor, shift_id=found[0].pk, now=MORNING))
    assert len(shifts.shifts_of(CODE, first=MONDAY)) == 1


def test_workers_are_the_staff_of_the_centre(supervisor: Staff, clerk: User) -> None:
    UserFactory(clerk=True, centre="BAKI-2")
    UserFactory(clerk=True, centre=CODE, is_active=False)
    assert {one.user_id for one in shifts.workers_of(CODE)} == {clerk.pk, supervisor.user_id}


def test_shifts_that_cannot_be(supervisor: Staff, clerk: User) -> None:
    desk = DeskFactory(centre=CentreFactory(), number=1)
    other = UserFactory(clerk=True, centre=CODE)
    elsewhere = UserFactory(clerk=True, centre="BAKI-2")
    there = DeskFactory(centre=CentreFactory(code="BAKI-2"), number=1)

    def add(**more: Any) -> Callable[[], object]:
        return lambda: add_shift(actor=supervisor, shift=new(**more), now=MORNING)

    fails("day", add(day=MONDAY, user_id=clerk.pk))
    fails("day", add(day=date(2026, 12, 5), user_id=clerk.pk))
    fails("ends", add(ends=time(9), user_id=clerk.pk))
    fails("who", add())
    fails("who", add(user_id=elsewhere.pk))
    fails("volunteer", add(user_id=clerk.pk, volunteer="Aygün"))
    fails("desk", add(volunteer="Aygün", desk_id=desk.pk))
    fails("desk", add(user_id=clerk.pk, desk_id=there.pk))
    add(user_id=clerk.pk, desk_id=desk.pk)()
    fails("starts", add(user_id=clerk.pk, starts=time(12), ends=time(15)))
    fails("desk", add(user_id=other.pk, desk_id=desk.pk, starts=time(12), ends=time(15)))
    add(user_id=other.pk, desk_id=desk.pk, starts=time(13), ends=time(18))()


def test_last_week_is_copied_where_it_can_be(supervisor: Staff, clerk: User) -> None:
    left = UserFactory(clerk=True, centre=CODE)
    for user in (clerk, left):
        Shift.objects.create(centre_id=CODE, day=WEDNESDAY, starts=time(9), ends=time(13), user=user)
    User.objects.filter(pk=left.pk).update(is_active=False)
    assert copy_last_week(actor=supervisor, monday=MONDAY + shifts.WEEK, now=MORNING) == (1, 1)
    assert copy_last_week(actor=supervisor, monday=MONDAY + shifts.WEEK, now=MORNING) == (0, 2)
    fails("week", lambda: copy_last_week(actor=supervisor, monday=MONDAY - timedelta(days=70), now=MORNING))


def test_nobody_else_plans(clerk: User) -> None:
    actor = staff_actor(clerk)
    fails("centre", lambda: add_shift(actor=actor, shift=new(user_id=clerk.pk), now=MORNING))
    fails("centre", lambda: shifts.withdraw_shift(actor=actor, shift_id=1, now=MORNING))
    fails("centre", lambda: copy_last_week(actor=actor, monday=MONDAY, now=MORNING))
