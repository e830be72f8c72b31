from __future__ import annotations

import threading
import time
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import InternalError, connections
from django.utils import timezone, translation

from services_catalog.changes import preview, preview_run, tasks
from services_catalog.changes.preview import LEASE, Phase
from services_catalog.models import ChangeSet, Preview
from tests.factories.impact import TODAY, born
from tests.factories.services_catalog import VersionFactory
from tests.factories.studio import DraftParameterFactory, DraftServiceFactory
from tests.patience import PATIENCE

NOW = timezone.now().replace(microsecond=0)

LATER = NOW + LEASE + timedelta(seconds=1)


@pytest.fixture
def raised(db: None) -> ChangeSet:
    """A set that raises the benefit of everyone over 65 from 600 to 700."""
    VersionFactory()
    draft: Any = DraftParameterFactory(value=700)
    change_set: ChangeSet = draft.change_set
    return change_set


def ask(change_set: ChangeSet, by: Any, *, on: date = TODAY, at: datetime = NOW) -> Preview:
    return preview.ask(change_set, on, by, at=at)


def state(asked: Preview) -> str:
    asked.refresh_from_db()
    return asked.state


@pytest.fixture
def committed(transactional_db: None, editor: Any) -> ChangeSet:
    """The same set, with two people, for a worker on connections of its own."""
    VersionFactory()
    draft: Any = DraftParameterFactory(value=700)
    born(1950)
    born(1990)
    change_set: ChangeSet = draft.change_set
    return change_set


def _sleeps(_pairs: Any, *, cursor: Any, tick: Any, **_more: Any) -> None:
    tick(0, 2)
    cursor.execute("SELECT pg_sleep(3600)")


def _work() -> None:
    try:
        preview_run.run_next()
    finally:
        connections.close_all()


def _until(holds: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_one_preview_is_made_at_a_time(raised: ChangeSet, editor: Any) -> None:
    first = ask(raised, editor)
    ask(raised, editor, on=date(2027, 1, 1))

    assert preview_run.claim(now=NOW) == first
    assert preview_run.claim(now=NOW + LEASE) is None


def test_a_dead_workers_preview_is_taken_up_again_and_it_writes_nothing_more(raised: ChangeSet, editor: Any) -> None:
    asked = ask(raised, editor)
    dead = preview_run.claim(now=NOW)
    assert dead is not None

    again = preview_run.claim(now=LATER)

    assert (again, dead) == (asked, asked)
    preview_run._finish(dead, Preview.State.FAILED, problem="I am late")
    asked.refresh_from_db()
    assert (asked.state, asked.started_at, asked.problem) == ("running", LATER, "")


def test_a_preview_that_ends_its_worker_three_times_has_failed(raised: ChangeSet, editor: Any) -> None:
    with translation.override("en"):
        asked = ask(raised, editor)
    for number in range(preview_run.MOST_STARTS):
        assert preview_run.claim(now=NOW + number * 2 * LEASE) == asked

    assert preview_run.claim(now=NOW + 10 * LEASE) is None
    asked.refresh_from_db()
    assert (asked.state, asked.problem) == ("failed", "The worker ended three times while making this preview.")


def test_a_dead_workers_preview_that_was_to_stop_is_cancelled(raised: ChangeSet, editor: Any) -> None:
    asked = ask(raised, editor)
    preview_run.claim(now=NOW)
    preview.cancel(asked, editor, at=NOW)

    assert preview_run.claim(now=LATER) is None
    assert state(asked) == "cancelled"


def test_a_worker_makes_the_previews_that_wait(committed: ChangeSet, editor: Any) -> None:
    asked = ask(committed, editor)
    other = ask(committed, editor, on=date(2027, 1, 1))

    tasks.run_previews()

    for one in (asked, other):
        one.refresh_from_db()
        assert (one.state, one.problem, one.revision) == ("done", "", committed.revision)
        assert one.result["total"]["rights"]["rises"] == 1
        assert one.finished_at is not None
    assert (asked.done, asked.total) == (1, 1)
    assert asked.result["on"] == "2026-11-23"
    assert preview.progress(asked, now=timezone.now()).phase is Phase.DONE


def test_the_result_is_of_the_revision_that_was_read(committed: ChangeSet, editor: Any) -> None:
    asked = ask(committed, editor)
    ChangeSet.objects.update(revision=5)

    assert preview_run.run_next()

    asked.refresh_from_db()
    assert (asked.revision, preview.is_current(asked)) == (5, True)


def test_a_draft_with_an_error_fails_with_words(committed: ChangeSet, editor: Any) -> None:
    DraftServiceFactory(
        change_set=committed,
        content={
            "basis": "person",
            "mode": "automatic",
            "criteria": [{"id": "age", "require": "person.aeg > 3", "text": {}, "law": ""}],
            "period": "none",
            "outcome": "message",
        },
    )
    with translation.override("en"):
        asked = ask(committed, editor)

    preview_run.run_next()

    asked.refresh_from_db()
    assert asked.state == "failed"
    assert "05-99" in asked.problem


def test_what_nobody_expected_fails_with_words(
    committed: ChangeSet, editor: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: Any, **_more: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(preview_run, "impact", broken)
    with translation.override("en"):
        asked = ask(committed, editor)

    preview_run.run_next()

    asked.refresh_from_db()
    assert (asked.state, asked.problem) == ("failed", "Something unexpected happened. Ask for the preview again.")
    assert "secret detail" in caplog.text


def test_a_part_that_takes_too_long_fails_with_words(
    committed: ChangeSet, editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(preview_run.SETTINGS, "statement_timeout", "'50ms'")
    monkeypatch.setattr(preview_run, "impact", _sleeps)
    with translation.override("en"):
        asked = ask(committed, editor)

    preview_run.run_next()

    asked.refresh_from_db()
    assert asked.state == "failed"
    assert "longer than ten minutes" in asked.problem


def test_a_running_statement_is_cancelled_within_seconds(
    committed: ChangeSet, editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_run, "impact", _sleeps)
    asked = ask(committed, editor, at=timezone.now())
    worker = threading.Thread(target=_work)
    worker.start()
    _until(lambda: preview.progress(asked, now=timezone.now()).total == 2)

    preview.cancel(asked, editor)
    worker.join(timeout=PATIENCE)

    assert not worker.is_alive()  # the statement would have taken an hour
    assert state(asked) == "cancelled"


def test_a_long_statement_keeps_its_lease(committed: ChangeSet, editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_run, "impact", _sleeps)
    monkeypatch.setattr(preview_run, "BEAT_SECONDS", 0.1)
    asked = ask(committed, editor)
    worker = threading.Thread(target=_work)
    worker.start()
    _until(lambda: preview.progress(asked, now=timezone.now()).total == 2)
    first = Preview.objects.get(pk=asked.pk).beat_at

    _until(lambda: Preview.objects.get(pk=asked.pk).beat_at != first)
    preview.cancel(asked, editor)
    worker.join(timeout=PATIENCE)

    assert state(asked) == "cancelled"


def test_the_population_is_read_in_one_state_and_cannot_be_written(committed: ChangeSet) -> None:
    with preview_run._snapshot() as reading, reading.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registries_person")
        [before] = cursor.fetchone()
        born(1970)
        cursor.execute("SELECT count(*) FROM registries_person")
        assert cursor.fetchone() == (before,)
        with pytest.raises(InternalError, match="read-only"):
            cursor.execute("UPDATE registries_person SET surname = 'X'")
