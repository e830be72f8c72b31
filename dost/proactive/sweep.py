"""Detection over everybody: by date, and when a rule has taken force.

A run is a row; its chunks are rows too (one basis over a range of people), each done in one short transaction, so that
a run that is killed goes on where it was, and two workers share it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from dost.cases.rules import proactive_rules
from dost.cases.stages import Origin
from registries.facts.query import Scope
from registries.models import Person

from .checks import note_sweep, versions_of
from .models import SweepChunk, SweepRun
from .opening import Count, OpeningCounts, by_basis, open_cases
from .reassess import release_expired
from .reissue import release_run_out

PEOPLE_IN_A_CHUNK: Final = 1_000_000
LOOK_SECONDS: Final = 0.2
PATIENCE: Final = 600.0  # seconds for the chunks that workers have taken
RANGED: Final = frozenset({"person"})


def start(
    *, on: date, now: datetime, cause: SweepRun.Cause = SweepRun.Cause.DATE, services: Sequence[str] = ()
) -> SweepRun:
    """Plan a run: the row and its chunks. The daily run of a date exists once; asking again returns it.

    With the daily run the keys of what ran out the day before are freed, so that the run finds what is due again.
    """
    with transaction.atomic():
        known = {"started_at": now, **Person.objects.aggregate(low=Min("pk"), high=Max("pk"))}
        if cause == SweepRun.Cause.DATE and not services:
            run, made = SweepRun.objects.get_or_create(on=on, cause=cause, services=[], defaults=known)
            if not made:
                return run
            release_expired(on=on)
            release_run_out(on=on)
        else:
            run = SweepRun.objects.create(on=on, cause=cause, services=list(services), **known)
        groups = by_basis(proactive_rules(on, codes=services or None))
        SweepChunk.objects.bulk_create(
            [SweepChunk(run=run, basis=basis, low=low, high=high) for basis in groups for low, high in ranges(basis)]
        )
    return run


def ranges(basis: str) -> Iterator[tuple[int | None, int | None]]:
    """The ranges of people a basis is looked at in.

    Other records are few enough for one, and a query over all of them at once joins by hash instead of row by row.
    """
    if basis not in RANGED:
        yield None, None
        return
    ends = Person.objects.aggregate(low=Min("pk"), high=Max("pk"))
    if ends["low"] is None:
        return
    for low in range(ends["low"], ends["high"] + 1, PEOPLE_IN_A_CHUNK):
        yield low, low + PEOPLE_IN_A_CHUNK


def scope_of(low: int | None, high: int | None) -> Scope:
    """The scope of a chunk."""
    return Scope.everyone() if low is None or high is None else Scope.id_range(low, high)


def work_chunk(run: SweepRun, *, now: datetime | None = None) -> OpeningCounts | None:
    """Do the next chunk that nobody else is doing; None when there is none left."""
    now = now or timezone.now()
    with transaction.atomic():
        chunk = (
            SweepChunk.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(run=run, finished_at=None)
            .first()
        )
        if chunk is None:
            _finish(run)
            return None
        rules = by_basis(proactive_rules(run.on, codes=run.services or None)).get(chunk.basis, [])
        found = open_cases(
            basis=chunk.basis,
            rules=rules,
            scope=scope_of(chunk.low, chunk.high),
            on=run.on,
            now=now,
            origin=Origin.DATE if run.cause == SweepRun.Cause.DATE else Origin.RULE,
        )
        chunk.counts = {code: asdict(count) for code, count in found.counts.items()}
        chunk.versions = versions_of(rules)
        chunk.finished_at = timezone.now()
        chunk.save(update_fields=["counts", "versions", "finished_at"])
        _finish(run)
    return found


def work_to_the_end(run: SweepRun, *, patience: float = PATIENCE) -> OpeningCounts | None:
    """Do what nobody else is doing, wait for the rest, and return what the whole run found, whoever did its chunks.

    A chunk of a worker that dies is free again, and is done here. None when `patience` seconds went by without any
    chunk of the run getting done.
    """
    left, end = -1, time.monotonic() + patience
    while True:
        while work_chunk(run) is not None:
            pass
        now_left = SweepChunk.objects.filter(run=run, finished_at=None).count()
        if not now_left:
            _finish(run)
            return _found_by_all(run)
        if now_left != left:
            left, end = now_left, time.monotonic() + patience
        elif time.monotonic() > end:
            return None
        time.sleep(LOOK_SECONDS)


def _found_by_all(run: SweepRun) -> OpeningCounts:
    found = OpeningCounts()
    for counts in SweepChunk.objects.filter(run=run).values_list("counts", flat=True):
        found.add(OpeningCounts({code: Count(**count) for code, count in counts.items()}))
    return found


def _finish(run: SweepRun) -> None:
    """A run without open chunks is over; two workers that end the last two at once see it at the next look."""
    if SweepChunk.objects.filter(run=run, finished_at=None).exists():
        return
    now = timezone.now()
    with transaction.atomic():
        if SweepRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=now):
            note_sweep(run, now=now)


def count_entitled(
    *, on: date, services: Iterable[str] | None = None, progress: Callable[[], None] = lambda: None
) -> OpeningCounts:
    """Count only, open nothing (`--dry-run`)."""
    found = OpeningCounts()
    now = timezone.now()
    for basis, rules in by_basis(proactive_rules(on, codes=services)).items():
        for low, high in ranges(basis):
            found.add(
                open_cases(
                    basis=basis,
                    rules=rules,
                    scope=scope_of(low, high),
                    on=on,
                    now=now,
                    origin=Origin.DATE,
                    dry_run=True,
                )
            )
            progress()
    return found
