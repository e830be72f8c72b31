"""docs/money.md: what is paid for each month of a life, computed and compared with what the document says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from dost.cases.models import Entitlement
from dost.cases.monthly import order_gaps
from dost.cases.unpaid import unpaid_months
from dost.ops.embedded import PROJECT_ROOT
from dost.payments.models import OverpaidMonth, PaidElsewhere, PaymentOrder
from dost.proactive.reassess import review_people
from dost.proactive.reckonings import plan_changes, work_batch
from registries.models import Person
from tests.dost.road.house import publish
from tests.factories.registries import PersonFactory
from tests.factories.rights import morning, running_right, set_parameter, settle

pytestmark = pytest.mark.django_db

DOCUMENT: Final = PROJECT_ROOT / "docs" / "money.md"
DISABLED: Final = {
    "disability.cause": "general",
    "disability.decision_date": "2025-10-06",
    "disabled.disability.decision_date": "2025-10-06",
    "disabled.age": 60,
    "disabled.birth_date": "1965-01-10",
    "person.alive": True,
    "person.resident": True,
    "person.citizen": True,
}
PENSIONER: Final = {
    "person.alive": True,
    "person.resident": True,
    "person.citizen": True,
    "person.sex": "M",
    "person.birth_date": "1961-03-14",
    "insurance.months": 12,
    "insurance.worked_2006_2018": True,
    "insurance.pension_capital": "9000.00",
    "insurance.total_capital": "9000.00",
}
LIFE: Final = tuple(date(2025 + (month - 1) // 12, (month - 1) % 12 + 1, 1) for month in range(10, 29))
"""October 2025 to April 2027."""


@pytest.fixture
def person() -> Person:
    """Whose life it is; the law is known as it stands before anything changes."""
    publish("05-01", "05-22", "05-23")
    plan_changes(now=morning(date(2025, 10, 1)))
    person: Person = PersonFactory(birth_date=date(1961, 3, 14), male=True)
    return person


def a_life(person: Person) -> None:
    """What happens, in the order in which the state learns of it."""
    first = band(person, "05-23", "61-80", since=date(2025, 10, 6))
    paid_up_to(date(2025, 12, 2))
    # A raise in time: from January on.
    set_parameter("disability_benefit_61_80", since=date(2026, 1, 1), value=270, source="Decree 12")
    paid_up_to(date(2026, 5, 2))
    # A decree of May that reaches back to March.
    set_parameter("disability_benefit_61_80", since=date(2026, 3, 1), value=290, source="Decree 57")
    learn(date(2026, 5, 20))
    paid_up_to(date(2026, 7, 2))
    # Another band: the old right ends on 13 July, the new one starts on the 14th.
    end(first, date(2026, 7, 13))
    second = band(person, "05-22", "81-100", since=date(2026, 7, 14))
    paid_up_to(date(2026, 10, 2))
    # The pension is chosen instead, in mid-October.
    end(second, date(2026, 10, 19))
    running_right("05-01", facts=PENSIONER, on=date(2026, 10, 20), person=person)
    paid_up_to(date(2027, 4, 2))
    # A death of 12 January, learnt on 20 April.
    person.died_on = date(2027, 1, 12)
    person.save()
    review_people([person.pk], now=morning(date(2027, 4, 20)))
    paid_up_to(date(2027, 5, 2))


def band(person: Person, service: str, loss: str, *, since: date) -> Entitlement:
    facts = {**DISABLED, "disability.band": loss, "disability.since": since.isoformat()}
    return running_right(service, facts=facts, on=since, starts=since, person=person)


def end(right: Entitlement, day: date) -> None:
    Entitlement.objects.filter(pk=right.pk).update(ended_on=day, end_reason="chose another right")


def learn(on: date) -> None:
    plan_changes(now=morning(on))
    while work_batch(now=morning(on)):
        pass
    settle(on)


def paid_up_to(on: date) -> None:
    order_gaps(now=morning(on))
    settle(on)


def rows() -> Iterator[tuple[str, ...]]:
    """A row for each month: what was ordered by which right, what was added, what counts as paid elsewhere, excess."""
    for month in LIFE:
        orders = PaymentOrder.objects.filter(period=month).select_related("entitlement").order_by("part", "pk")
        own = [f"{order.entitlement.service_id}: {order.amount}" for order in orders if not order.part]
        added = [f"{order.amount} ({order.title})" for order in orders if order.part]
        elsewhere = [f"{row.amount} by {row.title}" for row in PaidElsewhere.objects.filter(period=month)]
        excess = [f"{row.paid - row.due}" for row in OverpaidMonth.objects.filter(period=month)]
        paid = sum((order.amount for order in orders), Decimal(0))
        owed = paid - sum((row.paid - row.due for row in OverpaidMonth.objects.filter(period=month)), Decimal(0))
        cells = (f"{month:%Y-%m}", *map(", ".join, (own, added, elsewhere)), f"{paid}", ", ".join(excess), f"{owed}")
        yield tuple(cell or "–" for cell in cells)


def table_of_the_document() -> list[tuple[str, ...]]:
    lines = re.findall(r"^\| (\d{4}-\d{2} \|.*) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    return [tuple(cell.strip() for cell in line.split("|"))[:7] for line in lines]


def test_the_document_says_what_is_paid(person: Person) -> None:
    a_life(person)
    assert list(rows()) == table_of_the_document()
    assert unpaid_months(on=date(2027, 5, 2)) == []
