"""What banks did and told stands in the books until somebody has seen to it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from dost.cases.models import Entitlement
from dost.common.delivery import DeliveryState
from dost.payments.models import BankInbox, BankMessage, PaymentOrder, PaymentReturn
from dost.proactive.books.findings import Finding, Kind, stopped_payments, what_banks_told
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("state", "kind", "code"),
    [
        (DeliveryState.RETURNED, Kind.SENT_BACK, "order_returned"),
        (DeliveryState.WITHHELD, Kind.KEPT_BACK, "order_withheld"),
    ],
)
def test_a_payment_that_stopped_is_found_until_it_was_seen_to(state: str, kind: Kind, code: str) -> None:
    case = CaseFactory(granted_and_paid=True)
    assert list(stopped_payments(ON)) == []
    PaymentOrder.objects.update(state=state)
    order = PaymentOrder.objects.get()
    Entitlement.objects.update(review={"code": code, "period": order.period.isoformat()})
    assert list(stopped_payments(ON)) == [Finding(kind, case.pk, order.period, order.key)]
    Entitlement.objects.update(review=None)
    assert list(stopped_payments(ON)) == []


def test_a_month_that_nobody_owes_is_not_found() -> None:
    CaseFactory(granted_and_paid=True)
    PaymentOrder.objects.update(state=DeliveryState.WITHHELD, problem="right_ended")
    Entitlement.objects.update(review={"code": "order_refused", "period": "2026-03-01"})
    assert list(stopped_payments(ON)) == []


def told(finding: str, **more: Any) -> PaymentReturn:
    now = timezone.now()
    message = BankMessage.objects.create(bank="ABB", sha256=finding, payments=1, received_at=now)
    return PaymentReturn.objects.create(
        bank="ABB", message=message, kind="camt.054", reference=f"R-{finding}", amount=Decimal(5), currency="AZN",
        returned_on=ON, received_at=now, finding=finding, **more,
    )  # fmt: skip


def test_what_nobody_could_place_is_found_until_somebody_looked() -> None:
    unknown = told("unknown")
    told("whole")
    assert list(what_banks_told(ON)) == [Finding(Kind.UNPLACED, reference="ABB R-unknown")]
    PaymentReturn.objects.filter(pk=unknown.pk).update(looked_at=timezone.now(), note="asked the bank")
    assert list(what_banks_told(ON)) == []


def test_a_bank_that_has_not_been_read_for_two_days_is_found() -> None:
    now = timezone.now()
    BankInbox.objects.create(bank="ABB", asked_at=now, answered_at=now - timedelta(days=1))
    BankInbox.objects.create(bank="XALQ", asked_at=now, answered_at=now - timedelta(days=3))
    BankInbox.objects.create(bank="KAPITAL", asked_at=now)
    assert [row.reference for row in what_banks_told(ON)] == ["KAPITAL", "XALQ"]
