"""The reason to look that this application knows of: an open case about the person is assigned to whoever looks."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from dost.accounts.access import WORKS_ON_CASES, Purpose, Reason
from dost.accounts.actors import Actor, Staff

from .models import Case
from .stages import State


def assigned_case(actor: Actor, person_id: int, now: datetime) -> Reason | None:
    """A member of staff has an open case of this person, or about them, or has granted what a second person confirms;
    while the role may work on cases.
    """
    if not isinstance(actor, Staff) or actor.role not in WORKS_ON_CASES:
        return None
    theirs = Q(person=person_id) | Q(about=person_id)
    mine = Q(assigned_to=actor.user_id) | Q(to_confirm__by=actor.user_id)
    found = Case.objects.filter(theirs & mine).exclude(state=State.DONE).exists()
    return Reason(Purpose.CASE) if found else None
