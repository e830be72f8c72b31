"""When the bank or the operator has answered, the cases that waited for it go on, in the same transaction.

Each function is an `on_settled` of a delivery channel. A woken case gets the next fencing token, so that a worker that
happens to hold it cannot write back what it saw before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from dost.notifications.models import Notice
from dost.payments.models import PaymentAccount, PaymentOrder

from .batch import Move, write_back
from .models import Case, Entitlement
from .stages import Stage, State
from .steps.notify import after_notice
from .steps.pay import after_orders


def accounts_settled(accounts: Sequence[PaymentAccount]) -> None:
    """Cases that wait for these people's accounts are looked at now."""
    now = timezone.now()
    Case.objects.filter(
        stage=Stage.PAY, state=State.WAITING, person__in=[account.person_id for account in accounts]
    ).update(state=State.READY, waiting_on="", reason={}, not_before=now, lease_until=None, token=F("token") + 1)


def orders_settled(orders: Sequence[PaymentOrder]) -> None:
    """Cases whose orders are all settled go on to the announcement; a refused one goes to a clerk."""
    entitlements = dict(
        Entitlement.objects.filter(pk__in={order.entitlement_id for order in orders}).values_list("pk", "case_id")
    )
    by_case: dict[int, list[PaymentOrder]] = defaultdict(list)
    for order in PaymentOrder.objects.filter(entitlement__in=list(entitlements)):
        by_case[entitlements[order.entitlement_id]].append(order)
    _go_on(Stage.PAY, list(by_case), lambda case, now: after_orders(case, by_case[case.pk], now=now))


def notices_settled(notices: Sequence[Notice]) -> None:
    """Cases whose message was taken are closed."""
    by_case = {row.case_id: row for row in notices if row.kind != Notice.Kind.QUESTION}
    _go_on(Stage.NOTIFY, list(by_case), lambda case, now: after_notice(case, by_case[case.pk], now=now))


def _go_on(stage: Stage, case_ids: list[int], move: Callable[[Case, datetime], Move]) -> None:
    now = timezone.now()
    waiting = Case.objects.filter(pk__in=case_ids, stage=stage, state=State.WAITING)
    ids = list(waiting.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    Case.objects.filter(pk__in=ids).update(token=F("token") + 1)
    cases = Case.objects.filter(pk__in=ids).select_related("person", "service")
    write_back([move(case, now) for case in cases], now=now)
