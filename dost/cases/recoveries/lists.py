"""What of overpayments waits for staff, and what is late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from dost.cases.models import (
    OPEN_RECOVERY,
    SENT,
    Appeal,
    Recovery,
    RecoveryInstalment,
    Repayment,
)
from dost.payments.models import Overpayment

from .owed_back import overpayments_owed_back

State = Recovery.State


def to_propose() -> QuerySet[Overpayment]:
    """Overpayments of which nothing is proposed, the oldest first."""
    started = Recovery.objects.filter(overpayment=OuterRef("pk"), state__in=OPEN_RECOVERY)
    noted = Overpayment.objects.filter(~Exists(started), state=Overpayment.State.OPEN)
    return noted.order_by("noted_at", "pk")


def on_their_way() -> QuerySet[Recovery]:
    """Proposals of which nothing is decided for good: what is due first on top."""
    return Recovery.objects.filter(state__in=OPEN_RECOVERY).order_by("act_by", "pk")


def recoveries_waiting() -> QuerySet[Recovery]:
    """Those of them that wait for staff, not for the person."""
    return on_their_way().exclude(state=State.HEARING)


def recoveries_overdue(on: date) -> QuerySet[Recovery]:
    """Proposals whose term for staff, or for the person, has passed before a day."""
    return on_their_way().filter(act_by__lt=on)


def plans_behind(on: date) -> QuerySet[Recovery]:
    """Plans of which less has come in than was expected by the end of the month before a day; not those appealed."""
    money = DecimalField(max_digits=12, decimal_places=2)
    zero = Value(Decimal(0), output_field=money)
    expected = RecoveryInstalment.objects.filter(recovery=OuterRef("pk"), month__lt=on.replace(day=1)).order_by()
    received = Repayment.objects.filter(recovery=OuterRef("pk")).order_by()
    appealed = Appeal.objects.filter(case=OuterRef("case"), state__in=SENT, letter__kind="recovery_decided")
    sums = {
        "expected": Coalesce(Subquery(expected.values("recovery").annotate(s=Sum("amount")).values("s")), zero),
        "received": Coalesce(Subquery(received.values("recovery").annotate(s=Sum("amount")).values("s")), zero),
    }
    plans = Recovery.objects.filter(~Exists(appealed), state=State.DECIDED).alias(**sums)
    behind: QuerySet[Recovery] = plans.filter(Q(("expected__gt", F("received"))))
    return behind.order_by("pk")


def is_suspended(recovery: Recovery) -> bool:
    """Whether an appeal against what was decided is on its way: nothing is expected meanwhile."""
    appeals = Appeal.objects.filter(case=recovery.case_id, state__in=SENT)
    return appeals.filter(letter__kind="recovery_decided").exists()


def overpayments_to_see(_on: date) -> QuerySet[Overpayment]:
    """Overpayments that wait for staff in any way: nothing is proposed, something is to be decided or confirmed, or
    what was paid back is owed to the person.
    """
    waiting = Recovery.objects.filter(overpayment=OuterRef("pk"), state__in=OPEN_RECOVERY - {State.HEARING})
    heard = Recovery.objects.filter(overpayment=OuterRef("pk"), state=State.HEARING)
    is_open = Q(state=Overpayment.State.OPEN) & (Exists(waiting) | ~Exists(heard))
    owed = overpayments_owed_back().order_by().values("pk")
    return Overpayment.objects.filter(is_open | Q(pk__in=owed))
