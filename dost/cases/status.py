"""How the road stands, in numbers."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.payments.models import PaymentOrder
from registries.models import RegistryChange, RegistryEvent

from .models import Case
from .stages import Outcome, Stage, State


def status() -> dict[str, Any]:
    """Counts of the whole road.

    Keys: `cases` (by stage: `ready`, `waiting`; and `closed`), `waiting` (a list of `on`, `reason`, `institution`,
    `cases`), `outcomes` (by outcome), `orders` (by state), `paid` (`orders`, `amount` as text), `messages` (by state),
    `events` (`undetected`, `applied`, `refused`), `changes` (`undetected`: awards written or ended, and not looked at).
    """
    stages: dict[str, dict[str, int]] = {stage: {"ready": 0, "waiting": 0} for stage in Stage.values}
    del stages[Stage.CLOSED]
    closed = 0
    for row in Case.objects.values("stage", "state").annotate(n=Count("pk")):
        if row["state"] == State.DONE:
            closed += row["n"]
        else:
            stages[row["stage"]][row["state"]] = row["n"]
    paid = PaymentOrder.objects.filter(state=DeliveryState.DONE).aggregate(n=Count("pk"), total=Sum("amount"))
    events = RegistryEvent.objects.values("state").annotate(n=Count("pk"))
    return {
        "cases": {**stages, "closed": closed},
        "waiting": waiting(),
        "outcomes": {
            row["outcome"]: row["n"]
            for row in Case.objects.exclude(outcome=Outcome.NONE).values("outcome").annotate(n=Count("pk"))
        },
        "orders": {row["state"]: row["n"] for row in PaymentOrder.objects.values("state").annotate(n=Count("pk"))},
        "paid": {"orders": paid["n"], "amount": str(paid["total"] or 0)},
        "messages": {row["state"]: row["n"] for row in Notice.objects.values("state").annotate(n=Count("pk"))},
        "events": {
            "undetected": RegistryEvent.objects.filter(detected_at=None, state="applied").count(),
            **{row["state"]: row["n"] for row in events},
        },
        "changes": {"undetected": RegistryChange.objects.filter(detected_at=None).count()},
    }


def waiting() -> list[dict[str, Any]]:
    """What cases wait for: on whom, the code of the reason, the institution if it is one, and how many."""
    rows = (
        Case.objects.filter(state=State.WAITING)
        .values("waiting_on", "reason__code", "reason__institution")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    return [
        {
            "on": row["waiting_on"],
            "reason": row["reason__code"],
            "institution": row["reason__institution"],
            "cases": row["n"],
        }
        for row in rows
    ]
