"""The reason to look that a visit gives: the person sits at the clerk's window, or is on the telephone, and was
identified."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from dost.accounts.access import Purpose, Reason
from dost.accounts.actors import Actor, Staff
from dost.accounts.models import User

from .models import Visit

SERVES: frozenset[str] = frozenset({User.Role.CLERK, User.Role.SUPERVISOR, User.Role.OPERATOR})
"""Whose visits open anything."""
LASTS: Final = timedelta(hours=12)
"""A visit that nobody ended opens nothing on the next day."""


def at_the_window(actor: Actor, person_id: int, now: datetime) -> Reason | None:
    """An open visit of this person with the actor, who is still of the centre where it began.

    It ends with the visit, not with a page or a session.
    """
    if not isinstance(actor, Staff) or actor.role not in SERVES:
        return None
    visit = Visit.objects.filter(clerk=actor.user_id, person=person_id, ended_at=None).first()
    return reason_of(visit, actor, now) if visit is not None else None


def reason_of(visit: Visit, actor: Staff, now: datetime) -> Reason | None:
    """Why a visit opens its person to an actor; None where it does not, or not any more. No query."""
    if actor.role not in SERVES or visit.clerk_id != actor.user_id or visit.ended_at is not None:
        return None
    if visit.identified_at is None or max(visit.began_at, visit.identified_at) > now:
        return None
    if visit.began_at <= now - LASTS or (visit.centre_id or "") != actor.centre:
        return None
    return Reason(Purpose.VISIT, note=f"{visit.pk}")


def sees_them(visit: Visit, actor: Staff, *, now: datetime) -> bool:
    """Whether the actor has its person before them in this visit: at a window, by a document that was seen."""
    return (
        reason_of(visit, actor, now) is not None
        and visit.channel == Visit.Channel.WINDOW
        and visit.identified_by != Visit.Identified.QUESTIONS
    )
