"""What a person is told of payments to come: the months of rights that run, never more than the law gives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dost.accounts.access import NoReason
from dost.accounts.actors import Oneself
from dost.cases.models import Entitlement
from dost.cases.own_payments import PaymentPlanned, log_look, planned
from registries.models import Person
from tests.dost.road.house import publish
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
from tests.factories.rights import HERO, morning, paid_up_to, running_right, set_parameter

pytestmark = pytest.mark.django_db

TODAY = morning(date(2026, 11, 20))


@pytest.fixture
def right() -> Entitlement:
    publish("07-01")
    return running_right("07-01", facts=HERO, on=date(2026, 10, 14))


def days(person: Person) -> list[tuple[date, date | None, Decimal | None]]:
    return [(row.on, row.period, row.amount) for row in planned(person.pk, now=TODAY)]


def test_the_next_three_months_are_told_with_the_day_they_can_be_paid(right: Entitlement) -> None:
    paid_up_to(date(2026, 11, 20))
    assert days(right.person) == [
        (date(2026, 12, 1), date(2026, 12, 1), Decimal(2200)),
        (date(2027, 1, 1), date(2027, 1, 1), Decimal(2200)),
        (date(2027, 2, 1), date(2027, 2, 1), Decimal(2200)),
    ]


def test_what_is_due_and_not_ordered_comes_first_and_now(right: Entitlement) -> None:
    assert days(right.person)[:2] == [
        (date(2026, 11, 20), date(2026, 10, 1), Decimal(2200)),
        (date(2026, 11, 20), date(2026, 11, 1), Decimal(2200)),
    ]


def test_a_raise_that_is_law_already_is_in_the_months_it_covers(right: Entitlement) -> None:
    paid_up_to(date(2026, 11, 20))
    (name,) = set(right.case.decision.parameters) & {"hero_stipend", *right.case.decision.parameters}
    set_parameter(name, since=date(2027, 1, 1), value=3000)
    assert [amount for _on, _period, amount in days(right.person)] == [2200, 3000, 3000]


@pytest.mark.parametrize(
    ("until", "ended_on", "count"),
    [(date(2026, 12, 31), None, 1), (None, date(2026, 12, 3), 1), (None, date(2026, 11, 3), 0), (None, None, 3)],
    ids=["runs out", "ends", "ended", "runs on"],
)
def test_nothing_is_told_after_the_end(
    right: Entitlement, until: date | None, ended_on: date | None, count: int
) -> None:
    paid_up_to(date(2026, 11, 20))
    Entitlement.objects.update(until=until, ended_on=ended_on)
    assert len(days(right.person)) == count


def test_what_is_given_once_is_told_while_it_is_being_paid() -> None:
    case = CaseFactory(decided=True)
    assert [(row.period, row.amount) for row in planned(case.person_id, now=TODAY)] == [(None, Decimal(600))]
    paid = CaseFactory(granted_and_paid=True)
    assert planned(paid.person_id, now=TODAY) == ()


def test_who_receives_for_a_child_is_told_and_for_whom(right: Entitlement) -> None:
    payee = PersonFactory()
    paid_up_to(date(2026, 11, 20))
    Entitlement.objects.update(payee=payee)
    rows: tuple[PaymentPlanned, ...] = planned(payee.pk, now=TODAY)
    assert {row.for_whom for row in rows} == {right.person.full_name}
    assert {row.for_whom for row in planned(right.person_id, now=TODAY)} == {""}


def test_the_dead_are_promised_nothing(right: Entitlement) -> None:
    Person.objects.filter(pk=right.person_id).update(died_on=date(2026, 11, 1))
    assert days(right.person) == []


def test_nobody_looks_at_anothers_payments(right: Entitlement) -> None:
    stranger = PersonFactory()
    with pytest.raises(NoReason):
        log_look(actor=Oneself(person_id=stranger.pk, subject="s"), person_id=right.person_id, now=TODAY)
