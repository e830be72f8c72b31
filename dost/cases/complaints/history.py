"""The lines of what happened to a complaint or a proposal, and its lock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dost.accounts.actors import SYSTEM, Actor
from dost.cases.models import Complaint, ComplaintEntry


def note(
    complaint: Complaint, what: ComplaintEntry.What, /, *, at: datetime, actor: Actor = SYSTEM, **details: Any
) -> ComplaintEntry:
    """Write a line of what happened, by whom."""
    line = ComplaintEntry(complaint=complaint, at=at, what=what, details=details).signed(actor)
    line.save(force_insert=True)
    return line


def locked(complaint_id: int) -> Complaint:
    """A complaint, locked, with its person and service."""
    found = Complaint.objects.select_for_update(no_key=True, of=("self",)).select_related("person__contact", "service")
    return found.get(pk=complaint_id)
