"""How a ticket changes: its columns, and a line of the log, both in the lock of its day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .models import Desk, Ticket, TicketEvent


def change(ticket: Ticket, **values: Any) -> None:
    """Write columns of a ticket whose day is locked."""
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(values))


def log(
    ticket: Ticket, kind: str, now: datetime, *, desk: Desk | None = None, user_id: int | None = None, note: str = ""
) -> None:
    """Write a line of the log. One without a user was written by nobody's hand: at the close of a day, by a screen."""
    TicketEvent.objects.create(ticket=ticket, kind=kind, at=now, desk=desk, user_id=user_id, note=note)
