"""Calling back: promised at the end of a call with a moment by which, closed by whoever did it, seen when overdue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.notifications.contacts import ContactError, read_phone

from .models import CallBack, Visit
from .problems import MovedOnError, QueueError
from .visiting import close_visit

LONGEST: Final = timedelta(days=7)
"""Nobody is promised a call later than so."""
KEEPS: Final = frozenset({User.Role.OPERATOR, User.Role.SUPERVISOR})
"""Who sees and closes them: operators, and the supervisors to whom what is overdue goes."""


class CallBackError(QueueError):
    """A call back cannot be promised so; `field` is what would have to be written otherwise."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def promise(*, visit_id: int, actor: Staff, phone: str, about: str, due_at: datetime, now: datetime) -> CallBack:
    """End a call with the promise to call back by a moment.

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
    visit = close_visit(visit_id, actor, now=now, outcome=Visit.Outcome.CALL_BACK, note="")
    if visit.channel != Visit.Channel.TELEPHONE:
        raise MovedOnError
    made: CallBack = CallBack.objects.create(visit=visit, phone=number, about=about.strip()[:300], due_at=due_at)
    return made


@transaction.atomic
def close(*, call_back_id: int, actor: Staff, how: str, now: datetime) -> CallBack:
    """Say that it was done, or that nobody was reached.

    Raises:
        MovedOnError: somebody has closed it already, or the actor keeps none such.
        QueueError: `how` is none of `CallBack.Closed`.
    """
    if how not in CallBack.Closed:
        raise QueueError(_("Say whether the person was reached."))
    row = waiting_for(actor).select_for_update(of=("self",)).filter(pk=call_back_id).first()
    if row is None:
        raise MovedOnError
    row.closed_as, row.closed_at, row.closed_by_id = how, now, actor.user_id
    row.save(update_fields=["closed_as", "closed_at", "closed_by"])
    return row


def waiting_for(reader: Staff) -> QuerySet[CallBack]:
    """What waits to be called back, what is due first on top – so what is overdue is above everything else.

    Operators see all; a supervisor what was promised at their centre, or at none.
    """
    rows = CallBack.objects.select_related("visit__clerk").filter(closed_at=None).order_by("due_at", "pk")
    if reader.role == User.Role.OPERATOR:
        return rows
    if reader.role == User.Role.SUPERVISOR:
        return rows.filter(Q(visit__centre=None) | Q(visit__centre=reader.centre))
    return rows.none()


def overdue(reader: Staff, *, now: datetime) -> QuerySet[CallBack]:
    """What should have been done by now, of what the reader keeps."""
    return waiting_for(reader).filter(due_at__lte=now)
