"""Reading a case to show it to somebody: the only way to one, for pages and fragments of all offices.

Whoever reads here has been asked why they look, and has left a line in the log; no page can forget either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from dost.accounts.access import NoReason, Purpose, Reason, log_access, reason_for
from dost.accounts.actors import Actor, OnBehalf, Oneself
from services_catalog.queries import compiled

from .models import Case, CaseMessage, GrantToConfirm


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with the rows every part of its page needs, and why it may be shown."""

    case: Case
    reason: Reason


def case_for_display(*, case_id: int, actor: Actor, now: datetime) -> Shown:
    """Read a case for an actor to see; the look at everybody whose data it holds is logged.

    Raises:
        Case.DoesNotExist: there is no such case.
        NoReason: the actor has no reason to look at the record of the case's person.
    """
    case = (
        Case.objects.select_related(
            "person__district",
            "about",
            "service",
            "version__service",
            "event",
            "assigned_to",
            "entitlement",
            "deliverable",
            "decision__version__service",
            "decision__decided_by",
            "decision__by_person",
            "decision__by_for",
            *(f"to_confirm__{name}" for name in GrantToConfirm.who()),
        )
        .prefetch_related(
            "appeals",
            "recoveries",
            Prefetch("messages", CaseMessage.objects.select_related(*CaseMessage.who())),
        )
        .filter(pk=case_id)
        .get()
    )
    reason = _reason(case, actor, now=now)
    if reason is None:
        raise NoReason
    log_access(
        actor=actor,
        people={case.person_id, case.about_id or case.person_id},
        purpose=reason.purpose,
        reason=reason.note,
        registries=compiled(case.version).registries,
        service_code=case.service_id,
        now=now,
    )
    return Shown(case, reason)


def _reason(case: Case, actor: Actor, *, now: datetime) -> Reason | None:
    """Why somebody may see a case; one in an employer's name opens to who acts for it, and to staff."""
    if isinstance(actor, OnBehalf) and actor.voen:
        return Reason(Purpose.ON_BEHALF) if actor.voen == case.applicant_voen else None
    if isinstance(actor, Oneself | OnBehalf) and case.applicant_voen:
        return None
    return reason_for(actor, case.person_id, now=now)
