"""Making previews: what a worker does with the rows that `preview.ask` writes.

A claim is a lease (`beat_at`, renewed every second by a thread of its own, which also hears that the preview is to
stop and then cancels the statement under way). Whoever is killed leaves a lease that runs out, and the next look takes
the preview up again, three times at most. `started_at` is the fencing token: whoever lost the lease writes nothing.

The population is read on a connection of its own in one read-only transaction, so that every part sees the same
people; rows of previews are written on the usual one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.db import Error, OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from services_catalog.located import CatalogueError
from services_catalog.models import Preview
from services_catalog.rules import RuleError

from .arrears import arrears_of
from .guard import locked
from .impact import impact
from .pairs import Pair, compiled_pairs
from .preview import LEASE, is_alive

logger = logging.getLogger(__name__)

BEAT_SECONDS: Final = 1.0
MOST_STARTS: Final = 3
# Any number that nothing else in the database locks on: whoever claims is alone for a moment.
CLAIMING: Final = 7_203_522
SETTINGS: Final = {
    "statement_timeout": "'600s'",
    "work_mem": "'256MB'",
    "hash_mem_multiplier": "2",
    "jit": "off",
    "max_parallel_workers_per_gather": "2",
    "client_connection_check_interval": "'1s'",  # a killed worker's statement ends too
}


class Stopped(Exception):  # noqa: N818 - nothing is wrong
    """The preview was cancelled, or belongs to somebody else by now."""


def run_next(*, now: datetime | None = None) -> bool:
    """Make the next preview that waits; False when none does, or one is being made already."""
    preview = claim(now=now or timezone.now())
    if preview is None:
        return False
    run(preview)
    return True


# -- claiming ------------------------------------------------------------------------------------------------------


def claim(*, now: datetime) -> Preview | None:
    """Take the preview that has waited longest, after freeing those whose worker is gone; one is made at a time."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIMING])
        for held in Preview.objects.select_for_update(no_key=True).filter(state=Preview.State.RUNNING):
            if is_alive(held, now):
                return None
            _free(held, now)
        preview = (
            Preview.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(state=Preview.State.WAITING)
            .order_by("asked_at", "pk")
            .first()
        )
        if preview is None:
            return None
        preview.state = Preview.State.RUNNING
        preview.started_at = preview.beat_at = now
        preview.done = preview.total = 0
        preview.result = {**preview.result, "starts": _starts(preview) + 1}
        preview.save()
    return preview


def _starts(preview: Preview) -> int:
    return int(preview.result.get("starts", 0))


def _free(preview: Preview, now: datetime) -> None:
    """Take a preview from a worker that gives no sign of life."""
    preview.finished_at = now
    if preview.cancel_asked:
        preview.state = Preview.State.CANCELLED
    elif _starts(preview) >= MOST_STARTS:
        preview.state = Preview.State.FAILED
        with translation.override(preview.result.get("language", "az")):
            preview.problem = _("The worker ended three times while making this preview.")
    else:
        preview.state, preview.started_at, preview.finished_at = Preview.State.WAITING, None, None
    preview.save()


def _held(preview: Preview) -> QuerySet[Preview]:
    """The row, while the claim stands."""
    return Preview.objects.filter(pk=preview.pk, state=Preview.State.RUNNING, started_at=preview.started_at)


# -- working -------------------------------------------------------------------------------------------------------


def run(preview: Preview) -> None:
    """Make a claimed preview, and write down what came of it."""
    with translation.override(preview.result.get("language", "az")):
        try:
            found = _made(preview)
        except Stopped:
            _finish(preview, Preview.State.CANCELLED)
        except (RuleError, CatalogueError) as error:
            _finish(preview, Preview.State.FAILED, problem=str(error))
        except Exception as error:
            logger.exception("The preview %s of the change set %s failed", preview.pk, preview.change_set_id)
            _finish(preview, Preview.State.FAILED, problem=_in_words(error))
        else:
            _finish(preview, Preview.State.DONE, result=found)


def _finish(preview: Preview, state: Preview.State, *, problem: str = "", result: dict[str, Any] | None = None) -> None:
    changes: dict[str, Any] = {"state": state, "problem": problem, "finished_at": timezone.now()}
    if result is not None:
        changes["result"] = result
    _held(preview).update(**changes)


def _in_words(error: Exception) -> str:
    """What went wrong, for the person who asked; the log has the rest."""
    if isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") == "57014":
        return _("A part of the preview took longer than ten minutes and was stopped.")
    if isinstance(error, Error):
        return _("The database could not answer. Ask for the preview again.")
    return _("Something unexpected happened. Ask for the preview again.")


def _made(preview: Preview) -> dict[str, Any]:
    """The stored form of the impact, with `arrears` as `Arrears.as_json`, or None where the set does not reach back."""
    pairs = _pairs(preview)
    assert preview.started_at is not None
    with _snapshot() as reading, _watched(preview, reading) as watch, reading.cursor() as cursor:

        def tick(done: int, total: int) -> None:
            if watch.stopped or not _held(preview).update(done=done, total=total, beat_at=timezone.now()):
                raise Stopped

        try:
            today = timezone.localtime(preview.started_at).date()
            found = impact(pairs, on=preview.on, today=today, cursor=cursor, tick=tick)
            arrears = arrears_of(preview.change_set, today=today, tick=watch.ensure_wanted)
            return {**found.as_json(), "arrears": arrears.as_json() if arrears else None}
        except OperationalError:
            if watch.stopped:
                raise Stopped from None
            raise


def _pairs(preview: Preview) -> list[Pair]:
    """The rules as they are now; the set is locked meanwhile, so that they are those of one revision."""
    with transaction.atomic():
        change_set = locked(preview.change_set_id)
        _held(preview).update(revision=change_set.revision)
        return compiled_pairs(change_set, preview.on)


@contextmanager
def _snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own that reads one state of the database, and cannot write."""
    reading = connection.copy()
    try:
        with reading.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for name, value in SETTINGS.items():
                cursor.execute(f"SET LOCAL {name} = {value}")
        yield reading
    finally:
        reading.close()


@contextmanager
def _watched(preview: Preview, reading: BaseDatabaseWrapper) -> Iterator[_Watch]:
    watch = _Watch(preview, reading)
    watch.start()
    try:
        yield watch
    finally:
        watch.end()


class _Watch(threading.Thread):
    """Gives signs of life while a statement runs, and cancels it when the preview is to stop."""

    def __init__(self, preview: Preview, reading: BaseDatabaseWrapper) -> None:
        super().__init__(daemon=True)
        self.preview = preview
        self.reading = reading
        self.stopped = False
        self._over = threading.Event()

    def run(self) -> None:
        """Beat until the work is over."""
        while not self._over.wait(BEAT_SECONDS):
            try:
                self.stopped = self.stopped or not self._beat()
            except Error:
                logger.warning("A preview could not give a sign of life", exc_info=True)
                connection.close()
            if self.stopped:
                self.reading.connection.cancel_safe(timeout=BEAT_SECONDS)
        connection.close()

    def ensure_wanted(self) -> None:
        """Raise `Stopped` when the preview is to stop or belongs to somebody else."""
        if self.stopped:
            raise Stopped

    def _beat(self) -> bool:
        """Renew the lease; False when the preview is to stop or belongs to somebody else."""
        with connection.cursor() as cursor:  # of this thread
            cursor.execute(
                "UPDATE services_catalog_preview SET beat_at = %s"
                " WHERE id = %s AND state = 'running' AND started_at = %s RETURNING cancel_asked",
                [timezone.now(), self.preview.pk, self.preview.started_at],
            )
            row = cursor.fetchone()
        return row is not None and not row[0]

    def end(self) -> None:
        """Stop watching."""
        self._over.set()
        self.join()


__all__ = ["LEASE", "MOST_STARTS", "Stopped", "claim", "run", "run_next"]
