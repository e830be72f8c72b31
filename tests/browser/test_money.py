"""Money that is not in order, in Chromium: the list, the run of the day, and the page of a case; both widths, axe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts import access
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, User
from dost.cases.models import Case, Entitlement
from dost.cases.overpaid import MonthPaid, note_overpayment
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import Overpayment, OwedDifference, PaidElsewhere
from tests.factories.accounts import UserFactory
from tests.factories.cases import MORNING, CaseFactory
from tests.factories.payments import PaymentOrderFactory

from .inspector import Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DECREE = {"ground": "parameter", "reference": "x:2026-03-01", "title": "Nazirlər Kabinetinin 88 nömrəli qərarı"}


@pytest.fixture
def supervisor(transactional_db: None) -> User:
    user: User = UserFactory(username="supervisor", supervisor=True)
    return user


@pytest.fixture
def case(supervisor: User) -> Case:
    """A right with everything that can be wrong with its money."""
    case: Case = CaseFactory(granted_and_paid=True)
    right = case.entitlement
    review = {"no_amount": ["2026-05", "2026-06"], "unpaid": ["2026-04"]}
    Entitlement.objects.filter(pk=right.pk).update(period=Entitlement.Period.MONTHLY, review=review)
    PaymentOrderFactory(entitlement=right, part=1, amount=Decimal(20), paid=True, **DECREE)
    note_overpayment(
        right,
        months=[MonthPaid(date(2026, month, 1), Decimal(620), Decimal(550)) for month in (3, 4, 5)],
        cause=Overpayment.Cause.LOWERED,
        because=Ground(GroundKind.PARAMETER, "x:2026-02-01", DECREE["title"]),
        now=MORNING,
    )
    OwedDifference.objects.create(
        entitlement=right, since=date(2026, 3, 1), amount=60, why="no_account", noted_at=MORNING, **DECREE
    )
    PaidElsewhere.objects.create(
        entitlement=right, period=date(2026, 2, 1), amount=600, covered=True, noted_at=MORNING,
        ground="case", reference=str(case.pk), title="05-21",
    )  # fmt: skip
    access.state_purpose(
        actor=staff_actor(supervisor),
        person_id=case.person_id,
        purpose=AccessLog.Purpose.CASE,
        note="to look at what was paid",
        now=timezone.now(),
    )
    return case


def test_money_is_shown_where_staff_look_and_closed(window: Callable[..., Page], supervisor: User, case: Case) -> None:
    inspector = Inspector("money")
    page = window(language="en", user=supervisor)
    for name, url in (("rights", "/office/rights/"), ("day", "/office/"), ("case", f"/office/cases/{case.pk}/")):
        page.goto(url)
        inspector.look(page, name)
    expect(page.locator("#money")).to_contain_text(DECREE["title"])
    page.get_by_role("button", name="Close what was paid in excess").click()
    page.fill("[name=note]", "returned in full on 3 May")
    page.get_by_role("button", name="Close it as looked at").click()
    expect(page.locator("#money")).to_contain_text("returned in full on 3 May")
    assert Overpayment.objects.get().state == Overpayment.State.LOOKED_AT
    assert inspector.found == {}
