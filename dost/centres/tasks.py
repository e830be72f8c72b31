"""Celery's part of the centres: reminders, who did not come or has no desk, and callers who are kept no longer."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .callers import forget
from .reminders import note_missed, remind_due
from .settling import settle_all


@shared_task(name="centres.remind")
def remind() -> None:
    """Remind whoever has an appointment tomorrow."""
    remind_due(now=timezone.now())


@shared_task(name="centres.note_missed")
def missed() -> None:
    """Say of everybody who has not come today that they did not come."""
    note_missed(now=timezone.now())


@shared_task(name="centres.settle")
def settle() -> None:
    """Tell whoever has no desk any more, whatever made it so."""
    settle_all(now=timezone.now())


@shared_task(name="centres.forget_callers")
def forget_callers() -> None:
    """Remove the callers, and what was said of calls back, that are of no use any more."""
    forget(now=timezone.now())
