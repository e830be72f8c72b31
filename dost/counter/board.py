"""What a display board shows of a centre: numbers and desks, nothing else, rendered once for each change of the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dost.centres.models import CentreDay, Ticket
from dost.common.dates import local_day

MOST_SHOWN: Final = 8
POLL_SECONDS: Final = 3
_KEPT: Final = 10 * 60
NO_DAY: Final = "none"


@dataclass(frozen=True, slots=True)
class Call:
    """A number at a desk. `key` names this call of it – the next call of the same number has another –, `words` are
    what is spoken, `is_new` says that nobody has come to the desk yet."""

    key: str
    number: str
    desk: int
    is_new: bool
    words: str


def calls_of(tickets: Iterable[Ticket]) -> tuple[Call, ...]:
    """Return what is shown of tickets at desks, the last call first; one that lacks something is left out, no more."""
    shown = [
        (ticket.called_at, ticket, ticket.desk)
        for ticket in tickets
        if ticket.desk is not None and ticket.called_at is not None
    ]
    shown.sort(key=lambda one: (one[0], one[1].number), reverse=True)
    return tuple(
        Call(
            key=f"{ticket.number}-{ticket.calls}",
            number=ticket.label,
            desk=desk.number,
            is_new=ticket.state == Ticket.State.CALLED,
            words=_("Number %(number)d, desk %(desk)d") % {"number": ticket.number, "desk": desk.number},
        )
        for _at, ticket, desk in shown[:MOST_SHOWN]
    )


@dataclass(frozen=True, slots=True)
class Version:
    """Which state of a centre's day a board shows, in which language."""

    centre: str
    day: str
    version: int
    language: str

    @property
    def tag(self) -> str:
        """The ETag of the fragment."""
        return f'"{self.centre}-{self.day}-{self.version}-{self.language}"'


def version_of(centre: str, *, now: datetime, language: str) -> Version:
    """Return the state a centre is in. One query: all that a board that has seen it costs."""
    on = local_day(now)
    version = CentreDay.objects.filter(centre=centre, day=on).values_list("version", flat=True).first()
    return Version(centre, on.isoformat(), -1 if version is None else version, language)


def fragment(version: Version, *, url: str) -> str:
    """Return the fragment of a state of the day, made once for all boards of the centre in a language."""
    key = f"board:{version.tag}"
    made = cache.get(key)
    if isinstance(made, str):
        return made
    tickets = Ticket.objects.select_related("desk").filter(
        day__centre=version.centre,
        day__day=version.day,
        state__in=(Ticket.State.CALLED, Ticket.State.SERVING),
    )
    made = render_to_string(
        "counter/board/_calls.html",
        {"calls": calls_of(tickets), "tag": version.tag, "url": url, "every": POLL_SECONDS},
    )
    cache.set(key, made, timeout=_KEPT)
    return made
