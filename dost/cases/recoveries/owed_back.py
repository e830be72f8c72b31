"""What people paid back though they owe it not, or not any more: it is owed to them, and waits for somebody.

Two things make it so: an appeal or a court finds that nothing may be asked back (`Recovery.nothing_owed`), or less is
in excess than has come in, because the right runs again, a record was corrected, or more was recorded than was asked.
It is reckoned each time from the rows, so nothing has to remember it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.db.models import Case, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from dost.cases.models import GivenBack, Repayment
from dost.payments.models import Overpayment

NOTHING: Final = Decimal(0)
_MONEY: Final = DecimalField(max_digits=12, decimal_places=2)
_ZERO: Final = Value(NOTHING, output_field=_MONEY)


def overpayments_owed_back() -> QuerySet[Overpayment]:
    """Overpayments of which something is owed back to the person (`owed`, in AZN), the oldest first."""
    rows: QuerySet[Overpayment] = Overpayment.objects.annotate(owed=_owed()).filter(Q(("owed__gt", NOTHING)))
    return rows.order_by("noted_at", "pk")


def owed_back(overpayment: Overpayment) -> Decimal:
    """How much of what has come in for an overpayment is owed back to its person now, in AZN; one query."""
    rows = Overpayment.objects.filter(pk=overpayment.pk)
    found: Decimal = rows.aggregate(owed=Sum(_owed()))["owed"]
    return max(found, NOTHING)


def _owed() -> Combinable:
    """What came in for nothing, and what came in beyond what is in excess, without what was given back."""
    kept = Case(When(state=Overpayment.State.CANCELLED, then=_ZERO), default=F("total"), output_field=_MONEY)
    came_in = Repayment.objects.filter(recovery__overpayment=OuterRef("pk"))
    given = GivenBack.objects.filter(overpayment=OuterRef("pk"))
    in_vain = _sum(came_in.filter(recovery__nothing_owed=True), "recovery__overpayment")
    for_it = _sum(came_in.filter(recovery__nothing_owed=False), "recovery__overpayment")
    return in_vain + Greatest(for_it - kept, _ZERO, output_field=_MONEY) - _sum(given, "overpayment")


def _sum(rows: QuerySet[Any], by: str) -> Coalesce:
    """The sum of the amounts of these rows of one overpayment; nothing where there are none."""
    total = rows.order_by().values(by).annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total), _ZERO, output_field=_MONEY)
