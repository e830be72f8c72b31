"""What somebody chooses from when they book: centres, services, days and times. For a citizen and for staff alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from registries.models import Centre
from services_catalog.labels import label
from services_catalog.models import Service, in_language
from services_catalog.next_step import DOST_CENTRE
from services_catalog.schema import LIFE_EVENTS

from .appointments import Wanted, free_days
from .models import Appointment
from .news import centre_name
from .slots import Slot

NO_SERVICE: Final = ""
"""Another matter: whoever does not know, or would rather not say."""
EVENT: Final = "event:"
"""Stands before the code of a life event, among the codes of services."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its value, its words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Options under one heading."""

    words: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day with free times; `is_chosen`: its times are shown."""

    day: date
    times: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choosing:
    """How far somebody has come: `centre` and `service` as chosen, the days that are free there, the times of one day.

    `asked` says that a centre was chosen, so that no free day means there is none. `service` is the value of one of the
    `events` or `services`.
    """

    centres: tuple[Option, ...]
    services: tuple[Group, ...]
    events: Group
    centre: str = ""
    service: str = NO_SERVICE
    days: tuple[FreeDay, ...] = ()
    day: date | None = None
    times: tuple[Slot, ...] = ()

    @property
    def matters(self) -> tuple[Group, ...]:
        """What one can come for: what has happened first, then the services."""
        return (self.events, *self.services)

    @property
    def asked(self) -> bool:
        """Whether a centre was chosen."""
        return bool(self.centre)


def choosing(*, centre: str, service: str, day: date | None, now: datetime, language: str) -> Choosing:
    """What there is to choose, by what was chosen; what is none of the list counts as not chosen. Ten queries."""
    centres = tuple(Option(one.code, centre_name(one, language)) for one in open_centres())
    services, events = _services(), _events()
    known = {option.value for group in (events, *services) for option in group.options}
    service = service if service in known else NO_SERVICE
    if centre not in {one.value for one in centres}:
        return Choosing(centres, services, events, service=service)
    free = free_days(centre=centre, service=_matter(service)[0], now=now)
    chosen = day if day in free else next(iter(free), None)
    return Choosing(
        centres,
        services,
        events,
        centre=centre,
        service=service,
        days=tuple(FreeDay(each, len(slots), each == chosen) for each, slots in free.items()),
        day=chosen,
        times=tuple(free[chosen]) if chosen is not None else (),
    )


def open_centres() -> list[Centre]:
    """The centres that receive people, and whose hours are known. One query."""
    return list(Centre.objects.filter(status=Centre.Status.OPEN, opens__isnull=False).order_by("code"))


def again(old: Appointment) -> tuple[str, str]:
    """The centre and the matter of an appointment that is to be changed."""
    return old.day.centre_id, f"{EVENT}{old.event}" if old.event else old.service_id or NO_SERVICE


def matter_in_words(one: Appointment) -> str:
    """What an appointment is for, in words; empty for another matter, and where it is not to be named."""
    if one.event:
        return label("life_event", one.event)
    return in_language(one.service.name) if one.service is not None and not one.service.sensitive else ""


def _matter(value: str) -> tuple[str, str]:
    """The service and the life event that a value means: one of them is empty, or both."""
    is_event = value.startswith(EVENT)
    return ("", value.removeprefix(EVENT)) if is_event else (value, "")


def _events() -> Group:
    """The life events, in their order: whoever knows what has happened need not know what it is called."""
    return Group(
        _("What has happened"), tuple(Option(f"{EVENT}{one}", label("life_event", one)) for one in LIFE_EVENTS)
    )


def _services() -> tuple[Group, ...]:
    """The services that centres do, by area. What is sensitive is not in it: one comes with "another matter"."""
    groups: dict[str, list[Option]] = defaultdict(list)
    for one in _of_centres(Service.objects.filter(sensitive=False).order_by("code")):
        groups[one.area].append(Option(one.code, in_language(one.name)))
    return tuple(Group(label("area", area), tuple(options)) for area, options in groups.items())


def _of_centres(services: Iterable[Service]) -> Iterable[Service]:
    return (one for one in services if DOST_CENTRE in one.passport.get("places", ()))


# -- what was sent -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody has chosen so far, as it stands in the address of the page."""

    centre: str = ""
    service: str = NO_SERVICE
    day: date | None = None


def asked_of(given: Mapping[str, str], old: Appointment | None = None) -> Asked:
    """What was chosen by now; at first what the appointment has that is to be changed. Nonsense counts as nothing."""
    centre, service = again(old) if old is not None else ("", NO_SERVICE)
    day: date | None
    try:
        day = date.fromisoformat(given.get("day", ""))
    except ValueError:
        day = old.day.day if old is not None else None
    return Asked(given.get("centre", centre), given.get("service", service), day)


def wanted_of(given: Mapping[str, str]) -> Wanted | None:
    """The centre, service and time that were chosen; None where no time is among them."""
    try:
        starts_at = datetime.fromisoformat(given.get("at", ""))
    except ValueError:
        return None
    if starts_at.tzinfo is None:
        return None
    service, event = _matter(given.get("service", NO_SERVICE))
    return Wanted(given.get("centre", ""), starts_at, service, event)
