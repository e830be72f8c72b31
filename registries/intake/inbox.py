"""Receives institutions' events: each once, in order, hundreds at a time.

A batch is one transaction. First its events are claimed by inserting their rows, which waits for any other process
that is receiving the same ones; then their records are stored together; an event that cannot be taken is refused
alone, with the field and what would be right. A refused event may be sent again, put right, under the same id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from . import cells
from .apply import Applier
from .changes import announce
from .claims import Claim, Claims
from .envelope import Event, identity, open_envelope, storable
from .halves import in_halves
from .kinds import ENDINGS, KINDS, PLAIN, REGISTRIES, EventReader, Job
from .permitted import ACTS, NotAllowedError, check_gap, check_institution, check_table, not_the_signer
from .problems import Problem, RowError
from .rows import Directory
from .sent import fault

BATCH = 500
ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an event: `applied`, `duplicate` (received before) or `refused`.

    `event_pk` is the id of its RegistryEvent; None when it could not even be kept. `denied` says that it was not the
    sender's to report. `note` is what else is to be known of one that was applied.
    """

    institution: str
    event_id: str
    status: str
    problem: Problem | None = None
    event_pk: int | None = None
    denied: bool = False
    note: str = ""


def receive(events: Sequence[Mapping[str, Any]], *, sender: str = "", now: datetime | None = None) -> list[Receipt]:
    """Take in events and return a receipt for each, in order.

    `sender` is the code of whoever has proved to send them; events that name another one are refused and not kept.
    Without it the caller answers for who they are from. What an institution may not report is refused either way.

    After the commit, `registries.signals.registry_changed` is sent once, if anything was applied.
    """
    inbox = _Inbox(now or timezone.now(), sender)
    receipts: list[Receipt | None] = [None] * len(events)
    applied: list[tuple[int, str]] = []
    try:
        for batch in inbox.batches(events, receipts):
            for job, receipt in inbox.take(batch):
                receipts[job.place] = receipt
                if receipt.status == "applied" and receipt.event_pk is not None:
                    applied.append((receipt.event_pk, job.event.registry))
    finally:
        if applied:  # also what was committed before a failure
            registries, event_ids = [registry for _, registry in applied], [pk for pk, _ in applied]
            transaction.on_commit(lambda: announce(registries, event_ids))
    return [receipt for receipt in receipts if receipt is not None]


class _Inbox:
    """One call of `receive`."""

    def __init__(self, now: datetime, sender: str) -> None:
        self.now, self.sender = now, sender
        self.today: date = timezone.localdate(now)
        self.reader = EventReader(today=self.today, now=now)
        self.directory = Directory()

    # -- before the database ---------------------------------------------------------------------------------

    def batches(self, events: Sequence[Mapping[str, Any]], receipts: list[Receipt | None]) -> Iterator[list[Job]]:
        """Read the events and group them; no two of a batch change the same record or person."""
        batch: list[Job] = []
        keys: set[tuple[str, ...]] = set()
        for place, raw in enumerate(events):
            job = self._open(raw, place, receipts)
            if job is None:
                continue
            own = job.keys | {("event", job.event.institution, job.event.id)}
            if len(batch) >= BATCH or keys & own:
                yield batch
                batch, keys = [], set()
            batch.append(job)
            keys |= own
        if batch:
            yield batch

    def _open(self, raw: Mapping[str, Any], place: int, receipts: list[Receipt | None]) -> Job | None:
        try:
            institution, number = self._identity(raw)
        except RowError as error:
            sent: object = raw
            sender, number = (_said(sent, name) for name in ("institution", "id"))
            denied = isinstance(error, NotAllowedError)
            error = error if denied else fault(raw) or error
            receipts[place] = Receipt(sender, number, "refused", error.as_problem(), denied=denied)
            return None
        try:
            if (problem := fault(raw)) is not None:
                raise problem
            event = open_envelope(raw, institution, number, kinds=KINDS, registries=REGISTRIES, today=self.today)
        except RowError as error:
            job = Job(self._unopened(raw, institution, number), place)
            job.problem = error
            return job
        try:
            check_kind(event)
            job = self.reader.read(event, place)
            check_job(job)
        except RowError as error:
            job = Job(event, place)
            job.problem = error
        return job

    def _identity(self, raw: Mapping[str, Any]) -> tuple[str, str]:
        """Who sends the event and its id; raises RowError when it is nobody, or not who has proved to send it."""
        institution, number = identity(raw, self.directory.institutions)
        if self.sender and institution != self.sender:
            raise not_the_signer(institution, self.sender)
        return institution, number

    def _unopened(self, raw: Mapping[str, Any], institution: str, number: str) -> Event:
        """What is kept of an event whose outside is not in order."""
        kind, registry = (str(storable(_said(raw, name))) for name in ("kind", "registry"))
        return Event(institution, number, kind[:40], self.today, registry[:12], {"event": storable(dict(raw))})

    # -- with the database -----------------------------------------------------------------------------------

    def take(self, batch: list[Job]) -> list[tuple[Job, Receipt]]:
        """Claim and apply a batch in one transaction, again if it fell victim to a deadlock."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return self._take(batch)
            except OperationalError as error:
                state = getattr(error.__cause__, "sqlstate", "")
                if state not in {"40001", "40P01"} or attempt == ATTEMPTS or connection.in_atomic_block:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _take(self, batch: list[Job]) -> list[tuple[Job, Receipt]]:
        claims = Claims([Claim(job.event, storable(job.event.record)) for job in batch], now=self.now)
        mine, receipts = [], []
        for job in batch:
            pk = claims.won.get((job.event.institution, job.event.id))
            if pk is None:
                receipts.append((job, self._known(job, claims)))
            else:
                job.pk = pk
                mine.append(job)
        applier = Applier(self.directory, now=self.now)
        in_halves([job for job in mine if job.problem is None], applier.apply, _refuse)
        applier.add_concerned([job for job in mine if job.problem is None])
        claims.write_back(mine)
        for job in mine:
            problem = None if job.problem is None else job.problem.as_problem()
            status = "applied" if problem is None else "refused"
            denied, note = isinstance(job.problem, NotAllowedError), _note(job)
            receipts.append((job, Receipt(job.event.institution, job.event.id, status, problem, job.pk, denied, note)))
        return receipts

    @staticmethod
    def _known(job: Job, claims: Claims) -> Receipt:
        """The receipt of an event that was received before; one with other content is refused."""
        event = job.event
        pk, same = claims.received_before(event)
        if same:
            return Receipt(event.institution, event.id, "duplicate", None, pk)
        problem = RowError(
            "id", "was received before with other content", "send a correction as an event with an id of its own"
        )
        return Receipt(event.institution, event.id, "refused", problem.as_problem(), pk)


def _said(sent: object, name: str) -> str:
    """What an event that cannot be kept says of itself, as far as it is a text or a number."""
    said = sent.get(name) if isinstance(sent, Mapping) else None
    return cells.shown(said).strip("“”")[:64] if isinstance(said, str | int) else ""


def _note(job: Job) -> str:
    """What is said of an event that arrived after something later was known."""
    if job.problem is not None or not job.late:
        return ""
    return "older than what is known already: kept as history, and counted only where nothing later was said"


def _refuse(job: Job, error: RowError) -> None:
    job.problem = error
    job.people = set()


def check_kind(event: Event) -> None:
    """Refuse a kind that is not the sender's to report, before anything of it is read; raises NotAllowedError."""
    check_institution(event.institution)
    model = PLAIN.get(event.kind) or ENDINGS.get(event.kind)
    table = model.__name__ if model else ACTS.get(event.kind)
    if table:
        check_table(event.institution, table, field="kind")


def check_job(job: Job) -> None:
    """Refuse what a read event would change, where its kind alone does not say it; raises NotAllowedError."""
    sender = job.event.institution
    if job.gap:
        check_gap(sender, job.gap.registry)
        return
    for draft in job.drafts:
        check_table(sender, draft.target.model.__name__, field="table")
