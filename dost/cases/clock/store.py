"""The stored clocks of cases: written with every move that begins or ends a wait, and gone when it is decided.

A case that is decided in one breath never has a row: only one that waits can become late. What waits for nobody and
stands all the same – its workers are away – is given its row in the night (`missing_clocks`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from dost.cases.models import Case, CaseClock, CaseEntry
from dost.cases.stages import Stage
from dost.common.bulk import among, bulk_write
from dost.common.dates import local_day
from registries.models import RegistryEvent
from services_catalog.queries import definition_of

from .kinds import KINDS
from .reading import Line, clock_of
from .reckon import Clock

UNDECIDED: Final = frozenset({Stage.VERIFY, Stage.CHOOSE, Stage.DECIDE})
"""Where the clock of the decision runs."""
CHANGED: Final = ("due_on", "paused_since", "remaining", "warned_at", "escalated_at")


def clocks_of(cases: Sequence[Case], *, on: date) -> dict[int, Clock]:
    """The clocks of cases, read from their timelines, by case; the cases come with their versions; two queries."""
    started = _started(cases)
    lines = _lines([case.pk for case in cases])
    return {
        case.pk: clock_of(
            started_on=started[case.pk],
            lines=lines.get(case.pk, ()),
            limit=definition_of(case.version).terms.decision,
            on=on,
            decided_on=_decided_on(case),
        )
        for case in cases
    }


def running_clocks(cases: Sequence[Case], *, on: date) -> dict[int, Clock]:
    """The clocks of those cases that are not decided; no query where all are."""
    undecided = [case for case in cases if case.stage in UNDECIDED]
    return clocks_of(undecided, on=on) if undecided else {}


def keep_clocks(waiting: Sequence[Case], *, decided: Collection[int] = (), now: datetime) -> None:
    """Write the clocks of undecided cases as they are now, and take away those of cases that are decided.

    Called in the transaction that moves the cases, with their rows locked. What has not changed is not written.
    """
    if decided:
        CaseClock.objects.filter(among("case", decided)).delete()
    if not waiting:
        return
    stored = {row.case_id: row for row in CaseClock.objects.filter(among("case", [case.pk for case in waiting]))}
    made, changed = [], []
    for pk, clock in clocks_of(waiting, on=local_day(now)).items():
        row = stored.get(pk)
        if row is None:
            made.append(_with(CaseClock(case_id=pk, started_on=clock.started_on), clock))
        elif not says(row, clock):
            changed.append(_with(row, clock))
    CaseClock.objects.bulk_create(made)
    bulk_write(changed, CHANGED)


def says(row: CaseClock, clock: Clock) -> bool:
    """Whether a stored clock says what the timeline says."""
    return (row.started_on, row.due_on, row.paused_since, row.remaining) == (clock.started_on, *_stored(clock))


def missing_clocks(*, opened_before: datetime) -> QuerySet[Case]:
    """Undecided cases opened before a moment that have no stored clock."""
    has_one = Exists(CaseClock.objects.filter(case=OuterRef("pk")))
    return Case.objects.filter(~has_one, stage__in=UNDECIDED, opened_at__lt=opened_before)


def _with(row: CaseClock, clock: Clock) -> CaseClock:
    """The row with what a clock says; another last day is warned of anew, and one to come is not passed."""
    before = row.due_on
    row.due_on, row.paused_since, row.remaining = _stored(clock)
    if row.due_on != before:
        row.warned_at = None
    if row.due_on is not None and row.due_on >= clock.on:
        row.escalated_at = None
    return row


def _stored(clock: Clock) -> tuple[date | None, datetime | None, int | None]:
    paused = clock.paused
    if paused is None:
        return clock.due_on, None, None
    return clock.due_on, paused.since, clock.remaining


def _decided_on(case: Case) -> date | None:
    moment = case.decided_at or case.closed_at
    return local_day(moment) if moment is not None and case.stage not in UNDECIDED else None


def _started(cases: Iterable[Case]) -> dict[int, date]:
    """The day from which each case's clock runs: that of its application, or on which its event was received."""
    opened = {case.pk: local_day(case.opened_at) for case in cases}
    of_events: dict[int, list[int]] = {}
    for case in cases:
        if case.event_id is not None:
            of_events.setdefault(case.event_id, []).append(case.pk)
    received = (
        RegistryEvent.objects.filter(pk__in=list(of_events)).values_list("pk", "received_at") if of_events else ()
    )
    for event, at in received:
        for pk in of_events[event]:
            opened[pk] = min(opened[pk], local_day(at))
    return opened


def _lines(case_ids: Sequence[int]) -> Mapping[int, list[Line]]:
    """What the clock reads of each timeline."""
    found = CaseEntry.objects.filter(among("case", case_ids), what__in=KINDS).order_by()
    lines: dict[int, list[Line]] = {}
    for case, pk, at, what, details in found.values_list("case_id", "pk", "at", "what", "details"):
        lines.setdefault(case, []).append(Line(at, pk, what, details))
    return lines
