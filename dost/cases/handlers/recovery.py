"""What becomes of money that was paid in excess, up to a decision: proposing, hearing the person, taking back.

Whoever is asked for money is heard first; silence is no consent. Of the dead nothing is asked, nor of anybody in their
place. Everything is done under the lock of the right and its case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, NotPossible, require_allowed, require_note
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.letters import write_letter
from dost.cases.models import (
    ASKS_BACK,
    OPEN_RECOVERY,
    RECOVERY_HEARS,
    Case,
    Entitlement,
    Letter,
    Recovery,
    RecoveryStatement,
)
from dost.cases.recoveries.days import act_by, heard_by
from dost.cases.recoveries.limits import open_amount
from dost.cases.recoveries.plan import month_after
from dost.cases.supporting import attach, take
from dost.cases.text import recovery_letter
from dost.common.dates import local_day
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from dost.payments.models import Overpayment

from .anew import ring_piece_later
from .recovery_terms import Terms, fitting, put_terms
from .way import locked

LONGEST_REASONS: Final = 5000
LONGEST_WORDS: Final = 5000
State = Recovery.State


def propose(*, overpayment_id: int, actor: Actor, terms: Terms, reasons: str, now: datetime) -> Recovery:
    """Propose what becomes of an overpayment; who would have to pay is asked what they say of it.

    Raises:
        NotAllowed, NotImpartial: the actor may not.
        MovedOn: nothing is left of it to propose anything for, or something is proposed already.
        NotPossible: the terms ask too much, or do not belong to it; the message says what would be right.
    """
    with transaction.atomic():
        overpayment = _locked_overpayment(overpayment_id, Act.PROPOSE_RECOVERY, actor, note=reasons)
        case, today = overpayment.entitlement.case, local_day(now)
        amount = open_amount(overpayment)
        taken = Recovery.objects.filter(overpayment=overpayment, state__in=OPEN_RECOVERY).exists()
        if overpayment.state != Overpayment.State.OPEN or taken or amount <= 0:
            raise MovedOn
        asked = terms.way in ASKS_BACK
        recovery = Recovery(
            overpayment=overpayment,
            case=case,
            person=case.person,
            amount=amount,
            noted=overpayment.total,
            reasons=reasons.strip()[:LONGEST_REASONS],
            state=State.HEARING if asked else State.NOT_ASKED,
            proposed_at=now,
            heard_by=heard_by(today) if asked else None,
        )
        first = month_after(recovery.heard_by or today)
        put_terms(recovery, fitting(recovery, terms, earliest=first, on=today, one_sum=True))
        recovery.act_by = recovery.heard_by or act_by(State.NOT_ASKED, begins=today)
        recovery.signed(actor).save()
        line = entry(case, EntryKind.RECOVERY_PROPOSED, at=now, number=recovery.number, way=terms.way.value)
        line.signed(actor).save()
        if asked:
            _ask(recovery, actor, now=now)
        return recovery


def say(
    *,
    recovery_id: int,
    actor: Actor,
    agrees: bool | None = None,
    words: str = "",
    files: Sequence[UploadedFile[Any]] = (),
    title: str = "",
    now: datetime,
) -> RecoveryStatement:
    """Take in what the person says of a proposal: a yes or no, words, a document. Said twice the same, it is one.

    Raises:
        NotAllowed: it is neither the actor's money nor that of somebody they look after by law.
        MovedOn: it is decided, or was taken back.
        NotTaken: the document is none that can be taken.
    """
    recovery = Recovery.objects.select_related("case__person").get(pk=recovery_id)
    require_allowed(Act.SAY_RECOVERY, actor=actor, person_id=recovery.case.person_id)
    said = words.strip()[:LONGEST_WORDS]
    if agrees is None and not said and not files:
        raise NotPossible(_("Say whether you agree, write something, or add a document."))
    document = take(files, person=recovery.case.person, actor=actor, title=title, now=now) if files else None
    with transaction.atomic():
        recovery = locked_recovery(recovery_id, Act.SAY_RECOVERY, RECOVERY_HEARS, actor)
        last = recovery.statements.last()
        if document is None and last is not None and (last.agrees, last.words) == (agrees, said):
            return last
        if document is not None:
            attach([document], case=recovery.case, now=now)
        statement = RecoveryStatement(recovery=recovery, agrees=agrees, words=said, document=document, at=now)
        statement.signed(actor).save()
        if recovery.state != State.HEARD:
            recovery.state, recovery.act_by = State.HEARD, act_by(State.HEARD, begins=local_day(now))
            recovery.save(update_fields=["state", "act_by"])
        entry(recovery.case, EntryKind.RECOVERY_SAID, at=now, number=recovery.number).signed(actor).save()
        return statement


def drop(*, recovery_id: int, actor: Actor, reasons: str, now: datetime) -> Recovery:
    """Take a proposal back; the overpayment waits for another one, and who was asked is told."""
    with transaction.atomic():
        states = frozenset({State.HEARING, State.HEARD, State.UNHEARD, State.NOT_ASKED})
        recovery = locked_recovery(recovery_id, Act.DROP_RECOVERY, states, actor, note=reasons)
        was_asked = recovery.heard_by is not None
        close(recovery, State.DROPPED, now=now)
        line = entry(recovery.case, EntryKind.RECOVERY_DROPPED, at=now, number=recovery.number, note=reasons)
        line.signed(actor).save()
        if was_asked and recovery.case.person.died_on is None:
            letter = write_letter(
                recovery.case,
                Letter.Kind.RECOVERY_NONE,
                lambda: recovery_letter.dropped_letter(recovery, reasons=reasons, actor=actor, on=local_day(now)),
                occasion=recovery.number,
                now=now,
            )
            tell(recovery, now=now, number=letter.ordinal)
        return recovery


# -- parts -----------------------------------------------------------------------------------------------------------


def close(recovery: Recovery, state: Recovery.State, *, now: datetime) -> None:
    """Bring a recovery (locked) to a state in which nobody needs to act."""
    recovery.state, recovery.act_by, recovery.closed_at = state, None, now
    recovery.save(update_fields=["state", "act_by", "closed_at"])


def tell(recovery: Recovery, *, now: datetime, number: int) -> None:
    """Let the person know that there is something to read; nothing goes to the telephone of the dead."""
    if recovery.case.person.died_on is None:
        told = notice(recovery.case, Notice.Kind.RECOVERY, now=now, number=number)
        Notice.objects.bulk_create([told], ignore_conflicts=True)
        ring_piece_later("notices")


def _ask(recovery: Recovery, actor: Actor, *, now: datetime) -> None:
    months = list(recovery.overpayment.months.all())
    letter = write_letter(
        recovery.case,
        Letter.Kind.RECOVERY_ASKED,
        lambda: recovery_letter.asked_letter(recovery, months, actor=actor, on=local_day(now)),
        occasion=recovery.number,
        now=now,
    )
    tell(recovery, now=now, number=letter.ordinal)


def _locked_overpayment(overpayment_id: int, act: Act, actor: Actor, *, note: str) -> Overpayment:
    """An overpayment, locked after its right and its case, if the table lets this actor do this now."""
    right_id, case_id = Overpayment.objects.values_list("entitlement", "entitlement__case").get(pk=overpayment_id)
    right = Entitlement.objects.select_for_update(no_key=True).get(pk=right_id)
    case = _locked_case(case_id, act, actor, note=note)
    overpayment = Overpayment.objects.select_for_update(no_key=True, of=("self",)).get(pk=overpayment_id)
    right.case, overpayment.entitlement = case, right
    return overpayment


def locked_recovery(
    recovery_id: int, act: Act, states: frozenset[Recovery.State], actor: Actor, *, note: str = "-"
) -> Recovery:
    """A recovery in one of some states, locked with its right and case, if the table lets this actor do this now."""
    right_id, case_id = Recovery.objects.values_list("overpayment__entitlement", "case").get(pk=recovery_id)
    Entitlement.objects.select_for_update(no_key=True).get(pk=right_id)
    case = _locked_case(case_id, act, actor, note=note)
    recovery = (
        Recovery.objects.select_for_update(no_key=True, of=("self",))
        .select_related("overpayment", "person")
        .get(pk=recovery_id)
    )
    if recovery.state not in states:
        raise MovedOn
    recovery.case = case
    return recovery


def _locked_case(case_id: int, act: Act, actor: Actor, *, note: str) -> Case:
    case = locked(case_id, act, actor)
    require_note(act, actor=actor, note=note)
    return case
