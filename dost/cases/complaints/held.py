"""The reason to look that complaints give: one that waits for its answer is in the hands of whoever looks."""

from __future__ import annotations

from datetime import datetime

from dost.accounts.access import WORKS_ON_CASES, Purpose, Reason
from dost.accounts.actors import Actor, Staff
from dost.cases.models import Complaint


def held_complaint(actor: Actor, person_id: int, now: datetime) -> Reason | None:
    """A member of staff works on something that this person wrote. The log says no more than of any work on a case."""
    if not isinstance(actor, Staff) or actor.role not in WORKS_ON_CASES:
        return None
    held = Complaint.objects.filter(person=person_id, assigned_to=actor.user_id, state__in=Complaint.OPEN)
    return Reason(Purpose.CASE) if held.exists() else None
