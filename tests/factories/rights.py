"""Rights that run: granted by the catalogue's own rules on facts that are frozen, paid by the month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from dost.cases.models import Entitlement
from dost.cases.monthly import order_due_months
from dost.cases.rules import frozen_facts, frozen_parameters
from dost.cases.stages import Outcome, Stage, State
from dost.common.delivery import DeliveryState
from dost.payments.models import PaymentOrder
from registries.models import Person
from services_catalog.models import ParameterValue, ServiceVersion
from services_catalog.queries import compiled, forget_parameters
from services_catalog.rules import Verdict, what_if

from .cases import CaseFactory, DecisionFactory, EntitlementFactory
from .payments import PaymentAccountFactory
from .registries import PersonFactory

HERO = {"honour.status": "patriotic_war_hero", "honour.since": "2026-10-14", "person.alive": True}
"""A stipend for life (07-01): 2,200 a month, by one amount of law."""


def set_parameter(name: str, *, since: date, value: int | str | None, source: str = "Fərman 88") -> None:
    """Say what an amount of law is worth from a day on; None takes the value back."""
    ParameterValue.objects.filter(parameter=name, valid_from=since).delete()
    if value is not None:
        ParameterValue.objects.create(parameter_id=name, valid_from=since, value=value, source=source)
    forget_parameters()


def morning(on: date) -> datetime:
    """Nine o'clock of a day in Baku."""
    return timezone.make_aware(datetime.combine(on, time(9)))


def running_right(
    code: str,
    *,
    facts: Mapping[str, Any],
    on: date,
    starts: date | None = None,
    until: date | None = None,
    person: Person | None = None,
    account: bool = True,
    **case: Any,
) -> Entitlement:
    """A right that a closed case granted on a day, by the version then in force; nothing is ordered yet."""
    forget_parameters()
    version = ServiceVersion.objects.get(service=code, valid__contains=on, status="published")
    rule = compiled(version)
    with connection.cursor() as cursor:
        found = what_if(rule.rule, facts=facts, on=on, cursor=cursor)
    assert found.verdict is Verdict.ENTITLED, found
    opened = morning(on) - timedelta(hours=1)
    granted = CaseFactory(
        version=version,
        person=person or PersonFactory(),
        on=on,
        basis=rule.basis,
        opened_at=opened,
        stage=Stage.CLOSED,
        state=State.DONE,
        outcome=Outcome.GRANTED,
        decided_at=opened,
        closed_at=opened,
        **case,
    )
    DecisionFactory(
        case=granted,
        facts=frozen_facts(found),
        parameters=frozen_parameters(found),
        explanation=[],
        amount=found.amount,
        starts=found.starts,
        until=found.until,
    )
    if account:
        PaymentAccountFactory(person=granted.person)
    right: Entitlement = EntitlementFactory(
        case=granted,
        period=rule.period.value,
        amount=found.amount,
        starts=starts or found.starts or on,
        until=until or found.until,
    )
    return right


def paid_up_to(on: date) -> None:
    """Order the months due by a day, and let the bank pay all that is ordered."""
    order_due_months(now=morning(on))
    settle(on)


def settle(on: date) -> None:
    """Let the bank pay all that is on its way."""
    PaymentOrder.objects.filter(state=DeliveryState.READY).update(
        state=DeliveryState.DONE, settled_at=morning(on), receiver_reference="TRF1"
    )
