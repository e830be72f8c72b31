"""When a centre can do less than was booked: who has no place any more is told, and stands on the supervisor's list.

A closed day cancels its appointments. Fewer desks cancel nothing: who booked last is told that they may have to wait.
Whatever made it so – a shift taken back, a desk retired, a break, other hours, a day the Cabinet moved –, the day as
it is planned now is compared with who is booked; whoever changes a plan settles at once, and a task does every few
minutes, so that nothing depends on who remembered.

A plan is made shift by shift, and for some minutes of it desks are lacking that somebody is about to be given. So of
fewer desks people are told in the evening; at once where it is about today or tomorrow. The supervisor sees it at once.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Min
from django.utils import timezone

from dost.common.dates import local_day
from dost.notifications.appointment_notices import AppointmentNews, appointment_key
from dost.notifications.models import Notice

from .days import locked_day
from .models import Appointment, CentreDay
from .news import tell
from .plans import booked_of, planned
from .slots import without_a_desk

logger = logging.getLogger(__name__)

State = Appointment.State

EVENING: Final = time(18)
"""From when on people are told of fewer desks on days further ahead: the day's planning is done."""
SOON: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Short:
    """An appointment for which a desk is lacking; `told` says that its person has a message in their inbox.

    `cancelled`: the centre is closed then. `untold`: nothing could be sent, a member of staff must call.
    """

    appointment: Appointment
    cancelled: bool
    told: bool
    untold: bool


def settle(centre: str, *, now: datetime, days: Sequence[date] | None = None, evening: bool = False) -> int:
    """Compare what is booked at a centre with what is planned, on some days or all; returns how many were told.

    In the `evening` those of every day are told who may have to wait, before it those of today and tomorrow.
    """
    return sum(_settle_day(centre, day, now=now, evening=evening) for day in _days(centre, now, days))


def settle_all(*, now: datetime) -> int:
    """Settle every centre that has appointments ahead; returns how many were told."""
    centres = CentreDay.objects.filter(appointments__state=State.BOOKED, appointments__starts_at__gt=now)
    codes = sorted(set(centres.values_list("centre", flat=True)))
    evening = timezone.localtime(now).time() >= EVENING
    return sum(_settled(code, now=now, evening=evening) for code in codes)


def _settled(centre: str, *, now: datetime, evening: bool) -> int:
    """One centre of all; what is wrong with it stops no other."""
    try:
        return settle(centre, now=now, evening=evening)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("What is booked at %s could not be compared with its plan", centre)
        return 0


def short_of_desks(centre: str, *, now: datetime) -> list[Short]:
    """Whom a centre cannot serve as booked, and those it cancelled who have no other time yet; the soonest first."""
    booked = Appointment.objects.filter(day__centre=centre, state=State.BOOKED, starts_at__gt=now)
    cancelled = Appointment.objects.filter(
        day__centre=centre, state=State.CANCELLED, starts_at__gt=now, followed_by=None
    )
    rows = {row.pk: row for row in (booked | cancelled).select_related("day", "service")}
    if not rows:
        return []
    days = [row.day.day for row in rows.values()]
    plans = planned(centre, min(days), max(days))
    lacking = {
        one.order for day, plan in plans.plans.items() for one in without_a_desk(plan, plans.booked.get(day, []))
    }
    notices = {
        notice.key: notice for notice in Notice.objects.filter(kind=Notice.Kind.APPOINTED, number__in=list(rows))
    }
    found = []
    for row in sorted(rows.values(), key=lambda one: (one.starts_at, one.pk)):
        closed = notices.get(appointment_key(row.pk, AppointmentNews.CLOSED))
        fewer = notices.get(appointment_key(row.pk, AppointmentNews.FEWER))
        if row.state == State.CANCELLED and closed is not None:
            found.append(Short(row, True, True, bool(closed.untold) and closed.told_at is None))
        elif row.pk in lacking:
            untold = fewer is not None and bool(fewer.untold) and fewer.told_at is None
            found.append(Short(row, False, fewer is not None, untold))
    return found


def _days(centre: str, now: datetime, days: Sequence[date] | None) -> list[date]:
    """The days ahead that have appointments, of those asked for."""
    rows = CentreDay.objects.filter(centre=centre, day__gte=local_day(now))
    if days is not None:
        rows = rows.filter(day__in=days)
    ahead = rows.filter(appointments__state=State.BOOKED).annotate(first=Min("appointments__starts_at"))
    return list(ahead.order_by("day").values_list("day", flat=True).distinct())


def _settle_day(centre: str, day: date, *, now: datetime, evening: bool) -> int:
    with locked_day(centre, day) as row:
        plan = planned(centre, day, day).plans[day]
        booked = {
            one.pk: one
            for one in Appointment.objects.select_related("day").filter(day=row, state=State.BOOKED, starts_at__gt=now)
        }
        if plan.hours is None:
            return sum(_told(one, AppointmentNews.CLOSED, now=now) for one in booked.values())
        if not evening and day - local_day(now) > SOON:
            return 0
        lacking = [booked[one.order] for one in without_a_desk(plan, booked_of(booked.values()))]
        return sum(_told(one, AppointmentNews.FEWER, now=now) for one in lacking)


def _told(row: Appointment, news: AppointmentNews, *, now: datetime) -> bool:
    """Tell one person; a closed day cancels only with the word of it.

    Who cannot be told stops nobody: they stay booked, on the supervisor's list, and are tried again with the next look.
    """
    try:
        with transaction.atomic():
            if news == AppointmentNews.CLOSED:
                Appointment.objects.filter(pk=row.pk).update(state=State.CANCELLED, closed_at=now)
            return tell(row, news, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Nobody could be told of the appointment %s", row.pk)
        return False
