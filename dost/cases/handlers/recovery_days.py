"""The days about overpayments that pass: nobody's silence is a consent, and no term of staff passes in silence.

Every hour: who was not heard from in time goes to a member of staff so; a proposal is overtaken where something else is
known of the excess, or its person has died; and a term of staff that has passed is told in the timeline of its case,
once for each term. Each is a transaction of its own: one that fails is logged, and keeps none back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet

from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.models import ASKS_BACK, OPEN_RECOVERY, Case, CaseEntry, Entitlement, Recovery
from dost.cases.recoveries.days import act_by, propose_by
from dost.cases.recoveries.lists import to_propose
from dost.common.dates import local_day
from dost.payments.models import Overpayment

from .giving_back import tell_owed_back
from .recovery import close

logger = logging.getLogger(__name__)
State = Recovery.State


@dataclass(frozen=True, slots=True)
class RecoveriesWatched:
    """What one look did: not heard from in time, overtaken by what is known now, terms of staff that passed, and sums
    that are owed back.
    """

    unheard: int = 0
    overtaken: int = 0
    passed: int = 0
    owed: int = 0


def watch_recoveries(*, now: datetime) -> RecoveriesWatched:
    """Look once at everything that is proposed or planned."""
    on = local_day(now)
    changed = ~Q(noted=F("overpayment__total")) | Q(overpayment__state=Overpayment.State.CANCELLED)
    died = Q(person__died_on__isnull=False, way__in=ASKS_BACK)
    lowered = Q(state=State.DECIDED) & (
        Q(overpayment__state=Overpayment.State.CANCELLED) | Q(overpayment__total__lt=F("noted"))
    )
    stale = Q(state__in=OPEN_RECOVERY) & (changed | died) | lowered | Q(state=State.DECIDED) & died
    unheard = Q(state=State.HEARING, heard_by__lt=on)
    passed = Q(state__in=OPEN_RECOVERY - {State.HEARING}, act_by__lt=on) & (
        Q(escalated_for=None) | ~Q(escalated_for=F("act_by"))
    )
    overtaken = _each(Recovery.objects.filter(stale), lambda row: _overtake(row, now=now))
    return RecoveriesWatched(
        overtaken=overtaken,
        owed=tell_owed_back(now=now),
        unheard=_each(Recovery.objects.filter(unheard), lambda row: _not_heard(row, now=now)),
        passed=_each(Recovery.objects.filter(passed), lambda row: _tell(row, now=now)) + _unproposed(now=now),
    )


def _overtake(recovery: Recovery, *, now: datetime) -> bool:
    """Something else is known now: nothing more is expected, and the overpayment waits for somebody."""
    was_decided = recovery.state == State.DECIDED
    if was_decided and not _is_unpaid(recovery):
        return False
    close(recovery, State.OVERTAKEN, now=now)
    if was_decided:
        Overpayment.objects.filter(pk=recovery.overpayment_id, state=Overpayment.State.LOOKED_AT).update(
            state=Overpayment.State.OPEN
        )
    entry(recovery.case, EntryKind.RECOVERY_OVERTAKEN, at=now, number=recovery.number).save()
    return True


def _is_unpaid(recovery: Recovery) -> bool:
    """Whether something of a plan is still expected, or was lowered: of what is settled the dead owe nothing."""
    expected = sum(part.amount for part in recovery.plan.all())
    received = sum(one.amount for one in recovery.repayments.all())
    return bool(expected) and (received < expected or recovery.overpayment.total < recovery.noted)


def _not_heard(recovery: Recovery, *, now: datetime) -> bool:
    recovery.state, recovery.act_by = State.UNHEARD, act_by(State.UNHEARD, begins=local_day(now))
    recovery.save(update_fields=["state", "act_by"])
    entry(recovery.case, EntryKind.RECOVERY_UNHEARD, at=now, number=recovery.number).save()
    return True


def _tell(recovery: Recovery, *, now: datetime) -> bool:
    assert recovery.act_by is not None  # asked for above
    recovery.escalated_for = recovery.act_by
    recovery.save(update_fields=["escalated_for"])
    line = entry(recovery.case, EntryKind.TERM_PASSED, at=now, due=recovery.act_by.isoformat(), number=recovery.number)
    line.save()
    return True


def _unproposed(*, now: datetime) -> int:
    """Tell, once for each, of overpayments of which nothing was proposed in time."""
    count, on = 0, local_day(now)
    for row in to_propose().select_related("entitlement__case"):
        due = propose_by(local_day(row.noted_at))
        case = row.entitlement.case
        told = CaseEntry.objects.filter(case=case, what=EntryKind.TERM_PASSED, details__overpayment=row.pk)
        if due < on and not told.exists():
            entry(case, EntryKind.TERM_PASSED, at=now, due=due.isoformat(), overpayment=row.pk).save()
            count += 1
    return count


def _each(rows: QuerySet[Recovery], work: Callable[[Recovery], bool]) -> int:
    ids = rows.order_by("pk").values_list("pk", "overpayment__entitlement", "case")
    return sum(_one(*row, work) for row in list(ids))


def _one(recovery_id: int, right_id: int, case_id: int, work: Callable[[Recovery], bool]) -> bool:
    try:
        with transaction.atomic():
            Entitlement.objects.select_for_update(no_key=True).get(pk=right_id)
            case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
            before = Recovery.objects.select_for_update(no_key=True, of=("self",)).select_related("overpayment")
            recovery = before.get(pk=recovery_id)
            recovery.case = case
            return work(recovery)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Recovery %s could not be looked at", recovery_id)
        return False
