"""The one thing to do about a service now: nothing, say yes, apply, come, call – or nothing yet, or no more.

Its passport says the ways (`channels`, `places`), its version how the right comes (`mode`), its availability whether it
can be had. Exactly one step is the next; where one comes to a DOST centre, a time there can be booked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from .channels import channels_of, is_open
from .definition import Mode
from .models import Service
from .time_limits import TimeLimit, TimeLimits

DOST_CENTRE: Final = "dost_centre"
OFFICES: Final = (
    DOST_CENTRE,
    "employment_centre",
    "dsmf_unit",
    "social_service_unit",
    "dtsera",
    "labour_inspectorate",
    "coordination_centre",
)
"""Places one can come to; the others are the portal, the telephone and a bus."""


class StepKind(StrEnum):
    """What is to be done."""

    NOTHING = "nothing"
    """It comes by itself."""
    SAY_YES = "say_yes"
    """The person is asked, and a yes is enough."""
    APPLY = "apply"
    """Apply in the portal."""
    CENTRE = "centre"
    """Come to a DOST centre."""
    OFFICE = "office"
    """Come to an office of another institution; DOST centres do not do it."""
    CALL = "call"
    """Call 142."""
    WAIT = "wait"
    """It cannot be had now, and will be again."""
    GONE = "gone"
    """It is not offered any more."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step. `places` are where else or where one can come, in words of the passport; empty: nowhere.

    `online`: one can apply in the portal, be that the step or another way beside it.
    """

    kind: StepKind
    places: tuple[str, ...] = ()
    online: bool = False

    @property
    def comes(self) -> bool:
        """Whether one goes somewhere for it."""
        return self.kind in {StepKind.CENTRE, StepKind.OFFICE}


@dataclass(frozen=True, slots=True)
class Missed:
    """What is left where a right that comes by itself did not come within `limit` of what it arises from.

    `at_centre`: somebody can apply for it there; otherwise the state is asked to look again (`channels`). `online`: one
    can also apply in the portal.
    """

    limit: TimeLimit
    at_centre: bool
    online: bool = False


def next_step(
    service: Service, *, mode: Mode, on: date, in_force_from: date | None = None, ended_on: date | None = None
) -> NextStep:
    """Return the next step of a service, by the mode of a version in force from the first day until before the last."""
    closed = service.availability.get("state") == "closed" and not is_open(service, on)
    if closed or (ended_on is not None and ended_on <= on):
        return NextStep(StepKind.GONE)
    if (in_force_from is not None and in_force_from > on) or not is_open(service, on):
        return NextStep(StepKind.WAIT)
    if channels_of(service).proactive and mode != Mode.ON_APPLICATION:
        return NextStep(StepKind.NOTHING if mode == Mode.AUTOMATIC else StepKind.SAY_YES)
    return _way_to_ask(service)


def _way_to_ask(service: Service) -> NextStep:
    named = service.passport.get("channels", ())
    places = tuple(place for place in OFFICES if place in service.passport.get("places", ()))
    comes = "centre" in named and DOST_CENTRE in places
    online = channels_of(service).online
    advice = service.kind == "consultation"
    if "call_centre" in named and (advice or (not online and ("mobile" in named or not comes))):
        # Advice is given on the telephone at once; and where Mobile DOST comes, it is called, not visited.
        return NextStep(StepKind.CALL, places, online=online)
    if online:
        return NextStep(StepKind.APPLY, places, online=True)
    if DOST_CENTRE in places:
        return NextStep(StepKind.CENTRE, places)
    if places and "centre" in named:
        return NextStep(StepKind.OFFICE, places)
    return NextStep(StepKind.CALL)


def missed(service: Service, terms: TimeLimits) -> Missed | None:
    """Return what to do when a proactive service did not come in time; None for one that is asked for anyway."""
    channels = channels_of(service)
    if not channels.proactive:
        return None
    online = channels.applications and channels.online
    return Missed(limit=terms.decision, at_centre=channels.applications, online=online)
