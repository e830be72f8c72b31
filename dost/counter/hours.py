"""What the address of a screen shows to a browser that is none: when the centre is open, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dost.common.opening_hours import Hours, OpenUntil, opening
from registries.models import Centre

from .screens import context_of


@dataclass(frozen=True, slots=True)
class HoursPage:
    """What `counter/hours.html` shows; the hours are None where they are not known."""

    opens: time | None
    closes: time | None
    is_open: bool
    turns_at: datetime | None
    address: str
    pair_url: str


def hours_page(request: HttpRequest, centre: Centre, *, pair_url: str, now: datetime) -> HttpResponse:
    """The centre's hours, and a quiet way for whoever sets the screen up."""
    found = opening(Hours(centre.opens, centre.closes), now) if centre.opens and centre.closes else None
    is_open = isinstance(found, OpenUntil)
    page = HoursPage(
        opens=centre.opens,
        closes=centre.closes,
        is_open=is_open,
        turns_at=found.closes if isinstance(found, OpenUntil) else found.opens if found else None,
        address=centre.address,
        pair_url=pair_url,
    )
    return render(request, "counter/hours.html", context_of(centre, page=page))
