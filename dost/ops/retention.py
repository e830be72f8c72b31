"""What is removed in the night; `dost.ops.grants` says of each table whether this may, and how long rows stay."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from dost.accounts.models import Session
from dost.accounts.sessions import SessionStore


def remove_expired() -> dict[str, int]:
    """Remove sessions and counts of failed sign-ins that have run out; return how many rows went, by table."""
    before = Session.objects.count()
    SessionStore.clear_expired()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < %s", [timezone.now()])
        return {"accounts_session": before - Session.objects.count(), "cache": cursor.rowcount}
