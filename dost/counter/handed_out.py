"""A ticket as it is handed out at the door: its number, the wait told with it, and the square to follow it by."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dost.centres.models import Ticket
from dost.ui.languages import in_language


@dataclass(frozen=True, slots=True)
class Told:
    """A wait in whole minutes."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What is printed of a ticket: no name, no class, no matter. `told` is None when no desk is at work yet."""

    number: str
    told: Told | None
    square: SafeString
    address: str
    appointed: bool


def handed_out(ticket: Ticket) -> HandedOut:
    """Return a ticket as it is shown and printed."""
    path = in_language(reverse("ticket:follow", args=[ticket.code]), ticket.language)
    address = f"{settings.PUBLIC_URL}{path}"
    return HandedOut(
        number=ticket.label,
        told=Told(ticket.told[0], ticket.told[1]) if ticket.told else None,
        square=square_of(address),
        address=address.partition("://")[2],
        appointed=ticket.appointment_id is not None,
    )


def square_of(address: str) -> SafeString:
    """Return the square (QR code) of an address, as SVG."""
    drawn = segno.make_qr(address, error="m").svg_inline(
        border=3,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass="screen-square__svg",
        lineclass=None,
        title=_("Square code: follow the ticket on your telephone"),
    )
    return mark_safe(drawn)  # drawn here of an address of our own  # noqa: S308  # nosec B308 B703
