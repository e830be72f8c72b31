"""Appointments: which times are free, booking, changing, cancelling, and checking in at a kiosk.

Whoever books holds two locks, always in this order: the person (so that one person's bookings follow each other), then
the days, by centre and date (`days.locked_day`). The plan of the day and who is booked are read inside them: no time is
given twice, however many people want the last one at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dost.accounts.access import reason_for
from dost.accounts.actors import Actor, Capacity, OnBehalf, Oneself, Staff, System
from dost.accounts.models import User
from dost.common.dates import local_day
from dost.notifications.appointment_notices import AppointmentNews
from registries.models import Person
from services_catalog.models import Service
from services_catalog.schema import LIFE_EVENTS

from .days import locked_day
from .models import Appointment, CentreDay
from .news import tell
from .numbers import rules_of
from .plans import planned
from .problems import QueueError
from .slots import Slot, free_slots, span_at, takes

State = Appointment.State

MOST_OPEN: Final = 3
"""Appointments that one person may have ahead at once."""
SOONEST: Final = timedelta(minutes=30)
"""So long before it begins a time can still be booked."""
BOOKS: Final = frozenset({User.Role.CLERK, User.Role.OPERATOR, User.Role.SUPERVISOR})
"""Staff who book for the person of their open visit."""


class AppointmentError(QueueError):
    """An appointment cannot be made, changed or cancelled; the message says why and what would be right."""


class TakenError(AppointmentError):
    """The time is gone: somebody was quicker, or the centre is closed then."""

    def __init__(self) -> None:
        super().__init__(_("This time is not free any more. Choose another."))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where, when and for what: a `service` or a life `event` by its code, neither for another matter."""

    centre: str
    starts_at: datetime
    service: str = ""
    event: str = ""


def days_open_for_booking(centre: str, now: datetime) -> tuple[date, date]:
    """The first and last day for which a centre takes appointments now. One query."""
    today = local_day(now)
    return today, today + timedelta(days=rules_of(centre).days_ahead)


def free_days(*, centre: str, service: str = "", now: datetime) -> dict[date, list[Slot]]:
    """The days of a centre that have free times, with them; the first first. Eight queries."""
    found = planned(centre, *days_open_for_booking(centre, now))
    free = {
        day: free_slots(plan, area=service[:2], booked=found.booked.get(day, []), after=now + SOONEST)
        for day, plan in found.plans.items()
    }
    return {day: slots for day, slots in free.items() if slots}


def free_times(*, centre: str, on: date, service: str = "", now: datetime) -> list[Slot]:
    """The free times of one day; none where it lies outside the days that can be booked."""
    first, last = days_open_for_booking(centre, now)
    if not first <= on <= last:
        return []
    found = planned(centre, on, on)
    return free_slots(found.plans[on], area=service[:2], booked=found.booked.get(on, []), after=now + SOONEST)


def open_appointments(person_id: int, *, now: datetime) -> QuerySet[Appointment]:
    """What a person has ahead, or should be at now; the soonest first."""
    return (
        Appointment.objects.select_related("day__centre", "service")
        .filter(person=person_id, state=State.BOOKED, starts_at__gt=now - timedelta(hours=1))
        .order_by("starts_at")
    )


def past_appointments(person_id: int, *, now: datetime) -> QuerySet[Appointment]:
    """What a person had: came to, missed or cancelled; the newest first."""
    return (
        Appointment.objects.select_related("day__centre", "service")
        .filter(person=person_id)
        .exclude(state=State.BOOKED, starts_at__gt=now - timedelta(hours=1))
        .exclude(followed_by__isnull=False)
        .order_by("-starts_at")
    )


def book(*, person_id: int, wanted: Wanted, actor: Actor, now: datetime) -> Appointment:
    """Book a time for a person.

    Raises:
        AppointmentError: the actor may not, the person has too many ahead or is somewhere else then, or the service is
            none.
        TakenError: the time is not free.
    """
    _require(actor, person_id, now)
    with _of_person(person_id):
        _require_room(person_id, now=now)
        with locked_day(wanted.centre, local_day(wanted.starts_at)) as day:
            made = _booked(person_id, wanted, day, actor=actor, now=now)
        _tell_if_by_staff(made, actor, now)
    return made


def change(*, appointment_id: int, wanted: Wanted, actor: Actor, now: datetime) -> Appointment:
    """Book another time instead of one: both happen, or the old one stays.

    Raises:
        AppointmentError: as `book`, or the old one is not open any more.
        TakenError: the new time is not free.
    """
    old = _theirs(appointment_id, actor, now)
    with _of_person(old.person_id), ExitStack() as locks:
        there, then = (old.day.centre_id, old.day.day), (wanted.centre, local_day(wanted.starts_at))
        days = {key: locks.enter_context(locked_day(*key)) for key in sorted({there, then})}
        _close(old, now)
        made = _booked(old.person_id, wanted, days[then], actor=actor, now=now, instead_of=old)
        _tell_if_by_staff(made, actor, now)
    return made


def cancel(*, appointment_id: int, actor: Actor, now: datetime) -> Appointment:
    """Take an appointment back before it begins. Raises AppointmentError."""
    old = _theirs(appointment_id, actor, now)
    with locked_day(old.day.centre_id, old.day.day):
        _close(old, now)
    return old


def check_in(code: str, *, centre: str, now: datetime) -> Appointment:
    """Say at a centre's kiosk that one has come; returns the appointment, for `queue.take`.

    Whoever comes within the centre's grace keeps the appointed time, whoever comes later waits from when they came:
    `queue.take` sees to that. Coming too early gains nothing.

    Raises:
        AppointmentError: the code is none, or of another day or centre, or was used.
    """
    found = (
        Appointment.objects.select_related("day__centre").filter(code=code.strip()).first() if code.strip() else None
    )
    if found is None:
        raise AppointmentError(_("This code is of no appointment. You can take a ticket without one."))
    if found.day.centre_id != centre:
        raise AppointmentError(_("This appointment is at another centre. You can take a ticket here without one."))
    if found.day.day != local_day(now):
        raise AppointmentError(_("This appointment is not for today. You can take a ticket without one."))
    with locked_day(centre, found.day.day):
        if not Appointment.objects.filter(pk=found.pk, state=State.BOOKED).update(state=State.ARRIVED, closed_at=now):
            raise AppointmentError(_("This appointment was used or cancelled. You can take a ticket without one."))
    found.state, found.closed_at = State.ARRIVED, now
    return found


def of_today(*, person_id: int, centre: str, now: datetime) -> Appointment | None:
    """The first appointment a person has at a centre today and has not come to yet, or None. One query."""
    return (
        Appointment.objects.filter(person=person_id, day__centre=centre, day__day=local_day(now), state=State.BOOKED)
        .order_by("starts_at")
        .first()
    )


def may_book(actor: Actor, person_id: int, *, now: datetime) -> bool:
    """Whether an actor books, changes and cancels for a person: oneself, parent or guardian, staff with a visit."""
    match actor:
        case System():
            return True
        case Oneself():
            return actor.person_id == person_id
        case OnBehalf():
            return actor.of == person_id and actor.capacity in (Capacity.PARENT, Capacity.GUARDIAN)
        case Staff():
            return actor.role in BOOKS and reason_for(actor, person_id, now=now) is not None


# -- in the locks ------------------------------------------------------------------------------------------------


@contextmanager
def _of_person(person_id: int) -> Iterator[None]:
    """One transaction, in which nobody else books for this person."""
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person_id)
        yield


def _booked(
    person_id: int,
    wanted: Wanted,
    day: CentreDay,
    *,
    actor: Actor,
    now: datetime,
    instead_of: Appointment | None = None,
) -> Appointment:
    """The row, where the day as it stands in the lock has room."""
    rules = rules_of(wanted.centre)
    _require_matter(wanted)
    first, last = local_day(now), local_day(now) + timedelta(days=rules.days_ahead)
    span = span_at(wanted.starts_at, rules.slot)
    plans = planned(wanted.centre, day.day, day.day)
    if not first <= day.day <= last or wanted.starts_at <= now + SOONEST:
        raise TakenError
    if not takes(plans.plans[day.day], span, wanted.service[:2], plans.booked.get(day.day, [])):
        raise TakenError
    _require_no_other(person_id, wanted.starts_at, rules.slot)
    made = Appointment(
        day=day,
        starts_at=wanted.starts_at,
        minutes=rules.slot,
        person_id=person_id,
        service_id=wanted.service or None,
        event=wanted.event,
        code=secrets.token_urlsafe(16),
        booked_at=now,
        instead_of=instead_of,
    ).signed(actor)
    made.save()
    return made


def _close(old: Appointment, now: datetime) -> None:
    """Cancel a row that is open and has not begun, in the lock of its day."""
    closed = Appointment.objects.filter(pk=old.pk, state=State.BOOKED, starts_at__gt=now).update(
        state=State.CANCELLED, closed_at=now
    )
    if not closed:
        raise AppointmentError(_("This appointment has begun, or was cancelled or changed already."))
    old.state, old.closed_at = State.CANCELLED, now


def _require_room(person_id: int, *, now: datetime) -> None:
    ahead = Appointment.objects.filter(person=person_id, state=State.BOOKED, starts_at__gt=now)
    if ahead.count() >= MOST_OPEN:
        raise AppointmentError(
            _("%(count)s appointments are booked already. Cancel one, or change it.") % {"count": MOST_OPEN}
        )


def _require_no_other(person_id: int, starts_at: datetime, minutes: int) -> None:
    """Nobody is at two places at the same time."""
    ends_at = starts_at + timedelta(minutes=minutes)
    near = Appointment.objects.filter(
        person=person_id, state=State.BOOKED, starts_at__lt=ends_at, starts_at__gt=starts_at - timedelta(hours=3)
    )
    if any(one.starts_at + timedelta(minutes=one.minutes) > starts_at for one in near):
        raise AppointmentError(
            _("Another appointment is booked for this time. Change that one, or choose another time.")
        )


def _require_matter(wanted: Wanted) -> None:
    if wanted.service and not Service.objects.filter(pk=wanted.service).exists():
        raise AppointmentError(_("There is no such service. Choose one of the list, or another matter."))
    if wanted.event and (wanted.service or wanted.event not in LIFE_EVENTS):
        raise AppointmentError(_("There is no such life event. Choose one of the list, or another matter."))


def _require(actor: Actor, person_id: int, now: datetime) -> None:
    if not may_book(actor, person_id, now=now):
        raise AppointmentError(_("Appointments are made by the person, by whoever acts for them, or in a visit."))


def _theirs(appointment_id: int, actor: Actor, now: datetime) -> Appointment:
    old = Appointment.objects.select_related("day", "person").filter(pk=appointment_id).first()
    if old is None or not may_book(actor, old.person_id, now=now):
        raise AppointmentError(_("There is no such appointment."))
    return old


def _tell_if_by_staff(made: Appointment, actor: Actor, now: datetime) -> None:
    """Whoever booked at a desk or by telephone leaves with nothing in hand: they are told."""
    if isinstance(actor, Staff):
        tell(made, AppointmentNews.BOOKED, now=now)
