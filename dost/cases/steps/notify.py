"""Tell the person, once, in their language; the case is closed when the operator has taken the message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from dost.cases.batch import Move, also, closed, entry, wait
from dost.cases.codes import EntryKind, Reason, WaitingReason
from dost.cases.deliverables import KINDS as KINDS_ISSUED
from dost.cases.deliverables import places
from dost.cases.models import Case, CaseEntry, Deliverable, Entitlement
from dost.cases.stages import ASKED_FOR, Outcome, WaitingOn
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from dost.notifications.texts import Issued
from services_catalog.definition import Outcome as ServiceOutcome
from services_catalog.queries import definition_of

LOOK_AGAIN: Final = timedelta(seconds=60)
USED_UP: Final = frozenset({ServiceOutcome.MESSAGE, ServiceOutcome.REFERRAL})
KINDS: Final = {Outcome.GRANTED: Notice.Kind.GRANTED, Outcome.REFUSED: Notice.Kind.REFUSED}
UNTOLD: Final = {
    Notice.Untold.NO_WAY: "no_way",
    Notice.Untold.FAILED: "no_message_arrived",
    Notice.Untold.SENSITIVE: "no_message_by_itself",
    Notice.Untold.RETURNED: "letter_returned",
}
"""Why nobody was reached, as a line of the timeline keeps it: a member of staff tells the person (`Act.TELL`)."""


def work(cases: list[Case], now: datetime) -> Sequence[Move]:
    """Write the notices of a batch, or close the cases whose notice is through."""
    written = {row.case_id: row for row in Notice.objects.filter(case__in=cases, kind__in=KINDS.values())}
    rights = {row.case_id: row for row in Entitlement.objects.filter(case__in=cases).select_related("payee__contact")}
    given = _given([case for case in cases if case.pk not in written])
    return [_move(case, written.get(case.pk), rights.get(case.pk), given.get(case.pk), now=now) for case in cases]


def _given(cases: Sequence[Case]) -> dict[int, Issued]:
    """What was issued for these cases, as their people are told of it."""
    asked = [case for case in cases if definition_of(case.version).outcome in KINDS_ISSUED]
    found = list(Deliverable.objects.filter(case__in=asked)) if asked else []
    place = places(found)
    return {row.case_id: Issued(row.kind, row.number, row.valid_until, place.get(row.pk)) for row in found}


def _move(
    case: Case, written: Notice | None, right: Entitlement | None, given: Issued | None, *, now: datetime
) -> Move:
    if written is not None:
        return after_notice(case, written, now=now)
    made = notice(
        case,
        KINDS[Outcome(case.outcome)],
        now=now,
        to=right.payee if right else None,
        amount=right.amount if right else None,
        monthly=right is not None and right.period == Entitlement.Period.MONTHLY,
        given=given,
        message=definition_of(case.version).outcome == ServiceOutcome.MESSAGE,
    )
    if is_through(made):
        return closed(case, outcome=case.outcome, live=not is_done_with(case), rows=[made, _told(case, made, now=now)])
    reason = Reason(WaitingReason.NOTICE)
    return wait(case, WaitingOn.OPERATOR, reason=reason, now=now, rows=[made], pause=_until(made, now=now))


def after_notice(case: Case, message: Notice, *, now: datetime) -> Move:
    """A message that was taken ends the case, and so does one that reaches nobody: that is left to staff.

    So does a letter on paper, which leaves with the file of its day: if it comes back, that is left to staff too.
    """
    if is_through(message):
        unsure = _is_unsure(message)
        if unsure:
            message.untold = Notice.Untold.FAILED
        rows = [_told(case, message, now=now)]
        move = closed(case, outcome=case.outcome, live=not is_done_with(case), rows=rows)
        return also(move, partial(_leave_to_staff, message.pk)) if unsure else move
    reason = Reason(WaitingReason.NOTICE)
    return wait(case, WaitingOn.OPERATOR, reason=reason, now=now, pause=_until(message, now=now))


def _is_unsure(message: Notice) -> bool:
    """Whether nobody can tell that a message arrived: its receiver's answer cannot be read."""
    return message.state == DeliveryState.DOUBTFUL and bool(message.problem) and not message.untold


def _leave_to_staff(pk: int) -> None:
    Notice.objects.filter(pk=pk).update(untold=Notice.Untold.FAILED)


def is_through(message: Notice) -> bool:
    """Whether nothing more becomes of a message that the case could wait for."""
    on_its_way = message.state in (DeliveryState.READY, DeliveryState.SENDING)
    return not on_its_way or message.channel == Notice.Channel.LETTER


def _until(message: Notice, *, now: datetime) -> timedelta:
    """How long the case need not look: a message may be kept until the quiet hours are over."""
    return max(LOOK_AGAIN, message.not_before - now)


def _told(case: Case, message: Notice, *, now: datetime) -> CaseEntry:
    """How the person was told; or that they were not, and why."""
    if message.state == DeliveryState.WITHHELD:
        return entry(case, EntryKind.NOT_TOLD, at=now, problem=message.problem)
    if message.untold:
        return entry(case, EntryKind.NOT_TOLD, at=now, problem=UNTOLD[Notice.Untold(message.untold)])
    return entry(case, EntryKind.TOLD, at=now, channel=message.channel, problem=message.problem)


def is_done_with(case: Case) -> bool:
    """Whether nothing of a case goes on once it is announced: what was asked for may then be asked for again."""
    asked_for = case.origin in ASKED_FOR and case.outcome == Outcome.GRANTED
    return asked_for and definition_of(case.version).outcome in USED_UP
