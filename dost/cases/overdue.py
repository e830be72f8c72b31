"""What has a last day by law is told before it, and escalated after it: never passed over in silence.

`watch` runs every hour: it gives every undecided case that has none its clock, tells of the days that are near, and of
those that have passed. `mend_clocks` runs in the night: it reads every stored clock anew from its timeline, for the
timeline is the truth. A refusal that nobody was told of in time is found by `refusals_not_told`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from dost.common.bulk import among
from dost.common.dates import local_day

from .batch import entry
from .clock.appeals import limits_of, refusal_told_by
from .clock.lists import clocks_due_soon, clocks_overdue
from .clock.store import UNDECIDED, keep_clocks, missing_clocks
from .codes import EntryKind
from .models import Case, CaseClock, CaseEntry
from .stages import ASKED_FOR, Outcome

logger = logging.getLogger(__name__)

CHUNK: Final = 500
BREATH: Final = timedelta(hours=1)
"""A case that waits for nobody is decided long before; a younger one needs no clock yet."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look did: clocks given, cases told of before their last day, and after it."""

    given: int = 0
    near: int = 0
    passed: int = 0


def watch(*, now: datetime) -> Watched:
    """Give clocks to those that have none, and tell of what is near and of what has passed."""
    on = local_day(now)
    return Watched(
        given=_in_chunks(missing_clocks(opened_before=now - BREATH), lambda cases: _give(cases, now=now)),
        near=_in_chunks(_cases_of(clocks_due_soon(on).filter(warned_at=None)), lambda cases: _warn(cases, now=now)),
        passed=_in_chunks(
            _cases_of(clocks_overdue(on).filter(escalated_at=None)), lambda cases: _escalate(cases, now=now)
        ),
    )


def mend_clocks(*, now: datetime) -> int:
    """Read every stored clock anew from its timeline; return how many cases were looked at.

    Those of cases that are decided, which the road takes away, are taken away here too.
    """
    left_over = CaseClock.objects.exclude(case__stage__in=UNDECIDED)
    CaseClock.objects.filter(pk__in=list(left_over.values_list("pk", flat=True))).delete()
    return _in_chunks(Case.objects.filter(clock__isnull=False), lambda cases: _give(cases, now=now))


# -- telling -----------------------------------------------------------------------------------------------------


def _give(cases: Sequence[Case], *, now: datetime) -> int:
    keep_clocks([case for case in cases if case.stage in UNDECIDED], now=now)
    return len(cases)


def _warn(cases: Sequence[Case], *, now: datetime) -> int:
    rows = clocks_due_soon(local_day(now)).filter(among("case", [case.pk for case in cases]), warned_at=None)
    return _tell(cases, rows, EntryKind.TERM_NEAR, "warned_at", now=now)


def _escalate(cases: Sequence[Case], *, now: datetime) -> int:
    rows = clocks_overdue(local_day(now)).filter(among("case", [case.pk for case in cases]), escalated_at=None)
    return _tell(cases, rows, EntryKind.TERM_PASSED, "escalated_at", now=now)


def _tell(cases: Sequence[Case], rows: QuerySet[CaseClock], what: EntryKind, column: str, *, now: datetime) -> int:
    """Write a line for each case whose clock still says so, and that it was told."""
    by_case = {case.pk: case for case in cases}
    due = dict(rows.values_list("case_id", "due_on"))
    lines = [entry(by_case[pk], what, at=now, due=day.isoformat()) for pk, day in due.items() if day is not None]
    CaseEntry.objects.bulk_create(lines)
    CaseClock.objects.filter(among("case", list(due))).update(**{column: now})
    return len(lines)


def _cases_of(clocks: QuerySet[CaseClock]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=clocks.values("case"), stage__in=UNDECIDED)


def _in_chunks(cases: QuerySet[Case], work: Callable[[Sequence[Case]], int]) -> int:
    """Work on cases chunk by chunk in the order of their ids, each chunk locked and in its own transaction.

    A case that somebody holds is left to the next look; one that cannot be worked on never keeps back the others.
    """
    done, after = 0, 0
    while ids := list(cases.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        after = ids[-1]
        done += _chunk(ids, work)
    return done


def _chunk(ids: Sequence[int], work: Callable[[Sequence[Case]], int]) -> int:
    try:
        with transaction.atomic():
            held = Case.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=ids)
            return work(list(held.order_by("pk").prefetch_related("version")))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if len(ids) > 1:
            half = len(ids) // 2
            return _chunk(ids[:half], work) + _chunk(ids[half:], work)
        logger.exception("The clock of case %s could not be looked at", ids[0])
        return 0


# -- refusals ----------------------------------------------------------------------------------------------------


def refusals_not_told(*, on: date) -> list[Case]:
    """Applications that were refused, and of which the living person has not been told by the last day for it."""
    told = Exists(CaseEntry.objects.filter(case=OuterRef("pk"), what=EntryKind.TOLD))
    earlier = Case.objects.filter(
        ~told, outcome=Outcome.REFUSED, origin__in=ASKED_FOR, decided_at__isnull=False, person__died_on=None
    )
    return [case for case in earlier.order_by("pk").prefetch_related("version") if _told_by(case) < on]


def _told_by(case: Case) -> date:
    """The last day to tell a refusal."""
    assert case.decided_at is not None  # it was refused
    return refusal_told_by(limits_of(case), decided_on=local_day(case.decided_at))
