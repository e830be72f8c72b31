"""A bank that leaves an order open for days must not stop the others."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dost.cases.road import ORDERS
from dost.common.delivery import MOST_ATTEMPTS, DeliveryState, deliver
from dost.payments.models import PaymentOrder
from registries.models import Person
from tests.dost.road.house import birth, publish, send, work


@pytest.fixture(autouse=True)
def _services() -> None:
    publish("05-40", "05-41")


def test_an_order_asked_about_for_days_does_not_stop_the_others(mother: Person) -> None:
    send(birth(mother))
    work()
    now = timezone.now()
    PaymentOrder.objects.update(
        state=DeliveryState.SENDING, attempts=MOST_ATTEMPTS, not_before=now, deadline=now, settled_at=None
    )
    deliver(ORDERS)
    order = PaymentOrder.objects.get()
    assert (order.state, order.attempts) == (DeliveryState.DONE, MOST_ATTEMPTS)
