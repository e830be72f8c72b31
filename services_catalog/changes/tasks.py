"""Celery's part of the studio: a message says "look"; the rows are the truth, and the beat rings too."""

from __future__ import annotations

from celery import shared_task

from .preview import TASK
from .preview_run import run_next


@shared_task(name=TASK)
def run_previews() -> None:
    """Make the previews that wait, one after the other; what a dead worker has left is taken up again."""
    while run_next():
        pass
