"""What has a last day is told before it and escalated after it; what was asked lapses; old drafts are forgotten.

`watch_complaints` runs every hour. One that cannot be worked on never keeps back the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet

from dost.accounts.actors import Actor
from dost.cases.models import Complaint, ComplaintEntry, SupportingDocument
from dost.cases.supporting import vault
from dost.common.dates import local_day
from dost.common.working_days import working_days_between
from registries.data.complaint_terms import Figure, complaint_figure

from .clock import set_due
from .hearing import hear
from .history import locked, note
from .seen_by import seen_by
from .writing import forgotten_drafts

logger = logging.getLogger(__name__)
What, State = ComplaintEntry.What, Complaint.State


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look did: last days that were near, those that had passed, questions that lapsed, drafts forgotten."""

    near: int = 0
    passed: int = 0
    lapsed: int = 0
    forgotten: int = 0


def watch_complaints(*, now: datetime) -> Watched:
    """Tell of what is near and of what has passed, let the days go on where no answer came, and forget old drafts.

    Accounts come and go: who has to see to one that nobody has taken is asked anew.
    """
    on = local_day(now)
    lapsed = _each(_asked(), lambda one: _lapse(one, now=now))
    open_ones = Complaint.objects.filter(state__in=Complaint.OPEN, due_on__isnull=False)
    _each(Complaint.objects.filter(state__in=Complaint.OPEN, assigned_to=None), lambda one: hear(one, now=now))
    return Watched(
        lapsed=lapsed,
        near=_each(open_ones.filter(due_on__gte=on, warned_at=None), lambda one: _warn(one, now=now)),
        passed=_each(open_ones.filter(due_on__lt=on, escalated_at=None), lambda one: _escalate(one, now=now)),
        forgotten=_each(forgotten_drafts(now=now), _forget),
    )


def is_near(due_on: date, *, on: date) -> bool:
    """Whether a last day is so near that whoever has it is told."""
    return due_on >= on and working_days_between(on, due_on) <= complaint_figure(Figure.NEAR).amount


def complaints_waiting(actor: Actor, *, on: date) -> QuerySet[Complaint]:
    """Those that wait for an answer and that a member of staff may know of: what is due first on top."""
    found = seen_by(actor, on=on).filter(state__in=Complaint.OPEN)
    return found.order_by(F("due_on").asc(nulls_last=True), "sent_at", "pk")


def complaints_overdue(actor: Actor, *, on: date) -> QuerySet[Complaint]:
    """Those whose last day has passed without an answer."""
    return complaints_waiting(actor, on=on).filter(due_on__lt=on)


# -- one by one ----------------------------------------------------------------------------------------------------


def _asked() -> QuerySet[Complaint]:
    return Complaint.objects.filter(state=State.ASKED)


def _lapse(complaint: Complaint, *, now: datetime) -> bool:
    asked = complaint.entries.filter(what=What.ASKED).last()
    if complaint.state != State.ASKED or asked is None or date.fromisoformat(asked.details["until"]) >= local_day(now):
        return False
    complaint.state = State.SENT
    note(complaint, What.LAPSED, at=now)
    set_due(complaint, now=now)
    complaint.save()
    return True


def _warn(complaint: Complaint, *, now: datetime) -> bool:
    if complaint.due_on is None or complaint.warned_at is not None or not is_near(complaint.due_on, on=local_day(now)):
        return False
    note(complaint, What.NEAR, at=now, due=complaint.due_on.isoformat())
    complaint.warned_at = now
    complaint.save(update_fields=["warned_at"])
    return True


def _escalate(complaint: Complaint, *, now: datetime) -> bool:
    if complaint.due_on is None or complaint.escalated_at is not None or complaint.due_on >= local_day(now):
        return False
    note(complaint, What.PASSED, at=now, due=complaint.due_on.isoformat())
    complaint.escalated_at = now
    complaint.save(update_fields=["escalated_at"])
    return True


def _forget(draft: Complaint) -> bool:
    if draft.state != State.DRAFT:
        return False
    for document in SupportingDocument.objects.filter(draft=draft.draft_name, sent_at=None):
        name = document.file
        document.delete()
        transaction.on_commit(partial(vault.remove, name))
    draft.delete()
    return True


def _each(rows: QuerySet[Complaint], work: Callable[[Complaint], bool]) -> int:
    done = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                done += work(locked(pk))
        except (OperationalError, InterfaceError):
            raise
        except Complaint.DoesNotExist:
            continue  # thrown away meanwhile
        except Exception:
            logger.exception("Complaint %s could not be looked at", pk)
    return done
