"""The one place that asks whether a member of staff may grant alone: by a decision, on an appeal, after a court.

What is granted is done first, in a savepoint, and then reckoned: so what counts is what would be paid, to the month. Is
it more than the version lets one person grant, all of it is undone, and the judgement is put before a second person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.db import transaction

from dost.accounts.actors import Actor, Staff
from dost.cases.acts import Act, MovedOn
from dost.cases.batch import LEASE, entry, wait, write_back
from dost.cases.codes import EntryKind, second_person_asked
from dost.cases.models import Case, Decision, Entitlement, GrantToConfirm
from dost.cases.paid_at_once import paid_at_once
from dost.cases.second_person import confirm_by
from dost.cases.stages import Stage, WaitingOn
from dost.cases.undone import is_looked_at
from dost.common.dates import local_day
from services_catalog.queries import definition_of

from .way import locked

Via = GrantToConfirm.Via
ACT_OF: Final[Mapping[Via, Act]] = {
    Via.DECISION: Act.GRANT,
    Via.APPEAL: Act.DECIDE_APPEAL,
    Via.COURT: Act.REGISTER_COURT,
}
"""By which act of the table each is granted."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody decides about a case, with what it takes to do it again (as JSON): see `GrantToConfirm`."""

    case_id: int
    via: Via
    actor: Actor
    reasons: str
    given: Mapping[str, Any] = field(default_factory=dict)
    appeal_id: int | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """What was granted: all that is paid at once and the amount of the version (AZN), and what the rule gave."""

    amount: Decimal
    above: Decimal
    found: Mapping[str, Any]


class _TooMuch(Exception):  # noqa: N818 - it reads as what it says
    """More was granted than one person may grant alone: it is undone."""

    def __init__(self, granted: Granted) -> None:
        super().__init__()
        self.granted = granted


def alone_or_second(judged: Judged, do: Callable[[], tuple[T, int | None]], *, now: datetime) -> T | GrantToConfirm:
    """Do what grants, or put it before a second person where it is too much for one; return what `do` did, or the wait.

    `do` returns beside its result the id of the case whose right it granted or let run again, if there is one. What it
    raises is raised. What is done only to be looked at needs nobody.
    """
    try:
        with transaction.atomic():
            result, case_id = do()
            if case_id is None or is_looked_at() or not isinstance(judged.actor, Staff):
                return result
            granted = granted_above(case_id, now=now)
            if granted is None:
                return result
            raise _TooMuch(granted)
    except _TooMuch as much:
        return _put_before_second(judged, much.granted, now=now)


def granted_above(case_id: int, *, now: datetime) -> Granted | None:
    """What a case has just granted, if it is above the amount of its version; no query more where that has none."""
    case = Case.objects.select_related("version").get(pk=case_id)
    limit = definition_of(case.version).second_person
    right = Entitlement.objects.select_related("case", "person").filter(case=case).first() if limit else None
    if limit is None or right is None:
        return None
    amount = paid_at_once(right, on=local_day(now))
    if amount <= limit.above:
        return None
    return Granted(amount, limit.above, found_of(right))


def found_of(right: Entitlement) -> dict[str, Any]:
    """What a right gives and from when until when, as JSON: a second person confirms this and nothing else.

    Of a monthly right the amount is each month's own (`periods`); the one that was decided says whether the rule gives
    another thing now.
    """
    decided = Decision.objects.filter(case=right.case_id).values_list("amount", flat=True).first()
    return {
        "amount": None if decided is None else str(decided),
        "starts": right.starts.isoformat(),
        "until": right.until.isoformat() if right.until else None,
    }


@transaction.atomic
def _put_before_second(judged: Judged, granted: Granted, *, now: datetime) -> GrantToConfirm:
    """Keep the judgement, and let the case wait for a second person: for nobody in particular."""
    case = locked(judged.case_id, ACT_OF[judged.via], judged.actor)
    waits = GrantToConfirm(
        case=case,
        appeal_id=judged.appeal_id,
        via=judged.via,
        reasons=judged.reasons.strip(),
        given=dict(judged.given),
        before=case.reason,
        found=dict(granted.found),
        amount=granted.amount,
        above=granted.above,
        confirm_by=confirm_by(local_day(now)),
        at=now,
    ).signed(judged.actor)
    waits.save()
    line = entry(case, EntryKind.GRANT_JUDGED, at=now).signed(judged.actor)
    if case.stage == Stage.CLOSED:
        line.save()
        Case.objects.filter(pk=case.pk).update(to_confirm=waits)
        return waits
    case.token += 1
    Case.objects.filter(pk=case.pk).update(token=case.token, lease_until=now + LEASE, assigned_to=None)
    case.to_confirm = waits
    reason = second_person_asked(granted.above)
    if not write_back([wait(case, WaitingOn.CLERK, reason=reason, now=now, rows=[line])], now=now):
        raise MovedOn
    return waits
