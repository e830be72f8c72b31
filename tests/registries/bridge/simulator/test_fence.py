from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from registries.bridge.simulator.books import fence
from registries.bridge.simulator.models import HandledRequest
from registries.bridge.simulator.refusal import RefusalError
from tests.installation import wait_until
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def write(
    started: threading.Event, go_on: threading.Event, *, refused: list[int] | None = None, in_time: bool = True
) -> None:
    """Write until told to go on; unless `in_time` the deadline passes meanwhile."""
    try:
        with fence.writing("payments", institution="ABB", request_id="r1", deadline=later()) as entry:
            assert entry is not None
            started.set()
            go_on.wait(PATIENCE)
            if not in_time:
                entry.deadline = time.time() - 1
    except RefusalError as error:
        if refused is not None:
            refused.append(error.status)


def later() -> float:
    """A deadline no machine is too slow for."""
    return time.time() + 10 * PATIENCE


def somebody_waits() -> bool:
    """Whether somebody wants a fence that another holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("in_time", [True, False])
def test_a_look_up_waits_for_those_who_began_before_it(monkeypatch: pytest.MonkeyPatch, in_time: bool) -> None:
    monkeypatch.setattr(fence, "LOCK_TIMEOUT", f"{PATIENCE:g}s")
    started, go_on = threading.Event(), threading.Event()
    refused: list[int] = []
    looked_up: list[datetime] = []
    writer = in_thread(lambda: write(started, go_on, refused=refused, in_time=in_time))
    assert started.wait(PATIENCE)
    reader = in_thread(lambda: looked_up.append(fence.reading("payments", institution="ABB")))
    wait_until(somebody_waits, seconds=PATIENCE, every=0.05)

    assert looked_up == []
    released = datetime.now(UTC)
    go_on.set()
    reader.join(PATIENCE)

    assert len(looked_up) == 1
    assert looked_up[0] < released
    assert HandledRequest.objects.filter(request_id="r1").exists() is in_time
    writer.join()  # the lock is released a moment before the writer learns that it was refused
    assert refused == ([] if in_time else [408])


def test_writers_of_a_book_do_not_wait_for_each_other() -> None:
    started, go_on = threading.Event(), threading.Event()
    writer = in_thread(lambda: write(started, go_on))
    assert started.wait(PATIENCE)
    with fence.writing("payments", institution="ABB", request_id="r2", deadline=later()) as entry:
        assert entry is not None
    go_on.set()
    writer.join()


def test_a_look_up_elsewhere_does_not_wait() -> None:
    started, go_on = threading.Event(), threading.Event()
    writer = in_thread(lambda: write(started, go_on))
    assert started.wait(PATIENCE)
    fence.reading("payments", institution="XALQ")
    fence.reading("accounts", institution="ABB")
    assert writer.is_alive()
    go_on.set()
    writer.join()


def test_a_book_that_is_written_for_too_long_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fence, "LOCK_TIMEOUT", "200ms")
    started, go_on = threading.Event(), threading.Event()
    writer = in_thread(lambda: write(started, go_on))
    assert started.wait(PATIENCE)
    with pytest.raises(RefusalError) as refusal:
        fence.reading("payments", institution="ABB")
    assert (refusal.value.status, refusal.value.code) == (503, "busy")
    go_on.set()
    writer.join()


def test_two_copies_at_the_same_moment_are_one() -> None:
    entries: list[bool] = []

    def copy() -> None:
        with fence.writing("payments", institution="ABB", request_id="same", deadline=later()) as entry:
            entries.append(entry is not None)
            time.sleep(0.3)

    copies = [in_thread(copy) for _ in range(3)]
    for one in copies:
        one.join()
    assert sorted(entries) == [False, False, True]
    assert HandledRequest.objects.count() == 1


def test_a_copy_of_a_request_that_failed_is_the_first() -> None:
    with pytest.raises(RuntimeError), fence.writing("sms", institution="NAR", request_id="r", deadline=None):
        raise RuntimeError("the first copy dies")
    with fence.writing("sms", institution="NAR", request_id="r", deadline=None) as entry:
        assert entry is not None
