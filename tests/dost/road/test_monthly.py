"""Monthly rights: months back, amounts by month, the next month, and the end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dost.cases.models import Case, Entitlement
from dost.cases.monthly import order_due_months
from dost.notifications.models import Notice
from dost.payments.models import PaymentOrder
from dost.proactive.sweep import count_entitled, start, work_chunk
from registries.models import BenefitCase, Person
from tests.dost.road.house import publish, send, work
from tests.factories.registries import ContractFactory, DisabilityFactory, PersonFactory

SERVICE = "05-23"


@pytest.fixture(autouse=True)
def _services() -> None:
    publish(SERVICE, "05-21")


@pytest.fixture
def disabled() -> Person:
    return PersonFactory(birth_date=date(1985, 3, 3))


def decision_event(person: Person, *, since: str, number: str = "D-1", **record: Any) -> dict[str, Any]:
    return {
        "institution": "DTSERA",
        "id": number,
        "kind": "disability_decision",
        "happened_on": since,
        "registry": "TSERAS",
        "record": {
            "fin": person.fin,
            "reference": number,
            "valid_from": since,
            "decision_no": number,
            "decision_date": since,
            "band": "61-80",
            "cause": "general",
            **record,
        },
    }


def sweep(on: date) -> int:
    run = start(on=on, now=datetime(on.year, on.month, on.day, 9, tzinfo=UTC), services=[SERVICE, "05-21"])
    opened = 0
    while (found := work_chunk(run)) is not None:
        opened += found.opened
    return opened


def amounts() -> list[tuple[date, Decimal]]:
    return list(PaymentOrder.objects.order_by("period").values_list("period", "amount"))


def test_each_month_back_is_paid_by_its_own_amount(disabled: Person) -> None:
    send(decision_event(disabled, since="2025-05-10"))
    work()
    paid = dict(amounts())
    assert paid[date(2025, 5, 1)] == paid[date(2025, 6, 1)] == Decimal(220)
    assert paid[date(2025, 7, 1)] == Decimal(250)
    assert set(PaymentOrder.objects.values_list("state", flat=True)) == {"done"}
    assert Notice.objects.count() == 1


def test_the_next_month_is_ordered_once(disabled: Person) -> None:
    send(decision_event(disabled, since="2026-11-02"))
    work()
    before = len(amounts())
    later = datetime(2027, 1, 5, 9, tzinfo=UTC)
    assert order_due_months(now=later) > 0
    assert order_due_months(now=later) == 0
    months = [period for period, _amount in amounts()]
    assert len(months) > before
    assert months[-1] == date(2027, 1, 1)
    assert len(set(months)) == len(months)


def test_a_death_ends_the_payment_and_its_award(disabled: Person) -> None:
    send(decision_event(disabled, since="2026-11-02"))
    work()
    event = {
        "institution": "EDLIYYE",
        "id": "X-1",
        "kind": "death",
        "happened_on": "2026-11-15",
        "registry": "POPULATION",
        "record": {
            "fin": disabled.fin,
            "act_no": "X-1",
            "reference": "X-1",
            "valid_from": "2026-11-15",
            "registered_on": "2026-11-16",
        },
    }
    assert send(event) == ["applied"]
    work()
    right = Entitlement.objects.get(service=SERVICE)
    assert (right.ended_on, right.end_reason) == (date(2026, 11, 15), "death")
    assert BenefitCase.objects.get(superseded_at=None).valid_until == date(2026, 11, 15)
    assert BenefitCase.objects.filter(superseded_at__isnull=False).count() == 1
    assert order_due_months(now=datetime(2027, 1, 5, 9, tzinfo=UTC)) == 0
    assert Case.objects.get(service=SERVICE).live is False


def test_a_right_that_seems_lost_goes_to_a_clerk_and_is_paid_on() -> None:
    pensioner = PersonFactory(birth_date=date(1955, 3, 3))
    assert sweep(date(2026, 11, 20)) == 1
    work()
    right = Entitlement.objects.get()
    ContractFactory(person=pensioner, valid_from=date(2026, 11, 1))
    event = {
        "institution": "DMA",
        "id": "J-1",
        "kind": "jobseeker",
        "happened_on": "2026-11-19",
        "registry": "MEQ",
        "record": {
            "fin": pensioner.fin,
            "reference": "J-1",
            "valid_from": "2026-11-19",
            "registration_no": "J-1",
            "status": "jobseeker",
        },
    }
    assert send(event) == ["applied"]
    work()
    right.refresh_from_db()
    assert right.ended_on is None
    assert right.review is not None
    assert right.review["criteria"]
    assert order_due_months(now=datetime(2026, 12, 5, 9, tzinfo=UTC)) > 0


def test_a_sweep_finds_whoever_reached_the_age_and_only_once() -> None:
    PersonFactory(birth_date=date(1961, 11, 20), male=True)
    PersonFactory(birth_date=date(1961, 11, 21), male=True)
    assert count_entitled(on=date(2026, 11, 20)).counts["05-21"].entitled == 1
    assert not Case.objects.exists()
    assert sweep(date(2026, 11, 20)) == 1
    assert sweep(date(2026, 11, 20)) == 0
    assert sweep(date(2026, 11, 21)) == 1


def test_a_right_outdone_by_a_running_payment_is_not_offered() -> None:
    person = PersonFactory(birth_date=date(1955, 3, 3))
    DisabilityFactory(person=person, band="61-80", cause="general", valid_from=date(2026, 1, 5))
    first = sweep(date(2026, 11, 20))
    work()
    assert first >= 1
    running = Entitlement.objects.filter(ended_on=None)
    assert running.count() == 1
    assert running.get().service_id == SERVICE
