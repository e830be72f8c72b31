"""Who works at a centre, when and at which desk: a week of shifts, of members of staff and of volunteers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.common.dates import local_day
from dost.common.working_days import is_working_day

from .models import Desk, Shift
from .places import Done, PlaceError, may_keep
from .settling import settle

WEEK: Final = timedelta(days=7)
ROLES: Final = (User.Role.CLERK, User.Role.GREETER, User.Role.SUPERVISOR)
"""Who works at a centre in shifts."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff who can be given a shift."""

    user_id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class NewShift:
    """A shift to add. Either `user_id`, with a desk or without, or the name of a volunteer."""

    day: date
    starts: time
    ends: time
    user_id: int | None = None
    volunteer: str = ""
    desk_id: int | None = None


def monday_of(day: date) -> date:
    """The first day of a week."""
    return day - timedelta(days=day.weekday())


def workers_of(centre: str) -> list[Worker]:
    """Who can be given a shift at a centre, by name. One query."""
    users = User.objects.filter(centre=centre, role__in=ROLES, is_active=True).order_by("last_name", "first_name", "pk")
    return [Worker(user.pk, user.get_full_name() or user.username, user.role) for user in users]


def shifts_of(centre: str, *, first: date, days: int = 7) -> list[Shift]:
    """The shifts of some days that were not taken back, with who and where. One query."""
    rows = Shift.objects.select_related("user", "desk").filter(
        centre=centre, day__gte=first, day__lt=first + timedelta(days=days), withdrawn_at=None
    )
    return list(rows.order_by("day", "starts", "pk"))


def add_shift(*, actor: Staff, shift: NewShift, now: datetime) -> Shift:
    """Give somebody a shift.

    The first at a desk makes the day a planned one, with fewer desks than before: that is settled by the task, not
    here, because the next shifts are about to follow.

    Raises:
        PlaceError: the day is over or not worked, it ends before it begins, nobody or somebody else's staff is named,
            or the person or the desk has a shift then.
    """
    _require(actor)
    if shift.day < local_day(now):
        raise PlaceError("day", _("This day is over."))
    if not is_working_day(shift.day):
        raise PlaceError("day", _("This is no working day."))
    if shift.starts >= shift.ends:
        raise PlaceError("ends", _("The shift must end after it begins."))
    _require_who(actor, shift)
    with transaction.atomic():
        if shift.user_id is not None:  # one person's shifts follow each other
            User.objects.select_for_update(no_key=True).get(pk=shift.user_id)
        if shift.desk_id is not None:  # and so do those at one desk
            Desk.objects.select_for_update(no_key=True).get(pk=shift.desk_id)
        _require_free(actor, shift)
        made: Shift = Shift.objects.create(
            centre_id=actor.centre,
            day=shift.day,
            starts=shift.starts,
            ends=shift.ends,
            user_id=shift.user_id,
            volunteer="" if shift.user_id else shift.volunteer.strip()[:80],
            desk_id=shift.desk_id,
        )
    return made


def withdraw_shift(*, actor: Staff, shift_id: int, now: datetime) -> Done:
    """Take a shift back; people booked for whom no desk is left are told. Raises PlaceError: there is none."""
    _require(actor)
    row = Shift.objects.filter(pk=shift_id, centre=actor.centre, withdrawn_at=None, day__gte=local_day(now)).first()
    if row is None or not Shift.objects.filter(pk=row.pk, withdrawn_at=None).update(withdrawn_at=now):
        raise PlaceError("shift", _("There is no such shift any more."))
    return Done(settle(actor.centre, now=now, days=[row.day]))


def copy_last_week(*, actor: Staff, monday: date, now: datetime) -> tuple[int, int]:
    """Give the week that begins on a Monday the shifts of the week before; returns how many were copied, and not.

    Not copied is what lies in the past, on a day that is not worked, of somebody who has left, or meets another shift.

    Raises:
        PlaceError: the week before has no shifts.
    """
    _require(actor)
    before = shifts_of(actor.centre, first=monday - WEEK)
    if not before:
        raise PlaceError("week", _("The week before has no shifts to copy."))
    copied = 0
    for row in before:
        shift = NewShift(row.day + WEEK, row.starts, row.ends, row.user_id, row.volunteer, row.desk_id)
        try:
            add_shift(actor=actor, shift=shift, now=now)
        except PlaceError:
            continue
        copied += 1
    return copied, len(before) - copied


def _require(actor: Staff) -> None:
    if not may_keep(actor):
        raise PlaceError("centre", _("A centre is kept by its own supervisor."))


def _require_who(actor: Staff, shift: NewShift) -> None:
    if shift.user_id is None:
        if not shift.volunteer.strip():
            raise PlaceError("who", _("Choose a member of staff, or write the name of a volunteer."))
        if shift.desk_id is not None:
            raise PlaceError("desk", _("A volunteer sits at no desk: leave it empty."))
        return
    if shift.volunteer.strip():
        raise PlaceError("volunteer", _("Choose a member of staff or write a volunteer, not both."))
    staff = User.objects.filter(pk=shift.user_id, centre=actor.centre, role__in=ROLES, is_active=True)
    if not staff.exists():
        raise PlaceError("who", _("This person does not work at your centre."))
    if (
        shift.desk_id is not None
        and not Desk.objects.filter(pk=shift.desk_id, centre=actor.centre, retired_at=None).exists()
    ):
        raise PlaceError("desk", _("There is no such desk at your centre."))


def _require_free(actor: Staff, shift: NewShift) -> None:
    there = Shift.objects.filter(
        day=shift.day, withdrawn_at=None, starts__lt=shift.ends, ends__gt=shift.starts, centre=actor.centre
    )
    same = Q(user=shift.user_id) if shift.user_id is not None else Q(volunteer=shift.volunteer.strip())
    if there.filter(same).exists():
        raise PlaceError("starts", _("This person has a shift at that time already."))
    if shift.desk_id is not None and there.filter(desk=shift.desk_id).exists():
        raise PlaceError("desk", _("Somebody has this desk at that time already."))
