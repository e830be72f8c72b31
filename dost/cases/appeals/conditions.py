"""Where acts of appealing, asking and giving up may be done: what `dost.cases.acts` asks of a case."""

from __future__ import annotations

from collections.abc import Collection

from dost.cases.models import TO_ADMIT, TO_DECIDE, Appeal, Case, Entitlement
from dost.cases.stages import ASKED_FOR

from .subject import may_be_appealed, subject_of, waits_for_reply

__all__ = [
    "has_decision",
    "is_applied_for",
    "may_be_appealed",
    "runs_monthly",
    "to_admit",
    "to_answer",
    "waits_for_reply_of_staff",
]


def is_applied_for(case: Case) -> bool:
    """Whether somebody asked for what the case is about: what the state found by itself needs no withdrawal."""
    return case.origin in ASKED_FOR and not case.outcome


def runs_monthly(case: Case) -> bool:
    """Whether the case granted something that is paid by the month, and it runs."""
    right: Entitlement | None = getattr(case, "entitlement", None)
    return right is not None and right.period == Entitlement.Period.MONTHLY and right.ended_on is None


def waits_for_reply_of_staff(case: Case) -> bool:
    """Whether the person has asked something that nobody has answered."""
    return waits_for_reply(case.messages.all())


def to_admit(case: Case) -> bool:
    """Whether a late appeal waits to be admitted."""
    return _has_appeal(case, TO_ADMIT)


def to_answer(case: Case) -> bool:
    """Whether an appeal waits to be decided."""
    return _has_appeal(case, TO_DECIDE)


def _has_appeal(case: Case, states: Collection[Appeal.State]) -> bool:
    return any(one.state in states for one in case.appeals.all())


def has_decision(case: Case) -> bool:
    """Whether something was decided that a court could have been asked about."""
    return bool(case.outcome) and subject_of(case) is not None
