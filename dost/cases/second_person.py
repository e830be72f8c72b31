"""Where acts about a grant that waits for a second person may be done, and which of these grants wait for whom.

What a member of staff grants above the amount of a version is judged, kept (`models.GrantToConfirm`) and carried out by
whoever confirms it (`handlers.confirming`, decision 54).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from dost.accounts.actors import Actor, Staff
from dost.common.working_days import working_days_later

from .clock.lists import SOON
from .impartial import deciders
from .models import Case, GrantToConfirm

CONFIRM_DAYS: Final = 2
"""Working days for the second person: what this house asks of itself, for the clock of the law does not stand still."""


def to_confirm(case: Case) -> bool:
    """Whether something that was granted of a case waits for a second person; no query."""
    return case.to_confirm_id is not None


def is_first(case: Case, actor: Actor) -> bool:
    """Whether the actor is who decided what waits for a second person; a query where anything does."""
    return isinstance(actor, Staff) and case.to_confirm is not None and case.to_confirm.by_id == actor.user_id


def is_not_first(case: Case, actor: Actor) -> bool:
    """Whether what waits for a second person was decided by somebody else."""
    return not is_first(case, actor)


def is_no_second(case: Case, actor: Actor) -> bool:
    """Whether an actor cannot be the second person: they decided it, or, on an appeal, what the appeal is against."""
    waits = case.to_confirm
    if waits is None or not isinstance(actor, Staff) or waits.by_id == actor.user_id:
        return True
    return waits.via == GrantToConfirm.Via.APPEAL and actor.user_id in deciders(case)


def confirm_by(judged_on: date) -> date:
    """The last day for the second person about what was decided on a day."""
    return working_days_later(judged_on, CONFIRM_DAYS)


def grants_to_confirm(reader: Staff | None = None) -> QuerySet[GrantToConfirm]:
    """What waits for a second person, what is due first on top; for a reader without what they decided themselves."""
    waiting = GrantToConfirm.objects.filter(state=GrantToConfirm.State.WAITING).order_by("confirm_by", "pk")
    return waiting if reader is None else waiting.filter(~Q(by=reader.user_id))


def confirmations_due(*, on: date) -> QuerySet[GrantToConfirm]:
    """What should have been confirmed before a day."""
    return grants_to_confirm().filter(confirm_by__lt=on)


def confirmations_due_soon(*, on: date) -> QuerySet[GrantToConfirm]:
    """What is to be confirmed on a day or shortly after."""
    return grants_to_confirm().filter(confirm_by__gte=on, confirm_by__lte=on + SOON)
