"""Who sits at which desk: sitting down, a short break, and standing up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.common.dates import local_day

from .closing import close_days_before, morning_of
from .days import locked_day
from .models import CentreDay, Desk, Sitting, Ticket
from .problems import BusyError, NoDeskError, QueueError

AT_DESK = (Ticket.State.CALLED, Ticket.State.SERVING)


def sitting_of(actor: Staff, *, now: datetime | None = None) -> Sitting | None:
    """Where a member of staff sits, or None; with its desk. One query.

    Whoever was moved to another centre sits nowhere: the desk they left does not follow them. With `now`, neither does
    who sat down on a day before and has only to choose a desk again.
    """
    sitting = _open(now).select_related("desk").filter(user=actor.user_id).first()
    return sitting if sitting and sitting.desk.centre_id == actor.centre and sitting.desk.retired_at is None else None


def _open(now: datetime | None) -> QuerySet[Sitting]:
    """The sittings that have not ended; with `now`, those of its day."""
    sittings = Sitting.objects.filter(until=None)
    return sittings if now is None else sittings.filter(since__gte=morning_of(now))


def sit_down(*, desk_id: int, actor: Staff, now: datetime) -> Sitting:
    """Take a desk of one's own centre; a desk that one had before is left. What was left of former days is closed.

    Raises:
        QueueError: there is no such desk, or somebody else sits there.
        BusyError: a ticket is at the desk that would be left.
    """
    desk = Desk.objects.filter(pk=desk_id, centre=actor.centre, retired_at=None).first()
    if desk is None:
        raise QueueError(_("There is no such desk at your centre."))
    close_days_before(centre=actor.centre, user_id=actor.user_id, now=now)
    before = sitting_of(actor)
    if before is not None and before.desk_id == desk.pk:
        return before
    stand_up(actor=actor, now=now)
    with locked_day(actor.centre, local_day(now)):
        try:
            with transaction.atomic():
                made: Sitting = Sitting.objects.create(desk=desk, user_id=actor.user_id, since=now)
        except IntegrityError as error:
            raise QueueError(_("Somebody sits at desk %(number)s already.") % {"number": desk.number}) from error
    made.desk = desk
    return made


def pause(*, actor: Staff, now: datetime) -> Sitting:
    """Begin a short break: the desk calls nobody until it ends. Raises NoDeskError, BusyError."""
    with _seated(actor, now) as (sitting, _day):
        if has_somebody(sitting.desk):
            raise BusyError
        Sitting.objects.filter(pk=sitting.pk, paused_at=None).update(paused_at=now)
    sitting.refresh_from_db(fields=["paused_at"])
    return sitting


def resume(*, actor: Staff, now: datetime) -> Sitting:
    """End a short break. Raises NoDeskError."""
    with _seated(actor, now) as (sitting, _day):
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


def desks_at_work(centre: str, *, now: datetime | None = None) -> int:
    """How many desks of a centre have somebody at them who is not on a break (`seated_at`). One query."""
    return seated_at(centre, now=now).at_work


def sitters(centre: str, *, now: datetime) -> dict[int, User]:
    """Who sits at a centre's desks now, by the desk's id. One query."""
    rows = _open(now).filter(desk__centre=centre, desk__retired_at=None).select_related("user")
    return {sitting.desk_id: sitting.user for sitting in rows}


@dataclass(frozen=True, slots=True)
class Seated:
    """The desks of a centre at which somebody sits: how many call now, which they are, and which areas they serve.

    `areas` None is all: one of them serves everything. Whoever is on a short break comes back, and counts for both.
    """

    at_work: int
    desks: frozenset[int]
    areas: frozenset[str] | None

    def covers(self, area: str) -> bool:
        """Whether some desk will call a ticket of an area; one of no area is called by any."""
        return not area or self.areas is None or area in self.areas


def seated_at(centre: str, *, now: datetime | None = None) -> Seated:
    """Where somebody sits at a centre; with `now`, whoever sat down on a day before does not count. One query."""
    rows = list(
        _open(now)
        .filter(desk__centre=centre, desk__retired_at=None)
        .order_by("desk__number")
        .values_list("desk_id", "desk__areas", "paused_at")
    )
    everything = any(not areas for _desk, areas, _paused in rows)
    return Seated(
        at_work=sum(paused is None for _desk, _areas, paused in rows),
        desks=frozenset(desk for desk, _areas, _paused in rows),
        areas=None if everything else frozenset(area for _desk, areas, _paused in rows for area in areas),
    )


@contextmanager
def _seated(actor: Staff, now: datetime) -> Iterator[tuple[Sitting, CentreDay]]:
    """Where the actor sits, in the day's lock: nobody is called there meanwhile. Raises NoDeskError."""
    if sitting_of(actor, now=now) is None:
        raise NoDeskError
    with locked_day(actor.centre, local_day(now)) as day:
        sitting = sitting_of(actor, now=now)
        if sitting is None:
            raise NoDeskError
        yield sitting, day
