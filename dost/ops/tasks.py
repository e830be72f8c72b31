"""Celery's part of looking after the installation."""

from __future__ import annotations

from celery import shared_task

from .retention import remove_expired


@shared_task(name="dost.retention", ignore_result=True)
def retention() -> None:
    """Remove what has run out."""
    remove_expired()
