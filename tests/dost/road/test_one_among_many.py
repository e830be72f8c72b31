"""What fails for one fails for nobody else: the monthly orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dost.cases import monthly
from dost.cases.models import Entitlement
from dost.cases.periods import due_orders
from dost.payments.models import PaymentOrder
from dost.proactive.sweep import start, work_chunk
from tests.dost.road.house import NOW, publish, work
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


def test_one_right_that_cannot_be_ordered_keeps_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    publish("05-21")
    for number in range(3):
        PersonFactory(birth_date=date(1955, 3, number + 1))
    run = start(on=date(2026, 11, 20), now=NOW, services=["05-21"])
    while work_chunk(run) is not None:
        pass
    work()
    _first, wrong, _last = Entitlement.objects.order_by("pk")
    due = due_orders

    def break_on_one(rights: Sequence[Entitlement], **more: Any) -> Any:
        if wrong in rights:
            raise RuntimeError("a mistake of ours")
        return due(rights, **more)

    monkeypatch.setattr(monthly, "due_orders", break_on_one)
    january = datetime(2027, 1, 5, 9, tzinfo=UTC)
    monthly.order_due_months(now=january)
    ordered = PaymentOrder.objects.filter(period=date(2027, 1, 1))
    assert set(ordered.values_list("entitlement", flat=True)) == {_first.pk, _last.pk}
