"""Deciding what becomes of money that was paid in excess, and confirming it as a second person.

Whoever was heard is not asked for more than was proposed to them. Above an amount a decision counts once somebody has
confirmed it who neither proposed nor decided; until then nothing is told and nothing expected.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor, Staff
from dost.cases.acts import Act, MovedOn, NotAllowed, NotPossible, require_note
from dost.cases.appeals.subject import may_be_appealed, open_appeal, subject_of
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.corrections import require_uncontested
from dost.cases.letters import write_letter
from dost.cases.models import (
    ASKS_BACK,
    RECOVERY_TO_DECIDE,
    Appeal,
    Case,
    Letter,
    Recovery,
    RecoveryConfirmation,
    RecoveryDecision,
    RecoveryInstalment,
    RecoveryWay,
)
from dost.cases.recoveries.conditions import had_a_hand
from dost.cases.recoveries.days import act_by
from dost.cases.recoveries.limits import needs_second
from dost.cases.recoveries.plan import Instalment, month_after, plan_of
from dost.cases.text import recovery_letter
from dost.cases.text.recovery_letter import Expected
from dost.common.dates import local_day
from dost.payments.models import Overpayment
from dost.ui.formats import date_short

from .recovery import LONGEST_REASONS, close, locked_recovery, tell
from .recovery_terms import Terms, fitting, put_terms

LONGEST_NOTE: Final = 300
State = Recovery.State


def decide_recovery(*, recovery_id: int, actor: Actor, terms: Terms, reasons: str, now: datetime) -> RecoveryDecision:
    """Decide what becomes of it, with reasons that become the letter; above an amount a second person confirms it.

    Raises:
        NotAllowed, NotImpartial: the actor may not.
        MovedOn: it is not there to be decided, or something else is known of the excess now.
        NotPossible: more would be asked than was proposed or may be; or what it rests on is contested or appealed, or
            can still be.
    """
    with transaction.atomic():
        recovery = locked_recovery(recovery_id, Act.DECIDE_RECOVERY, RECOVERY_TO_DECIDE, actor, note=reasons)
        today = local_day(now)
        _require_as_noted(recovery)
        agreed = has_agreed(recovery, besides=actor)
        if terms.way in ASKS_BACK:
            _require_final(recovery.case, on=today)
            if not agreed:
                _require_heard_out(recovery, on=today)
        earliest = month_after(today)
        if terms.first_month is None and recovery.first_month is not None:
            earliest = max(earliest, recovery.first_month)
        found = fitting(recovery, terms, earliest=earliest, on=today, one_sum=agreed)
        _require_no_more(recovery, found)
        decision = RecoveryDecision(
            recovery=recovery,
            reasons=reasons.strip()[:LONGEST_REASONS],
            heard=recovery.state,
            second=needs_second(recovery.amount, on=today),
            at=now,
        )
        put_terms(decision, found)
        decision.signed(actor).save()
        if not decision.second:
            _carry_out(recovery, decision, now=now)
            return decision
        recovery.state, recovery.act_by = State.TO_CONFIRM, act_by(State.TO_CONFIRM, begins=today)
        recovery.save(update_fields=["state", "act_by"])
        line = entry(recovery.case, EntryKind.RECOVERY_JUDGED, at=now, number=recovery.number, way=found.way.value)
        line.signed(actor).save()
        return decision


def confirm_recovery(
    *, recovery_id: int, actor: Actor, confirmed: bool, reasons: str, now: datetime
) -> RecoveryConfirmation:
    """Confirm a decision as a second person, so that it counts; or send it back with reasons.

    Raises:
        NotAllowed: the actor has proposed or decided it, or may not decide at all.
        MovedOn: it does not wait for a second person, or something else is known of the excess now.
        NotPossible: no reasons are given for sending it back, or its first month has come meanwhile.
    """
    with transaction.atomic():
        recovery = locked_recovery(recovery_id, Act.CONFIRM_RECOVERY, frozenset({State.TO_CONFIRM}), actor)
        if not isinstance(actor, Staff) or actor.user_id in had_a_hand(recovery):
            raise NotAllowed(Act.CONFIRM_RECOVERY)
        decision = recovery.decisions.last()
        if decision is None:
            raise MovedOn
        if not confirmed:
            require_note(Act.DECIDE_RECOVERY, actor=actor, note=reasons)
        row = RecoveryConfirmation(
            decision=decision, confirmed=confirmed, reasons=reasons.strip()[:LONGEST_REASONS], at=now
        ).signed(actor)
        if confirmed:
            _require_as_noted(recovery)
            if decision.way in ASKS_BACK:
                _require_final(recovery.case, on=local_day(now))
                _require_ahead(decision, on=local_day(now))
            row.save()
            _carry_out(recovery, decision, now=now)
            return row
        row.save()
        state = State(decision.heard)
        recovery.state, recovery.act_by = state, act_by(state, begins=local_day(now))
        recovery.save(update_fields=["state", "act_by"])
        line = entry(recovery.case, EntryKind.RECOVERY_SENT_BACK, at=now, number=recovery.number, note=reasons)
        line.signed(actor).save()
        return row


def has_agreed(recovery: Recovery, *, besides: Actor | None = None) -> bool:
    """Whether the last clear word of the person is a yes; not one that the member of staff `besides` wrote down."""
    said = recovery.statements.filter(agrees__isnull=False).last()
    if said is None or not said.agrees:
        return False
    return not (isinstance(besides, Staff) and said.by_id == besides.user_id)


# -- what must hold --------------------------------------------------------------------------------------------------


def _require_as_noted(recovery: Recovery) -> None:
    """Pass only while as much is noted as when it was proposed."""
    overpayment = recovery.overpayment
    if overpayment.state == Overpayment.State.CANCELLED or overpayment.total != recovery.noted:
        raise NotPossible(_("Something else is known of the excess now. Take the proposal back, and propose anew."))


def _require_final(case: Case, *, on: date) -> None:
    """Pass only where what the excess rests on is not contested, nor appealed, and cannot be appealed any more."""
    require_uncontested(case)
    appeal = open_appeal(case)
    if appeal is not None and appeal.state != Appeal.State.DRAFT:
        raise NotPossible(_("An appeal about this case is not answered yet. Nothing is asked back before that."))
    subject = subject_of(case)
    if subject is not None and subject.lodge_by >= on and may_be_appealed(case):
        raise NotPossible(
            _("What it rests on can still be appealed, until %(day)s. Nothing is asked back before that.")
            % {"day": date_short(subject.lodge_by)}
        )


def _require_heard_out(recovery: Recovery, *, on: date) -> None:
    """Pass only once the time to say something is over: who has said something may add to it until then."""
    if recovery.heard_by is not None and recovery.heard_by >= on:
        raise NotPossible(
            _("The person can add something until %(day)s. Only with their yes it is decided before.")
            % {"day": date_short(recovery.heard_by)}
        )


def _require_no_more(recovery: Recovery, terms: Terms) -> None:
    """Pass only what asks no more of the person than they were heard about."""
    if terms.way not in ASKS_BACK:
        return
    wrong = recovery.way not in ASKS_BACK
    if recovery.way == RecoveryWay.INSTALMENTS:
        wrong = terms.way == RecoveryWay.AT_ONCE or terms.monthly > recovery.monthly
    if wrong or _is_sooner(recovery, terms):
        raise NotPossible(
            _("That asks more than the person was heard about. Take the proposal back, and propose it to them anew.")
        )


def _is_sooner(recovery: Recovery, terms: Terms) -> bool:
    first, proposed = terms.first_month, recovery.first_month
    return first is not None and proposed is not None and first < proposed


def _require_ahead(decision: RecoveryDecision, *, on: date) -> None:
    if decision.first_month is not None and decision.first_month <= on:
        raise NotPossible(_("The first month has come meanwhile. Send it back, so that a later one is decided."))


# -- carrying it out -------------------------------------------------------------------------------------------------


def _carry_out(recovery: Recovery, decision: RecoveryDecision, *, now: datetime) -> None:
    """Write the plan and the letter, and close the overpayment as decided."""
    close(recovery, State.DECIDED, now=now)
    plan: tuple[Instalment, ...] = ()
    if decision.first_month is not None:
        plan = plan_of(recovery.amount, monthly=decision.monthly, first_month=decision.first_month)
    RecoveryInstalment.objects.bulk_create(
        RecoveryInstalment(recovery=recovery, place=place, month=part.month, amount=part.amount)
        for place, part in enumerate(plan, start=1)
    )
    overpayment = recovery.overpayment
    overpayment.state, overpayment.looked_at = Overpayment.State.LOOKED_AT, now
    overpayment.note = f"{recovery.number}: {decision.reasons}"[:LONGEST_NOTE]
    overpayment.signed(decision.actor).save()
    line = entry(
        recovery.case,
        EntryKind.RECOVERY_DECIDED,
        at=now,
        number=recovery.number,
        way=decision.way,
        total=str(recovery.amount),
    )
    line.signed(decision.actor).save()
    if recovery.case.person.died_on is None:
        _write(recovery, decision, plan, now=now)


def _write(recovery: Recovery, decision: RecoveryDecision, plan: tuple[Instalment, ...], *, now: datetime) -> None:
    months = list(recovery.overpayment.months.all())
    kind = Letter.Kind.RECOVERY_DECIDED if decision.way in ASKS_BACK else Letter.Kind.RECOVERY_NONE
    letter = write_letter(
        recovery.case,
        kind,
        lambda: recovery_letter.decided_letter(
            recovery,
            decision,
            months,
            [Expected(part.month, part.amount) for part in plan],
            heard=decision.heard,
            actor=decision.actor,
            second=decision.second,
            on=local_day(now),
        ),
        occasion=recovery.number,
        now=now,
    )
    tell(recovery, now=now, number=letter.ordinal)
