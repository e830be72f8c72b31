"""Who sits at which desk: sitting down, a short break, and standing up."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.common.dates import local_day

from .days import locked_day
from .models import Desk, Sitting, Ticket
from .problems import BusyError, NoDeskError, QueueError

AT_DESK = (Ticket.State.CALLED, Ticket.State.SERVING)


def sitting_of(actor: Staff) -> Sitting | None:
    """Where a member of staff sits now, or None; with its desk. One query.

    Whoever was moved to another centre sits nowhere: the desk they left does not follow them.
    """
    sitting = Sitting.objects.select_related("desk").filter(user=actor.user_id, until=None).first()
    return sitting if sitting and sitting.desk.centre_id == actor.centre and sitting.desk.retired_at is None else None


def sit_down(*, desk_id: int, actor: Staff, now: datetime) -> Sitting:
    """Take a desk of one's own centre; a desk that one had before is left.

    Raises:
        QueueError: there is no such desk, or somebody else sits there.
        BusyError: a ticket is at the desk that would be left.
    """
    desk = Desk.objects.filter(pk=desk_id, centre=actor.centre, retired_at=None).first()
    if desk is None:
        raise QueueError(_("There is no such desk at your centre."))
    before = sitting_of(actor)
    if before is not None and before.desk_id == desk.pk:
        return before
    stand_up(actor=actor, now=now)
    try:
        with transaction.atomic():
            made: Sitting = Sitting.objects.create(desk=desk, user_id=actor.user_id, since=now)
    except IntegrityError as error:
        raise QueueError(_("Somebody sits at desk %(number)s already.") % {"number": desk.number}) from error
    made.desk = desk
    return made


def pause(*, actor: Staff, now: datetime) -> Sitting:
    """Begin a short break: the desk calls nobody until it ends. Raises NoDeskError, BusyError."""
    sitting = _required(actor)
    if has_somebody(sitting.desk):
        raise BusyError
    Sitting.objects.filter(pk=sitting.pk, paused_at=None).update(paused_at=now)
    sitting.refresh_from_db(fields=["paused_at"])
    return sitting


def resume(*, actor: Staff) -> Sitting:
    """End a short break. Raises NoDeskError."""
    sitting = _required(actor)
    Sitting.objects.filter(pk=sitting.pk).update(paused_at=None)
    sitting.paused_at = None
    return sitting


def stand_up(*, actor: Staff, now: datetime) -> None:
    """Leave the desk one sits at, if any; whoever was handed to it may be called by any desk again.

    Raises:
        BusyError: somebody is at the desk.
    """
    sitting = Sitting.objects.select_related("desk").filter(user=actor.user_id, until=None).first()
    if sitting is None:
        return
    with locked_day(sitting.desk.centre_id, local_day(now)) as day:
        if has_somebody(sitting.desk):
            raise BusyError
        Sitting.objects.filter(pk=sitting.pk, until=None).update(until=now, paused_at=None)
        Ticket.objects.filter(day=day, to_desk=sitting.desk_id, state=Ticket.State.WAITING).update(to_desk=None)


def has_somebody(desk: Desk) -> bool:
    """Whether a ticket has been called to the desk, or is at it."""
    return Ticket.objects.filter(desk=desk, state__in=AT_DESK).exists()


def desks_at_work(centre: str) -> int:
    """How many desks of a centre have somebody at them who is not on a break. One query."""
    return Sitting.objects.filter(desk__centre=centre, desk__retired_at=None, until=None, paused_at=None).count()


def _required(actor: Staff) -> Sitting:
    sitting = sitting_of(actor)
    if sitting is None:
        raise NoDeskError
    return sitting
