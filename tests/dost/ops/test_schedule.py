"""What runs by itself: what has a last day is looked at by a task of its own."""

from __future__ import annotations

from dost.ops.schedule import BEAT_SCHEDULE

WATCHES = {
    "cases.watch_clocks",
    "cases.watch_answers",
    "cases.watch_recoveries",
    "cases.watch_complaints",
    "cases.remind_of_appeals",
    "cases.tend_drafts",
    "cases.tend_mandates",
    "cases.note_overdue_corrections",
    "centres.remind",
    "centres.note_missed",
    "centres.settle",
}


def test_what_has_a_last_day_is_looked_at_by_a_task_of_its_own() -> None:
    """One that fails takes no other with it."""
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} >= WATCHES
