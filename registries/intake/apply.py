"""Stores what a batch of events says: people first, then the records, a table at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from registries.models import BirthAct, Kinship, Person, RegistryGap
from registries.models.record import Record

from .amend import find, match
from .concern import concern
from .follow import ACTS, Stored, follow, stored
from .kinds import Job, blaming
from .people import FieldChange, change_fields
from .plausible import Known, marriage_of, married_elsewhere, second_marriage
from .problems import RowError
from .records import store_records
from .rows import Directory, Draft, RowReader
from .said import rows_that_stand, said_before
from .store import Outcome, Statement, Values, people_of, table_of
from .vital import bear

Pending = dict[type[Record], list[tuple[Job, Statement]]]
"""Statements to be stored, by table, each with the job it belongs to."""


class Applier:
    """Applies jobs; a job that cannot be taken gets its `problem`, the others their `people`."""

    def __init__(self, directory: Directory, *, now: datetime) -> None:
        self.directory, self.now = directory, now

    def apply(self, jobs: Sequence[Job]) -> None:
        """Store everything that these jobs say. May be called again for a part of them after a rollback."""
        for job in jobs:
            job.problem, job.people = None, set()
        births = [job for job in jobs if job.event.kind == "birth"]
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
        _refuse_second_marriages(pending)
        for job in jobs:
            if job.gap:
                with blaming(job):
                    self._gap(job)
        self._store(pending)

    def _store(self, pending: Pending) -> None:
        """Store the records of all tables, and let the acts among them take effect."""
        changes: list[Stored] = []
        corrected: list[tuple[Job, Outcome]] = []
        for model, rows in pending.items():
            outcomes = store_records(model, [statement for _, statement in rows], now=self.now)
            for (job, _), outcome in zip(rows, outcomes, strict=True):
                job.people |= outcome.people
                job.late = outcome.late
            if model in ACTS:
                changes += stored(model, outcomes)
            corrected += [(job, one) for (job, _), one in zip(rows, outcomes, strict=True) if job.amends and job.child]
        self._correct_children(corrected)
        follow(changes, now=self.now)

    def _correct_children(self, corrected: Sequence[tuple[Job, Outcome]]) -> None:
        """What corrected birth acts say of the children's own rows; nothing when something later was known."""
        people = {job.place: outcome.after["person_id"] for job, outcome in corrected if outcome.after is not None}
        standing = [outcome.pk for job, outcome in corrected if job.place not in people and not outcome.late]
        acts = dict(BirthAct.objects.filter(pk__in=standing).values_list("pk", "person")) if standing else {}
        people |= {job.place: acts[outcome.pk] for job, outcome in corrected if outcome.pk in acts}
        rows = Person.objects.in_bulk(people.values())
        changes = []
        for job, _ in corrected:
            if job.place not in people or job.late:
                continue
            person = rows[people[job.place]]
            assert job.child is not None
            changes += [
                FieldChange(person.pk, name, getattr(person, name), value, job.event.institution, job.event.id)
                for name, value in job.child.values.items()
                if name in job.child.given and getattr(person, name) != value
            ]
        change_fields(changes, now=self.now)

    def statement(self, job: Job, draft: Draft) -> Statement:
        """What a draft says, with keys in place of names; raises RowError."""
        reader = RowReader(draft.target, today=timezone.localdate(self.now), now=self.now)
        return Statement(
            reader.resolve(draft, self.directory),
            draft.given,
            reason=job.reason or f"event {job.event.id}",
            by=job.event.institution,
            timed=draft.timed,
            whole=not job.amends,
            annuls=job.annuls,
        )

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
            live = rows_that_stand(model, [statement.key for _, statement in rows])
            gone = said_before(table_of(model), [one.key for _, one in rows if one.key not in live])
            people = self._named(model, [*live.values(), *(statement.values for _, statement in rows)])
            for job, statement in rows:
                with blaming(job):
                    match(job, statement, live.get(statement.key), model, people, annulled=statement.key in gone)
                    pending[model].append((job, statement))

    def _named(self, model: type[Record], rows: Sequence[Values]) -> dict[int, Known]:
        """The people whom records of the civil registry name before and after; of other tables nobody is checked."""
        if model not in ACTS:
            return {}
        return self.directory.learn_ids({person for row in rows for person in people_of(table_of(model), row)})

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


def _refuse_second_marriages(pending: Pending) -> None:
    """Refuse marriages of somebody who is married to somebody else."""
    rows = pending.get(Kinship, [])
    told = {statement.key: marriage_of(Kinship, statement.values) for _, statement in rows}
    marriages = [marriage for marriage in told.values() if marriage is not None]
    if not marriages:
        return
    ended = {statement.key for _, statement in rows if statement.values.get("valid_until") is not None}
    twice = married_elsewhere(marriages, ended=ended)
    for job, statement in rows:
        if statement.key in twice:
            job.problem = second_marriage(twice[statement.key])
    pending[Kinship] = [(job, statement) for job, statement in rows if job.problem is None]


def _record(draft: Draft) -> type[Record]:
    """The table of records that a draft is for."""
    model = draft.target.model
    assert issubclass(model, Record)
    return model
