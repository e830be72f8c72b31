"""Who has to see to a complaint of which nobody below may know: it is said at once, not when its last day has passed.

Work of this kind is an examiner's. Where every examiner is kept from one, supervisors hear of it; where they are too,
whoever is left who may know that there is something: the auditors. To nobody who is kept from it anything is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet

from dost.accounts.actors import Actor, Staff, staff_actor
from dost.accounts.models import User
from dost.cases.models import Complaint
from dost.common.dates import local_day

from .seen_by import may_know_of, seen_by

HeardBy = Complaint.HeardBy
Role = User.Role
WHO_ANSWERS: Final = ((Role.EXAMINER, ""), (Role.SUPERVISOR, HeardBy.SUPERVISORS))
"""Whose work it is, in this order, and who hears of it where that is the first role of which somebody may know."""


def hear(complaint: Complaint, *, now: datetime) -> bool:
    """Keep who has to see to a complaint as things are (it is locked); whether that has changed."""
    found = _who_hears(complaint, on=local_day(now)) if complaint.is_open else ""
    if complaint.heard_by == found:
        return False
    complaint.heard_by = found
    complaint.save(update_fields=["heard_by"])
    return True


def complaints_for_oneself(actor: Actor, *, on: date) -> QuerySet[Complaint]:
    """Those that nobody has taken and that a member of staff has to see to, because nobody below may know of them."""
    if not isinstance(actor, Staff) or actor.role not in HeardBy.values:
        return Complaint.objects.none()
    return seen_by(actor, on=on).filter(state__in=Complaint.OPEN, assigned_to=None, heard_by=actor.role)


def _who_hears(complaint: Complaint, *, on: date) -> str:
    for role, hears in WHO_ANSWERS:
        if any(may_know_of(complaint, actor, on=on) for actor in _staff(role)):
            return str(hears)
    return str(HeardBy.AUDITORS)


def _staff(role: str) -> Iterable[Staff]:
    """Everybody of a role who can sign in, one after another: the first who may know of it is enough."""
    return map(staff_actor, User.objects.filter(role=role, is_active=True).order_by("pk").iterator())
