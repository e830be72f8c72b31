"""The days about overpayments: until when somebody can say something, and by when staff must have acted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from dost.cases.models import Recovery
from dost.common.working_days import next_working_day, working_days_later
from registries.data.recovery_terms import RecoveryTerm, recovery_days

State = Recovery.State

_ACTS: Final = {
    State.HEARD: RecoveryTerm.DECIDE_DAYS,
    State.UNHEARD: RecoveryTerm.DECIDE_DAYS,
    State.NOT_ASKED: RecoveryTerm.DECIDE_DAYS,
    State.TO_CONFIRM: RecoveryTerm.CONFIRM_DAYS,
}


def heard_by(proposed_on: date) -> date:
    """The last day to say something about what was proposed on a day."""
    return working_days_later(proposed_on, recovery_days(RecoveryTerm.HEARING_DAYS, on=proposed_on))


def act_by(state: Recovery.State, *, begins: date) -> date:
    """The last day for the next word of staff on a recovery that has come to a state on a day."""
    return next_working_day(begins + timedelta(days=recovery_days(_ACTS[state], on=begins)))


def propose_by(noted_on: date) -> date:
    """The last day to propose what becomes of what was noted on a day."""
    return next_working_day(noted_on + timedelta(days=recovery_days(RecoveryTerm.PROPOSE_DAYS, on=noted_on)))
