"""What somebody comes for, in the reader's language; and what desks serve, by the two digits services begin with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from dost.centres.models import Ticket
from services_catalog.labels import LABELS
from services_catalog.sensitive import label_of

AREAS: Final[Mapping[str, tuple[str, ...]]] = {
    "01": ("certificates",),
    "02": ("labour_relations",),
    "03": ("disability",),
    "04": ("employment",),
    "05": ("benefits", "pensions"),
    "06": ("tsa",),
    "07": ("stipends",),
    "08": ("social_insurance", "personal_insurance"),
    "09": ("social_services",),
    "10": ("support",),
    "11": ("child_protection",),
}
"""The areas of the catalogue whose services begin with these two digits."""


def area_name(digits: str) -> str:
    """What the services that begin with two digits are about; digits that none begins with stay as they are."""
    return ", ".join(str(LABELS["area"][area]) for area in AREAS.get(digits, ())) or digits


def areas_in_words(areas: Iterable[str]) -> str:
    """What a desk serves."""
    return "; ".join(area_name(digits) for digits in areas) or _("All services")


def matter_of(ticket: Ticket, *, opened: bool = False) -> str:
    """What the holder of a ticket comes for; empty where it was not said.

    A sensitive service is named once they sit at the desk (`opened`).
    """
    if ticket.service is not None:
        return label_of(ticket.service, opened=opened).title
    if ticket.event:
        return str(LABELS["life_event"].get(ticket.event, ticket.event))
    return ""
