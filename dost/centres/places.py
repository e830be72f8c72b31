"""A centre as its supervisor keeps it: desks, closed days, breaks, and the numbers it calls people by.

Everything is of the actor's own centre. Nothing is deleted: a desk is retired, a day or break taken back. Whatever
makes a centre smaller is followed by `settling.settle`, which tells those for whom no desk is left.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.common.dates import local_day
from dost.common.working_days import is_working_day
from services_catalog.models import Service

from .models import CentreBreak, CentreRules, ClosedDay, Desk, Sitting
from .numbers import rules_of
from .problems import QueueError
from .settling import settle

NUMBERS: Final = range(1, 100)
FARTHEST: Final = timedelta(days=366)
RULES: Final = ("ceiling", "grace", "rate_by_law", "rate_by_need", "slot", "booked_share", "days_ahead")
"""The numbers of a centre, in the order in which they are asked."""


class PlaceError(QueueError):
    """Something about a centre cannot be so; `field` is which of what was given, the message what would be right."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and how many people were told of their appointments because of it."""

    told: int = 0


def may_keep(actor: Staff) -> bool:
    """Whether an actor keeps a centre: its own supervisor."""
    return actor.role == User.Role.SUPERVISOR and bool(actor.centre)


def areas_there_are() -> frozenset[str]:
    """The areas of services, two digits each. One query."""
    return frozenset(code[:2] for code in Service.objects.values_list("code", flat=True))


# -- desks -------------------------------------------------------------------------------------------------------


def desks_of(centre: str) -> list[Desk]:
    """The desks of a centre that are not retired, by number. One query."""
    return list(Desk.objects.filter(centre=centre, retired_at=None).order_by("number"))


def add_desk(*, actor: Staff, number: int, areas: Collection[str]) -> Desk:
    """Add a desk. Raises PlaceError: the number is taken or none, or an area is none."""
    _require(actor)
    _require_areas(areas)
    if number not in NUMBERS:
        raise PlaceError("number", _("Write a number from 1 to 99."))
    try:
        with transaction.atomic():
            made: Desk = Desk.objects.create(centre_id=actor.centre, number=number, areas=sorted(set(areas)))
    except IntegrityError as error:
        raise PlaceError("number", _("There is a desk %(number)s already.") % {"number": number}) from error
    return made


def set_areas(*, actor: Staff, desk_id: int, areas: Collection[str], now: datetime) -> Done:
    """Say which areas a desk serves; none means all. Raises PlaceError."""
    _require(actor)
    _require_areas(areas)
    desk = _own_desk(actor, desk_id)
    Desk.objects.filter(pk=desk.pk).update(areas=sorted(set(areas)))
    return Done(settle(actor.centre, now=now))


def retire_desk(*, actor: Staff, desk_id: int, now: datetime) -> Done:
    """Take a desk out: nobody sits there any more. Raises PlaceError: somebody does now, or there is none."""
    _require(actor)
    with transaction.atomic():
        desk = Desk.objects.select_for_update(no_key=True).filter(pk=_own_desk(actor, desk_id).pk).get()
        if Sitting.objects.filter(desk=desk, until=None).exists():
            raise PlaceError("desk", _("Somebody sits at this desk. Ask them to leave it first."))
        Desk.objects.filter(pk=desk.pk, retired_at=None).update(retired_at=now)
    return Done(settle(actor.centre, now=now))


# -- closed days and breaks --------------------------------------------------------------------------------------


def closed_days_of(centre: str, *, on: date) -> list[ClosedDay]:
    """The days from a day on that a centre is closed. One query."""
    return list(ClosedDay.objects.filter(centre=centre, withdrawn_at=None, day__gte=on).order_by("day"))


def close_day(*, actor: Staff, day: date, reason: str, now: datetime) -> Done:
    """Close the centre on a day; its appointments that have not begun are cancelled, and their people told.

    Raises:
        PlaceError: the day is over, is a year off, no working day or closed already, or no reason is given.
    """
    _require(actor)
    today = local_day(now)
    if not today <= day <= today + FARTHEST:
        raise PlaceError("day", _("Choose today or a later day, within a year."))
    if not is_working_day(day):
        raise PlaceError("day", _("This is no working day: the centre is closed anyway."))
    if not reason.strip():
        raise PlaceError("reason", _("Write why it is closed: people read it."))
    try:
        with transaction.atomic():
            ClosedDay.objects.create(centre_id=actor.centre, day=day, reason=reason.strip()[:120], by_id=actor.user_id)
    except IntegrityError as error:
        raise PlaceError("day", _("The centre is closed on this day already.")) from error
    return Done(settle(actor.centre, now=now, days=[day]))


def open_day(*, actor: Staff, closed_id: int, now: datetime) -> Done:
    """Take a closed day back; appointments that were cancelled stay so. Raises PlaceError: there is none."""
    _require(actor)
    if not ClosedDay.objects.filter(pk=closed_id, centre=actor.centre, withdrawn_at=None).update(withdrawn_at=now):
        raise PlaceError("day", _("The centre is open on this day already."))
    return Done()


def breaks_of(centre: str) -> list[CentreBreak]:
    """The breaks of every working day at a centre. One query."""
    return list(CentreBreak.objects.filter(centre=centre, withdrawn_at=None).order_by("starts"))


def add_break(*, actor: Staff, starts: time, ends: time, now: datetime) -> Done:
    """Add a break in which no appointments are given. Raises PlaceError: it ends before it begins, or meets another."""
    _require(actor)
    if starts >= ends:
        raise PlaceError("ends", _("The break must end after it begins."))
    if any(one.starts < ends and starts < one.ends for one in breaks_of(actor.centre)):
        raise PlaceError("starts", _("There is a break at that time already."))
    CentreBreak.objects.create(centre_id=actor.centre, starts=starts, ends=ends)
    return Done(settle(actor.centre, now=now))


def drop_break(*, actor: Staff, break_id: int, now: datetime) -> Done:
    """Take a break back. Raises PlaceError: there is none."""
    _require(actor)
    if not CentreBreak.objects.filter(pk=break_id, centre=actor.centre, withdrawn_at=None).update(withdrawn_at=now):
        raise PlaceError("break", _("There is no such break any more."))
    return Done()


# -- the numbers -------------------------------------------------------------------------------------------------


def set_rules(*, actor: Staff, values: Mapping[str, int], now: datetime) -> Done:
    """Set the numbers of a centre (`RULES`); raises PlaceError for one out of its range."""
    _require(actor)
    rules: CentreRules = rules_of(actor.centre)
    for field in RULES:
        setattr(rules, field, values[field])
    if rules.rate_by_law < rules.rate_by_need:
        raise PlaceError("rate_by_law", _("Those whom the law lets go first must not wait longer than those in need."))
    try:
        rules.clean_fields(exclude=["centre"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise PlaceError(field, str(messages[0])) from error
    rules.save()
    return Done(settle(actor.centre, now=now))


def _require(actor: Staff) -> None:
    if not may_keep(actor):
        raise PlaceError("centre", _("A centre is kept by its own supervisor."))


def _require_areas(areas: Collection[str]) -> None:
    if set(areas) - areas_there_are():
        raise PlaceError("areas", _("Choose areas of the list."))


def _own_desk(actor: Staff, desk_id: int) -> Desk:
    desk = Desk.objects.filter(pk=desk_id, centre=actor.centre, retired_at=None).first()
    if desk is None:
        raise PlaceError("desk", _("There is no such desk at your centre."))
    return desk
