"""Previews: asking for the impact of a change set on everyone, following it, stopping it.

A preview is a row; the row is the work. `ask` writes it and rings a worker; `preview_run` is what the worker does.
One preview is made at a time, so that a worker is left for the cases of the day; the others wait in order.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from celery import signature
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from services_catalog.models import ChangeSet, Preview, PreviewSeen

from .author import Author
from .errors import StudioError
from .guard import locked, needs
from .permissions import EDIT, PUBLISH

logger = logging.getLogger(__name__)

TASK: Final = "studio.run_previews"
"""The task that makes previews, by its name: it imports what makes them, and that imports this."""

LEASE: Final = timedelta(seconds=20)
"""How long a worker may give no sign of life before its preview is free again; it gives one every second."""
NOTICED: Final = timedelta(seconds=20)
"""How long a preview may wait before it is odd that nobody has taken it: the beat rings more often."""
PREVIEWED: Final = (ChangeSet.Status.DRAFT, ChangeSet.Status.SUBMITTED)
LIVE: Final = (Preview.State.WAITING, Preview.State.RUNNING)


class Phase(StrEnum):
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

    phase: Phase
    since: datetime
    done: int
    total: int
    current: bool
    problem: str


def ask(change_set: ChangeSet, on: date, by: Author, *, at: datetime | None = None) -> Preview:
    """Ask for a preview of a change set as of a day, and ring a worker once the transaction is through.

    Who asks again for the same revision and day while a preview of it waits or runs gets that one. A preview of an
    older revision that still waits or runs is cancelled: its result would be out of date. Needs the permission to edit
    or to publish (`StudioDenied`); raises `StudioError` for a set that is empty, or no longer on its way.
    """
    _may_preview(by)
    now = at or timezone.now()
    with transaction.atomic():
        found = locked(change_set)
        if found.status not in PREVIEWED:
            raise StudioError(_("Only a change set that is not published yet can be previewed."), code=found.status)
        if not found.services.exists() and not found.parameters.exists():
            raise StudioError(_("The change set is empty: there is nothing to preview."), code="empty")
        for live in Preview.objects.filter(change_set=found, state__in=LIVE, cancel_asked=False):
            if live.revision != found.revision:
                _stop(live, now)
            elif live.on == on:
                return live
        preview = Preview.objects.create(
            change_set=found,
            revision=found.revision,
            on=on,
            asked_by_id=by.pk,
            asked_at=now,
            result={"language": get_language() or "az", "starts": 0},
        )
        transaction.on_commit(_ring)
    return preview


def ensure(change_set: ChangeSet, on: date, by: Author, *, at: datetime) -> Preview:
    """Return the preview of a set as it is now and as of a day, finished or on its way; without one, ask for it."""
    found = Preview.objects.filter(
        change_set=change_set,
        revision=change_set.revision,
        on=on,
        state__in=[*LIVE, Preview.State.DONE],
        cancel_asked=False,
    ).first()
    return found or ask(change_set, on, by, at=at)


def cancel(preview: Preview, by: Author, *, at: datetime | None = None) -> Preview:
    """Stop a preview: at once when it waits, within about a second when it runs; a finished one stays as it is."""
    _may_preview(by)
    with transaction.atomic():
        found = Preview.objects.select_for_update(no_key=True).get(pk=preview.pk)
        _stop(found, at or timezone.now())
    return found


def _stop(preview: Preview, now: datetime) -> None:
    """Cancel what waits, and what a dead worker holds; ask the worker of what runs, who looks every second."""
    if preview.state == Preview.State.RUNNING and is_alive(preview, now):
        preview.cancel_asked = True
        preview.save(update_fields=["cancel_asked"])
    elif preview.state in LIVE:
        preview.state, preview.finished_at = Preview.State.CANCELLED, now
        preview.save(update_fields=["state", "finished_at"])


def is_alive(preview: Preview, now: datetime) -> bool:
    """Whether the worker of a running preview has given a sign of life lately."""
    return preview.beat_at is not None and now - preview.beat_at <= LEASE


def is_current(preview: Preview) -> bool:
    """Whether the change set is still as it was when the preview was made."""
    return ChangeSet.objects.filter(pk=preview.change_set_id, revision=preview.revision).exists()


def latest(change_set: ChangeSet) -> Preview | None:
    """The newest preview of a change set, in whatever state."""
    return Preview.objects.filter(change_set=change_set).first()


def note_seen(preview: Preview, by: Author, *, at: datetime) -> None:
    """Write down that somebody has looked at a preview; only at a finished one there is anything to see. Once."""
    if preview.state == Preview.State.DONE:
        PreviewSeen.objects.get_or_create(preview=preview, user_id=by.pk, defaults={"at": at})


def progress(preview: Preview, *, now: datetime) -> Progress:
    """Where a preview is, as of `now`; reads the row anew."""
    found = Preview.objects.get(pk=preview.pk)
    phase = _phase(found, now)
    begun = {Phase.RUNNING, Phase.STALLED, Phase.CANCELLING}
    since = found.started_at if phase in begun else found.finished_at
    return Progress(
        phase=phase,
        since=since or found.asked_at,
        done=found.done,
        total=found.total,
        current=is_current(found),
        problem=found.problem,
    )


def _phase(preview: Preview, now: datetime) -> Phase:
    match preview.state:
        case Preview.State.WAITING:
            return _waiting(preview, now)
        case Preview.State.RUNNING if not is_alive(preview, now):
            return Phase.STALLED
        case Preview.State.RUNNING:
            return Phase.CANCELLING if preview.cancel_asked else Phase.RUNNING
        case _:
            return Phase(preview.state)


def _waiting(preview: Preview, now: datetime) -> Phase:
    if Preview.objects.filter(state=Preview.State.RUNNING, beat_at__gte=now - LEASE).exists():
        return Phase.BUSY
    return Phase.ABSENT if now - preview.asked_at > NOTICED else Phase.QUEUED


def _may_preview(by: Author) -> None:
    if not by.has_perm(PUBLISH):
        needs(by, EDIT)


def _ring() -> None:
    """Tell a worker to look; without a broker the row waits for the beat."""
    try:
        signature(TASK).apply_async(retry=False)
    except (OperationalError, OSError):
        logger.warning("The broker did not take the bell for a preview; the beat will ring again.")
