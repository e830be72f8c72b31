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


def write(started: threading.Event, go_on: threading.Event, *, deadline: float, refused: list[int]) -> None:
    try:
        with fence.writing("payments", institution="ABB", request_id="r1", deadline=deadline):
            started.set()
            go_on.wait(10)
    except RefusalError as error:
        refused.append(error.status)


@pytest.mark.parametrize(("patience", "held", "written"), [(60.0, 0.6, True), (1.5, 2.0, False)])
def test_a_look_up_waits_for_those_who_began_before_it(
    monkeypatch: pytest.MonkeyPatch, patience: float, held: float, written: bool
) -> None:
    monkeypatch.setattr(fence, "LOCK_TIMEOUT", "30s")
    started, go_on = threading.Event(), threading.Event()
    refused: list[int] = []
    deadline = time.time() + patience
    writer = in_thread(lambda: write(started, go_on, deadline=deadline, refused=refused))
    assert started.wait(5)
    threading.Timer(held, go_on.set).start()

    before = datetime.now(UTC)
    at = fence.reading("payments", institution="ABB")
    waited = (datetime.now(UTC) - before).total_seconds()

    assert waited > held / 2
    assert (at - before).total_seconds() < waited / 2
    assert HandledRequest.objects.filter(request_id="r1").exists() is written
    writer.join()  # the lock is released a moment before the writer learns that it was refused
    assert refused == ([] if written else [408])


def test_writers_of_a_book_do_not_wait_for_each_other() -> None:
    started, go_on = threading.Event(), threading.Event()
    writer = in_thread(lambda: write(started, go_on, deadline=time.time() + 60, refused=[]))
    assert started.wait(5)
    with fence.writing("payments", institution="ABB", request_id="r2", deadline=time.time() + 60) as entry:
        assert entry is not None
    go_on.set()
    writer.join()


def test_a_look_up_elsewhere_does_not_wait() -> None:
    started, go_on = threading.Event(), threading.Event()
    writer = in_thread(lambda: write(started, go_on, deadline=time.time() + 60, refused=[]))
    assert started.wait(5)
    began = time.monotonic()
    fence.reading("payments", institution="XALQ")
    fence.reading("accounts", institution="ABB")
    assert time.monotonic() - began < 5
    go_on.set()
    writer.join()


def test_a_book_that_is_written_for_too_long_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fence, "LOCK_TIMEOUT", "200ms")
    started, go_on = threading.Event(), threading.Event()
    writer = in_thread(lambda: write(started, go_on, deadline=time.time() + 60, refused=[]))
    assert started.wait(5)
    with pytest.raises(RefusalError) as refusal:
        fence.reading("payments", institution="ABB")
    assert (refusal.value.status, refusal.value.code) == (503, "busy")
    go_on.set()
    writer.join()


def test_two_copies_at_the_same_moment_are_one() -> None:
    entries: list[bool] = []

    def copy() -> None:
        with fence.writing("payments", institution="ABB", request_id="same", deadline=time.time() + 60) as entry:
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
