"""Previews: asking for the impact of a change set on everyone, following it, stopping it.

A preview is a row; the row is the work. `ask` writes it and rings a worker; a worker claims it under a lease
(`beat_at`, renewed every second) and works on a connection of its own, in one read-only transaction, so that every
part sees the same population. Whoever is killed leaves a lease that runs out, and the next look takes the preview up
again. `started_at` is the fencing token: a worker that lost its lease writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser

from services_catalog.models import ChangeSet, Preview


class Standing(StrEnum):
    """How a preview stands, for the page: its state, and for a waiting one why it waits."""

    QUEUED = "queued"
    """Waiting, for less time than it takes to be noticed."""
    BUSY = "busy"
    """Waiting, because another preview is being made."""
    ABSENT = "absent"
    """Waiting, and no worker has looked: perhaps none is running."""
    RUNNING = "running"
    STALLED = "stalled"
    """Running by its row, but its worker gives no sign of life; it is taken up again soon."""
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a preview is: `since` when it has been so, `done` of `total` parts, `current` as in `is_current`."""

    standing: Standing
    since: datetime
    done: int
    total: int
    current: bool
    problem: str


def ask(change_set: ChangeSet, on: date, by: AbstractBaseUser) -> Preview:
    """Ask for a preview of a change set as of a day, and ring a worker.

    Who asks again for the same revision and day while a preview of it waits or runs gets that one. A preview of an
    older revision that still waits or runs is cancelled: its result would be out of date.
    """
    raise NotImplementedError


def cancel(preview: Preview) -> Preview:
    """Stop a preview: at once when it waits, within about a second when it runs; a finished one stays as it is."""
    raise NotImplementedError


def is_current(preview: Preview) -> bool:
    """Whether the change set is still as it was when the preview was made."""
    raise NotImplementedError


def latest(change_set: ChangeSet) -> Preview | None:
    """The newest preview of a change set, in whatever state."""
    raise NotImplementedError


def progress(preview: Preview, *, now: datetime) -> Progress:
    """Where a preview is, as of `now`; reads the row anew."""
    raise NotImplementedError
