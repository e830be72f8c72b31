"""Where acts about an overpayment may be done: what `dost.cases.acts` asks of a case.

The recoveries of a case, and the overpayments of its right, may be prefetched, as its appeals are.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.utils import timezone

from dost.accounts.actors import Actor, Staff
from dost.cases.models import (
    OPEN_RECOVERY,
    RECOVERY_HEARS,
    RECOVERY_TO_DECIDE,
    Case,
    Recovery,
    RecoveryDecision,
)
from dost.common.dates import local_day
from dost.payments.models import Overpayment
from registries.data.recovery_terms import RecoveryTerm, recovery_value

State = Recovery.State


def to_propose(case: Case) -> bool:
    """Whether something was paid in excess of which nothing is proposed or decided."""
    proposed = {one.overpayment_id for one in case.recoveries.all() if one.state in OPEN_RECOVERY}
    return any(pk not in proposed for pk, _total in _noted(case))


def to_close(case: Case) -> bool:
    """Whether one person may say by themselves what became of the excess: it is small, and nothing is proposed."""
    if _has(case, OPEN_RECOVERY):
        return False
    most = recovery_value(RecoveryTerm.SECOND_PERSON_ABOVE, on=local_day(timezone.now())).value
    totals = [total for _pk, total in _noted(case)]
    return bool(totals) and max(totals) <= most


def is_heard(case: Case) -> bool:
    """Whether the person can say something about a proposal."""
    return _has(case, RECOVERY_HEARS)


def to_decide(case: Case) -> bool:
    """Whether a proposal waits to be decided: the person was heard, or need not be, or their time has passed."""
    return _has(case, RECOVERY_TO_DECIDE)


def to_confirm(case: Case) -> bool:
    """Whether a decision waits for a second person."""
    return _has(case, {State.TO_CONFIRM})


def to_drop(case: Case) -> bool:
    """Whether there is a proposal that nobody has decided."""
    return _has(case, {State.HEARING, *RECOVERY_TO_DECIDE})


def is_paid_back(case: Case) -> bool:
    """Whether money was asked back by a decision that stands, or stood while some came in."""
    stood = {State.DECIDED, State.SET_ASIDE, State.OVERTAKEN}
    return _has(case, stood) and Recovery.objects.filter(case=case, plan__isnull=False).exists()


def had_a_hand(recovery: Recovery) -> frozenset[int]:
    """The members of staff who proposed, or decided, what a second person is to confirm; by id."""
    deciders = RecoveryDecision.objects.filter(recovery=recovery, by__isnull=False).order_by()
    found = {recovery.by_id, *deciders.values_list("by", flat=True)}
    return frozenset(one for one in found if one is not None)


def is_no_second_person(case: Case, actor: Actor) -> bool:
    """Whether an actor had a hand in every decision of a case that waits for a second person."""
    waiting = Recovery.objects.filter(case=case, state=State.TO_CONFIRM)
    return isinstance(actor, Staff) and all(actor.user_id in had_a_hand(one) for one in waiting)


def _noted(case: Case) -> list[tuple[int, Decimal]]:
    """What is noted as paid in excess and not settled: ids and sums; no query where they are read with the case."""
    if getattr(case, "entitlement", None) is None:
        return []
    return [(one.pk, one.total) for one in case.entitlement.overpayments.all() if one.state == Overpayment.State.OPEN]


def _has(case: Case, states: Collection[Recovery.State]) -> bool:
    return any(one.state in states for one in case.recoveries.all())
