"""Calling back: promised at the end of a call with a moment by which, tried at most three times, seen when overdue.

Whoever calls back begins a call that is tied to the promise (`call_now`); its end settles it. Reached: it is done. Not
reached three times, with at least an hour between: a message says so, to the person if it was known who called, else to
the number they gave. Nothing else takes a promise off the list but a supervisor, who says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dost.accounts.access import IN_A_SEARCH, Purpose, log_access
from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.notifications.call_notices import tell_unreached
from dost.notifications.contacts import ContactError, read_phone
from registries.models import Person

from .at_window import LASTS
from .call_figures import kept_by
from .calls import take_call
from .models import CallBack, CallBackTry, Visit
from .problems import MovedOnError, QueueError
from .visiting import ENDS, close_visit

LONGEST: Final = timedelta(days=7)
"""Nobody is promised a call later than so."""
TRIES: Final = 3
PAUSE: Final = timedelta(hours=1)
"""At least so long between two tries: who did not hear the first would not hear the next at once."""
KEEPS: Final = frozenset({User.Role.OPERATOR, User.Role.SUPERVISOR})
"""Who sees them: operators, who call, and the supervisors to whom what is overdue goes."""
NOTE_MOST: Final = 300
Outcome = Visit.Outcome


@dataclass(frozen=True, slots=True)
class Waiting:
    """A promise as it stands: how often nobody answered, when it was last tried, whether somebody calls just now."""

    row: CallBack
    tried: int
    last_at: datetime | None
    is_called: bool


class CallBackError(QueueError):
    """A call back cannot be promised so; `field` is what would have to be written otherwise."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def promise(
    *, visit_id: int, actor: Staff, phone: str, about: str, due_at: datetime, now: datetime, by_another: bool = False
) -> CallBack:
    """End a call with the promise to call back by a moment; `by_another`: somebody else than the actor calls.

    Where the call was itself one to call back, that promise is kept.

    Raises:
        MovedOnError: the actor has no such call open.
        CallBackError: a number, a moment or the words are none.
    """
    try:
        number = read_phone(phone)
    except ContactError as why:
        raise CallBackError("phone", str(why)) from why
    if not now < due_at <= now + LONGEST:
        raise CallBackError("due_at", _("Choose a time from now on, within seven days."))
    if not about.strip():
        raise CallBackError("about", _("Write what the call is about."))
    visit = close_visit(visit_id, actor, now=now, outcome=Outcome.CALL_BACK, note="")
    if visit.channel != Visit.Channel.TELEPHONE:
        raise MovedOnError
    _settle(visit, actor=actor, now=now)
    made: CallBack = CallBack.objects.create(
        visit=visit, phone=number, about=about.strip()[:300], due_at=due_at, by_another=by_another
    )
    return made


@transaction.atomic
def call_now(*, call_back_id: int, actor: Staff, now: datetime) -> Visit:
    """Begin the call that keeps a promise. Whose name the caller has it shows the actor: that look is logged.

    Raises:
        MovedOnError: it is closed, or somebody is calling just now.
        BusyError: another call or visit of the actor is open.
        QueueError: the actor takes no calls, a colleague has to call, or the last try was less than `PAUSE` ago.
    """
    row = waiting_for(actor).select_for_update(of=("self",)).filter(pk=call_back_id).first()
    if row is None or being_called(now=now).filter(pk=call_back_id).exists():
        raise MovedOnError
    if not may_call(row, actor):
        raise QueueError(_("A colleague calls: it may be about you."))
    last = row.tries.aggregate(last=Max("visit__ended_at"))["last"]
    if last is not None and last > now - PAUSE:
        raise QueueError(_("They were called a short while ago. Try again an hour after the last try."))
    visit = take_call(actor=actor, now=now)
    CallBackTry.objects.create(call_back=row, visit=visit)
    if row.visit.person_id is not None:
        log_access(
            actor=actor,
            people=[row.visit.person_id],
            purpose=Purpose.VISIT,
            reason=IN_A_SEARCH,
            registries=["POPULATION"],
            now=now,
        )
    return visit


@transaction.atomic
def end_call(*, visit_id: int, actor: Staff, outcome: str, note: str, now: datetime) -> CallBack | None:
    """End a call with what came of it; returns the promise that it was to keep, as it stands now.

    Raises:
        MovedOnError: the actor has no such call open.
        QueueError: the outcome is none of a call; nobody answers a call that somebody else has made.
    """
    unreached = outcome == Outcome.UNREACHED
    if outcome not in ENDS and not unreached:
        raise QueueError(_("Say what came of the visit."))
    visit = Visit.objects.filter(pk=visit_id, channel=Visit.Channel.TELEPHONE).first()
    if visit is None:
        raise MovedOnError
    if unreached and (visit.person_id is not None or not CallBackTry.objects.filter(visit=visit).exists()):
        raise QueueError(_("Say what came of the visit."))
    return _settle(close_visit(visit_id, actor, now=now, outcome=outcome, note=note), actor=actor, now=now)


@transaction.atomic
def close(*, call_back_id: int, actor: Staff, how: str, note: str, now: datetime) -> CallBack:
    """Take a promise off the list by hand, as a supervisor does who has seen to it otherwise; `note` says how.

    Raises:
        MovedOnError: it is closed already, or the actor keeps none such.
        QueueError: the actor is no supervisor, `how` is none of `CallBack.Closed`, or the note is missing.
    """
    if actor.role != User.Role.SUPERVISOR:
        raise QueueError(_("Call the person: the end of the call takes it off the list."))
    if how not in CallBack.Closed:
        raise QueueError(_("Say whether the person was reached."))
    if not note.strip():
        raise QueueError(_("Write how you have seen to it."))
    row = waiting_for(actor).select_for_update(of=("self",)).filter(pk=call_back_id).first()
    if row is None:
        raise MovedOnError
    row.note = note.strip()[:NOTE_MOST]
    return _closed(row, CallBack.Closed(how), actor=actor, now=now)


def kept_in(visit: Visit, *, now: datetime) -> Waiting | None:
    """The promise that an open call is to keep, with the call in which it was made. One query."""
    mine = CallBackTry.objects.filter(visit=visit.pk).values("call_back")
    rows = CallBack.objects.filter(pk__in=mine)
    return next(iter(_standing(rows, now=now, most=1)), None)


def may_call(row: CallBack, actor: Staff) -> bool:
    """Whether a promise is the actor's to keep: not where they themselves asked for a colleague to call."""
    return not (row.by_another and row.visit.clerk_id == actor.user_id)


def waiting_for(reader: Staff) -> QuerySet[CallBack]:
    """What waits to be called back, what is due first on top – so what is overdue is above everything else.

    Operators see all; a supervisor what was promised at their centre, or at none.
    """
    rows = CallBack.objects.select_related("visit__clerk").filter(closed_at=None).order_by("due_at", "pk")
    if reader.role == User.Role.OPERATOR:
        return rows
    if reader.role == User.Role.SUPERVISOR:
        return rows.filter(kept_by(reader, at="visit__centre"))
    return rows.none()


def listed_for(reader: Staff, *, now: datetime, most: int) -> list[Waiting]:
    """The first so many of the same, as they stand. One query."""
    return _standing(waiting_for(reader), now=now, most=most)


def overdue(reader: Staff, *, now: datetime) -> QuerySet[CallBack]:
    """What should have been done by now, of what the reader keeps."""
    return waiting_for(reader).filter(due_at__lte=now)


def being_called(*, now: datetime) -> QuerySet[CallBack]:
    """Those whom somebody is calling; a call that nobody ended since `LASTS` counts no more."""
    return CallBack.objects.filter(_open_try(now))


def _standing(rows: QuerySet[CallBack], *, now: datetime, most: int) -> list[Waiting]:
    unanswered = Count("tries", filter=Q(tries__visit__outcome=Outcome.UNREACHED))
    found = rows.select_related("visit__clerk", "visit__caller", "visit__person__district").annotate(
        tried=unanswered, last_at=Max("tries__visit__ended_at"), is_called=_open_try(now)
    )
    return [Waiting(one, one.tried, one.last_at, one.is_called) for one in found[:most]]


def _open_try(now: datetime) -> Exists:
    return Exists(
        CallBackTry.objects.filter(call_back=OuterRef("pk"), visit__ended_at=None, visit__began_at__gt=now - LASTS)
    )


def _settle(visit: Visit, *, actor: Staff, now: datetime) -> CallBack | None:
    """What the end of a call makes of the promise it was to keep; None where it was to keep none."""
    row = (
        CallBack.objects.select_related("visit")
        .select_for_update(of=("self",))
        .filter(tries__visit=visit, closed_at=None)
        .first()
    )
    if row is None:
        return None
    if visit.outcome != Outcome.UNREACHED:
        return _closed(row, CallBack.Closed.DONE, actor=actor, now=now)
    if row.tries.filter(visit__outcome=Outcome.UNREACHED).count() < TRIES:
        return row
    person = None
    if row.visit.person_id is not None:
        person = Person.objects.select_related("contact").get(pk=row.visit.person_id)
    tell_unreached(call_back=row.pk, person=person, phone=row.phone, now=now)
    return _closed(row, CallBack.Closed.MISSED, actor=actor, now=now)


def _closed(row: CallBack, how: CallBack.Closed, *, actor: Staff, now: datetime) -> CallBack:
    row.closed_as, row.closed_at, row.closed_by_id = how, now, actor.user_id
    row.save(update_fields=["closed_as", "closed_at", "closed_by", "note"])
    return row
