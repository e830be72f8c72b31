"""Whom a member of staff has before them: of their open visit, or, with nobody at the window, of a purpose they stated.

No address and no session says whose page it is: the rows do, at every request. So a page of the last visit shows the
next person, or nothing, and never the last one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dost.accounts.access import NoReason, Reason, purposes_of, reason_for
from dost.accounts.actors import Staff
from dost.accounts.models import StatedPurpose
from registries.models import Person

from .at_window import reason_of
from .models import Visit


@dataclass(frozen=True, slots=True)
class AtHand:
    """Somebody whose record is open to a member of staff, and why; `visit` is None under a stated purpose."""

    person: Person
    reason: Reason
    visit: Visit | None


class NobodyYet(Exception):  # noqa: N818 - it reads as what it says
    """A visit is open, and nobody has been identified in it."""


def at_hand(actor: Staff, *, now: datetime) -> AtHand:
    """Whom the actor has before them. One query in a visit.

    Raises:
        NobodyYet: the visit is of nobody yet.
        NoReason: there is no visit, and no purpose that lasts; or the visit opens nothing to this actor any more.
    """
    visit = (
        Visit.objects.select_related("person__district", "ticket", "desk")
        .filter(clerk=actor.user_id, ended_at=None)
        .first()
    )
    if visit is None:
        return _stated(actor, now=now)
    if visit.person is None:
        raise NobodyYet
    reason = reason_of(visit, actor, now)
    if reason is None:
        raise NoReason
    return AtHand(visit.person, reason, visit)


def _stated(actor: Staff, *, now: datetime) -> AtHand:
    """Of the purpose that was stated last, while it lasts."""
    row = (
        StatedPurpose.objects.select_related("person__district")
        .filter(user=actor.user_id, until__gt=now, at__lte=now, purpose__in=purposes_of(actor))
        .order_by("-at", "-pk")
        .first()
    )
    reason = reason_for(actor, row.person_id, now=now) if row is not None else None
    if row is None or reason is None:
        raise NoReason
    return AtHand(row.person, reason, None)
