"""What is left of a day: nobody waits, sits or is served overnight, and no desk is kept by whoever went home.

It happens before the first desk of the next day is taken, so it needs nobody to remember it. Lines of the log say no
user: figures of services leave them out, since nobody pressed when the person went.
"""

from __future__ import annotations

import logging
from datetime import datetime, time

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from dost.common.dates import local_day

from .changes import change, log
from .days import locked_day
from .models import CentreDay, Sitting, Ticket, TicketEvent, Visit

logger = logging.getLogger(__name__)

State, Kind = Ticket.State, TicketEvent.Kind
OPEN = (State.WAITING, State.CALLED, State.SERVING)


def close_days_before(*, centre: str, user_id: int, now: datetime) -> None:
    """End what the days before today have left open at a centre, and where this user still sits anywhere.

    Whoever waited has left, whoever was called did not come, whoever was being served has gone.
    """
    today = local_day(now)
    left = CentreDay.objects.filter(centre=centre, day__lt=today, tickets__state__in=OPEN)
    for day in sorted(set(left.values_list("day", flat=True))):
        with locked_day(centre, day) as locked:
            for ticket in Ticket.objects.filter(day=locked, state__in=OPEN).select_related("desk").order_by("number"):
                _try_to_close(ticket, now)
    sittings = Sitting.objects.filter(until=None, since__lt=morning_of(now))
    sittings.filter(Q(desk__centre=centre) | Q(user=user_id)).update(until=now, paused_at=None)


def morning_of(now: datetime) -> datetime:
    """The first moment of the day in Baku."""
    return timezone.make_aware(datetime.combine(local_day(now), time()))


def _try_to_close(ticket: Ticket, now: datetime) -> None:
    """One ticket of all: what is wrong with it keeps no desk from being taken; it is tried again with the next."""
    try:
        with transaction.atomic():
            _close(ticket, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("The ticket %s of a day that is over could not be ended", ticket.pk)


def _close(ticket: Ticket, now: datetime) -> None:
    state, kind = {
        State.WAITING: (State.LEFT, Kind.LEFT),
        State.CALLED: (State.NO_SHOW, Kind.NO_SHOW),
        State.SERVING: (State.DONE, Kind.ENDED),
    }[State(ticket.state)]
    Visit.objects.filter(ticket=ticket, ended_at=None).update(ended_at=now, outcome=Visit.Outcome.NOT_DONE)
    change(ticket, state=state, ended_at=now)
    log(ticket, kind, now, desk=ticket.desk)
