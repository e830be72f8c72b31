"""What a person is paid: what was paid and what became of it, what comes next, and to which account.

Asked by the pages of whoever may see it; every look is logged here. A service that a leak would harm is not named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Prefetch, Q, QuerySet

from dost.accounts.access import NoReason, log_access, reason_for
from dost.accounts.actors import Actor
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.payments import account_changes, accounts
from dost.payments.models import AccountChange, PaymentAccount, PaymentOrder, PaymentReturn
from services_catalog.sensitive import label_of

from .counterparts import paid_elsewhere
from .models import Entitlement
from .payees import receives
from .periods import amounts_of, periods_due
from .stages import Stage
from .unpaid import settled_months

MONTHS_AHEAD: Final = 3
"""For how many months, after this one, it is told what will be paid if nothing else changes."""


@dataclass(frozen=True, slots=True)
class PaymentMade:
    """A payment that was ordered: what for, how much, and what became of it.

    `period` is the first day of the month it is for, None for what is given once. `because` is the title of the decree
    or act by which a difference is paid; `difference` says that it is one. `paid_at` is when the bank had done it,
    `came_back_on` the day on which it came back. `for_whom` is the name of whose right it is, empty for one's own.
    """

    service: str
    period: date | None
    amount: Decimal
    state: DeliveryState
    ending: str
    made_at: datetime
    paid_at: datetime | None = None
    came_back_on: date | None = None
    difference: bool = False
    because: str = ""
    for_whom: str = ""


@dataclass(frozen=True, slots=True)
class PaymentPlanned:
    """A payment that is not ordered yet: `on` is the day from which it can be.

    `amount` is None while it cannot be told.
    """

    service: str
    period: date | None
    on: date
    amount: Decimal | None
    for_whom: str = ""


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The account a person is paid to, of which only the last four digits are told; `card` is masked, or empty.

    `bank` is the code of the bank. `state` is that of the request to open it: `DONE` once it is open.
    """

    bank: str
    ending: str
    card: str
    state: DeliveryState
    since: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeOfAccount:
    """A change that was asked for; `by` are the columns of who asked (`ActorColumns.actor`)."""

    bank: str
    ending: str
    state: DeliveryState
    problem: str
    asked_at: datetime
    settled_at: datetime | None
    by: Actor

    @property
    def is_open(self) -> bool:
        """Whether the bank has not answered for good."""
        return self.state in account_changes.OPEN


@dataclass(frozen=True, slots=True)
class Accounts:
    """The account, if there is one, and the changes, the newest first."""

    current: OwnAccount | None
    changes: tuple[ChangeOfAccount, ...]

    @property
    def open_change(self) -> ChangeOfAccount | None:
        """The change that is being checked."""
        return next((change for change in self.changes if change.is_open), None)


def log_look(*, actor: Actor, person_id: int, now: datetime) -> None:
    """Write down that an actor looks at what a person is paid.

    Raises:
        NoReason: the actor has no reason to look at this person's record.
    """
    reason = reason_for(actor, person_id, now=now)
    if reason is None:
        raise NoReason
    log_access(actor=actor, people=[person_id], purpose=reason.purpose, reason=reason.note, registries=(), now=now)


# -- made ----------------------------------------------------------------------------------------------------------


def orders_of(person_id: int) -> QuerySet[PaymentOrder]:
    """The payments of a person's rights, and those of others' rights that they receive; the newest first."""
    came_back = PaymentReturn.objects.filter(finding=PaymentReturn.Finding.WHOLE).order_by("-pk")
    return (
        PaymentOrder.objects.filter(Q(entitlement__person=person_id) | Q(entitlement__payee=person_id))
        .select_related("entitlement__service", "entitlement__person", "account")
        .prefetch_related(Prefetch("returns", came_back, to_attr="came_back"))
        .order_by("-created_at", "-period", "-pk")
    )


def made(orders: Iterable[PaymentOrder], *, person_id: int) -> tuple[PaymentMade, ...]:
    """What `orders_of` has found, as it is told to this person."""
    return tuple(_made(order, person_id) for order in orders)


def _made(order: PaymentOrder, person_id: int) -> PaymentMade:
    right = order.entitlement
    state = DeliveryState(order.state)
    came_back: Sequence[PaymentReturn] = getattr(order, "came_back", ())
    return PaymentMade(
        service=label_of(right.service).title,
        period=order.period if right.period == Entitlement.Period.MONTHLY else None,
        amount=order.amount,
        state=state,
        ending=order.account.iban[-4:],
        made_at=order.created_at,
        paid_at=order.settled_at if state == DeliveryState.DONE else None,
        came_back_on=came_back[0].returned_on if state == DeliveryState.RETURNED and came_back else None,
        difference=bool(order.part),
        because=order.title if order.part and not right.service.sensitive else "",
        for_whom=_for_whom(right, person_id),
    )


def _for_whom(right: Entitlement, person_id: int) -> str:
    return "" if right.person_id == person_id else right.person.full_name


# -- planned -------------------------------------------------------------------------------------------------------


def planned(person_id: int, *, now: datetime, sensitive: bool = True) -> tuple[PaymentPlanned, ...]:
    """What is due and not ordered yet, and the months to come of the rights that run, the next first.

    Amounts are those of the law as it is known now. A month that a right which excludes this one was paid for counts
    for the rest only; one that is worth nothing then is left out. Not `sensitive`: without services that a leak would
    harm.
    """
    on = local_day(now)
    rights = list(
        Entitlement.objects.filter(receives([person_id]) | Q(person=person_id))
        .filter(_runs(on))
        .filter(Q() if sensitive else Q(service__sensitive=False), person__died_on=None)
        .select_related("service", "person")
        .order_by("pk")
    )
    settled = settled_months([right.pk for right in rights])
    wanted = {right.pk: _wanted(right, settled.get(right.pk, set()), on=on) for right in rights}
    asked = [right for right in rights if wanted[right.pk]]
    amounts = amounts_of(asked, wanted)
    elsewhere = paid_elsewhere([right.pk for right in asked if right.period == Entitlement.Period.MONTHLY])
    found = []
    for right in asked:
        for period in wanted[right.pk]:
            amount, there = amounts[right.pk, period], elsewhere[right.pk].get(period)
            rest = None if amount is None else amount - (there.amount if there else Decimal(0))
            if rest is None or rest > 0:
                found.append(_planned(right, period, rest, person_id=person_id, on=on))
    return tuple(sorted(found, key=lambda row: (row.on, row.service)))


def _planned(right: Entitlement, period: date, amount: Decimal | None, *, person_id: int, on: date) -> PaymentPlanned:
    return PaymentPlanned(
        service=label_of(right.service).title,
        period=period if right.period == Entitlement.Period.MONTHLY else None,
        on=max(on, period, right.starts),
        amount=amount,
        for_whom=_for_whom(right, person_id),
    )


def _runs(on: date) -> Q:
    """Monthly rights that are paid this month or later, and what is given once while its case is at the payment."""
    month = on.replace(day=1)
    running = (Q(ended_on=None) | Q(ended_on__gte=month)) & (Q(until=None) | Q(until__gte=month))
    return Q(period=Entitlement.Period.MONTHLY) & running | Q(
        period=Entitlement.Period.ONCE, ended_on=None, amount__gt=0, case__stage=Stage.PAY
    )


def _wanted(right: Entitlement, settled: Iterable[date], *, on: date) -> list[date]:
    return [day for day in periods_due(right, on=_horizon(on)) if day not in set(settled)]


def _horizon(on: date) -> date:
    """The first day of the last month that is told ahead."""
    year, month = divmod(on.year * 12 + on.month - 1 + MONTHS_AHEAD, 12)
    return date(year, month + 1, 1)


# -- account -------------------------------------------------------------------------------------------------------


def accounts_of(person_id: int) -> Accounts:
    """The account a person is paid to, and the changes that were asked for; two queries."""
    held = accounts.current([person_id]).get(person_id)
    changes = AccountChange.objects.filter(person=person_id).order_by("-created_at", "-pk")
    return Accounts(
        current=None if held is None else _own_account(held), changes=tuple(_change(row) for row in changes)
    )


def _own_account(row: PaymentAccount) -> OwnAccount:
    return OwnAccount(
        bank=row.bank, ending=row.iban[-4:], card=row.card_no, state=DeliveryState(row.state), since=row.settled_at
    )


def _change(row: AccountChange) -> ChangeOfAccount:
    return ChangeOfAccount(
        bank=row.bank,
        ending=row.iban[-4:],
        state=DeliveryState(row.state),
        problem=row.problem,
        asked_at=row.created_at,
        settled_at=row.settled_at,
        by=row.actor,
    )
