"""What is paid at once because of one decision: that counts towards the amount of a second person (decision 54).

Of what is given once, all of it. Of a monthly right, every month that is due and has no order, also those far back,
less what other rights were paid for them; where none is due yet, the first month. Whatever becomes due later is the
rule's own, and does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from .counterparts import paid_elsewhere
from .models import Entitlement
from .periods import amounts_of, periods_due
from .unpaid import settled_months

NOTHING: Final = Decimal(0)


def paid_at_once(right: Entitlement, *, on: date) -> Decimal:
    """What a right, as it stands in the database, would be paid at once on a day, in AZN."""
    if right.period == Entitlement.Period.NONE:
        return NOTHING
    settled = settled_months([right.pk])[right.pk]
    due = [month for month in periods_due(right, on=on) if month not in settled]
    if due:
        return _worth(right, due)
    first = right.starts.replace(day=1)
    is_ahead = right.ended_on is None and first > on and first not in settled
    return _worth(right, [first]) if is_ahead else NOTHING


def _worth(right: Entitlement, months: Sequence[date]) -> Decimal:
    """What months come to, less what was paid for each elsewhere; one without an amount is not ordered."""
    amounts = amounts_of([right], {right.pk: months})
    monthly = right.period == Entitlement.Period.MONTHLY
    elsewhere = paid_elsewhere([right.pk])[right.pk] if monthly else {}
    paid = {month: elsewhere[month].amount for month in months if month in elsewhere}
    return sum((max((amounts[right.pk, day] or NOTHING) - paid.get(day, NOTHING), NOTHING) for day in months), NOTHING)
