"""What is left of a day: nobody waits, sits or is served overnight, and no desk is kept by whoever went home.

It happens before the first desk of the next day is taken, so it needs nobody to remember it. Lines of the log say no
user: figures of services leave them out, since nobody pressed when the person went.
"""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone

from dost.common.dates import local_day

from .changes import change, log
from .days import locked_day
from .models import CentreDay, Sitting, Ticket, TicketEvent, Visit

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
                _close(ticket, now)
    sittings = Sitting.objects.filter(until=None, since__lt=morning_of(now))
    sittings.filter(Q(desk__centre=centre) | Q(user=user_id)).update(until=now, paused_at=None)


def morning_of(now: datetime) -> datetime:
    """The first moment of the day in Baku."""
    return timezone.make_aware(datetime.combine(local_day(now), time()))


def _close(ticket: Ticket, now: datetime) -> None:
    state, kind = {
        State.WAITING: (State.LEFT, Kind.LEFT),
        State.CALLED: (State.NO_SHOW, Kind.NO_SHOW),
        State.SERVING: (State.DONE, Kind.ENDED),
    }[State(ticket.state)]
    Visit.objects.filter(ticket=ticket, ended_at=None).update(ended_at=now, outcome=Visit.Outcome.NOT_DONE)
    change(ticket, state=state, ended_at=now)
    log(ticket, kind, now, desk=ticket.desk)
