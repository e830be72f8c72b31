"""Terms that may be asked of somebody: what does not fit says what would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from dost.cases.acts import NotPossible
from dost.cases.handlers.recovery_terms import Terms, fitting, put_terms
from dost.cases.models import Recovery, RecoveryWay, WriteOffRule
from registries.models import Person
from tests.factories.recoveries import proposed, running_payment

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)
EARLIEST = date(2027, 1, 1)
Way = RecoveryWay


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def recovery() -> Recovery:
    """180 AZN of somebody who is paid 700 a month besides."""
    one = proposed()
    running_payment(one.person)
    return Recovery.objects.select_related("person", "overpayment").get(pk=one.pk)


def fits(recovery: Recovery, terms: Terms, *, one_sum: bool = True) -> Terms:
    return fitting(recovery, terms, earliest=EARLIEST, on=ON, one_sum=one_sum)


def test_nothing_asked_back_needs_nothing(recovery: Recovery) -> None:
    assert fits(recovery, Terms(Way.NOTHING, monthly=Decimal(5), first_month=EARLIEST)) == Terms(Way.NOTHING)


def test_instalments_begin_with_the_first_of_a_month(recovery: Recovery) -> None:
    found = fits(recovery, Terms(Way.INSTALMENTS, monthly=Decimal(60), first_month=date(2027, 2, 17)))
    assert found == Terms(Way.INSTALMENTS, monthly=Decimal(60), first_month=date(2027, 2, 1))
    assert fits(recovery, Terms(Way.AT_ONCE)) == Terms(Way.AT_ONCE, monthly=Decimal(180), first_month=EARLIEST)


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (Terms(Way.INSTALMENTS, monthly=Decimal(0)), "how much is to be paid a month"),
        (Terms(Way.INSTALMENTS, monthly=Decimal(180)), "one sum, or less a month"),
        (Terms(Way.INSTALMENTS, monthly=Decimal(1)), "more than .* months"),
        (Terms(Way.INSTALMENTS, monthly=Decimal(170)), "a month is possible"),
        (Terms(Way.INSTALMENTS, monthly=Decimal(60), first_month=date(2026, 12, 1)), "at the earliest"),
        (Terms(Way.WRITE_OFF, WriteOffRule.NO_HEIRS), "No rule lets it be written off|does not fit"),
    ],
    ids=["nothing a month", "all of it", "too long", "too much", "too early", "no rule"],
)
def test_what_does_not_fit_says_what_would(recovery: Recovery, terms: Terms, why: str) -> None:
    with pytest.raises(NotPossible, match=why):
        fits(recovery, terms)


def test_one_sum_above_a_months_limit_needs_a_yes(recovery: Recovery) -> None:
    with pytest.raises(NotPossible, match="a month is possible"):
        fits(recovery, Terms(Way.AT_ONCE), one_sum=False)


def test_of_the_dead_nothing_is_asked_and_it_may_be_written_off(recovery: Recovery) -> None:
    Person.objects.filter(pk=recovery.person_id).update(died_on=ON)
    recovery = Recovery.objects.select_related("person", "overpayment").get(pk=recovery.pk)
    with pytest.raises(NotPossible, match="Nothing is asked of the dead"):
        fits(recovery, Terms(Way.AT_ONCE))
    off = Terms(Way.WRITE_OFF, WriteOffRule.NO_HEIRS)
    assert fits(recovery, off) == off


def test_terms_are_put_into_the_columns_they_belong_to(recovery: Recovery) -> None:
    put_terms(recovery, Terms(Way.INSTALMENTS, monthly=Decimal(50), first_month=EARLIEST))
    assert (recovery.instalments, recovery.monthly, recovery.rule) == (4, Decimal(50), "")
    put_terms(recovery, Terms(Way.NOTHING))
    assert (recovery.instalments, recovery.monthly, recovery.first_month) == (0, Decimal(0), None)
