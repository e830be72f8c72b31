"""A supervisor sends those who wait to a desk, and frees a desk whose clerk has left it.

Both happen in the lock of the day, and write lines of the log that name the supervisor. A ticket keeps its arrival, its
class and its appointment: whoever waits loses nothing by it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.common.dates import local_day

from .changes import change, log
from .days import locked_day
from .desks import AT_DESK, sitters
from .models import CentreDay, Desk, Sitting, Ticket, TicketEvent, Visit
from .problems import MovedOnError, QueueError

Kind, State = TicketEvent.Kind, Ticket.State
NOTE_MOST: Final = 200


def send(*, ticket_id: int, desk_id: int | None, actor: Staff, now: datetime) -> Ticket:
    """Send somebody who waits at the supervisor's centre to one desk, or with None back to all that serve the matter.

    Raises:
        MovedOnError: the ticket does not wait at the actor's centre today (any more).
        QueueError: nobody sits at that desk.
    """
    with locked_day(actor.centre, local_day(now)) as day:
        ticket = Ticket.objects.filter(pk=ticket_id, day=day, state=State.WAITING).first()
        if ticket is None:
            raise MovedOnError
        desk = Desk.objects.filter(pk=desk_id, centre=actor.centre).first() if desk_id is not None else None
        if desk_id is not None and (desk is None or desk.pk not in sitters(actor.centre, now=now)):
            raise QueueError(_("Nobody sits at that desk now. Choose another."))
        if ticket.to_desk_id != desk_id:
            change(ticket, to_desk=desk)
            log(ticket, Kind.SENT, now, desk=desk, user_id=actor.user_id)
    return ticket


def free_desk(*, desk_id: int, ticket_id: int | None, actor: Staff, note: str, now: datetime) -> Ticket | None:
    """Free a desk of the supervisor's centre that its clerk has left; return the ticket that waits again, if any.

    Whoever was called to it or sat at it waits again with the place they had; an open visit ends as not done with the
    note, and with it whatever it opened. The clerk sits there no longer, and whoever was sent to the desk may be called
    by any. `ticket_id` is whom the supervisor saw there, None for nobody; then nothing keeps a note, and none is asked.

    Raises:
        MovedOnError: somebody else is there now, or nobody sits there any more.
        QueueError: no note says why somebody there waits again, or it is too long.
    """
    why = note.strip()
    if ticket_id is not None and not why:
        raise QueueError(_("Write why the desk is freed."))
    if len(why) > NOTE_MOST:
        raise QueueError(_("Write the note in at most %(most)d characters.") % {"most": NOTE_MOST})
    with locked_day(actor.centre, local_day(now)) as day:
        sitting = Sitting.objects.filter(
            desk=desk_id, desk__centre=actor.centre, desk__retired_at=None, until=None
        ).first()
        ticket = Ticket.objects.select_related("desk").filter(day=day, desk=desk_id, state__in=AT_DESK).first()
        if (sitting is None and ticket is None) or (ticket.pk if ticket else None) != ticket_id:
            raise MovedOnError
        if ticket is not None:
            _back(ticket, actor=actor, why=why, now=now)
        _empty(desk_id, day, now=now)
    return ticket


def _back(ticket: Ticket, *, actor: Staff, why: str, now: datetime) -> None:
    """Put a ticket at a desk back into the queue, in the day's lock."""
    Visit.objects.filter(ticket=ticket, ended_at=None).update(ended_at=now, outcome=Visit.Outcome.NOT_DONE, note=why)
    log(ticket, Kind.BACK, now, desk=ticket.desk, user_id=actor.user_id, note=why)
    change(ticket, state=State.WAITING, desk=None, clerk_id=None, called_at=None, to_desk=None)


def _empty(desk_id: int, day: CentreDay, *, now: datetime) -> None:
    """Nobody sits at a desk any more, and nobody waits for it alone; in the day's lock."""
    Sitting.objects.filter(desk=desk_id, until=None).update(until=now, paused_at=None)
    Ticket.objects.filter(day=day, to_desk=desk_id, state=State.WAITING).update(to_desk=None)
