"""How long people are served at a centre, from the log of the last hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from typing import Final

from .models import Visit

USUAL: Final = timedelta(minutes=7, seconds=5)
"""What the centres publish as their average; used until a centre has figures of its own today."""
LOOKS_BACK: Final = timedelta(hours=3)
MOST_READ: Final = 60
FEWEST: Final = 5


def recent_services(centre: str, *, now: datetime) -> list[timedelta]:
    """How long the last visits at a centre took, the newest first; at most `MOST_READ` of the last hours. One query."""
    visits = (
        Visit.objects.filter(
            centre=centre, channel=Visit.Channel.WINDOW, ended_at__gt=now - LOOKS_BACK, ended_at__lte=now
        )
        .order_by("-ended_at")
        .values_list("began_at", "ended_at")
    )
    return [ended - began for began, ended in visits[:MOST_READ] if ended is not None]


def service_time(centre: str, *, now: datetime) -> timedelta:
    """The median time of a visit in the last hours; `USUAL` where fewer than `FEWEST` have ended."""
    found = recent_services(centre, now=now)
    if len(found) < FEWEST:
        return USUAL
    return timedelta(seconds=median(one.total_seconds() for one in found))
