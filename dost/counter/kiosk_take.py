"""The last step at a kiosk: the ticket, taken once however often the form is sent."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.cache import cache
from django.db import connection, transaction

from dost.centres.appointments import check_in
from dost.centres.arrivals import Arrival, arrive
from dost.centres.models import Device, Ticket
from dost.centres.priority import Cause
from dost.centres.queue import Wish

from .kiosk_draft import LASTS, Draft

_AGAIN: Final = 30
"""Seconds in which a form that was sent twice shows its ticket again; later that is in somebody's pocket."""


def take_once(
    draft: Draft, *, device: Device, cause: Cause | None, language: str, now: datetime, appointment: str = ""
) -> Ticket | None:
    """Return the ticket of a draft, taken now or a moment ago; None when it was taken longer ago than that.

    Raises:
        QueueError: the appointment does not open here; nothing has been taken.
    """
    shown, used = f"kiosk:shown:{draft.key}", f"kiosk:used:{draft.key}"
    with transaction.atomic():
        with connection.cursor() as cursor:  # who presses twice waits here for the first press
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [used])
        code = cache.get(shown)
        if code is not None:
            return Ticket.objects.select_related("day").filter(code=code).first()
        if cache.get(used) is not None:
            return None
        ticket = arrive(
            Arrival(
                wish=Wish(service=draft.service, event=draft.event, is_quick=draft.is_quick),
                language=language,
                fin=draft.fin,
                cause=cause,
                appointment=check_in(appointment, centre=device.centre_id, now=now) if appointment else None,
            ),
            centre=device.centre_id,
            now=now,
            device=device,
        )
        cache.set(shown, ticket.code, timeout=_AGAIN)
        cache.set(used, True, timeout=2 * int(LASTS.total_seconds()))
    return ticket
