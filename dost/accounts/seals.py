"""The log of looks sealed by a chain: whoever changes, removes or adds a row afterwards is found out.

`seal` takes the rows that are new and certain to be all, and adds links (`AccessSeal`) to the chain; `verify` reads
everything again. Who owns the database could still write the whole chain anew from some link on: `anchor` is the
latest link in a line, to be kept elsewhere, and `verify` is told it.

Ids are given before their transactions commit, so a smaller one may appear after a larger one. A transaction that may
still insert holds a lock on the table since before it took an id; so the highest id given so far is read first, then
the transactions that hold such locks: once these have ended, no row up to that id can appear any more. (A restore
from a dump keeps ids and loses transaction numbers, so the latter are of no use here.)
"""

from __future__ import annotations

import hashlib
import struct
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.db import connection, transaction

from .models import AccessLog, AccessSeal

BATCH: Final = 2_000
PATIENCE: Final = 5.0  # seconds for the transactions that may still insert; the next run sees what is left
LOOK_SECONDS: Final = 0.1
LOCK: Final = 7_203_413  # of this module alone: one process seals at a time
_ROW: Final = struct.Struct(">q32s")
_START: Final = bytes(32)
_BELOW_ALL: Final = -(2**63)

TABLE: Final = AccessLog._meta.db_table
CONTENT: Final = f"""
    SELECT id, jsonb_build_array(id, person_id, user_id, purpose, reason, registries, service_code,
      to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
      by_role, by_centre, by_person_id, by_subject, by_capacity, by_for_id)::text
    FROM {TABLE} WHERE id > %s AND id <= %s ORDER BY id
"""  # noqa: S608  # nosec B608 - a name of ours
"""A row's content as it is sealed: every column, in this order. A column that is added needs a version of its own."""


# -- sealing -----------------------------------------------------------------------------------------------------


def seal(*, now: datetime, patience: float = PATIENCE) -> int:
    """Seal what is new and complete; return how many rows. 0 as well when another process is at it."""
    last = _settled(patience)
    sealed = 0
    while last is not None and (count := _seal_batch(last, now=now)):
        sealed += count
    return sealed


def _settled(patience: float) -> int | None:
    """The highest id up to which no row can appear any more; None when it has not settled within `patience` seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass)", [TABLE])
        last: int | None = cursor.fetchone()[0]
        writing, end = _writing(cursor), time.monotonic() + patience
        while writing:
            if time.monotonic() > end:
                return None
            time.sleep(LOOK_SECONDS)
            writing &= _writing(cursor)
    return last


def _writing(cursor: Any) -> set[str]:
    """The transactions of others that may have taken an id and not committed its row."""
    cursor.execute(
        "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = %s::regclass"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()",
        [TABLE],
    )
    return {row[0] for row in cursor.fetchall()}


def _seal_batch(last: int, *, now: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        before = AccessSeal.objects.order_by("-number").first()
        cursor.execute(f"{CONTENT} LIMIT {BATCH}", [before.last if before else _BELOW_ALL, last])
        rows = [(pk, _digest_of(content)) for pk, content in cursor.fetchall()]
        if not rows:
            return 0
        link = AccessSeal(
            number=before.number + 1 if before else 1,
            first=rows[0][0],
            last=rows[-1][0],
            count=len(rows),
            rows=b"".join(_ROW.pack(*row) for row in rows),
            at=now,
        )
        link.digest = _link_digest(link, bytes(before.digest) if before else _START)
        link.save(force_insert=True)
    return len(rows)


def _digest_of(content: str) -> bytes:
    return hashlib.sha256(content.encode()).digest()


def _link_digest(link: AccessSeal, before: bytes) -> bytes:
    own = f"{link.number}|{link.first}|{link.last}|{link.count}|{link.at.timestamp():.6f}|"
    return hashlib.sha256(before + own.encode() + bytes(link.rows)).digest()


# -- reading it again --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reading of the whole chain found.

    `broken` says in words what is wrong first, empty when the log is whole. `tail` counts the rows not sealed yet, the
    oldest of them written at `tail_since`. `anchor` is the latest link, `NUMBER:DIGEST`; empty where there is none.
    """

    broken: str
    links: int
    rows: int
    tail: int
    tail_since: datetime | None
    anchor: str


class _Broken(Exception):  # noqa: N818 - never leaves this module
    """The first thing that is wrong, in words."""


def verify(*, anchor: str = "") -> Verdict:
    """Read all links and rows again, in constant memory, as of one moment.

    `anchor` is a link kept elsewhere (`NUMBER:DIGEST`), which must still be in the chain.
    """
    read = _Reading(anchor=anchor)
    with transaction.atomic():
        if not connection.savepoint_ids:  # not inside another transaction, which has its own
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        try:
            for link in AccessSeal.objects.order_by("number").iterator(chunk_size=20):
                read.link(link)
            read.end()
            broken = ""
        except _Broken as found:
            broken = str(found)
        return read.verdict(broken)


@dataclass
class _Reading:
    """How far a reading has come: the link read last, and how many rows."""

    anchor: str
    number: int = 0
    last: int = _BELOW_ALL
    digest: bytes = _START
    rows: int = 0
    anchored: bool = False

    def link(self, link: AccessSeal) -> None:
        """Look at the next link and its rows."""
        if link.number != self.number + 1:
            raise _Broken(f"seal {self.number + 1} is missing")
        if bytes(link.digest) != _link_digest(link, self.digest):
            raise _Broken(f"seal {link.number} was changed, or one before it was written anew")
        self._rows(link)
        self.number, self.last, self.digest = link.number, link.last, bytes(link.digest)
        self.rows += link.count
        self.anchored |= self.anchor == _anchor(self.number, self.digest)

    def _rows(self, link: AccessSeal) -> None:
        for pk, kind in _compared(_ROW.iter_unpack(bytes(link.rows)), _stored(self.last, link.last)):
            raise _Broken(f"row {pk}, under seal {link.number}, was {kind}")

    def end(self) -> None:
        """After the last link: what was kept elsewhere must have been among them."""
        if self.anchor and not self.anchored:
            raise _Broken(f"seal {self.anchor.partition(':')[0]} is not the one that was noted elsewhere")

    def verdict(self, broken: str) -> Verdict:
        """The reading in words and numbers."""
        last = AccessSeal.objects.order_by("-number").first()
        tail = AccessLog.objects.filter(pk__gt=last.last if last else _BELOW_ALL)
        oldest = tail.order_by("pk").first()
        return Verdict(
            broken=broken,
            links=self.number,
            rows=self.rows,
            tail=tail.count(),
            tail_since=oldest.at if oldest else None,
            anchor=_anchor(last.number, bytes(last.digest)) if last else "",
        )


def _anchor(number: int, digest: bytes) -> str:
    return f"{number}:{digest.hex()}"


def _stored(after: int, last: int) -> Iterator[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(CONTENT, [after, last])
        for pk, content in cursor.fetchall():  # at most a link's rows, unless somebody has added some
            yield pk, _digest_of(content)


def _compared(sealed: Iterable[tuple[int, bytes]], stored: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, str]]:
    """The rows that differ, by id, and how: both sides come by id."""
    marked = [(pk, 0, digest) for pk, digest in sealed] + [(pk, 1, digest) for pk, digest in stored]
    for pk, both in groupby(sorted(marked), key=lambda one: one[0]):
        sides = {side: digest for _pk, side, digest in both}
        if 1 not in sides:
            yield pk, "deleted"
        elif 0 not in sides:
            yield pk, "inserted afterwards"
        elif sides[0] != sides[1]:
            yield pk, "edited"
