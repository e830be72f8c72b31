"""What happens by itself to what a person was asked for: a reminder before the day, and after it staff look.

Each case is a transaction of its own: one that fails is logged, and keeps none back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial

from django.db import InterfaceError, OperationalError, transaction

from dost.cases.asked_days import remind_until
from dost.cases.batch import entry, write_back
from dost.cases.codes import EntryKind
from dost.cases.models import Case, MoreAsked
from dost.common.dates import local_day
from dost.notifications.notices import more

from .asking import as_told, back_to_staff, claim_for_return, close, is_asked_for_more
from .way import ring_piece

logger = logging.getLogger(__name__)

State = MoreAsked.State


def remind_asked(*, now: datetime) -> int:
    """Remind, once, the people whose day to give something is near; return how many."""
    today = local_day(now)
    days = (today, remind_until(today))
    near = MoreAsked.objects.filter(state=State.OPEN, reminded_at=None, until__range=days)
    # Whoever was asked today has just been told.
    ids = near.exclude(asked_at__date=today).order_by().values_list("case", flat=True).distinct()
    return _each(ids, partial(_remind, now=now))


def lapse_asked(*, now: datetime) -> int:
    """Let the cases whose day has passed go back to staff, who see that nothing came; return how many."""
    passed = MoreAsked.objects.filter(state=State.OPEN, until__lt=local_day(now))
    ids = passed.order_by().values_list("case", flat=True).distinct()
    return _each(ids, partial(_lapse, today=local_day(now), now=now))


def _each(ids: Iterable[int], do: Callable[[Case], bool]) -> int:
    done = 0
    for case_id in sorted(ids):
        try:
            with transaction.atomic():
                case = (
                    Case.objects.select_for_update(no_key=True, of=("self",))
                    .select_related("person__contact", "service", "version")
                    .get(pk=case_id)
                )
                done += is_asked_for_more(case) and do(case)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Case %s: what its person was asked for could not be looked at", case_id)
    return done


def _remind(case: Case, *, now: datetime) -> bool:
    waiting = list(case.requests.filter(state=State.OPEN, reminded_at=None))
    if not waiting or case.person.died_on is not None:
        return False
    first = waiting[0]
    more(case, asked=as_told(waiting), until=first.until, number=first.round, is_reminder=True, now=now).save()
    case.requests.filter(pk__in=[row.pk for row in waiting]).update(reminded_at=now)
    transaction.on_commit(partial(ring_piece, "notices"))
    return True


def _lapse(case: Case, *, today: date, now: datetime) -> bool:
    if not case.requests.filter(state=State.OPEN, until__lt=today).exists():
        return False
    close(case, State.LAPSED, now=now)
    claim_for_return(case)
    line = entry(case, EntryKind.MORE_LAPSED, at=now)
    return bool(write_back([back_to_staff(case, State.LAPSED, now=now, rows=[line])], now=now))
