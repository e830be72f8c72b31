"""The page of a service that people in danger look for: whom to call, what stays between us, and the way out.

Which services have it is data (`help` of their file). It shows no condition, no rule and no law, names other services
only by the choice of whoever wrote it, and is left within a second (decision 24).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from dost.portal.centres import OpenNow, centres_now
from services_catalog.models import Service
from services_catalog.next_step import DOST_CENTRE

from .neighbours import Neighbour, named
from .sayer import Sayer

LEAVE_TO: Final = "https://www.google.com/"
"""Where the way out leads: a page that every browser here has opened before, and that tells nothing."""


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number to call, and for what."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What `portal/help.html` shows. Texts are in the reader's language; `now` only where one can come to a centre."""

    url: str
    heading: str
    receives: str
    takes: str
    next: str
    telephones: tuple[Telephone, ...]
    steps: tuple[str, ...]
    confidential: tuple[str, ...]
    at_centres: bool
    now: OpenNow | None
    neighbours: tuple[Neighbour, ...]
    leave_to: str = LEAVE_TO


def help_page(service: Service, *, at: datetime, language: str) -> HelpPage:
    """Return the page at a moment; at most two queries."""
    say = Sayer(language)
    at_centres = DOST_CENTRE in service.passport.get("places", ())
    return HelpPage(
        url=reverse("services:detail", args=[service.code]),
        heading=say(service.name),
        receives=say(service.receives),
        takes=say(service.takes),
        next=say(service.next),
        telephones=tuple(Telephone(one["number"], say(one["text"])) for one in service.help["telephones"]),
        steps=say.each(service.passport.get("steps", ())),
        confidential=say.each(service.help.get("confidential", ())),
        at_centres=at_centres,
        now=centres_now(at) if at_centres else None,
        neighbours=named(service.help.get("neighbours", ()), say=say),
    )
