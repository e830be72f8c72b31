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
    visit = Visit.objects.filter(
        clerk=actor.user_id,
        person=person_id,
        ended_at=None,
        began_at__lte=now,
        identified_at__lte=now,
        began_at__gt=now - LASTS,
    ).first()
    if visit is None or (visit.centre_id or "") != actor.centre:
        return None
    return Reason(Purpose.VISIT, note=f"{visit.pk}")
