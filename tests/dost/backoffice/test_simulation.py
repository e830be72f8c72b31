"""What a change that reaches back would do, as a page shows it; nothing is written by looking."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from dost.backoffice.simulation import end_simulated, is_paid_monthly
from dost.cases.models import Case
from dost.payments.models import Overpayment
from tests.factories.cases import CaseFactory
from tests.factories.recoveries import NOW, overpaid_right

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    """60 AZN a month, paid from April to September; the right has not ended."""
    right = overpaid_right()
    right.ended_on, right.end_reason = None, ""
    right.save()
    return Case.objects.select_related("entitlement", "service", "person").get(pk=right.case_id)


def test_only_what_is_paid_by_the_month_can_be_simulated(case: Case) -> None:
    assert is_paid_monthly(case)
    assert not is_paid_monthly(CaseFactory(granted_and_paid=True, basis_key="once"))
    assert not is_paid_monthly(CaseFactory(refused=True, basis_key="no"))


def test_an_end_that_reaches_back_is_shown_month_by_month(case: Case) -> None:
    with translation.override("en"):
        found = end_simulated(case, date(2026, 6, 30), now=NOW)
        paid_after = [row for row in found.rows if row.difference > 0]
        assert [str(row.month) for row in paid_after] == ["July 2026", "August 2026", "September 2026"]
        assert {(row.paid, row.due, row.noted) for row in paid_after} == {(Decimal(60), Decimal(0), Decimal(0))}
        assert (found.excess, found.added, found.owed) == (Decimal(180), Decimal(180), Decimal(0))
        assert str(found.cause)
        assert all(found.follows)
    assert not Overpayment.objects.exists()
