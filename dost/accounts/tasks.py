"""Celery's part of the accounts."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .seals import seal


@shared_task(name="accounts.seal_looks", ignore_result=True)
def seal_looks() -> None:
    """Seal the looks that are new since the last time."""
    seal(now=timezone.now())
