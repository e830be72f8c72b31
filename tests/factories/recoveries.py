"""Rights of which something was paid in excess, and what is proposed about it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dost.accounts.actors import Actor, Oneself, staff_actor
from dost.cases import handlers
from dost.cases.codes import EndReason
from dost.cases.handlers import RecoveryTermsAsked
from dost.cases.models import Case, Entitlement, Recovery, RecoveryWay
from dost.cases.overpaid import MonthPaid, note_overpayment
from dost.cases.recoveries.plan import month_after
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import Overpayment
from registries.models import Person
from tests.factories.accounts import UserFactory

from .cases import CaseFactory
from .payments import PaymentOrderFactory
from .registries import PersonFactory

NOW = datetime.fromisoformat("2026-11-20T09:00:00+04:00")
REASONS = "The death of the child was learnt of late, and three months were paid after it."


def member(role: str = "examiner", **more: Any) -> Actor:
    """A member of staff whom the registries know."""
    return staff_actor(UserFactory(role=role, **more))


def oneself(person: Person) -> Actor:
    """A citizen for themselves."""
    return Oneself(person_id=person.pk, subject="subject")


def overpaid_right(
    *, months: int = 3, each: int | str = 60, person: Person | None = None, about: Person | None = None, **case: Any
) -> Entitlement:
    """A monthly right that ended in June 2026 though it was paid for months after; nothing is noted yet."""
    made: Case = CaseFactory(granted_and_paid=True, person=person or PersonFactory(), about=about, **case)
    right = made.entitlement
    right.orders.all().delete()
    right.period, right.starts, right.amount = Entitlement.Period.MONTHLY, date(2026, 4, 1), Decimal(each)
    right.ended_on, right.end_reason = date(2026, 6, 17), EndReason.DEATH
    right.save()
    for number in range(4, 7 + months):
        PaymentOrderFactory(entitlement=right, period=date(2026, number, 1), amount=Decimal(each), paid=True)
    return right


def running_payment(person: Person, *, amount: int = 700) -> Entitlement:
    """Another right of a person, which runs and is paid by the month."""
    case: Case = CaseFactory(granted_and_paid=True, person=person, basis_key=f"runs {person.pk}")
    case.entitlement.orders.all().delete()
    right: Entitlement = case.entitlement
    right.period, right.amount = Entitlement.Period.MONTHLY, Decimal(amount)
    right.save()
    return right


def overpayment(right: Entitlement | None = None, *, now: datetime = NOW, **more: Any) -> Overpayment:
    """Three months of 60 AZN that were paid after an end, noted and looked at by nobody."""
    right = right or overpaid_right(**more)
    orders = right.orders.filter(period__gt=date(2026, 6, 1)).order_by("period")
    noted = note_overpayment(
        right,
        months=[MonthPaid(order.period, order.amount) for order in orders],
        cause=Overpayment.Cause.DEATH,
        because=Ground(GroundKind.CASE, str(right.case_id)),
        now=now,
    )
    assert noted is not None
    return noted


def instalments(monthly: int | str | Decimal = 25, *, first: date | None = None) -> RecoveryTermsAsked:
    """Terms: so much a month."""
    return RecoveryTermsAsked(RecoveryWay.INSTALMENTS, monthly=Decimal(monthly), first_month=first)


def proposed(
    noted: Overpayment | None = None,
    *,
    actor: Actor | None = None,
    terms: RecoveryTermsAsked | None = None,
    now: datetime = NOW,
) -> Recovery:
    """A proposal of instalments, about which the person is being heard."""
    noted = noted or overpayment()
    return handlers.propose_recovery(
        overpayment_id=noted.pk,
        actor=actor or member(),
        terms=terms or instalments(),
        reasons=REASONS,
        now=now,
    )


def later(recovery: Recovery, months: int = 1) -> date:
    """The first day of a month after the person was to be heard."""
    assert recovery.heard_by is not None
    return month_after(recovery.heard_by, months)
