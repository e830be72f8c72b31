"""What a change that reaches back would do to a right, before anybody does it: months, money, and what follows.

A death or an end on a day, a lower amount from a day on, facts that were corrected: for each month it is said what was
paid, what would have been paid, and the difference. Nothing is written. The road notes the same when the change comes
(`endings`, `differences`), for both read the months here (`tests/dost/cases/test_reaching_back.py` holds them equal).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.db.models import Sum
from django.utils.translation import pgettext_lazy

from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.payments.models import Overpayment, PaidElsewhere, PaymentOrder

from .codes import EndReason, WaitingReason
from .differences import EVER, balances_of
from .endings import CAUSES
from .models import Case, Decision, Entitlement
from .overpaid import MonthPaid, noted_of, paid_by_month
from .proven import kept_facts
from .rules import decided_facts
from .stages import Stage

NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Ends:
    """The right ends on a day: by a death (of its person or of whom it is about), a member of staff, another right."""

    last_day: date
    reason: EndReason = EndReason.CLERK


@dataclass(frozen=True, slots=True)
class Lowered:
    """Months from that of a day on are worth no more than an amount."""

    since: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Corrected:
    """Facts of the decision are others, by name, as values of JSON: the rule is asked again for every month."""

    facts: Mapping[str, Any]


Change = Ends | Lowered | Corrected


class Follows(models.TextChoices):
    """What follows from a change besides the months."""

    ENDS = "ends", pgettext_lazy("what follows", "The right ends")
    KEPT_BACK = "kept_back", pgettext_lazy("what follows", "Payments that have not left for the bank are kept back")
    ON_ITS_WAY = (
        "on_its_way",
        pgettext_lazy(
            "what follows", "Payments that the bank has cannot be stopped; they are noted when it has paid them"
        ),
    )
    NOTED = (
        "noted",
        pgettext_lazy(
            "what follows", "The excess is noted and put before a member of staff; nothing is taken back by itself"
        ),
    )
    OWED = "owed", pgettext_lazy("what follows", "What is owed besides is ordered")
    LETTER = "letter", pgettext_lazy("what follows", "The person gets a letter, and a message that there is one")
    NOBODY_TOLD = (
        "nobody_told",
        pgettext_lazy(
            "what follows", "The person has died: nobody is written to, and no heir is asked for anything by itself"
        ),
    )
    BEGINS = "begins", pgettext_lazy("what follows", "Another right that waits behind this one goes on")
    PAYS_AGAIN = (
        "pays_again",
        pgettext_lazy("what follows", "Another right that counted these months as paid is looked at again"),
    )
    UNKNOWN = "unknown", pgettext_lazy("what follows", "The rule gives no amount for some months; somebody must look")


@dataclass(frozen=True, slots=True)
class Following:
    """One thing that follows; `day`, `amount` and `service` (its code) where they belong to it."""

    what: Follows
    day: date | None = None
    amount: Decimal | None = None
    service: str = ""


@dataclass(frozen=True, slots=True)
class SimulatedMonth:
    """A month (its first day): what was paid, what would have been, and what of the excess is noted already; in AZN."""

    period: date
    paid: Decimal
    due: Decimal
    noted: Decimal = NOTHING

    @property
    def difference(self) -> Decimal:
        """What was paid in excess; less than nothing where more is owed."""
        return self.paid - self.due

    @property
    def added(self) -> Decimal:
        """What of it would be noted anew."""
        return max(self.paid - self.due - self.noted, NOTHING)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a change would do: by which cause the excess would be noted, the months, and what follows."""

    cause: Overpayment.Cause
    months: tuple[SimulatedMonth, ...]
    follows: tuple[Following, ...] = field(default=())

    @property
    def excess(self) -> Decimal:
        """What was paid in excess in all."""
        return sum((max(month.difference, NOTHING) for month in self.months), NOTHING)

    @property
    def added(self) -> Decimal:
        """What would be noted anew."""
        return sum((month.added for month in self.months), NOTHING)

    @property
    def owed(self) -> Decimal:
        """What is owed besides in all."""
        return sum((max(-month.difference, NOTHING) for month in self.months), NOTHING)


def simulate(right: Entitlement, change: Change, *, now: datetime) -> Simulation:
    """What a change would do to a right (with its case and person); nothing is written.

    Raises:
        RuleError: a corrected fact is none that the rule reads, or not of its kind.
    """
    match change:
        case Ends():
            return _ends(right, change, now=now)
        case Lowered():
            return _lowered(right, change)
        case Corrected():
            return _corrected(right, change)


# -- an end ----------------------------------------------------------------------------------------------------------


def _ends(right: Entitlement, change: Ends, *, now: datetime) -> Simulation:
    # Nothing is owed before a right starts: an end before that leaves it its first day only, as the road has it.
    last_day = max(change.last_day, right.starts)
    cause = CAUSES.get(change.reason.value, Overpayment.Cause.ENDED)
    if right.period != Entitlement.Period.MONTHLY:
        return Simulation(cause, ())
    paid = [
        MonthPaid(period, amount)
        for period, amount in sorted(paid_by_month([right.pk])[right.pk].items())
        if period > last_day
    ]
    found = _months(right, paid)
    is_dead = right.case.person.died_on is not None or _dies_itself(right, change)
    follows = [
        *([] if right.ended_on == last_day else [Following(Follows.ENDS, day=last_day)]),
        *_orders_after(right, last_day),
        *_excess(found),
        *_freed(right, last_day, on=local_day(now)),
        Following(Follows.NOBODY_TOLD if is_dead else Follows.LETTER),
    ]
    return Simulation(cause, found, tuple(follows))


def _dies_itself(right: Entitlement, change: Ends) -> bool:
    """Whether the death that ends a right can only be its person's own: it is about nobody else."""
    about = right.case.about_id
    return change.reason is EndReason.DEATH and about in (None, right.case.person_id)


def _orders_after(right: Entitlement, last_day: date) -> list[Following]:
    after = PaymentOrder.objects.filter(entitlement=right, period__gt=last_day).order_by()
    sums = dict(after.values_list("state").annotate(total=Sum("amount")))
    pairs = ((Follows.KEPT_BACK, DeliveryState.READY), (Follows.ON_ITS_WAY, DeliveryState.SENDING))
    return [Following(what, amount=sums[state.value]) for what, state in pairs if state.value in sums]


def _freed(right: Entitlement, last_day: date, *, on: date) -> list[Following]:
    """Rights of the same person that this one keeps back, or that counted its months as paid."""
    waiting = Case.objects.filter(
        person=right.person_id, reason__code=WaitingReason.EXCLUSIVE, reason__service=right.service_id
    ).exclude(stage=Stage.CLOSED)
    counted = PaidElsewhere.objects.filter(ground="case", reference=str(right.case_id), period__gt=last_day)
    again = counted.filter(entitlement__starts__lte=on).values_list("entitlement__service", flat=True)
    begins = waiting.order_by("pk").values_list("service", flat=True)
    return [
        *(Following(Follows.BEGINS, service=code) for code in dict.fromkeys(begins)),
        *(Following(Follows.PAYS_AGAIN, service=code) for code in dict.fromkeys(again.order_by("pk"))),
    ]


# -- another amount --------------------------------------------------------------------------------------------------


def _lowered(right: Entitlement, change: Lowered) -> Simulation:
    since = change.since.replace(day=1)
    lower = [
        MonthPaid(period, amount, min(amount, change.amount))
        for period, amount in sorted(paid_by_month([right.pk])[right.pk].items())
        if period >= since
    ]
    found = _months(right, lower)
    return Simulation(Overpayment.Cause.LOWERED, found, (*_excess(found), _told(right)))


def _corrected(right: Entitlement, change: Corrected) -> Simulation:
    decision = Decision.objects.select_related("case").prefetch_related("version").get(case=right.case_id)
    known = decided_facts([decision])[decision.pk]
    other = {
        name: {**known.get(name, {}), "value": value} for name, value in kept_facts(right.case, change.facts).items()
    }
    facts = {**known, **other}
    balance = balances_of([right], EVER, facts={decision.pk: facts})[right.pk]
    paid = {month.period: month for month in balance.worth}
    owed = [
        MonthPaid(period, paid[period].paid, paid[period].paid + more)
        for period, more in balance.owed.items()
        if period in paid
    ]
    # What the road calls excess, and what it would order; the other months are as they were paid.
    found = _months(right, sorted([*balance.excess, *owed], key=lambda month: month.period))
    follows = [*_excess(found), *([Following(Follows.UNKNOWN)] if balance.unknown else [])]
    more = sum(balance.owed.values(), NOTHING)
    if more:
        follows.append(Following(Follows.OWED, amount=more))
    return Simulation(Overpayment.Cause.LOWERED, found, (*follows, _told(right)))


# -- parts -----------------------------------------------------------------------------------------------------------


def _months(right: Entitlement, paid: Sequence[MonthPaid]) -> tuple[SimulatedMonth, ...]:
    noted = noted_of([right.pk])[right.pk]
    return tuple(SimulatedMonth(one.period, one.paid, one.due, noted[one.period]) for one in paid)


def _excess(found: Sequence[SimulatedMonth]) -> list[Following]:
    added = sum((month.added for month in found), NOTHING)
    return [Following(Follows.NOTED, amount=added)] if added else []


def _told(right: Entitlement) -> Following:
    return Following(Follows.LETTER if right.case.person.died_on is None else Follows.NOBODY_TOLD)
