from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from services_catalog.changes import preview, preview_run, tasks
from services_catalog.changes.errors import StudioError
from services_catalog.changes.permissions import StudioDenied
from services_catalog.changes.preview import LEASE, Phase
from services_catalog.models import ChangeSet, Preview
from tests.factories.impact import TODAY
from tests.factories.services_catalog import VersionFactory
from tests.factories.studio import ChangeSetFactory, DraftParameterFactory

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


def phase(asked: Preview, now: datetime) -> tuple[Phase, datetime]:
    found = preview.progress(asked, now=now)
    return found.phase, found.since


def test_who_asks_again_gets_the_same_preview(raised: ChangeSet, editor: Any, publisher: Any) -> None:
    first = ask(raised, editor)

    assert ask(raised, publisher).pk == first.pk
    assert ask(raised, editor, on=date(2027, 1, 1)).pk != first.pk


def test_a_preview_of_an_older_revision_is_cancelled(raised: ChangeSet, editor: Any) -> None:
    old = ask(raised, editor)
    ChangeSet.objects.update(revision=2)

    new = ask(raised, editor)

    assert (state(old), state(new), new.revision) == ("cancelled", "waiting", 2)


def test_nothing_is_previewed_of_an_empty_set_or_one_that_is_out(editor: Any, db: None) -> None:
    with pytest.raises(StudioError, match="nothing to preview"):
        ask(ChangeSetFactory(), editor)
    draft: Any = DraftParameterFactory(change_set__status=ChangeSet.Status.DISCARDED)
    with pytest.raises(StudioError, match="not published yet"):
        ask(draft.change_set, editor)


def test_who_may_only_look_cannot_ask_or_cancel(raised: ChangeSet, editor: Any, viewer: Any) -> None:
    with pytest.raises(StudioDenied):
        ask(raised, viewer)
    with pytest.raises(StudioDenied):
        preview.cancel(ask(raised, editor), viewer)


def test_a_preview_is_current_until_the_set_changes(raised: ChangeSet, editor: Any) -> None:
    asked = ask(raised, editor)

    assert preview.is_current(asked)
    ChangeSet.objects.update(revision=2)
    assert not preview.is_current(asked)
    assert preview.latest(raised) == asked


def test_a_waiting_preview_says_why_it_waits(raised: ChangeSet, editor: Any) -> None:
    asked = ask(raised, editor)
    other = ask(raised, editor, on=date(2027, 1, 1), at=NOW + timedelta(seconds=5))

    assert phase(asked, NOW) == (Phase.QUEUED, NOW)
    assert phase(asked, LATER) == (Phase.ABSENT, NOW)
    preview_run.claim(now=NOW)
    assert phase(asked, NOW) == (Phase.RUNNING, NOW)
    assert phase(other, NOW) == (Phase.BUSY, NOW + timedelta(seconds=5))
    assert phase(asked, LATER)[0] is Phase.STALLED


def test_a_running_preview_that_is_to_stop_says_so(raised: ChangeSet, editor: Any) -> None:
    asked = ask(raised, editor)
    preview_run.claim(now=NOW)

    preview.cancel(asked, editor, at=NOW)

    assert phase(asked, NOW)[0] is Phase.CANCELLING


def test_a_waiting_preview_is_cancelled_at_once_and_a_finished_one_stays(raised: ChangeSet, editor: Any) -> None:
    asked = ask(raised, editor)

    assert preview.cancel(asked, editor, at=NOW).state == "cancelled"
    assert phase(asked, LATER) == (Phase.CANCELLED, NOW)
    Preview.objects.update(state="done")
    assert preview.cancel(asked, editor, at=NOW).state == "done"


def test_the_preview_of_a_dead_worker_is_cancelled_at_once(raised: ChangeSet, editor: Any) -> None:
    asked = ask(raised, editor)
    preview_run.claim(now=NOW)

    assert preview.cancel(asked, editor, at=LATER).state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_asking_rings_the_task_that_makes_previews(
    raised: ChangeSet, editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.run_previews, "apply_async", lambda *_args, **options: rung.append(options))

    ask(raised, editor)

    assert rung == [{"retry": False}]
