"""Stores what a batch of events says: people first, then the records, a table at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from registries.models import RegistryGap
from registries.models.record import Record

from .amend import find, match
from .concern import concern
from .kinds import Job, blaming
from .problems import RowError
from .rows import Directory, Draft, RowReader
from .store import Statement, live_records, store_records
from .vital import Pending, after_births, after_deaths, bear


class Applier:
    """Applies jobs; a job that cannot be taken gets its `problem`, the others their `people`."""

    def __init__(self, directory: Directory, *, now: datetime) -> None:
        self.directory, self.now = directory, now

    def apply(self, jobs: Sequence[Job]) -> None:
        """Store everything that these jobs say. May be called again for a part of them after a rollback."""
        for job in jobs:
            job.problem, job.people = None, set()
        births = [job for job in jobs if job.child is not None]
        drafts = [draft for job in jobs for draft in job.drafts]
        children = [job.child for job in births if job.child is not None]
        self.directory.learn([*drafts, *children], fins=[child.values["fin"] for child in children])
        bear(births, self.directory, self.statement, now=self.now)
        pending: Pending = defaultdict(list)
        for job in jobs:
            if job.problem is None and not job.amends and not job.gap:
                with blaming(job):
                    for draft in job.drafts:
                        pending[_record(draft)].append((job, self.statement(job, draft)))
        self._amend([job for job in jobs if job.amends], pending)
        after_births([job for job in births if job.problem is None], pending)
        after_deaths([job for job in jobs if job.event.kind == "death" and job.problem is None], pending, now=self.now)
        for job in jobs:
            if job.gap:
                with blaming(job):
                    self._gap(job)
        for model, rows in pending.items():
            outcomes = store_records(model, [statement for _, statement in rows], now=self.now)
            for (job, _), outcome in zip(rows, outcomes, strict=True):
                job.people |= outcome.people

    def statement(self, job: Job, draft: Draft) -> Statement:
        """What a draft says, with keys in place of names; raises RowError."""
        reader = RowReader(draft.target, today=timezone.localdate(self.now), now=self.now)
        values = reader.resolve(draft, self.directory)
        return Statement(values, draft.given, reason=job.reason or f"event {job.event.id}", by=job.event.institution)

    @staticmethod
    def add_concerned(jobs: Sequence[Job]) -> None:
        """Add the kin and the household of everyone concerned to the jobs' people."""
        concern(jobs)

    def _amend(self, jobs: list[Job], pending: Pending) -> None:
        """Events about records that stand already: find them, and let the given values supersede."""
        find(jobs, self.directory)
        by_model: Pending = defaultdict(list)
        for job in jobs:
            with blaming(job):
                by_model[_record(job.drafts[0])].append((job, self.statement(job, job.drafts[0])))
        for model, rows in by_model.items():
            live = live_records(model, [statement.key for _, statement in rows])
            for job, statement in rows:
                with blaming(job):
                    match(job, statement, live.get(statement.key), model)
                    pending[model].append((job, statement))

    def _gap(self, job: Job) -> None:
        """Mark a registry incomplete for the person, or complete again."""
        gap = job.gap
        assert gap is not None
        person = self.directory.find(*job.drafts[0].names[0])
        job.people.add(person)
        open_gaps = RegistryGap.objects.filter(person_id=person, registry=gap.registry, until=None)
        if gap.until is None:
            if not open_gaps.exists():
                reason = gap.reason or job.event.institution
                RegistryGap.objects.create(person_id=person, registry=gap.registry, since=gap.since, reason=reason)
        elif not open_gaps.filter(since__lte=gap.until).update(until=gap.until):
            raise RowError(
                "until", "no gap of this registry is open for the person then", "check fin, registry and until"
            )


def _record(draft: Draft) -> type[Record]:
    """The table of records that a draft is for."""
    model = draft.target.model
    assert issubclass(model, Record)
    return model
