"""What runs in the background for accounts."""

from __future__ import annotations

from celery import shared_task

from .sessions import SessionStore


@shared_task(name="accounts.forget_sessions")
def forget_sessions() -> None:
    """Delete the sessions that have ended: whose they were and from where is kept no longer than it is of use."""
    SessionStore.clear_expired()
