"""With what a right would be granted: its amount, its first and its last day.

Whoever grants writes this down, and whoever asks the person tells it beforehand: the two cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from dost.accounts.actors import SYSTEM, Actor
from services_catalog.definition import Period
from services_catalog.queries import compiled
from services_catalog.rules import Explanation

from .first_amount import amount_of_today, first_day_paid
from .models import Case, Decision
from .prior_awards import NOTHING, PriorAwards
from .rules import frozen_facts, frozen_parameters
from .stages import Outcome


@dataclass(frozen=True, slots=True)
class Terms:
    """What is granted: `begins` is the right's own first day, `starts` the first that is paid for."""

    amount: Decimal | None
    begins: date
    starts: date
    until: date | None


def terms_of(case: Case, found: Explanation, decision: Decision, *, earlier: PriorAwards, today: date) -> Terms:
    """The terms of a right that a rule has found, with what was paid before for the same matter."""
    # A lump sum for another matter leaves this one's first day alone; only months follow months.
    monthly = compiled(case.version).period == Period.MONTHLY
    begins = _begins(case, found, earlier if monthly else NOTHING)
    starts = first_day_paid(decision, starts=begins) if monthly else begins
    return Terms(
        amount=amount_of_today(decision, today=today) if monthly else found.amount,
        begins=begins,
        starts=starts,
        # Paid for a day at least: a right whose end lies before what is still to be paid begins and ends together.
        until=found.until if found.until is None or found.until >= starts else starts,
    )


def _begins(case: Case, found: Explanation, earlier: PriorAwards) -> date:
    """The first day paid for: the right's own day, at most three years before the case (benefits law).

    Months are paid whole, so what is paid for up to a day begins again with the next month.
    """
    # 29 February has no day three years before: the 28th, which only lengthens the time paid for.
    earliest = case.on.replace(year=case.on.year - 3, day=min(case.on.day, 28))
    starts = max(found.starts or case.on, earliest)
    # Without an award before, or with one that has no last day (then it is held), nothing moves the first day.
    if earlier.paid_until is None:
        return starts
    return max(starts, (earlier.paid_until.replace(day=1) + timedelta(days=32)).replace(day=1))


def frozen_decision(
    case: Case, found: Explanation, outcome: Outcome, *, now: datetime, actor: Actor = SYSTEM, note: str = ""
) -> Decision:
    """Build (not save) the decision with everything that is needed to decide it again years later."""
    return Decision(
        case=case,
        version=case.version,
        content_hash=case.version.content_hash,
        on=case.on,
        outcome=outcome,
        facts=frozen_facts(found),
        parameters=frozen_parameters(found),
        explanation=[
            {"id": criterion.id, "met": criterion.met, "facts": [fact.name for fact in criterion.facts]}
            for criterion in found.criteria
        ],
        amount=found.amount,
        starts=found.starts,
        until=found.until,
        decided_at=now,
        note=note,
    ).signed(actor)
