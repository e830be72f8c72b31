"""What is about no case and has reached nobody: word of the account, and of a change of contact data.

What is about a case and has reached nobody is an act on that case (`dost.cases.acts.Act.TELL`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Q, QuerySet

from dost.common.delivery import DeliveryState

from .models import DirectMessage, Notice

NOT_ARRIVED: Final = (DeliveryState.REFUSED, DeliveryState.DOUBTFUL, DeliveryState.WITHHELD)


def notices_without_case() -> QuerySet[Notice]:
    """Notices about no case that have reached nobody, and of which nobody has told the person."""
    return Notice.objects.filter(case=None, told_at=None).exclude(untold="")


def unheard_changes() -> QuerySet[DirectMessage]:
    """Words to an old number or address that it counts no more, which did not arrive and of which nobody has told.

    Often the old number is simply dead; but where somebody else has changed it, nobody else would notice.
    """
    return DirectMessage.objects.filter(
        kind=DirectMessage.Kind.CHANGED, told_at=None, state__in=NOT_ARRIVED, person__died_on=None
    )


def leave_doubtful(notices: Sequence[Notice]) -> int:
    """Leave to staff those of which nobody can tell whether they arrived; return how many."""
    unsure = Q(state=DeliveryState.DOUBTFUL, untold="") & ~Q(problem="")
    return Notice.objects.filter(unsure, pk__in=[row.pk for row in notices]).update(untold=Notice.Untold.FAILED)
