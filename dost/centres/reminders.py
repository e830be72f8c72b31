"""The reminder of the day before, what is replied to it, and who did not come.

A reminder goes once, on the day before, to whoever had booked before that day; on the day itself only to those whom
the day before has missed; never once the time has come (`outdated` is asked as the message leaves). Who replies the
word it names has cancelled. Who has not checked in by the evening did not come: a state of its own, never "cancelled".
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from dost.accounts.actors import Oneself
from dost.common.dates import local_day
from dost.notifications.appointment_notices import AppointmentNews, appointment_key
from dost.notifications.models import Notice, TextReading
from dost.notifications.question import ReplyBy
from dost.notifications.reach import Way, reach_of
from dost.notifications.replies import CODES, DIGITS, shared_numbers
from dost.notifications.spelling import read_cancel, read_reply
from dost.notifications.takers import Taken, Written
from registries.models import Person

from .appointments import AppointmentError, cancel
from .models import Appointment
from .news import tell
from .slots import moment

logger = logging.getLogger(__name__)

State = Appointment.State
Finding = TextReading.Finding

EVENING: Final = time(21)
"""When a day is over at every centre."""
SHORT_NOTICE: Final = timedelta(hours=1)
"""Nobody is reminded of what begins so soon."""


def remind_due(*, now: datetime) -> int:
    """Remind whoever has an appointment tomorrow, or later today and was missed; returns how many were reminded.

    One that cannot be told stops nobody and is tried again with the next look.
    """
    return sum(_remind(pk, now=now) for pk in list(_due(now=now).values_list("pk", flat=True)))


def _due(*, now: datetime) -> QuerySet[Appointment]:
    today = local_day(now)
    yesterday, tomorrow, after = (moment(today + timedelta(days=by), time.min) for by in (-1, 1, 2))
    return Appointment.objects.filter(
        Q(starts_at__gte=tomorrow, starts_at__lt=after, booked_at__lt=moment(today, time.min))
        | Q(starts_at__gt=now + SHORT_NOTICE, starts_at__lt=tomorrow, booked_at__lt=yesterday),
        state=State.BOOKED,
        reminded_at=None,
    ).order_by("starts_at", "pk")


def _remind(pk: int, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            locked = _due(now=now).select_for_update(skip_locked=True, no_key=True, of=("self",))
            row = locked.select_related("day").filter(pk=pk).first()
            if row is None:
                return False
            row.reminded_at = now
            row.save(update_fields=["reminded_at"])
            return tell(row, AppointmentNews.REMINDER, now=now, reply=reply_to(row))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Nobody could be reminded of the appointment %s", pk)
        return False


def reply_to(row: Appointment) -> ReplyBy | None:
    """How a reminder is answered: not at all without a confirmed number, with a code where several share it."""
    reach = reach_of(Person.objects.select_related("contact").get(pk=row.person_id))
    if not reach.confirmed or reach.ways()[:1] != (Way.SMS,):
        return None
    return ReplyBy(code_of(row) if reach.phone in shared_numbers([reach.phone]) else "")


def code_of(row: Appointment) -> str:
    """The four digits of an appointment: they tell those apart who share a telephone, and open nothing."""
    number = int(hashlib.sha256(row.code.encode()).hexdigest(), 16) % CODES
    return f"{number:0{DIGITS}d}"


def outdated(rows: Sequence[Notice]) -> set[int]:
    """Of notices that are to leave, those about an appointment that has begun or is not open any more."""
    about = {row.number: row for row in rows if row.kind == Notice.Kind.APPOINTED and _is_of_open(row)}
    if not about:
        return set()
    ahead = Appointment.objects.filter(pk__in=list(about), state=State.BOOKED, starts_at__gt=timezone.now())
    there = set(ahead.values_list("pk", flat=True))
    return {row.pk for row in rows if row.number in about and row.number not in there and _is_of_open(row)}


def take_reply(written: Written, now: datetime) -> Taken | None:
    """What somebody wrote, if it answers a reminder: the word that cancels; a plain yes or no to the newest message.

    A yes or no that is newer than the reminder's own question belongs to the question about a right that went out last.
    """
    reminded = _reminded(written)
    code = read_cancel(written.text)
    if code is None:
        return _plain(written, reminded, now)
    if not reminded:
        return Taken(Finding.TOO_LATE)
    shared = len(written.people) > 1
    meant = [row for row in reminded if code_of(row) == code] if code else [] if shared else reminded[:1]
    if len(meant) != 1:
        return Taken(Finding.NEEDS_CODE)
    return _cancelled(meant[0], written, now)


def note_missed(*, now: datetime) -> int:
    """Say of everybody who has not come to a day that is over that they did not come; returns how many."""
    today = local_day(now)
    over = moment(today if now < moment(today, EVENING) else today + timedelta(days=1), time.min)
    missed = Appointment.objects.filter(state=State.BOOKED, starts_at__lt=over).update(
        state=State.MISSED, closed_at=now
    )
    if missed:
        logger.info("%d appointments were missed", missed)
    return missed


def _is_of_open(row: Notice) -> bool:
    """Whether a notice is of use only while its appointment stands."""
    return row.key != appointment_key(row.number, AppointmentNews.CLOSED)


def _reminded(written: Written) -> list[Appointment]:
    """The appointments ahead of which these people were reminded before they wrote, the newest reminder first."""
    rows = Appointment.objects.filter(
        person__in=written.people,
        state=State.BOOKED,
        reminded_at__lte=written.sent_at,
        starts_at__gt=written.sent_at,
    )
    told = {
        notice.number
        for notice in Notice.objects.filter(
            kind=Notice.Kind.APPOINTED, number__in=[row.pk for row in rows], channel=Notice.Channel.SMS
        )
        if notice.key == appointment_key(notice.number, AppointmentNews.REMINDER)
    }
    return sorted((row for row in rows if row.pk in told), key=lambda row: row.starts_at)


def _plain(written: Written, reminded: list[Appointment], now: datetime) -> Taken | None:
    reply = read_reply(written.text)
    if reply is None or reply.code or not reminded or len(written.people) > 1:
        return None
    newest = max(row.reminded_at for row in reminded if row.reminded_at is not None)
    if written.asked_at is not None and written.asked_at >= newest:
        return None
    if reply.wanted:
        return Taken(Finding.COMING, reminded[0].person_id)
    return _cancelled(reminded[0], written, now) if len(reminded) == 1 else Taken(Finding.NEEDS_CODE)


def _cancelled(row: Appointment, written: Written, now: datetime) -> Taken:
    actor = Oneself(person_id=row.person_id, subject=f"sms:{written.text_id}")
    try:
        cancel(appointment_id=row.pk, actor=actor, now=now)
    except AppointmentError:
        return Taken(Finding.TOO_LATE, row.person_id)
    return Taken(Finding.CANCELLED, row.person_id)
