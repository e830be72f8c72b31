"""When an order may still take effect, so that "not found" can be final.

Whoever writes a book holds its fence, shared, until the transaction has ended, and looks at the clock after
taking it and again before committing. Whoever looks something up notes the time, takes the fence alone for a
moment – so every writer that began before has ended – and then reads. A writer that comes later sees a clock
that is past what the reader noted. So an order that is not found by a look-up begun after its deadline is not
there and never will be.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from registries.bridge.simulator.refusal import RefusalError

_FENCES = 0x0D057  # the first key of this project's advisory locks for fences
LOCK_TIMEOUT = "4s"


class Entry:
    """A request that is being written into a book; `pk` is its `HandledRequest`."""

    def __init__(self, pk: int, deadline: float | None) -> None:
        self.pk = pk
        self.deadline = deadline
        self.at = timezone.now()

    def in_time(self) -> None:
        """Refuse (408) when the deadline has passed."""
        if self.deadline is not None and time.time() > self.deadline:
            raise RefusalError(408, "too_late", "the deadline of this request has passed")


@contextmanager
def writing(
    book: str, *, institution: str, request_id: str, deadline: float | None, alone: bool = False
) -> Iterator[Entry | None]:
    """A transaction that writes a book; None when this very request has been written before.

    With `alone` writers of the book take turns. Leaving the block checks the deadline a last time and
    commits.
    """
    with transaction.atomic():
        _take(institution, book, shared=not alone)
        pk = _register(institution, request_id)
        if pk is None:
            yield None
            return
        entry = Entry(pk, deadline)
        entry.in_time()
        yield entry
        entry.in_time()


def reading(book: str, *, institution: str) -> datetime:
    """Wait until everything begun before now has ended, and return the time that "now" was."""
    at = datetime.now(UTC)
    with transaction.atomic():
        _take(institution, book, shared=False)
    return at


def _take(institution: str, book: str, *, shared: bool) -> None:
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        try:
            cursor.execute(f"SELECT {function}(%s, %s)", [_FENCES, _number(f"{institution} {book}")])
        except OperationalError as error:
            raise RefusalError(503, "busy", "the book is being written; ask again") from error


def _number(text: str) -> int:
    """A 32-bit number with a sign, as the second key of an advisory lock."""
    return zlib.crc32(text.encode()) - 2**31


def _register(institution: str, request_id: str) -> int | None:
    """The new request's id, or None for one that has come before (waiting, if that one is still being written)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO simulator_handledrequest (institution, request_id, received_at)"
            " VALUES (%s, %s, clock_timestamp()) ON CONFLICT DO NOTHING RETURNING id",
            [institution, request_id],
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])
