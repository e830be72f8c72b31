"""Appeals that were begun and not sent: their person is told so once, before the last day has passed.

Whoever has written why they do not agree may believe that it is sent. One that was only opened is nobody's appeal.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from dost.common.dates import local_day
from dost.notifications.models import Notice
from dost.notifications.notices import appeal_not_sent

from .models import Appeal

logger = logging.getLogger(__name__)

REMIND_BEFORE: Final = timedelta(days=5)
"""So long before the last day to appeal it is told; enough to come to a centre."""


def to_remind_of(*, now: datetime) -> QuerySet[Appeal]:
    """The appeals with grounds that are not sent, whose last day is near and of which nobody has been told."""
    today = local_day(now)
    told = Notice.objects.filter(kind=Notice.Kind.APPEAL_DRAFT, case=OuterRef("case"), number=OuterRef("pk"))
    begun = Appeal.objects.filter(~Exists(told), state=Appeal.State.DRAFT).exclude(grounds="")
    return begun.filter(lodge_by__gte=today, lodge_by__lte=today + REMIND_BEFORE).order_by("pk")


def remind_of_appeals(*, now: datetime) -> int:
    """Tell the people of these appeals that they are not sent; return how many. One that cannot be told of waits."""
    return sum(_remind(pk, now=now) for pk in list(to_remind_of(now=now).values_list("pk", flat=True)))


def _remind(pk: int, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            found = to_remind_of(now=now).filter(pk=pk).select_for_update(no_key=True, skip_locked=True, of=("self",))
            appeal = found.select_related("case__person__contact", "case__service").first()
            if appeal is None:
                return False
            made = appeal_not_sent(appeal.case, appeal=appeal.pk, last_day=appeal.lodge_by, now=now)
            Notice.objects.bulk_create([made], ignore_conflicts=True)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Of the begun appeal %s nobody could be reminded", pk)
        return False
    return True
