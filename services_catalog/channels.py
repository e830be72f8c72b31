"""How a service is come by: by itself, through the portal, or at a centre. The passport says it, and nothing else.

Every service that is not proactive takes applications. A proactive one takes them too where its passport names a way
to apply: nothing came by itself, and the person says so ("this was missed"). What is automatic only is looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from .models import Service

PORTAL: Final = "portal"
APPLIED_THROUGH: Final = frozenset({PORTAL, "centre", "representative"})
"""The channels through which an application for a proactive service comes."""


@dataclass(frozen=True, slots=True)
class Channels:
    """How a service is come by.

    * `applications` – somebody can apply for it, at least at a centre;
    * `online` – also in the portal, by oneself;
    * `proactive` – the state finds the right by itself, so an application says that it was missed;
    * `look_again` – no application is taken; the state can be asked to look again now.
    """

    proactive: bool
    applications: bool
    online: bool

    @property
    def look_again(self) -> bool:
        """Whether nothing but looking again is left, when nothing came by itself."""
        return not self.applications

    @property
    def centre_only(self) -> bool:
        """Whether it is applied for at a centre or by telephone, with a member of staff, and nowhere else."""
        return self.applications and not self.online


def channels_of(service: Service) -> Channels:
    """Read the channels of a service from its passport."""
    named = frozenset(service.passport.get("channels", ()))
    proactive = service.delivery == Service.Delivery.PROACTIVE
    return Channels(
        proactive=proactive,
        applications=not proactive or bool(named & APPLIED_THROUGH),
        online=PORTAL in named,
    )


def is_open(service: Service, on: date) -> bool:
    """Whether people can have a service on a day, as its availability says; `from` and `until` are days of its state.

    Seasonal is open between them; paused and closed are not open between them, or at all where neither is said.
    """
    said = service.availability
    state = said.get("state", "open")
    if state == "open":
        return True
    first, last = (date.fromisoformat(said[name]) if said.get(name) else None for name in ("from", "until"))
    holds = (first is None or first <= on) and (last is None or on <= last)
    return holds if state == "seasonal" else not holds
