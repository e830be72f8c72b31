"""What becomes of a grant that waits for a second person: confirmed and carried out, sent back, or taken back.

Confirming does what the first person decided, word for word and in their name, under the lock of the case: so of two
who confirm at one moment the later one is told that the case has moved on, and nothing is granted twice.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Staff, staff_actor
from dost.accounts.models import WORKS_ON_CASES
from dost.cases.acts import Act, MovedOn, NotAllowed, NotImpartial, NotPossible, require_note
from dost.cases.batch import entry
from dost.cases.codes import SECOND, EntryKind
from dost.cases.models import Case, Entitlement, GrantToConfirm, Ruling
from dost.cases.second_person import is_no_second, is_not_first
from dost.cases.stages import Stage
from dost.cases.text.appeal_letter import Court

from .appeal import decide_appeal_now
from .court import register_court_now
from .decision import grant_now
from .second_person import Via, found_of
from .way import locked

LONGEST_REASONS: Final = 5000
State = GrantToConfirm.State


def confirm_grant(*, case_id: int, actor: Actor, now: datetime) -> GrantToConfirm:
    """Confirm what another member of staff has granted: it is carried out now, with its letter, in their name.

    Raises:
        NotAllowed, NotImpartial: the actor is the first person, or may not decide it at all.
        MovedOn: it does not wait any more; somebody was quicker.
        NotPossible: it cannot be carried out as it was decided; it can be sent back.
    """
    with transaction.atomic():
        case, waits = _locked(case_id, Act.CONFIRM_GRANT, actor)
        first = staff_actor(waits.by) if waits.by is not None and waits.by.is_active else None
        if first is None:
            raise NotPossible(_cannot_decide())
        _close(waits, State.CONFIRMED, second=actor, now=now)
        Case.objects.filter(pk=case.pk).update(reason=waits.before, to_confirm=None)
        entry(case, EntryKind.GRANT_CONFIRMED, at=now).signed(actor).save()
        try:
            granted = _carry_out(waits, first, now=now)
        except (NotAllowed, NotImpartial) as why:
            raise NotPossible(_cannot_decide()) from why
        right = Entitlement.objects.get(case=granted)
        if found_of(right) != waits.found:
            raise NotPossible(
                _("The rule gives another thing now than what was decided. Send it back, so that it is decided anew.")
            )
        return waits


def send_back_grant(*, case_id: int, actor: Actor, note: str, now: datetime) -> GrantToConfirm:
    """Send back, with reasons, what another member of staff has granted: it is theirs again, and nothing is granted."""
    with transaction.atomic():
        case, waits = _locked(case_id, Act.SEND_BACK_GRANT, actor)
        require_note(Act.SEND_BACK_GRANT, actor=actor, note=note)
        waits.answer = note.strip()[:LONGEST_REASONS]
        _close(waits, State.SENT_BACK, second=actor, now=now)
        _give_back(case, waits, now=now)
        entry(case, EntryKind.GRANT_SENT_BACK, at=now).signed(actor).save()
        return waits


def take_back_grant(*, case_id: int, actor: Actor, now: datetime) -> GrantToConfirm:
    """Take back what one has granted oneself, before a second person has said anything."""
    with transaction.atomic():
        case, waits = _locked(case_id, Act.TAKE_BACK_GRANT, actor)
        _close(waits, State.TAKEN_BACK, second=None, now=now)
        _give_back(case, waits, now=now)
        entry(case, EntryKind.GRANT_TAKEN_BACK, at=now).signed(actor).save()
        return waits


# -- parts -----------------------------------------------------------------------------------------------------------


def _locked(case_id: int, act: Act, actor: Actor) -> tuple[Case, GrantToConfirm]:
    """The case and what waits, locked: the right first, as everywhere; the table and who the first was are asked."""
    Entitlement.objects.select_for_update(no_key=True).filter(case=case_id).first()
    case = locked(case_id, act, actor)
    if case.to_confirm_id is None:
        raise MovedOn
    rows = GrantToConfirm.objects.select_for_update(no_key=True, of=("self",)).select_related("by")
    waits = rows.get(pk=case.to_confirm_id)
    kept = is_not_first if act is Act.TAKE_BACK_GRANT else is_no_second
    if not isinstance(actor, Staff) or kept(case, actor):
        raise NotAllowed(act)
    if waits.state != State.WAITING:
        raise MovedOn
    return case, waits


def _close(waits: GrantToConfirm, state: GrantToConfirm.State, *, second: Actor | None, now: datetime) -> None:
    waits.state, waits.closed_at = state, now
    waits.second_id = second.user_id if isinstance(second, Staff) else None
    waits.save(update_fields=["state", "closed_at", "second", "answer"])


def _give_back(case: Case, waits: GrantToConfirm, *, now: datetime) -> None:
    """Let the case wait again for what it waited for before, with whoever decided it; a closed one for nothing.

    With nobody where that person works on cases no more: nobody would look for it with them.
    """
    if case.stage == Stage.CLOSED:
        Case.objects.filter(pk=case.pk).update(to_confirm=None)
        return
    Case.objects.filter(pk=case.pk).update(
        reason={**waits.before, SECOND: waits.state},
        to_confirm=None,
        assigned_to=waits.by_id if _works_on_cases(waits) else None,
        waiting_since=now,
        token=F("token") + 1,
    )


def _works_on_cases(waits: GrantToConfirm) -> bool:
    return waits.by is not None and waits.by.is_active and waits.by.role in WORKS_ON_CASES


def _carry_out(waits: GrantToConfirm, first: Staff, *, now: datetime) -> int:
    """Do what was decided, in the name of who decided it; return the id of the case that granted."""
    given: dict[str, Any] = waits.given
    granted: int | None
    match Via(waits.via):
        case Via.DECISION:
            granted = grant_now(case_id=waits.case_id, actor=first, note=waits.reasons, now=now)
        case Via.APPEAL:
            assert waits.appeal_id is not None  # a constraint
            _answered, granted = decide_appeal_now(
                appeal_id=waits.appeal_id,
                actor=first,
                ruling=Ruling(given["ruling"]),
                note=waits.reasons,
                facts=given["facts"],
                now=now,
            )
        case Via.COURT:
            court = given["court"]
            _registered, granted = register_court_now(
                case_id=waits.case_id,
                actor=first,
                court=Court(court["court"], court["number"], date.fromisoformat(court["decided_on"]), court["says"]),
                ruling=Ruling(given["ruling"]),
                facts=given["facts"],
                now=now,
            )
    if granted is None:
        raise MovedOn
    return granted


def _cannot_decide() -> str:
    return _("Whoever decided it may not decide it any more. Send it back, so that somebody else decides.")
