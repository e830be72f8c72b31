"""Nobody is paid for one month by two rights that exclude each other: together they come to the larger of the two."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dost.cases.counterparts import PaidMeanwhile, ensure_as_seen, one_each, paid_elsewhere, with_several
from dost.cases.differences import Window, reckon
from dost.cases.models import Entitlement
from dost.cases.monthly import order_due_months, order_gaps
from dost.cases.periods import periods_due
from dost.cases.unpaid import unpaid_months
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import Overpayment, PaidElsewhere, PaymentOrder
from registries.models import Person
from tests.factories.registries import BenefitFactory, InstitutionFactory, PersonFactory
from tests.factories.rights import morning, running_right
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 12, 2)
FIRST = date(2026, 7, 1)
OLD, NEW = "05-91", "05-92"
FACTS = {"person.alive": True, "person.age": 70}
LAW = Ground(GroundKind.PARAMETER, "x:2026-07-01", "Fərman 88")


@pytest.fixture(autouse=True)
def _services() -> None:
    for code, other in ((OLD, NEW), (NEW, OLD), ("05-93", "05-94")):
        VersionFactory(
            service=ServiceFactory(code=code),
            changes={"period": "monthly", "amount": "insurance.total_capital", "excludes": [other]},
        )


@pytest.fixture
def person() -> Person:
    person: Person = PersonFactory()
    return person


def a_right(code: str, person: Person, amount: int, *, starts: date, ended: date | None = None) -> Entitlement:
    """A monthly right that is worth the same each month."""
    facts = {**FACTS, "insurance.total_capital": amount}
    right = running_right(code, facts=facts, on=starts, person=person)
    Entitlement.objects.filter(pk=right.pk).update(ended_on=ended)
    right.refresh_from_db()
    return right


def paid(*rights: Entitlement) -> dict[date, Decimal]:
    rows = PaymentOrder.objects.filter(entitlement__in=rights).values_list("period").annotate(total=Sum("amount"))
    return dict(rows.order_by("period"))


def test_the_month_in_which_a_right_takes_the_place_of_another_is_paid_once(person: Person) -> None:
    old = a_right(OLD, person, 220, starts=FIRST, ended=date(2026, 9, 14))
    new = a_right(NEW, person, 300, starts=date(2026, 9, 15))
    order_gaps(now=morning(ON))
    order = PaymentOrder.objects.get(entitlement=new, period=date(2026, 9, 1))
    assert (order.amount, order.part, order.because) == (Decimal(80), 0, Ground(GroundKind.CASE, str(old.case_id), OLD))
    assert paid(old, new)[date(2026, 9, 1)] == 300
    row = PaidElsewhere.objects.get()
    assert (row.entitlement_id, row.amount, row.covered) == (new.pk, Decimal(220), False)


def test_a_month_paid_in_full_by_the_other_has_no_order_and_is_not_missed(person: Person) -> None:
    a_right(OLD, person, 400, starts=FIRST, ended=date(2026, 9, 14))
    new = a_right(NEW, person, 300, starts=date(2026, 9, 15))
    order_gaps(now=morning(ON))
    assert date(2026, 9, 1) not in paid(new)
    assert PaidElsewhere.objects.get(covered=True).period == date(2026, 9, 1)
    assert unpaid_months(on=ON) == []


def test_the_award_of_another_system_counts_for_the_month_it_ended_in(person: Person) -> None:
    InstitutionFactory(code="DSMF")
    BenefitFactory(
        person=person,
        service_code=OLD,
        amount=100,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 9, 14),
        reference="B-1",
    )
    new = a_right(NEW, person, 300, starts=date(2026, 9, 15))
    order_due_months(now=morning(ON))
    assert paid(new) == {date(2026, 9, 1): 200, date(2026, 10, 1): 300, date(2026, 11, 1): 300, date(2026, 12, 1): 300}


def test_rights_that_do_not_exclude_each_other_are_both_paid(person: Person) -> None:
    one = a_right(OLD, person, 220, starts=FIRST)
    other = a_right("05-93", person, 300, starts=FIRST)
    order_due_months(now=morning(ON))
    assert paid(one, other)[FIRST] == 520


def test_who_was_paid_meanwhile_is_reckoned_again(person: Person) -> None:
    old = a_right(OLD, person, 220, starts=FIRST)
    new = a_right(NEW, person, 300, starts=FIRST)
    assert with_several([person.pk]) == {person.pk}
    seen = paid_elsewhere([new.pk])[new.pk]
    with transaction.atomic():
        ensure_as_seen(new.pk, person=person.pk, seen=seen)
    Entitlement.objects.filter(pk=new.pk).update(starts=date(2027, 1, 1))
    order_due_months(now=morning(ON))
    assert paid(old)
    with pytest.raises(PaidMeanwhile), transaction.atomic():
        ensure_as_seen(new.pk, person=person.pk, seen=seen)


def test_rounds_hold_one_right_of_each_person() -> None:
    rights = [Entitlement(pk=number, person_id=person) for number, person in enumerate((7, 8, 7, 7))]
    assert [[right.pk for right in group] for group in one_each(rights)] == [[0, 1], [2], [3]]


DAYS = st.integers(0, 150).map(lambda days: FIRST + timedelta(days=days))
AMOUNTS = st.integers(1, 500)


@given(
    amounts=st.tuples(AMOUNTS, AMOUNTS),
    starts=st.tuples(DAYS, DAYS),
    lasts=st.tuples(st.none() | st.integers(0, 120), st.none() | st.integers(0, 120)),
    looks=st.lists(DAYS, max_size=3),
    raised=st.tuples(AMOUNTS, AMOUNTS),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_month_is_paid_the_larger_of_the_two(
    person: Person,
    amounts: tuple[int, int],
    starts: tuple[date, date],
    lasts: tuple[int | None, int | None],
    looks: list[date],
    raised: tuple[int, int],
) -> None:
    """Whenever and in whatever order they were ordered, and whatever law reached back: never more, and never less."""
    with transaction.atomic():
        rights = []
        for code, amount, first, days in zip((OLD, NEW), amounts, starts, lasts, strict=True):
            ended = None if days is None else first + timedelta(days=days)
            rights.append(a_right(code, person, amount, starts=first, ended=ended))
        for look in looks:
            order_due_months(now=morning(look))
        order_gaps(now=morning(ON))
        assert paid(*rights) == worth(rights, amounts)
        assert unpaid_months(on=ON) == []
        for right, amount in zip(rights, raised, strict=True):
            facts = right.case.decision.facts
            facts["insurance.total_capital"]["value"] = amount
            _rewrite(right, facts)
        reckon(_read(rights), window=Window(FIRST), because=LAW, now=morning(ON))
        excess = sum((row.total for row in Overpayment.objects.all()), Decimal(0))
        expected = worth(rights, raised)
        before = worth(rights, amounts)
        assert paid(*rights) == {month: max(before[month], expected[month]) for month in before}
        assert excess == sum(max(before[month] - expected[month], Decimal(0)) for month in before)
        transaction.set_rollback(True)


def worth(rights: list[Entitlement], amounts: tuple[int, int]) -> dict[date, Decimal]:
    """What each month is to come to, told without the code under test."""
    found: dict[date, Decimal] = {}
    for right, amount in zip(rights, amounts, strict=True):
        for month in periods_due(right, on=ON):
            found[month] = max(found.get(month, Decimal(0)), Decimal(amount))
    return dict(sorted(found.items()))


def _read(rights: list[Entitlement]) -> list[Entitlement]:
    return list(Entitlement.objects.filter(pk__in=[right.pk for right in rights]).select_related("case", "person"))


def _rewrite(right: Entitlement, facts: dict[str, object]) -> None:
    """Say that the law makes another amount of what was decided: decisions themselves are append-only."""
    with pgtrigger.ignore("cases.Decision:append_only"):
        type(right.case.decision).objects.filter(case=right.case_id).update(facts=facts)
