"""What is removed in the night; `dost.ops.grants` says of each table whether this may, and how long rows stay."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone


def remove_expired() -> dict[str, int]:
    """Remove sessions and counts of failed sign-ins that have run out; return how many rows went, by table."""
    sessions = Session.objects.filter(expire_date__lt=timezone.now()).count()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < %s", [timezone.now()])
        return {"django_session": sessions, "cache": cursor.rowcount}
