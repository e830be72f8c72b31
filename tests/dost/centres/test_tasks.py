"""The tasks of the centres ring what does the work, with the time of now."""

from __future__ import annotations

import pytest

from dost.centres import tasks


@pytest.mark.parametrize(
    ("task", "does"), [(tasks.missed, "note_missed"), (tasks.settle, "settle_all"), (tasks.remind, "remind_due")]
)
def test_each_task_does_its_own(task: object, does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def act(*, now: object) -> int:
        done.append(does)
        return 0

    monkeypatch.setattr(tasks, does, act)
    task()  # type: ignore[operator]
    assert done == [does]
